import { FLOAT64 } from '../numbers/float.js'
import { RATIONALS, type Rational } from '../numbers/rational.js'
import { fromDouble, roundToFormat } from '../numbers/rounding/convert.js'
import { FORMATS, type Format, roundNumber } from '../numbers/rounding/format.js'
import type { Surd } from '../process/step.js'
import { fromRationals } from './explicit.js'
import { betas, isRational, type RationalSchedule, type Schedule } from './schedule.js'
import { type Tables, tables } from './tables.js'

/** The β_t of a schedule in a format: of a rational schedule the nearest, else as its formula gives them in float64, rounded. */
export function storedBetas(schedule: Schedule, format: Format = FORMATS.float64): readonly number[] {
  return isRational(schedule)
    ? betas(RATIONALS, schedule).map((beta) => roundToFormat(beta, format))
    : betas(FLOAT64, schedule).map((beta) => roundNumber(beta, format))
}

/**
 * The schedule whose β_t are exactly the float64 (or float32, …) numbers that a library stores: rational, so that
 * everything about it is known exactly. It is another schedule than the one it came from: a claim that is exact on it is
 * so on these numbers, not on the reals that they round. A library may store other numbers, an ulp or more away; give its
 * own to `fromDoubles`.
 * @throws RangeError when a β rounds to 0, or to 1 before T, or when the schedule does not preserve variance.
 */
export function asStored(schedule: Schedule, format: Format = FORMATS.float64): RationalSchedule {
  if (!schedule.preserving)
    throw new RangeError(
      `asStored was asked of '${schedule.kind}', expected a variance-preserving schedule: its β_t alone do not determine the chain`,
    )
  return fromRationals(
    storedBetas(schedule, format).slice(1).map(fromDouble),
    `${schedule.label}, β as stored in ${format.name}`,
  )
}

/** The schedule of β_1, …, β_T given as doubles, each the exact number that it is. @throws RangeError as `explicit`. */
export function fromDoubles(values: readonly number[], label?: string): RationalSchedule {
  const bad = values.findIndex((x) => !Number.isFinite(x))
  if (bad >= 0)
    throw new RangeError(
      `betas[${bad}] = ${values[bad]} is not a finite number: give the variance that step ${bad + 1} adds`,
    )
  return fromRationals(values.map(fromDouble), label)
}

/** The tables in floating point, and how near they are. */
export interface FloatTables extends Tables<number> {
  /** `nearest`: every number (of a weight: its factor and its radicand) is the exact one, rounded. `computed`: as the formulas give it. */
  readonly accuracy: 'nearest' | 'computed'
}

/**
 * The tables of a schedule as numbers: of a rational schedule correctly rounded to the format, else computed in float64 by
 * the generic formulas, which subtract nothing that cancels; their bound is the rounding reading of the same formulas.
 */
export function floatTables(schedule: Schedule, format: Format = FORMATS.float64): FloatTables {
  if (!isRational(schedule)) {
    const computed = tables(FLOAT64, schedule)
    return { ...mapTables(computed, (x) => roundNumber(x, format)), accuracy: 'computed' }
  }
  const exact = tables(RATIONALS, schedule)
  return { ...mapTables(exact, (x: Rational) => roundToFormat(x, format)), accuracy: 'nearest' }
}

/** Every number of the tables under a map; holes stay holes. */
function mapTables<A, B>(all: Tables<A>, image: (x: A) => B): Tables<B> {
  const each = (xs: readonly A[]) => xs.map(image)
  const weights = (xs: readonly Surd<A>[]) =>
    xs.map(({ factor, radicand }) => ({ factor: image(factor), radicand: image(radicand) }))
  return {
    alpha: each(all.alpha),
    beta: each(all.beta),
    alphaBar: each(all.alphaBar),
    variance: each(all.variance),
    snr: each(all.snr),
    posteriorVariance: each(all.posteriorVariance),
    posteriorX0Weight: weights(all.posteriorX0Weight),
    posteriorXtWeight: weights(all.posteriorXtWeight),
  }
}
