import type { AnalyticField, Exact } from '../algebra.js'
import { parseRational, type Rational } from '../rational.js'
import { type Ball, fromDouble, fromRational, hullOf, point, ZERO } from './ball.js'
import { compareDyadic, exponentOf, top } from './dyadic.js'
import { erf, erfc, pi } from './error-function.js'
import { exp, expm1, tanh } from './exponential.js'
import { add, div, mul, neg, sqrt, sub } from './field.js'
import { log, log1p } from './logarithm.js'
import { cos, sin } from './trigonometric.js'

/** The enclosure reading: every value is an interval that holds the true one. */
export interface Enclosure extends AnalyticField<Ball> {
  /** Bits of a middle. */
  readonly precision: number
  readonly tanh: (a: Ball) => Ball
  /** 1 − erf a, without cancellation for large a. */
  readonly erfc: (a: Ball) => Ball
  /** The ball around an exact rational; exact where the rational is dyadic and short enough. */
  readonly of: (q: Rational) => Ball
  /** A double as the number that it is, exactly. @throws RangeError for NaN and the infinities. */
  readonly double: (x: number) => Ball
  /** The ball around [lo, hi]. */
  readonly between: (lo: Rational, hi: Rational) => Ball
}

/**
 * Rigorous arithmetic with middles of `precision` bits: for any real numbers in the operands the result of every operation
 * holds the result of the real operation. Of exact operands the radius is about one unit in the last of `precision` bits.
 * Division by an interval that holds 0, and roots and logarithms of intervals that leave their domain, are errors:
 * {@link Undecided} where a higher precision may help, a plain RangeError where it cannot.
 * @throws RangeError for a precision outside 2..2¹⁸
 */
export function enclosure(precision: number): Enclosure {
  if (!Number.isInteger(precision) || precision < 2 || precision > 2 ** 18)
    throw new RangeError(`a precision of ${precision} bits: expected an integer from 2 to ${2 ** 18}`)
  const p = precision
  const literals = new Map<Exact, Ball>()
  const of = (q: Rational) => fromRational(q, p)
  const lit = (exact: Exact): Ball => {
    const known = literals.get(exact)
    if (known) return known
    const value = of(parseRational(exact))
    if (literals.size < 1000) literals.set(exact, value)
    return value
  }
  return {
    precision,
    lit,
    of,
    double: fromDouble,
    between: (low, high) => hullOf([of(low), of(high)], p),
    pi: pi(p),
    add: (a, b) => add(a, b, p),
    sub: (a, b) => sub(a, b, p),
    mul: (a, b) => mul(a, b, p),
    div: (a, b) => div(a, b, p),
    neg,
    sqrt: (a) => sqrt(a, p),
    exp: (a) => exp(a, p),
    expm1: (a) => expm1(a, p),
    log: (a) => log(a, p),
    log1p: (a) => log1p(a, p),
    sin: (a) => sin(a, p),
    cos: (a) => cos(a, p),
    tanh: (a) => tanh(a, p),
    erf: (a) => erf(a, p),
    erfc: (a) => erfc(a, p),
    shift,
  }
}

/**
 * 0 where all exponentials are in range, as x − 0 costs no rounding; else the middle, as an exact number, of the ball with the
 * largest.
 */
function shift(xs: readonly Ball[]): Ball {
  if (xs.every((x) => Math.max(top(x), x.rad === 0 ? 0 : exponentOf(x.rad) + x.exp) < SAFE)) return ZERO
  return point(xs.reduce((a, b) => (compareDyadic(a, b) >= 0 ? a : b)))
}

/** e^(±2^SAFE) is far from the ends of the exponent's range. */
const SAFE = 36
