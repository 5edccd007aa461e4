import { describe, expect, test } from 'vitest'
import type { Answer, Call, Input } from '../subject.js'
import { type Exchange, ownTables, type Run, rows, scheduleKey } from './recording.js'

const schedule = { kind: 'linear', T: 3, params: { beta_start: '0.1', beta_end: '0.3' } }
const call = (inputs: Readonly<Record<string, Input>>, op = 'q_sample'): Call => ({
  op,
  schedule,
  dtype: 'float32',
  inputs,
})
const out = (output: unknown): Answer => ({ kind: 'output', output })

describe('a batch', () => {
  test('is its rows: t and what has lists in it row by row, the rest as it is', () => {
    const inputs = {
      t: [2, 0],
      t_prev: [1, -1],
      x0: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      eta: 0.5,
      use_timesteps: [0, 1, 2],
      noise: [0.5, 0.25, 0.75],
    }
    const found = rows({
      call: call(inputs),
      answer: out([
        [10, 20],
        [30, 40],
      ]),
    })
    expect(found.map((one) => one.call.inputs)).toEqual([
      { t: 2, t_prev: 1, x0: [1, 2, 3], eta: 0.5, use_timesteps: [0, 1, 2], noise: [0.5, 0.25, 0.75] },
      { t: 0, t_prev: -1, x0: [4, 5, 6], eta: 0.5, use_timesteps: [0, 1, 2], noise: [0.5, 0.25, 0.75] },
    ])
    expect(found.map((one) => one.answer)).toEqual([out([10, 20]), out([30, 40])])
  })

  test('of one row is that row, and a single time is no batch', () => {
    const [one, ...none] = rows({ call: call({ t: [2], x0: [[1, 2]] }), answer: out([[3, 4]]) })
    expect([one?.call.inputs, one?.answer, none]).toEqual([{ t: 2, x0: [1, 2] }, out([3, 4]), []])
    const single: Exchange = { call: call({ t: 2, x0: [1, 2] }), answer: out([3, 4]) }
    expect(rows(single)).toEqual([single])
  })

  test.each([
    ['too few rows', [[1]], /answered 1 rows to a batch of 2/],
    ['too many', [[1], [2], [3]], /answered 3 rows to a batch of 2/],
    ['no list', 4, /answered no list to a batch of 2/],
    ['nothing', null, /answered no list/],
  ])('answered by %s is broken in every row', (_, output, message) => {
    const found = rows({ call: call({ t: [0, 1], x0: [[1], [2]] }), answer: out(output) })
    expect(found).toHaveLength(2)
    for (const { answer } of found)
      expect(answer).toMatchObject({ kind: 'broken', message: expect.stringMatching(message) })
  })

  test('that was refused is refused in every row', () => {
    const refusal: Answer = { kind: 'unsupported', why: 'no batches' }
    expect(rows({ call: call({ t: [0, 1] }), answer: refusal }).map(({ answer }) => answer)).toEqual([
      refusal,
      refusal,
    ])
  })

  test('of no rows has none', () => {
    expect(rows({ call: call({ t: [] }), answer: out([]) })).toEqual([])
  })
})

describe('own tables', () => {
  const run = (exchanges: readonly Exchange[], more: Partial<Run> = {}): Run => ({
    schedule,
    dtype: 'float32',
    exchanges,
    ...more,
  })
  const table = (op: string, output: unknown): Exchange => ({ call: call({}, op), answer: out(output) })

  test('are those that were answered first', () => {
    const one = run([
      table('betas', [0.1, 0.2, 0.3]),
      table('alphas_cumprod', [0.9, 0.7, 0.5]),
      table('betas', [1, 1, 1]),
    ])
    expect(ownTables([one])(one)).toEqual({ betas: [0.1, 0.2, 0.3], alphaBars: [0.9, 0.7, 0.5] })
  })

  test.each([
    ['a number missing', [0.1, 0.2]],
    ['one too many', [0.1, 0.2, 0.3, 0.4]],
    ['NaN in it', [0.1, Number.NaN, 0.3]],
    ['infinity in it', [0.1, Number.POSITIVE_INFINITY, 0.3]],
    ['strings', ['0.1', '0.2', '0.3']],
    ['rows', [[0.1, 0.2, 0.3]]],
    ['nothing', []],
    ['null', null],
  ])('with %s are of no use, and a later one is taken', (_, output) => {
    const one = run([table('betas', output)])
    expect(ownTables([one])(one)).toEqual({})
    const two = run([table('betas', output), table('betas', [0.1, 0.2, 0.3])])
    expect(ownTables([two])(two)).toEqual({ betas: [0.1, 0.2, 0.3] })
  })

  test('of a refusal there are none', () => {
    const one = run([{ call: call({}, 'betas'), answer: { kind: 'error', message: 'no' } }])
    expect(ownTables([one])(one)).toEqual({})
  })

  test('are shared by runs of one definition and one format of the tables, and by no others', () => {
    const first = run([table('betas', [0.1, 0.2, 0.3])])
    const reordered = {
      ...schedule,
      params: { beta_end: '0.3', beta_start: '0.1' },
      rescale_zero_terminal_snr: false,
    }
    const own = ownTables([first])
    expect(own(run([], { schedule: reordered }))).toEqual({ betas: [0.1, 0.2, 0.3] })
    expect(own(run([], { dtype: 'bfloat16', tableDtype: 'float32' }))).toEqual({ betas: [0.1, 0.2, 0.3] })
    expect(own(run([], { tableDtype: 'float64' }))).toEqual({})
    expect(own(run([], { schedule: { ...schedule, rescale_zero_terminal_snr: true } }))).toEqual({})
    expect(
      own(run([], { schedule: { ...schedule, params: { ...schedule.params, beta_end: '0.30' } } })),
    ).toEqual({})
    expect(own(run([], { schedule: { ...schedule, T: 4 } }))).toEqual({})
    expect(own(run([], { schedule: { ...schedule, betas: ['0.1', '0.2', '0.3'] } }))).toEqual({})
  })

  test('in continuous time are levels by time', () => {
    const continuous = { kind: 'vp_linear', params: {} }
    const at = (t: number, output: unknown): Exchange => ({
      call: { op: 'alpha_sigma', schedule: continuous, dtype: 'float32', inputs: { t } },
      answer: out(output),
    })
    const one = run([at(0.5, [0.8, 0.6]), at(0.25, [0.9, 0.4]), at(0.75, [1])], { schedule: continuous })
    expect(ownTables([one])(one).levels).toEqual(
      new Map([
        [0.5, [0.8, 0.6]],
        [0.25, [0.9, 0.4]],
      ]),
    )
  })
})

test('a definition is its kind, T, parameters and betas, and whether it is rescaled', () => {
  const { T, ...continuous } = schedule
  const keys = [
    schedule,
    { ...schedule, kind: 'scaled_linear' },
    { ...schedule, T: 4 },
    continuous,
    { ...schedule, params: {} },
    { ...schedule, betas: ['0.1'] },
    { ...schedule, rescale_zero_terminal_snr: true },
  ].map(scheduleKey)
  expect(new Set(keys).size).toBe(keys.length)
  expect(scheduleKey({ kind: 'k' })).toBe(
    scheduleKey({ kind: 'k', T: null, params: {}, rescale_zero_terminal_snr: false }),
  )
})
