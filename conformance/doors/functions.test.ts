import { describe, expect, test } from 'vitest'
import type { Answer, Call, Opening } from '../subject.js'
import {
  type Implementation,
  inProcess,
  type OperationFunction,
  type SamplerFunction,
  Unsupported,
} from './functions.js'

const schedule = { kind: 'linear', T: 10, params: { beta_start: '1e-4', beta_end: '0.02' } }
const call = (op: string, inputs: Call['inputs'] = {}): Call => ({ op, schedule, dtype: 'float64', inputs })
const implementation = (more: Partial<Implementation>): Implementation => ({
  name: 'mine',
  operations: {},
  schedules: ['linear'],
  dtypes: ['float64'],
  ...more,
})
const broken = (pattern: RegExp) => ({ kind: 'broken', message: expect.stringMatching(pattern) })

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
const cyclic: unknown[] = []
cyclic.push(cyclic)

describe('functions in process', () => {
  test.each<[string, OperationFunction, Answer]>([
    ['a number', () => 0.5, { kind: 'output', output: 0.5 }],
    ['special numbers', () => [Number.NaN, -0], { kind: 'output', output: [Number.NaN, -0] }],
    ['a typed array', () => new Float32Array([0.5, 1]), { kind: 'output', output: [0.5, 1] }],
    ['rows of typed arrays', () => [new Float64Array([1])], { kind: 'output', output: [[1]] }],
    ['big integers', () => new BigInt64Array([9n]), { kind: 'output', output: [9] }],
    ['an object', () => ({ std: 1, mean_coef: 0.5 }), { kind: 'output', output: { std: 1, mean_coef: 0.5 } }],
    ['strings', () => ['0.5'], { kind: 'output', output: ['0.5'] }],
    ['a promise', async () => [1], { kind: 'output', output: [1] }],
    ['holes', () => new Array(1), broken(/returned undefined/) as unknown as Answer],
    ['nothing', () => {}, broken(/^the implementation returned undefined$/) as unknown as Answer],
    ['a function', () => () => 1, broken(/returned a function/) as unknown as Answer],
    ['a cycle', () => cyclic, broken(/more than 8 deep/) as unknown as Answer],
    ['many levels', () => deep(9), broken(/more than 8 deep/) as unknown as Answer],
    [
      'an error',
      () => {
        throw new RangeError('t')
      },
      { kind: 'error', message: 'RangeError: t' },
    ],
    ['a rejection', () => Promise.reject('no'), { kind: 'error', message: 'it threw a string' }],
    [
      'a refusal',
      () => {
        throw new Unsupported('only strides')
      },
      { kind: 'unsupported', why: 'only strides' },
    ],
    [
      'silence',
      () => new Promise(() => {}),
      broken(/^the implementation did not answer within 0.05 s$/) as unknown as Answer,
    ],
  ])('%s', async (_, f, expected) => {
    const right: OperationFunction = () => 1
    const subject = inProcess(implementation({ operations: { f, right } }), { callTimeoutMs: 50 })
    expect(await subject.ask([call('right'), call('f'), call('right')])).toEqual([
      { kind: 'output', output: 1 },
      expected,
      { kind: 'output', output: 1 },
    ])
  })

  test('an operation that is not there, be it a name of Object.prototype, is unsupported', async () => {
    const subject = inProcess(implementation({}))
    expect((await subject.ask([call('betas'), call('constructor')])).map(({ kind }) => kind)).toEqual([
      'unsupported',
      'unsupported',
    ])
  })

  test('a buffer used again and inputs written to change no other answer', async () => {
    const buffer = new Float64Array(1)
    const double: OperationFunction = ({ x }: { x: number[] }) => {
      buffer[0] = 2 * (x[0] ?? 0)
      x[0] = 100
      return buffer
    }
    const subject = inProcess(implementation({ operations: { double } }))
    const asked = call('double', { x: [1] })
    const answers = await subject.ask([asked, call('double', { x: [5] }), asked])
    expect(answers.map((a) => a.kind === 'output' && a.output)).toEqual([[2], [10], [2]])
  })

  test('claims what it has', () => {
    const { claims } = inProcess(implementation({ operations: { betas: () => 1 }, samplers: {} }))
    expect(claims).toEqual({
      implementation: { name: 'mine', language: 'javascript' },
      ops: ['betas'],
      schedules: ['linear'],
      dtypes: ['float64'],
      tableDtypes: ['float64'],
      samplers: [],
      spacings: [],
      conventions: {},
    })
    expect(() => inProcess({ ...implementation({}), schedules: 'linear' as unknown as string[] })).toThrow(
      'the implementation says schedules "linear", expected a list of names',
    )
  })
})

