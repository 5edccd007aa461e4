import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Result } from '../conformance/judge/result.js'
import { command } from './fixtures/command.js'
import { terminalOf } from './terminal.js'
import { lawText, resultsText } from './validate-text.js'

/** What is said where several things fail. */

const scheduleOf = (kind: string, T: number) => ({
  kind,
  T,
  params: { beta_start: '0.1', beta_end: '0.3' },
})
/** The noise scaled by 1−ᾱ, and by ᾱ again what it was made of: both wrong on every schedule. */
const calls = [
  { op: 'x0_from_eps', inputs: { t: 0, xt: [1], eps: [1] }, output: [1 - 0.1] },
  { op: 'q_sample', inputs: { t: 0, x0: [1], eps: [1] }, output: [Math.sqrt(0.9) + 0.1] },
]
const runs = ['linear', 'scaled_linear'].map((kind, i) => ({
  schedule: scheduleOf(kind, 2 + i),
  dtype: 'float64',
  calls,
}))

test('what fails alike is told once, on which schedule, and where to begin', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'alphabar-')), 'trace.json')
  writeFileSync(file, JSON.stringify({ format: 'diffusion-trace/1', implementation: 'mine', runs }))
  const { status, stdout } = await command(['validate', '--trace', file], { ledger: [], columns: 200 })
  expect(status).toBe(1)
  const heads = stdout.split('\n').filter((line) => line.startsWith('✗'))
  expect(heads).toEqual(['✗ wrong q_sample/linear/float64', '✗ wrong x0_from_eps/linear/float64'])
  expect(stdout).toMatch(/at t = 0 · +linear, T = 2, beta_start = 0\.1, beta_end = 0\.3/)
  expect(stdout).toContain('the same in q_sample/scaled_linear/float64\n')
  expect(stdout).toMatch(
    /\nBegin with q_sample\/linear\/float64: others may be wrong only because it is\.\nOnly q_sample again: npx alphabar validate --only q_sample --seed 1 --trace \S+\nmine/,
  )
  const all = await command(['validate', '--trace', file, '--all'], { ledger: [], columns: 200 })
  expect(all.stdout.match(/^✗/gm)).toHaveLength(4)
})

test('what is not known for one reason is one line', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'alphabar-')), 'trace.json')
  const [run] = runs
  const ofMine = { ...run, schedule: scheduleOf('mine', 2) }
  writeFileSync(file, JSON.stringify({ format: 'diffusion-trace/1', implementation: 'mine', runs: [ofMine] }))
  const { stdout } = await command(['validate', '--trace', file], { ledger: [], columns: 200 })
  expect(stdout.match(/^– unknown/gm)).toHaveLength(1)
  expect(stdout).toMatch(/^ {4}the same in q_sample\/mine\/float64$/m)
})

test('where there is no number, nothing is said of what a wrong one does', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'alphabar-')), 'trace.json')
  const [run] = runs
  const { output, ...asked } = calls[1] ?? {}
  const failing = { ...run, calls: [{ ...asked, error: 'oops' }] }
  writeFileSync(
    file,
    JSON.stringify({ format: 'diffusion-trace/1', implementation: 'mine', runs: [failing] }),
  )
  const { stdout } = await command(['validate', '--trace', file], { ledger: [], columns: 200 })
  expect(stdout).toMatch(
    /^✗ broken q_sample\/linear\/float64\n {4}raised an error where there is a value: oops\nOnly q_sample again/,
  )
})

test('a mistake is explained once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alphabar-'))
  const file = join(folder, 'trace.json')
  const before = (t: number) => [1, 0.9, 0.9 * 0.8, 0.9 * 0.8 * 0.7][t] ?? 0
  const three = [1, 2].flatMap((t) => {
    const [a, s] = [Math.sqrt(before(t)), Math.sqrt(1 - before(t))]
    return [
      { op: 'q_sample', inputs: { t, x0: [1], eps: [0.5] }, output: [a + s * 0.5] },
      { op: 'x0_from_eps', inputs: { t, xt: [1], eps: [0.5] }, output: [(1 - s * 0.5) / a] },
    ]
  })
  writeFileSync(
    file,
    JSON.stringify({
      format: 'diffusion-trace/1',
      implementation: 'mine',
      runs: [{ schedule: scheduleOf('linear', 3), dtype: 'float64', calls: three }],
    }),
  )
  const { stdout } = await command(['validate', '--trace', file], { ledger: [], columns: 200 })
  expect(stdout.match(/F7b: .*Fix: /g)).toHaveLength(1)
  expect(stdout.match(/F7b, as above\./g)).toHaveLength(1)
})

const terminal = terminalOf({ write: () => {}, isTTY: false, columns: 200 }, {})
const result = (op: string, verdict: Result['verdict'], where = 'linear/float64'): Result => ({
  id: `${op}/${where}`,
  op,
  title: '',
  verdict,
  counts: {},
  calls: 1,
  ulps: {},
  meaning: '',
  diagnosis: [],
  theorems: [],
  errors: [],
})

test('what is wrong on one schedule is not called inaccurate on another', () => {
  const texts = (...results: readonly Result[]) => resultsText(results, terminal, false)
  const faint = result('q_sample', 'inaccurate', 'scaled_linear/float64')
  expect(texts(faint, result('q_sample', 'wrong'), result('betas', 'wrong'))).toEqual([
    '✗ wrong betas/linear/float64',
    '✗ wrong q_sample/linear/float64\n    less plainly in q_sample/scaled_linear/float64',
  ])
  // whichever format is told
  const half = result('q_sample', 'inaccurate', 'linear/bfloat16')
  const wrong = ['linear/float64', 'sigmoid/bfloat16'].map((where) => result('q_sample', 'wrong', where))
  expect(texts(half, ...wrong)).toEqual([
    '✗ wrong q_sample/linear/float64\n    the same in q_sample/sigmoid/bfloat16\n    less plainly in q_sample/linear/bfloat16',
  ])
  expect(texts(faint, result('betas', 'wrong'), result('q_sample', 'right'))).toHaveLength(2)
  expect(texts(faint, result('q_sample', 'wrong', 'linear/float32'))).toHaveLength(2)
  const named = { mistake: 'N1', title: '', explains: 1, sure: true, catalogued: true } as const
  const explained = { ...faint, diagnosis: [{ ...named, ambiguousWith: [], links: [], fix: '' }] }
  expect(texts(explained, result('q_sample', 'wrong'))).toHaveLength(2)
})

test('a law that fails says which of its operations fail by themselves', () => {
  const law = {
    id: 'K7 x0_from_eps',
    title: 'x0_from_eps gives back x0',
    domain: '',
    dtype: 'float64',
    asks: ['q_sample', 'x0_from_eps'],
    verdict: 'fails',
    runs: 1,
    seed: 1,
  } as const
  const said = (...results: readonly Result[]) => lawText(law, results, terminal)
  expect(said(result('q_sample', 'wrong'), result('x0_from_eps', 'right'))).toMatch(
    / it asks q_sample, not right above: that may be why$/,
  )
  expect(said(result('q_sample', 'right'), result('x0_from_eps', 'right'))).not.toContain('it asks')
})
