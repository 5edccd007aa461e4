import { describe, expect, test } from 'vitest'
import { claimsOfRun, parseTrace } from './trace.js'
import { traceText } from './write-trace.js'

// Everything that TRACES calls odd: a clean t_prev of −20, kinds and operations of a library's own, fields of the
// recorder's, no schedule_dtype, no T, an end marker in timesteps, special numbers in words.
const ODD = `{"format": "diffusion-trace/1", "implementation": "odd", "version": null, "language": "python",
  "convention": {"index_base": 0}, "notes": ["recorded by hand"], "recorder": "me", "runs": [
  {"label": "one", "schedule": {"kind": "azula_vp", "params": {"alpha_min": "0.001"}, "T": null, "note": "continuous"},
   "dtype": "float32", "coef_dtype": "float32", "calls": [
    {"op": "alpha_sigma", "inputs": {"t": 0.5}, "output": ["NaN", "-Infinity", "-0", 0.25]},
    {"op": "dynamic_threshold", "inputs": {"x": [[1, "Infinity"]], "q": null, "clip": true}, "output": {"s": "NaN"}, "api": "f"}]},
  {"schedule": {"kind": "linear", "params": {"beta_start": "1e-4", "beta_end": "0.02"}, "T": 1000},
   "dtype": "float32", "schedule_dtype": "float64->float32", "calls": [
    {"op": "ddim_step", "inputs": {"t": 9, "t_prev": -20, "prediction_type": "epsilon"}, "output": [1.5]},
    {"op": "timesteps", "inputs": {"n": 2, "spacing": "own"}, "output": [9, 4, -1]},
    {"op": "snr", "inputs": {}, "error": "IndexError: 10"}]}]}`

const schedule = {
  kind: 'linear',
  params: { beta_start: '1e-4', beta_end: '0.02' },
  T: 1000,
}

describe('a trace', () => {
  test('is read with all its oddities', async () => {
    const trace = await parseTrace(ODD)
    expect(trace).toMatchObject({
      implementation: { name: 'odd', language: 'python', recorder: 'me' },
      conventions: { index_base: 0 },
      notes: ['recorded by hand'],
    })
    const [one, two] = trace.runs
    expect(one).toMatchObject({ label: 'one', extra: { coef_dtype: 'float32' } })
    expect(one).not.toHaveProperty('scheduleDtype')
    expect(one?.calls.map(({ answer }) => answer)).toEqual([
      { kind: 'output', output: [Number.NaN, Number.NEGATIVE_INFINITY, -0, 0.25] },
      { kind: 'output', output: { s: Number.NaN } },
    ])
    expect(one?.calls[1]).toMatchObject({
      call: { op: 'dynamic_threshold', inputs: { x: [[1, Number.POSITIVE_INFINITY]], q: null, clip: true } },
      extra: { api: 'f' },
    })
    expect(two).toMatchObject({ label: 'runs[1]', scheduleDtype: 'float64->float32' })
    expect(two?.calls[0]?.call).toEqual({
      op: 'ddim_step',
      schedule,
      dtype: 'float32',
      inputs: { t: 9, t_prev: -20, prediction_type: 'epsilon' },
    })
    expect(two?.calls[2]?.answer).toEqual({ kind: 'error', message: 'IndexError: 10' })
  })

  test('is the same trace after it was written and read', async () => {
    const trace = await parseTrace(ODD)
    const text = traceText(trace)
    expect(await parseTrace(text)).toEqual(trace)
    expect(text.split('\n').filter((line) => line.startsWith('{"op":'))).toHaveLength(5)
  })

  test('is written without what says nothing of the implementation', async () => {
    const { runs, ...trace } = await parseTrace(ODD)
    const [run] = runs
    const calls = (run?.calls ?? []).map((recorded, k) => ({
      ...recorded,
      answer: k === 0 ? recorded.answer : ({ kind: 'broken', message: 'silence' } as const),
    }))
    const written = await parseTrace(traceText({ ...trace, runs: run ? [{ ...run, calls }] : [] }))
    expect(written.runs.map((r) => r.calls.length)).toEqual([1])
  })

  test('claims what its runs contain', async () => {
    const trace = await parseTrace(ODD)
    expect(trace.runs.map((run) => claimsOfRun(trace, run))).toMatchObject([
      { ops: ['alpha_sigma', 'dynamic_threshold'], schedules: ['azula_vp'], tableDtypes: ['float32'] },
      { ops: ['ddim_step', 'timesteps', 'snr'], dtypes: ['float32'], tableDtypes: ['float64->float32'] },
    ])
  })
})

const swapped = (from: string, to: string) => {
  if (!ODD.includes(from)) throw new Error(`the trace has no ${from}`)
  return ODD.replace(from, to)
}

describe('a malformed trace is refused, with the place', () => {
  test.each([
    ['{"format": "diffusion-trace/1", ', /^f is no JSON \(.*; it ends in the middle: was it cut short\?$/],
    [swapped('"NaN", ', 'NaN, '), /^f is no JSON .*; it has a bare NaN, which JSON writes in quotes$/],
    ['[]', /^f is no diffusion-trace\/1: the whole must be object$/],
    [swapped('trace/1', 'trace/2'), /: format must be equal to constant "diffusion-trace\/1"$/],
    [swapped('"runs": [', '"runs": [7, '), /: runs\[0\] must be object$/],
    [swapped('"dtype": "float32", "coef', '"coef'), /: runs\[0\] must have required property 'dtype'$/],
    [swapped('"0.001"', '0.001'), /: runs\[0\]\.schedule\.params\.alpha_min must be string$/],
    [swapped('"T": 1000', '"T": 0.5'), /: runs\[1\]\.schedule\.T must be integer,null$/],
    [swapped('"op": "timesteps"', '"op": 3'), /: runs\[1\]\.calls\[1\]\.op must be string$/],
    [swapped('"inputs": {},', '"inputs": [],'), /: runs\[1\]\.calls\[2\]\.inputs must be object$/],
    [swapped('"t": 9', '"t": {}'), /: runs\[1\]\.calls\[0\]\.inputs\.t must be number,string,boolean,null/],
    [swapped(', "output": [1.5]', ''), /: runs\[1\]\.calls\[0\] must have required property 'output'$/],
    [
      swapped('[1.5]', `${'['.repeat(20)}${']'.repeat(20)}`),
      /: runs\[1\]\.calls\[0\] has lists within lists, more than 8 deep$/,
    ],
  ])('%#', async (text, message) => {
    await expect(parseTrace(text, 'f')).rejects.toThrow(message)
  })
})
