import type { Exact, ExponentialField } from './algebra.js'
import { pow2 } from './enclosure/dyadic.js'
import { parseRational } from './rational.js'
import { roundToFormat } from './rounding/convert.js'

/**
 * Ranges: closed intervals of doubles, every end rounded outward. For any reals in the operands the result of an operation holds
 * the real result. Made for bounds over cells and boxes, where a factor of 1.000001 is nothing and speed counts.
 */
export interface Range {
  readonly lo: number
  readonly hi: number
}

const ULP = 2 ** -52
const LEAST = Number.MIN_VALUE

/**
 * No less than the real number that rounds to x: 2⁻⁵²|x| is at least one unit in the last place of x, so that x + 2⁻⁵²|x| is no
 * less than the next double, and rounding is monotone; among subnormals the least double is that unit.
 */
export const up = (x: number): number => x + (Math.abs(x) * ULP + LEAST)
/** No more than the real number that rounds to x. */
export const down = (x: number): number => x - (Math.abs(x) * ULP + LEAST)

export const range = (lo: number, hi: number): Range => ({ lo, hi })
export const exactRange = (x: number): Range => ({ lo: x, hi: x })

/** log 2 in two doubles, the first of 32 bits: k·FIRST is exact for |k| < 2²⁰. */
const FIRST = 0.6931471803691238
const SECOND = 1.9082149292705877e-10
/** What {@link expNear} errs by, relative to its value. */
const EXP_ERROR = 2 ** -40

/**
 * e^x for |x| ≤ 690 within 2⁻⁴⁰ of its value: x = k log 2 + r, |r| < 0.36, and Taylor's polynomial of degree 12, whose remainder
 * is below 0.36¹³/13!·e^0.36 < 2⁻⁵⁰. x − k·FIRST is exact (of numbers within a factor 2, or k = 0), and the other two operations
 * and the constant move r by less than 2⁻⁵³. Horner's steps err by less than 40·2⁻⁵³·e^0.36.
 */
function expNear(x: number): number {
  const k = Math.round(x * Math.LOG2E)
  const r = x - k * FIRST - k * SECOND
  if (!(Math.abs(r) < 0.36)) throw new Error(`the reduction of exp failed at ${x}`)
  let p = 1
  for (let n = 12; n > 0; n--) p = 1 + (r / n) * p
  return p * pow2(k)
}

/** No less than e^x. */
export function expUp(x: number): number {
  if (x < -690) return 2 ** -995 // e^−690 < 2^−995
  return x > 690 ? Number.POSITIVE_INFINITY : expNear(x) * (1 + 2 * EXP_ERROR)
}

/** No more than e^x, and not negative. */
export function expDown(x: number): number {
  if (x < -690) return 0
  return (x > 690 ? 2 ** 995 : expNear(x)) * (1 - 2 * EXP_ERROR)
}

/**
 * log a = y + log d with d = a·e^−y, for any y: of the double Math.log a only that d is near 1 is used. d is known within
 * 2⁻³⁹ of its value, and |log(1 + δ)| ≤ 1.01|δ| for |δ| < 2⁻⁷.
 */
function logNear(a: number): { readonly y: number; readonly error: number } {
  const y = Math.log(a)
  const delta = Math.abs(a * expNear(-y) - 1) + 2 ** -38
  if (!(delta < 2 ** -7)) throw new Error(`the start of log failed at ${a}`)
  return { y, error: 1.02 * delta }
}

const TAME = 2 ** 900

/** No less than log a. @throws RangeError unless a > 0. */
export function logUp(a: number): number {
  if (!(a > 0)) throw new RangeError(`log of ${a}: expected a number above 0`)
  if (a > TAME) return a === Number.POSITIVE_INFINITY ? a : 710
  if (a < 1 / TAME) return logUp(a * TAME) - 623
  const { y, error } = logNear(a)
  return up(y + error)
}

/** No more than log a; −∞ at 0. */
export function logDown(a: number): number {
  if (a <= 0) return Number.NEGATIVE_INFINITY
  if (a > TAME) return 623
  if (a < 1 / TAME) return logDown(a * TAME) - 624
  const { y, error } = logNear(a)
  return down(y - error)
}

const neg = ({ lo, hi }: Range): Range => ({ lo: -hi, hi: -lo })
const add = (a: Range, b: Range): Range => ({ lo: down(a.lo + b.lo), hi: up(a.hi + b.hi) })
const sub = (a: Range, b: Range): Range => ({ lo: down(a.lo - b.hi), hi: up(a.hi - b.lo) })

function mul(a: Range, b: Range): Range {
  const [p, q, r, s] = [times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi)]
  return { lo: down(Math.min(p, q, r, s)), hi: up(Math.max(p, q, r, s)) }
}

/** 0·∞ is 0 as a bound of products of finite numbers. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b)

function div(a: Range, b: Range): Range {
  if (b.lo <= 0 && b.hi >= 0) throw new RangeError(`a range was divided by [${b.lo}, ${b.hi}], which holds 0`)
  return mul(a, { lo: down(1 / b.hi), hi: up(1 / b.lo) })
}

/** Math.sqrt is the correctly rounded root, by the language. */
function sqrt(a: Range): Range {
  if (!(a.lo >= 0)) throw new RangeError(`the root of [${a.lo}, ${a.hi}]: expected no negative number`)
  return { lo: Math.max(0, down(Math.sqrt(a.lo))), hi: up(Math.sqrt(a.hi)) }
}

function lit(exact: Exact): Range {
  const x = roundToFormat(parseRational(exact))
  return Number.isInteger(x) && typeof exact === 'bigint' && BigInt(x) === exact
    ? exactRange(x)
    : { lo: down(x), hi: up(x) }
}

/** The range reading of a formula. */
export const RANGES: ExponentialField<Range> = {
  lit,
  add,
  sub,
  mul,
  div,
  neg,
  sqrt,
  exp: ({ lo, hi }) => ({ lo: expDown(lo), hi: expUp(hi) }),
  log: ({ lo, hi }) => {
    if (!(lo > 0)) throw new RangeError(`log of [${lo}, ${hi}]: expected positive numbers`)
    return { lo: logDown(lo), hi: logUp(hi) }
  },
  shift: (xs) => exactRange(xs.reduce((largest, { hi }) => Math.max(largest, hi), Number.NEGATIVE_INFINITY)),
}

/** The largest |x| of a range. */
export const magnitude = ({ lo, hi }: Range): number => Math.max(Math.abs(lo), Math.abs(hi))
