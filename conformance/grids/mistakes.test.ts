import { expect, test } from 'vitest'
import { judgeRuns } from '../validate.js'
import { SPACINGS } from './spacing.js'

const T = 113
const right = (spacing: string, n: number): readonly number[] =>
  SPACINGS.find(({ id }) => id === spacing)
    ?.grid(n, T, 0)
    .map(([t = 0]) => t) ?? []

/** The result of a library that answers these lists. */
async function judged(list: (spacing: string, n: number) => readonly number[]) {
  const schedule = { kind: 'linear', T, params: { beta_start: '0.001', beta_end: '0.1' } }
  const exchanges = ['leading', 'trailing', 'linspace'].flatMap((spacing) =>
    Array.from({ length: T }, (_, i) => ({
      call: {
        op: 'timesteps',
        schedule,
        dtype: 'float64',
        inputs: { n: i + 1, T, spacing, steps_offset: 0 },
      },
      answer: { kind: 'output' as const, output: list(spacing, i + 1) },
    })),
  )
  const [result] = await judgeRuns([{ schedule, dtype: 'float64', exchanges }])
  return result
}

test('right lists are right', async () => {
  expect(await judged(right)).toMatchObject({ verdict: 'right', diagnosis: [] })
})

test('an end marker behind every list of a spacing is a convention, behind some it is one timestep too many', async () => {
  const marked = (some: (n: number) => boolean) => (spacing: string, n: number) =>
    spacing === 'trailing' && some(n) ? [...right(spacing, n), -1] : right(spacing, n)
  expect(await judged(marked(() => true))).toMatchObject({ verdict: 'convention', convention: 'ends in −1' })
  expect(await judged(marked((n) => n === 100))).toMatchObject({
    verdict: 'wrong',
    counts: { wrong: 1, right: 3 * T - 1 },
    meaning: 'trailing: 101 timesteps were answered to n = 100, the last -1, and n to others; n = 100',
    diagnosis: [],
  })
})

test('what is wrong is told by spacing', async () => {
  const late = (spacing: string, n: number) =>
    spacing === 'leading' || n < 100 ? right(spacing, n) : right(spacing, n).map((t) => t + 1)
  expect(await judged(late)).toMatchObject({
    verdict: 'wrong',
    meaning: expect.stringMatching(
      /^trailing: timestep 113 is outside 0\.\.112; n = 100, .* \(14 of 113\)\. linspace: .* \(14 of 113\)$/,
    ),
  })
})

test.each<[string, (spacing: string, n: number) => readonly number[]]>([
  ['D22b', (spacing, n) => [...right(spacing, n)].reverse()],
  [
    'D22b',
    // a half may be rounded the other way
    (spacing, n) =>
      (SPACINGS.find(({ id }) => id === spacing)?.grid(n, T, 0) ?? [])
        .map((all) => all[all.length - 1] ?? 0)
        .reverse(),
  ],
  [
    'S15b',
    (spacing, n) => {
      const stride = Math.trunc(T / n)
      const list: number[] = []
      for (let t = 0; t < T; t += stride) list.unshift(t)
      return spacing === 'leading' ? list : right(spacing, n)
    },
  ],
  [
    'S15c',
    (spacing, n) => {
      // as numpy's arange(T, 0, −T/n) counts
      const [start, stop, step] = [T, 0, -T / n]
      const entries = Array.from({ length: Math.ceil((stop - start) / step) }, (_, i) => start + i * step)
      return spacing === 'trailing' ? entries.map((x) => Math.round(x) - 1) : right(spacing, n)
    },
  ],
])('%s is named', async (mistake, list) => {
  const result = await judged(list)
  expect(result?.verdict).toBe('wrong')
  expect(result?.diagnosis).toMatchObject([{ mistake, sure: true, explains: result?.counts.wrong }])
})

test('a mistake is not named where one list is another', async () => {
  const result = await judged((spacing, n) =>
    n === 7 ? right(spacing, n).slice(1) : [...right(spacing, n)].reverse(),
  )
  expect(result).toMatchObject({ verdict: 'wrong', diagnosis: [] })
})
