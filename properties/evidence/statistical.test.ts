import { describe, expect, it } from 'vitest'
import { RATIONALS } from '../../reference/numbers/rational.js'
import type { Context, Outcome } from '../theorem.js'
import { type Bound, bounded, chiSquare, gaussianMean, scaledChiSquares } from './bounds.js'
import { type Estimator, statistical } from './statistical.js'

const contextOf = (seed: number, falseAlarm: number): Context => ({
  seed,
  runs: 1,
  profile: 'quick',
  falseAlarm,
})
const run = async (estimators: readonly Estimator[], seed: number, falseAlarm: number): Promise<Outcome> =>
  statistical('a claim', () => estimators).check(contextOf(seed, falseAlarm))

/** Draws whose mean is off by `by` from what is expected, for each bound. */
const KINDS: readonly (readonly [string, Bound, string, (by: number) => Estimator['draw']])[] = [
  ['a coin', bounded(0, 1), '1/2', (by) => (random) => (random.uniform() < 0.5 + by ? 1 : 0)],
  ['a uniform number', bounded(0, 1), '1/2', (by) => (random) => Math.min(1, random.uniform() + by)],
  ['N(2, 9)', gaussianMean(3), '2', (by) => (random) => 2 + by + 3 * random.normal()],
  ['2χ²', chiSquare(2), '2', (by) => (random) => (2 + by) * random.normal() ** 2],
  [
    '2χ² of two degrees',
    chiSquare(2, 2),
    '4',
    (by) => (random) => (2 + by / 2) * (random.normal() ** 2 + random.normal() ** 2),
  ],
  [
    'scales 1 and 3',
    scaledChiSquares(1, 3),
    '2',
    (by) => (random) => ((random.below(2) === 0 ? 1 : 3) + by) * random.normal() ** 2,
  ],
]

const estimator = ([name, bound, expected, draw]: (typeof KINDS)[number], by = 0): Estimator => ({
  name,
  bound,
  expected: RATIONALS.lit(expected),
  draws: 400,
  draw: draw(by),
})

const SEEDS = 400
const falls = async (kind: (typeof KINDS)[number], by: number, falseAlarm: number): Promise<number> => {
  let count = 0
  for (let seed = 0; seed < SEEDS; seed++)
    if ((await run([estimator(kind, by)], seed, falseAlarm)).status === 'falls') count++
  return count
}

describe('averages of seeded draws', () => {
  it.each(KINDS)('%s: a true claim falls no more often than it may', async (...kind) => {
    // at most 5 % of 400 seeds, 20; more than 45 have probability < 1e-6 (Chernoff)
    expect(await falls(kind, 0, 0.05)).toBeLessThanOrEqual(45)
  })

  it.each(KINDS)(
    '%s: what is off by as much as is said to be found, either way, is found',
    async (...kind) => {
      const detected = kind[1].detected(400, 1e-6, 1e-3)
      // a missed one in 400 has probability ≤ 0.4, four or more < 1e-3
      for (const by of [
        detected,
        kind[0] === 'scales 1 and 3' || kind[0] === 'a uniform number' ? detected : -detected,
      ])
        expect(SEEDS - (await falls(kind, by, 1e-6))).toBeLessThanOrEqual(4)
    },
  )

  it('shares the false alarm among the averages, says all that was asked of it, and is the same for the same seed', async () => {
    const all = KINDS.map((kind) => estimator(kind))
    const [first, again, other] = await Promise.all([run(all, 3, 6e-7), run(all, 3, 6e-7), run(all, 4, 6e-7)])
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    if (first?.status !== 'holds') throw new Error('a true claim fell')
    expect(first.cases).toBe(2400)
    for (const one of first.statistics ?? []) {
      expect(one.falseAlarm).toBe(6e-7 / 6)
      expect(one).toMatchObject({ samples: 400, power: 0.999 })
      expect(one.accepted[0]).toBeLessThan(one.expected)
      expect(one.detects).toBeGreaterThan(0)
    }
    expect(first.detail).toMatch(
      /N\(2, 9\): .* over 400 draws, accepted from .* \(Chernoff.*; false alarm ≤ 1\.0e-7; off by .*0\.999\)/,
    )
  })

  it('falls for draws that are no numbers, for none at all, and draws ten times as many in the full profile', async () => {
    const [coin] = KINDS
    if (!coin) throw new Error('no kinds')
    expect((await run([{ ...estimator(coin), draw: () => Number.NaN }], 1, 1e-6)).status).toBe('falls')
    expect((await run([], 1, 1e-6)).status).toBe('falls')
    const full = await statistical('a claim', () => [estimator(coin)]).check({
      ...contextOf(1, 1e-6),
      profile: 'full',
    })
    expect(full).toMatchObject({ status: 'holds', cases: 4000 })
  })
})
