import { at } from '../combinators.js'
import type { Rational } from '../rational.js'
import { roundToFormat } from '../rounding/convert.js'
import { FORMATS, type Format } from '../rounding/format.js'
import { type Ball, highEnd, lo, lowEnd, Undecided } from './ball.js'
import { describe } from './decimal.js'
import { type Dyadic, top } from './dyadic.js'
import { attempt } from './enclose.js'
import { type Enclosure, enclosure } from './enclosure.js'

/**
 * The number of the format nearest to the true value (ties to even, gradual underflow, overflow to infinity), where the ball
 * decides it: where both ends, hence all between them, round to it. Else undefined.
 */
export function roundTo(b: Ball, format: Format = FORMATS.float64): number | undefined {
  const [low, high] = [roundEnd(lowEnd(b), format), roundEnd(highEnd(b), format)]
  // 0 and −0 are one number
  return low === high ? low + 0 : undefined
}

function roundEnd(end: Dyadic, format: Format): number {
  if (end.mid === 0n) return 0
  const sign = end.mid > 0n ? 1 : -1
  // |end| ≥ 2^(top − 2): above every number of the format; |end| < 2^top: below half of its least.
  if (top(end) - 2 > format.emax + 1) return sign * Number.POSITIVE_INFINITY
  if (top(end) < format.emin - format.precision - 1) return 0
  const exact = { mid: end.mid, exp: end.exp, rad: 0 }
  return roundToFormat(lo(exact), format)
}

export interface NearestOptions {
  readonly format?: Format
  /** Bits at which to give up. */
  readonly most?: number
  /** Names an entry in errors, e.g. ᾱ_t. */
  readonly name?: (i: number) => string
  /** The value of an entry where it is known to be rational: midpoints are decided by it alone. */
  readonly exact?: (i: number) => Rational | undefined
}

/**
 * The numbers of a format nearest to the true values of a table, read at growing precision until every entry is decided.
 * A value that lies exactly half-way between two numbers of the format is never decided by an enclosure of positive radius:
 * give it by `exact`.
 * @throws Undecided naming the entry that `most` bits do not decide
 */
export function nearestTable(
  read: (F: Enclosure) => readonly Ball[],
  {
    format = FORMATS.float64,
    most = 2 ** 13,
    name = (i) => `entry ${i}`,
    exact = () => undefined,
  }: NearestOptions = {},
): number[] {
  for (let precision = format.precision + 40; ; precision *= 2) {
    const [balls, failure] = attempt(() => read(enclosure(precision)))
    const last = 2 * precision > most
    if (failure) {
      if (last) throw failure
      continue
    }
    const table = balls.map((b, i) => {
      const known = exact(i)
      return known === undefined ? roundTo(b, format) : roundToFormat(known, format) + 0
    })
    const open = table.indexOf(undefined)
    if (open < 0) return table.map(Number)
    if (last)
      throw new Undecided(
        `${name(open)} was not decided to ${format.name} at ${precision} bits: it lies in ${describe(at(balls, open))}. A value ` +
          'exactly half-way between two numbers must be given by `exact`; otherwise allow more bits (`most`)',
      )
  }
}

/** The number of a format nearest to the true value of a formula. @throws as {@link nearestTable} */
export const nearest = (f: (F: Enclosure) => Ball, options: NearestOptions = {}): number =>
  at(
    nearestTable((F) => [f(F)], { name: () => 'the value', ...options }),
    0,
  )