const OPENING: Opening = {
  sampler: 'halving',
  schedule,
  dtype: 'float64',
  n: 2,
  spacing: 'leading',
  prediction_type: 'epsilon',
  eta: 0,
  x_T: [4],
  noise: [],
}
const run = (halving: SamplerFunction, model = ({ x }: { x: readonly number[] }) => x.map((v) => v / 2)) =>
  inProcess(implementation({ samplers: { halving } })).open?.(OPENING, model)

const RECORD = {
  opened: { kind: 'output', output: [1, 0] },
  evaluations: [
    { x: [4], t: 1, output: [2] },
    { x: [2], t: 0, sigma: 0.5, output: [1] },
  ],
  done: { kind: 'output', output: [1] },
}

describe('samplers in process', () => {
  test('a generator', async () => {
    const record = await run(function* ({ x_T }) {
      const once = yield { x: x_T, t: 1 }
      const sample = yield { x: once, t: 0, sigma: 0.5 }
      return { timesteps: [1, 0], sample }
    })
    expect(record).toEqual(RECORD)
  })

  test('a callback', async () => {
    const record = await run(async ({ x_T }, model) => {
      const sample = model({ x: model({ x: x_T, t: 1 }), t: 0, sigma: 0.5 })
      return { timesteps: new Int32Array([1, 0]), sample: new Float64Array(sample) }
    })
    expect(record).toEqual(RECORD)
  })

  test.each<[string, SamplerFunction, unknown]>([
    ['throws', () => Promise.reject(new Error('no')), { kind: 'error', message: 'Error: no' }],
    [
      'refuses',
      () => {
        throw new Unsupported('no')
      },
      { kind: 'unsupported', why: 'no' },
    ],
    [
      'evaluates at NaN, and catches what comes of it',
      (_, model) => {
        try {
          model({ x: [Number.NaN], t: 0 })
        } catch {}
        return { timesteps: [], sample: [1] }
      },
      broken(/evaluated its model at x = \["NaN"\], expected 1 finite numbers/),
    ],
    [
      'evaluates for ever',
      function* ({ x_T }) {
        for (;;) yield { x: x_T, t: 0 }
      },
      broken(/evaluated its model 60 times in 2 steps/),
    ],
  ])('%s', async (_, sampler, opened) => {
    const record = await run(sampler)
    expect(record?.opened).toEqual(opened)
    expect(record).not.toHaveProperty('done')
  })

  test('returns something else', async () => {
    expect(await run((() => 3) as unknown as SamplerFunction)).toEqual({
      opened: broken(/^the implementation returned 3, expected \{ timesteps, sample \}$/),
      evaluations: [],
    })
  })

  test('a model that throws is not the fault of the sampler', async () => {
    const sampler: SamplerFunction = (_, model) => {
      try {
        model({ x: [1], t: 0 })
      } catch {}
      return { timesteps: [], sample: [] }
    }
    const failing = () => {
      throw new Error('the model failed')
    }
    await expect(run(sampler, failing)).rejects.toThrow('the model failed')
  })

  test('a sampler that is not there', async () => {
    const record = await inProcess(implementation({})).open?.(OPENING, () => [])
    expect(record?.opened).toEqual({ kind: 'unsupported', why: 'it has no sampler halving' })
  })
})

test('what was late twice is not asked any more, other operations are', async () => {
  let asked = 0
  const f: OperationFunction = () => {
    asked++
    return new Promise(() => {})
  }
  const subject = inProcess(implementation({ operations: { f, right: () => 1 } }), { callTimeoutMs: 20 })
  const answers = await subject.ask([...Array(5).fill(call('f')), call('right')])
  expect(asked).toBe(2)
  expect(answers[1]).toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('did not answer within'),
  })
  expect(answers[4]).toEqual({
    kind: 'broken',
    message: 'it was not asked: 2 calls of f were not answered in time',
  })
  expect(answers[5]).toEqual({ kind: 'output', output: 1 })
})

test.each([undefined, null, {}, { operations: 3 }])('%j has no operations', (given) => {
  expect(() => inProcess(given as never)).toThrow(
    'the implementation has no operations, expected functions by',
  )
})
