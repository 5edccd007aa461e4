import { type Generator, generator } from '../../reference/numbers/random.js'
import { roundToFormat } from '../../reference/numbers/rounding/convert.js'
import type { Claim, Context, Outcome, Statistic } from '../theorem.js'
import type { Bound, Sample } from './bounds.js'
import { falls, guarded, holds } from './outcome.js'
import type { Known } from './printed.js'

/** An average of independent draws, and what it should be near. */
export interface Estimator {
  /** What is averaged. */
  readonly name: string
  /** Its expectation, exact or enclosed. */
  readonly expected: Known
  readonly bound: Bound
  /** Draws in the quick profile; the full one takes ten times as many. */
  readonly draws: number
  readonly draw: (random: Generator) => number
}

/** Where a run does not say what a check may spend: the chance of a false alarm. */
export const DEFAULT_FALSE_ALARM = 1e-9
/** A deviation as large as is said is missed at most so often. */
const MISSED = 1e-3
const FULL = 10

/**
 * Averages of seeded draws, of which each lies within its bound of its expectation. If the claim is true and the generator's numbers are
 * independent, the check falls with a probability of at most the false alarm that the run gives it, shared equally by the averages.
 * The draws are made in float64 by the reference's own functions.
 */
export const statistical = (text: string, estimators: (context: Context) => readonly Estimator[]): Claim => ({
  text,
  tier: 'statistical',
  engine: 'seeded draws, finite-sample bounds',
  check: guarded((context): Outcome => {
    const all = estimators(context)
    if (all.length === 0) return falls(0, 'nothing was averaged')
    const each = (context.falseAlarm ?? DEFAULT_FALSE_ALARM) / all.length
    // one stream a check: what one estimator draws does not move the next check
    const random = generator(hash(`${context.seed} ${text}`))
    const found = all.map((estimator) =>
      judged(estimator, random, each, context.profile === 'full' ? FULL : 1),
    )
    const draws = found.reduce((total, { samples }) => total + samples, 0)
    const wrong = found.find(({ margin }) => !(margin <= 1))
    if (wrong) return falls(draws, said(wrong))
    const worst = Math.max(...found.map(({ margin }) => margin))
    return holds(draws, {
      worst: `${worst.toFixed(2)} of the bound`,
      detail: found.map(said).join('; '),
      statistics: found.map(({ margin: _, ...statistic }) => statistic),
    })
  }),
})

type Judged = Statistic & { readonly margin: number }

function judged(
  { name, expected, bound, draws, draw }: Estimator,
  random: Generator,
  delta: number,
  times: number,
): Judged {
  const samples = draws * times
  const { average, variance, rounding } = averaged(() => draw(random), samples)
  const { lo, hi } = 'num' in expected ? { lo: expected, hi: expected } : expected
  const [low, high] = [roundToFormat(lo), roundToFormat(hi)]
  const { lower, upper } = bound.interval({ draws: samples, variance }, delta)
  // what rounding may have moved the sum and the ends is allowed beside the bound
  const slack = rounding + 2 ** -50 * (Math.abs(low) + Math.abs(high))
  const above = (average - high - slack) / upper
  const below = (low - average - slack) / -lower
  return {
    estimator: name,
    samples,
    bound: bound.name,
    estimate: average,
    expected: (low + high) / 2,
    accepted: [low + lower, high + upper],
    falseAlarm: delta,
    detects: bound.detected(samples, delta, MISSED),
    power: 1 - MISSED,
    margin: Number.isNaN(average) ? Number.POSITIVE_INFINITY : Math.max(above, below),
  }
}

/** The average, the variance of the sample by Welford's recurrence, and n·2⁻⁵³ times the largest |x|, more than what either sum errs by. */
function averaged(
  draw: () => number,
  n: number,
): Sample & { readonly average: number; readonly rounding: number } {
  let [average, squares, largest] = [0, 0, 0]
  for (let i = 1; i <= n; i++) {
    const x = draw()
    const gap = x - average
    average += gap / i
    squares += gap * (x - average)
    largest = Math.max(largest, Math.abs(x))
  }
  return { draws: n, average, variance: squares / (n - 1), rounding: 4 * n * 2 ** -53 * largest }
}

const said = (s: Judged): string =>
  `${s.estimator}: ${figure(s.estimate)} over ${s.samples} draws, accepted from ${figure(s.accepted[0])} to ${figure(s.accepted[1])} ` +
  `(${s.bound}; false alarm ≤ ${s.falseAlarm.toExponential(1)}; off by ${figure(s.detects)} it is found with probability ≥ ${s.power})`

const figure = (x: number): string => Number(x.toPrecision(5)).toString()

/** A seed from a text: FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (const character of text) h = Math.imul(h ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return h >>> 0
}
