import { beforeAll, describe, expect, test } from 'vitest'
import { ALL_OPS, type Simulated, simulated } from '../fixtures/simulated.js'
import { mistakesOf } from '../mistakes/index.js'
import { OPERATIONS } from '../operations/index.js'
import { plannedCalls, restricted } from '../plan/plan-calls.js'
import type { Answer, Call } from '../subject.js'
import { judgeRuns, type Validation, validateSubject } from '../validate.js'
import type { Run } from './recording.js'
import type { Result } from './result.js'

const validated = (options: Simulated) =>
  validateSubject(simulated({ kinds: ['linear'], ...options }), { seed: 5 })

/** The results of one operation, without laws: its calls and the tables that it is judged given. */
async function verdictOf(options: Simulated, op: string): Promise<readonly Result[]> {
  const subject = simulated({ kinds: ['linear'], ...options })
  const planned = plannedCalls(restricted(subject.claims, [op]), { seed: 5, profile: 'quick' })
  const runs: Run[] = []
  for (const { calls, ...place } of planned) {
    const answers = await subject.ask(calls)
    runs.push({
      ...place,
      exchanges: calls.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : [])),
    })
  }
  return (await judgeRuns(runs)).filter((result) => result.op === op)
}

describe.each([
  ['float64', 'float64'],
  ['float32', 'float32'],
  ['float32', 'float64'],
  ['float32', 'float64->float32'],
  ['bfloat16', 'float32'],
  ['float16', 'float32'],
])('a right library in %s with tables in %s', (dtype, tableDtype) => {
  let validation: Validation
  beforeAll(async () => {
    // its clip would hide that ε says nothing at zero terminal SNR: a schedule that is not rescaled
    validation = await validated({ dtype, tableDtype, kinds: ['scaled_linear'] })
  }, 120_000)
  test('has no complaint', () => {
    const bad = validation.results.filter(
      ({ verdict }) => !['right', 'unresolved', 'convention'].includes(verdict),
    )
    expect(bad.map(({ id, verdict, meaning }) => `${id}: ${verdict}, ${meaning}`)).toEqual([])
    expect(validation.results.length).toBeGreaterThan(40)
  })
  test('breaks no law', () => {
    expect(validation.laws.filter(({ verdict }) => verdict === 'fails')).toEqual([])
    expect(validation.laws.filter(({ verdict }) => verdict === 'holds').length).toBeGreaterThan(10)
  })
})

const MISTAKEN = ALL_OPS.flatMap((op) =>
  mistakesOf(op).map((mistake) => ({ op, id: mistake.id, form: mistake.form })),
)

test.each(MISTAKEN)(
  '$op by the mistake $id is not right, and the mistake is named',
  async ({ op, id, form }) => {
    const results = await verdictOf(
      { instead: { [op]: form }, kinds: op === 'q_sample' && id === 'F6' ? ['ve_geometric'] : ['linear'] },
      op,
    )
    const fallen = results.filter(({ verdict }) => ['wrong', 'inaccurate', 'broken'].includes(verdict))
    // S15, D12 and D24b need a whole sampler
    if (!['S15', 'D12', 'D24b'].includes(id)) {
      expect(fallen.map((result) => result.id)).not.toEqual([])
      const named = fallen.filter(
        ({ diagnosis }) => diagnosis.length <= 3 && diagnosis.some(({ mistake }) => mistake === id),
      )
      expect(
        named.length,
        fallen.map(({ diagnosis }) => diagnosis.map(({ mistake }) => mistake).join()).join(' | '),
      ).toBeGreaterThan(0)
    }
  },
)

const output =
  (change: (xs: readonly number[]) => unknown) =>
  (call: Call, answer: Answer): Answer =>
    call.op === 'q_sample' && answer.kind === 'output' && Array.isArray(answer.output)
      ? { kind: 'output', output: change(answer.output) }
      : answer

describe('an answer that is spoiled', () => {
  test.each([
    ['NaN', output((xs) => xs.map(() => Number.NaN)), 'broken'],
    ['infinite', output((xs) => xs.map(() => Number.POSITIVE_INFINITY)), 'broken'],
    ['too short', output((xs) => xs.slice(1)), 'broken'],
    ['a string', output((xs) => xs.map(String)), 'broken'],
    ['nested', output((xs) => [xs]), 'broken'],
    ['one number', output((xs) => xs[0]), 'broken'],
    ['off by a thousandth', output((xs) => xs.map((x) => x * 1.001 + 1e-6)), 'wrong'],
    ['rounded to float32', output((xs) => xs.map(Math.fround)), 'inaccurate'],
    ['off in one element', output((xs) => xs.map((x, i) => (i === 2 ? x + 0.5 : x))), 'wrong'],
  ])('%s', async (_, spoil, expected) => {
    const results = await verdictOf({ spoil }, 'q_sample')
    expect(results.map(({ verdict }) => verdict)).toContain(expected)
    expect(results.map(({ verdict }) => verdict)).not.toContain('right')
  })

  test('a refusal is broken where there is a value, and right where there is none', async () => {
    const refuse = (call: Call, answer: Answer): Answer =>
      call.op === 'x0_from_eps' ? { kind: 'error', message: 'no' } : answer
    const results = await verdictOf({ spoil: refuse }, 'x0_from_eps')
    const zero = results.find(({ id }) => id.includes('zsnr'))
    expect(results.find(({ id }) => !id.includes('zsnr'))?.verdict).toBe('broken')
    expect(zero?.counts.right).toBeGreaterThan(0)
  })
})

test('what rounds away the difference from a mistake is unresolved, not right', async () => {
  // at bfloat16 and one small step β and β̃ are one number
  const results = await verdictOf(
    { dtype: 'bfloat16', tableDtype: 'bfloat16', ops: ['betas', 'alphas_cumprod', 'q_posterior_variance'] },
    'q_posterior_variance',
  )
  expect(results.every(({ verdict }) => verdict !== 'wrong')).toBe(true)
})

test('operations of the vocabulary have distinct names, plans and a meaning', () => {
  for (const operation of OPERATIONS.values()) {
    expect(operation.plans.length, operation.name).toBeGreaterThan(0)
    expect(new Set(operation.plans.map(({ id }) => id)).size, operation.name).toBe(operation.plans.length)
    expect(operation.matters, operation.name).not.toBe('')
  }
})
