import type { Rational } from '../rational.js'
import { rational } from '../rational.js'
import {
  bits,
  compareDyadic,
  type Dyadic,
  exponentOf,
  leading,
  pow2,
  rounded,
  scaled,
  scaledRadius,
  scaledUp,
  top,
  up,
} from './dyadic.js'

/**
 * The set of reals (mid ± rad)·2^exp. `mid` is an integer, `rad` a double: 0 (the ball is one number) or at least 2⁻⁴⁰.
 * The radius is counted in units of 2^exp, so that a ball has the range of its exponent: 2^±2⁵⁰.
 */
export interface Ball extends Dyadic {
  readonly rad: number
}

/** Thrown where a ball is too wide to say whether an operation is defined; a higher precision may decide. */
export class Undecided extends RangeError {
  override name = 'Undecided'
}

/** Thrown where a number passes 2^2⁵⁰: it is there, and cannot be held. */
export class TooLarge extends RangeError {}

const LEAST_RADIUS = 2 ** -40
const LARGEST_EXPONENT = 2 ** 50
/** Mantissa bits kept below the leading bit of the radius: they cost time and say nothing. */
const BELOW_RADIUS = 30

export const ZERO: Ball = { mid: 0n, exp: 0, rad: 0 }
export const ONE: Ball = { mid: 1n, exp: 0, rad: 0 }

export const point = ({ mid, exp }: Dyadic): Ball => ({ mid, exp, rad: 0 })

/**
 * A ball of at most `precision` bits (or two more, or 16 where it is no point: cutting so few costs more than it saves) around (mid ± rad·2^radExp)·2^exp, for a rad that at most six rounded
 * operations made (the two here make eight, which {@link up} covers) and below 2^1000. Dropping s bits moves the middle by at
 * most ½ unit of the new last place, and by nothing where the bits are zeros. Where that would take the last of a sign that
 * was certain, the ends are rounded instead.
 */
export function ball(
  mid: bigint,
  exp: number,
  rad: number,
  precision: number,
  radExp = 0,
  length = bits(mid),
): Ball {
  if (rad < 2 ** 40 && radExp === 0 && precision >= LARGEST_RADIUS) {
    // The usual cases: what is left of a radius is less than what is left of the middle.
    const s = length - precision
    if (s <= (rad === 0 ? 0 : SPARE) && (rad === 0 || rad >= 0.5)) return finished(mid, exp, up(rad))
    if (s > 0 && s <= 900) {
      const kept = rounded(mid, s)
      const isExact = rad === 0 && kept << BigInt(s) === mid
      return finished(kept, exp + s, isExact ? 0 : up(Math.max(rad * pow2(-s), LEAST_ADDED) + 0.5))
    }
  }
  const size = rad === 0 ? 0 : exponentOf(rad) + radExp
  const excess = size - BELOW_RADIUS
  const s = Math.max(length - precision, excess > 10 ? excess : 0, 0)
  if (s === 0) {
    // Where the radius is a small part of a unit, as after 1 + 2⁻⁵⁰⁰, the middle gets the bits it has room for.
    const room = mid === 0n ? Number.POSITIVE_INFINITY : precision - length + 2
    const k = Math.max(0, Math.min(room, -size))
    return finished(
      k === 0 || mid === 0n ? mid : mid << BigInt(k),
      exp - k,
      up(scaledRadius(rad, radExp + k)),
    )
  }
  const kept = rounded(mid, s)
  const isExact = rad === 0 && kept << BigInt(s) === mid
  const keptRad = isExact ? 0 : up(scaledRadius(rad, radExp - s) + 0.5)
  if (length - s < LARGEST_RADIUS && radExp === 0 && (kept < 0n ? -kept : kept) <= keptRad) {
    const exact = { mid, exp, rad: up(rad) }
    if (certainSign(exact) !== 0) return hull(lowEnd(exact), highEnd(exact), precision)
  }
  return finished(kept, exp + s, keptRad)
}

/** Bits of a middle beyond the precision that are kept rather than cut. */
const SPARE = 16

const LEAST_ADDED = 2 ** -900

/** A radius is below 2^42: excess bits are dropped from 2^40 on. */
const LARGEST_RADIUS = 43

/** value + [−1, 1]·rad·2^radExp, for a rad as in {@link ball} (at most four operations). */
export function widened(value: Ball, rad: number, radExp: number, precision: number): Ball {
  if (rad === 0) return value
  // Exactly 0 has no unit of its own: in that of 2⁰ a radius would stop at 2⁻⁹⁰⁰, whatever the precision.
  if (value.mid === 0n && value.rad === 0) return ball(0n, radExp, rad, precision)
  const k = radExp - value.exp
  return exponentOf(rad) + k <= 900
    ? ball(value.mid, value.exp, value.rad + scaledRadius(rad, k), precision)
    : ball(value.mid, value.exp, rad + scaledRadius(value.rad, -k), precision, k)
}

/** |x| ≤ lead·2^exp for every x of the ball, up to two roundings of lead. */
export function magnitude(b: Ball): { readonly lead: number; readonly exp: number } {
  const { lead, shift } = leading(b.mid)
  return { lead: lead + scaledRadius(b.rad, -shift), exp: b.exp + shift }
}

function finished(mid: bigint, exp: number, rad: number): Ball {
  if (exp > LARGEST_EXPONENT)
    throw new TooLarge(`a value near 2^${exp} has passed the largest exponent, 2^50: rescale the formula`)
  // |value| ≤ (|mid| + rad)·2^exp, far below 2^−2⁴⁹: the ball [−1, 1]·2^−2⁴⁹ holds it.
  if (exp < -LARGEST_EXPONENT && (mid !== 0n || rad !== 0))
    return { mid: 0n, exp: -LARGEST_EXPONENT / 2, rad: 1 }
  return { mid, exp, rad: rad === 0 || rad >= LEAST_RADIUS ? rad : LEAST_RADIUS }
}

