import { expect, test } from 'vitest'
import { judgeRuns } from '../validate.js'

const T = 50
const line = (from: number, to: number) =>
  Array.from({ length: T }, (_, i) => from + ((to - from) * i) / (T - 1))
const cosine = (s: number) => {
  const f = (u: number) => Math.cos((((u + s) / (1 + s)) * Math.PI) / 2) ** 2
  return Array.from({ length: T }, (_, i) => Math.min(0.999, 1 - f((i + 1) / T) / f(i / T)))
}
const squared = (roots: readonly number[]) => roots.map((x) => x * x)

const LINE = { beta_start: '0.001', beta_end: '0.05' }
const USUAL = { beta_start: '0.0001', beta_end: '0.02' }

test.each([
  ['linear', LINE, line(0.0001, 0.02), ['S20']],
  ['linear', LINE, line(0.001, 0.05), []],
  ['linear', USUAL, line(0.0001, 0.02), []],
  ['scaled_linear', LINE, squared(line(Math.sqrt(0.00085), Math.sqrt(0.012))), ['S20']],
  ['scaled_linear', LINE, line(0.001, 0.05), ['S21']],
  ['scaled_linear', LINE, squared(line(Math.sqrt(0.001), Math.sqrt(0.05))), []],
  ['squaredcos_cap_v2', { s: '0.005', max_beta: '0.999' }, cosine(0.008), ['S20']],
  ['squaredcos_cap_v2', { s: '0.005', max_beta: '0.999' }, cosine(0.005), []],
  ['squaredcos_cap_v2', { s: '0.008', max_beta: '0.999' }, cosine(0.008), []],
])('%s %j answered with %j…', async (kind, params, betas, mistakes) => {
  const schedule = { kind, T, params }
  const call = { op: 'betas', schedule, dtype: 'float64', inputs: {} }
  const [result] = await judgeRuns([
    { schedule, dtype: 'float64', exchanges: [{ call, answer: { kind: 'output', output: betas } }] },
  ])
  expect(result?.verdict).toBe(mistakes.length > 0 ? 'wrong' : 'right')
  expect(result?.diagnosis.map(({ mistake }) => mistake)).toEqual(mistakes)
})
