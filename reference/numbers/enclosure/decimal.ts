import type { Rational } from '../rational.js'
import { type Ball, highEnd, lowEnd } from './ball.js'
import { abs, bits, compareDyadic, type Dyadic, top } from './dyadic.js'

/** digits·10^exponent, with 10^(n−1) ≤ |digits| ≤ 10ⁿ − 1 for the n asked (or 0). */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

type Rounding = 'nearest' | 'down' | 'up'

/** Beyond this exponent a number is described by a power of two: writing its digits would take seconds. */
const LONGEST = 2 ** 22

/** Too large or too small to be written in decimals? */
export const isBeyondDecimals = (x: Dyadic): boolean => Math.abs(top(x)) > LONGEST

const LOG10_2 = Math.log10(2)

/** mid·2^exp/over. */
interface Ratio extends Dyadic {
  readonly over?: bigint
}

/**
 * The decimal of n significant digits nearest to a number (ties to even), or next below or above it. The search starts
 * at an exponent that gives too many digits: |value| > 2^(bits mid − bits over + exp − 2).
 */
function roundDecimal(number: Ratio, n: number, rounding: Rounding): Decimal {
  const { mid, exp, over } = number
  if (mid === 0n) return { digits: 0n, exponent: 0 }
  const start = Math.floor((bits(mid) - (over ? bits(over) : 0) + exp - 2) * LOG10_2) - n
  for (let exponent = start; ; exponent++) {
    const digits = dividedByPowerOfTen(number, exponent, rounding)
    if (abs(digits) < 10n ** BigInt(n)) return { digits, exponent }
  }
}

/** (mid·2^exp/over)/10^k to an integer. */
function dividedByPowerOfTen({ mid, exp, over = 1n }: Ratio, k: number, rounding: Rounding): bigint {
  const num = abs(mid) * (exp > 0 ? 1n << BigInt(exp) : 1n) * (k < 0 ? 10n ** BigInt(-k) : 1n)
  const den = over * (exp < 0 ? 1n << BigInt(-exp) : 1n) * (k > 0 ? 10n ** BigInt(k) : 1n)
  const [quotient, rest] = [num / den, num % den]
  const away =
    rounding === 'nearest'
      ? 2n * rest > den || (2n * rest === den && (quotient & 1n) === 1n)
      : rest > 0n && (rounding === 'up') === mid > 0n
  return (mid < 0n ? -1n : 1n) * (away ? quotient + 1n : quotient)
}

/**
 * How many significant digits are certain: the largest n (at most `most`) for which both ends, hence every number between
 * them, have the same nearest n-digit decimal. 0 where none.
 */
export function certainDigits(b: Ball, most: number): { readonly count: number; readonly value: Decimal } {
  const [low, high] = [lowEnd(b), highEnd(b)]
  const none = { count: 0, value: { digits: 0n, exponent: 0 } }
  if (isBeyondDecimals(b)) return none
  if (low.mid < 0n !== high.mid < 0n || low.mid === 0n || high.mid === 0n) return none
  // Two numbers 2·rad apart share at most this many digits, and two more to be sure.
  const room = b.rad === 0 ? most : Math.ceil((bits(b.mid) - Math.log2(b.rad)) * LOG10_2) + 2
  for (let n = Math.min(most, room); n > 0; n--) {
    const [x, y] = [roundDecimal(low, n, 'nearest'), roundDecimal(high, n, 'nearest')]
    if (x.digits === y.digits && x.exponent === y.exponent) return { count: n, value: x }
  }
  return none
}

/**
 * The number in decimals, only digits that are certain: what is printed is the decimal of its length nearest to the true
 * value. An exact ball (a dyadic number) is printed whole. Where not one digit is certain, the interval: `[−3e-20, 4e-20]`.
 * @param digits at most this many significant digits
 */
export function toDecimal(b: Ball, { digits }: { readonly digits?: number } = {}): string {
  if (b.rad === 0 && b.mid === 0n) return '0'
  if (isBeyondDecimals(b)) return describe(b)
  const most = digits ?? (b.rad === 0 ? exactDigits(b) : Number.POSITIVE_INFINITY)
  const { count, value } = certainDigits(b, most)
  return count === 0 ? describe(b) : written(value)
}

/** A rational as the nearest decimal of that many significant digits (a tie goes to the even one). */
export const rationalToDecimal = ({ num, den }: Rational, { digits }: { readonly digits: number }): string =>
  written(roundDecimal({ mid: num, exp: 0, over: den }, digits, 'nearest'))

/** Both ends in decimals of that many significant digits, rounded outward: the true value lies between them. */
export function decimalEnds(b: Ball, { digits }: { readonly digits: number }): Ends {
  const [low, high] = [lowEnd(b), highEnd(b)]
  if (isBeyondDecimals(low) || isBeyondDecimals(high)) return powersAround(b)
  return { lo: written(roundDecimal(low, digits, 'down')), hi: written(roundDecimal(high, digits, 'up')) }
}

/** As {@link decimalEnds}, of an exact rational: equal where its decimal expansion ends within the digits. */
export function rationalEnds({ num, den }: Rational, { digits }: { readonly digits: number }): Ends {
  const ratio = { mid: num, exp: 0, over: den }
  const end = (way: Rounding) => written(roundDecimal(ratio, digits, way))
  return { lo: end('down'), hi: end('up') }
}

/** The ends of an interval, in decimals. */
export interface Ends {
  readonly lo: string
  readonly hi: string
}

/** How many significant digits mid·2^exp has. */
function exactDigits({ mid, exp }: Dyadic): number {
  const whole = exp >= 0 ? abs(mid) << BigInt(exp) : abs(mid) * 5n ** BigInt(-exp)
  return whole.toString().replace(/0+$/, '').length
}

/** 0.00123, 123.4, or 1.234e-429 where that is shorter; the digits as they are, zeros at the end too. */
function written({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = abs(digits).toString()
  const power = exponent + text.length - 1
  if (power < -7 || power > 20 || exponent > 0) {
    const fraction = text.length > 1 ? `.${text.slice(1)}` : ''
    return `${sign}${text.slice(0, 1)}${fraction}e${power}`
  }
  if (exponent === 0) return `${sign}${text}`
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${text}`
  return `${sign}${text.slice(0, power + 1)}.${text.slice(power + 1)}`
}

/** The interval in decimals of three digits, rounded outward; for messages. */
export function describe(b: Ball): string {
  const { lo, hi } = decimalEnds(b, { digits: 3 })
  return `[${lo}, ${hi}]`
}

/** The ends of a ball too large or too small to be written in decimals. */
function powersAround(b: Ball): Ends {
  const [low, high] = [lowEnd(b), highEnd(b)]
  const size = Math.max(top(low), top(high))
  return { lo: compareDyadic(low, { mid: 0n, exp: 0 }) >= 0 ? '0' : `-2^${size}`, hi: `2^${size}` }
}