/** num/den to `precision` bits: exact where the quotient ends within them, else within one unit before rounding. */
export function fromRational({ num, den }: Rational, precision: number): Ball {
  if (den === 1n) return ball(num, 0, 0, precision)
  const s = Math.max(0, precision + 3 + bits(den) - bits(num))
  const shifted = num << BigInt(s)
  const quotient = shifted / den
  return ball(quotient, -s, quotient * den === shifted ? 0 : 1, precision)
}

const view = new DataView(new ArrayBuffer(8))

/** A double as the dyadic number that it is. @throws RangeError for NaN and the infinities. */
export function fromDouble(x: number): Ball {
  if (!Number.isFinite(x))
    throw new RangeError(`${x} is not a number that can be enclosed: expected a finite double`)
  view.setFloat64(0, x)
  const word = view.getBigUint64(0)
  const biased = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  const zeros = trailingZeros(mantissa)
  return {
    mid: (x < 0 ? -mantissa : mantissa) >> BigInt(zeros),
    exp: mantissa === 0n ? 0 : Math.max(biased, 1) - 1075 + zeros,
    rad: 0,
  }
}

function trailingZeros(a: bigint): number {
  return a === 0n ? 0 : (a & -a).toString(2).length - 1
}

/** mid ± rad as an exact dyadic number: a double is an integer once doubled often enough. */
function end({ mid, exp, rad }: Ball, side: 1 | -1): Dyadic {
  let [r, k] = [rad, 0]
  while (!Number.isInteger(r)) [r, k] = [r * 2, k + 1]
  return { mid: (mid << BigInt(k)) + BigInt(side * r), exp: exp - k }
}

export const lowEnd = (b: Ball): Dyadic => (b.rad === 0 ? b : end(b, -1))
export const highEnd = (b: Ball): Dyadic => (b.rad === 0 ? b : end(b, 1))

/**
 * The least ball (to `precision` bits, 40 at least) around [low, high]. Both ends are moved outward to multiples of one unit, so an
 * end that is 0 stays 0 and no end changes sign.
 */
export function hull(low: Dyadic, high: Dyadic, precision: number): Ball {
  if (compareDyadic(low, high) === 0) return ball(low.mid, low.exp, 0, precision)
  const tops = [low, high].filter(({ mid }) => mid !== 0n).map(top)
  const unit = Math.max(...tops) - Math.max(precision, LEAST_HULL) - 2
  const [a, b] = [scaled(low.mid, low.exp - unit), scaledUp(high.mid, high.exp - unit)]
  // The width keeps at most 39 bits, so that as a double it is exact.
  const s = Math.max(0, bits(b - a) - 38)
  const [l, h] = [scaled(a, -s), scaledUp(b, -s)]
  return finished(l + h, unit + s - 1, Number(h - l))
}

const LEAST_HULL = 40

/** The least ball around all of `balls`. */
export function hullOf(balls: readonly Ball[], precision: number): Ball {
  const [first = ZERO, ...rest] = balls
  const low = rest.map(lowEnd).reduce((a, b) => (compareDyadic(a, b) <= 0 ? a : b), lowEnd(first))
  const high = rest.map(highEnd).reduce((a, b) => (compareDyadic(a, b) >= 0 ? a : b), highEnd(first))
  return hull(low, high, precision)
}

/** The sign that every number of the ball has; 0 where the ball holds 0 (comparing a bigint with a double is exact). */
export function certainSign({ mid, rad }: Ball): -1 | 0 | 1 {
  return mid > rad ? 1 : mid < -rad ? -1 : 0
}

/** Is rad > |mid|/64? Such a ball is better taken by its ends. */
export const isWide = ({ mid, rad }: Ball): boolean =>
  rad !== 0 && rad * 64 > (mid < 0n ? -Number(mid) : Number(mid))

const LONGEST = 2 ** 26

function toRational({ mid, exp }: Dyadic): Rational {
  if (Math.abs(exp) > LONGEST && mid !== 0n)
    throw new RangeError(
      `a number near 2^${bits(mid) + exp} is too long to write as a ratio of integers: take its logarithm instead`,
    )
  return exp >= 0 ? rational(mid << BigInt(exp)) : rational(mid, 1n << BigInt(-exp))
}

/** The lower end, exactly. */
export const lo = (b: Ball): Rational => toRational(lowEnd(b))

/** The upper end, exactly. */
export const hi = (b: Ball): Rational => toRational(highEnd(b))

/** Both ends, exactly: the true value lies between them. */
export const interval = (b: Ball): { readonly lo: Rational; readonly hi: Rational } => ({
  lo: lo(b),
  hi: hi(b),
})

/** Does the rational lie in the ball? Exact. */
export function contains(b: Ball, { num, den }: Rational): boolean {
  const [low, high] = [lowEnd(b), highEnd(b)]
  return compareWith(low, num, den) <= 0 && compareWith(high, num, den) >= 0
}

/** The sign of mid·2^exp − num/den. */
function compareWith({ mid, exp }: Dyadic, num: bigint, den: bigint): -1 | 0 | 1 {
  return compareDyadic({ mid: mid * den, exp }, { mid: num, exp: 0 })
}

/** Have the two balls a number in common? Exact. */
export function intersects(a: Ball, b: Ball): boolean {
  return compareDyadic(lowEnd(a), highEnd(b)) <= 0 && compareDyadic(lowEnd(b), highEnd(a)) <= 0
}
