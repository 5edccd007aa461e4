import {
  type Ball,
  ball,
  highEnd,
  hullOf,
  lowEnd,
  magnitude,
  ONE,
  point,
  TooLarge,
  widened,
  ZERO,
} from './ball.js'
import { fixedLog2 } from './constants.js'
import { type Dyadic, exponentOf, leading, pow2, powerOfTwo, scaled, scaledRadius, top } from './dyadic.js'
import { add, div, mul, neg, sub } from './field.js'
import { LONGEST_TABLE, powersCoarse, powersFine } from './tables.js'

/** An integer E and a bound: |E − 2^w·f| ≤ error. */
export interface Fixed {
  readonly value: bigint
  readonly error: number
}

/** a/2^w as a double, for 0 ≤ a < 2^w and w ≥ 80: within 2⁻⁸⁰ of it and 2⁻⁵³ of itself. */
export const ratio = (a: bigint, w: number): number => Number(a >> BigInt(w - 80)) * 2 ** -80

/** From the first term below this on, Taylor's series is summed in doubles. */
const DOUBLE_TAIL = 2n ** 60n

/**
 * e^t for t = T/2^v ∈ [0, 1), as 2^w·e^t with w = v + j ≥ 80, u = t/2^j < 2⁻¹². The integer T read as T/2^w is u, exactly;
 * Taylor's series of e^u, then j squarings.
 *
 * Series: a term is ⌊⌊previous·T/2^w⌋/n⌋ = ⌊previous·T/(2^w n)⌋, short of the true one by dₙ < dₙ₋₁·u/n + 1 < 1.1. From the first
 * that is below 2⁶⁰ on they are made in doubles. What they lack as the last of the others is short is below 1.1·2u; u is known
 * within 2⁻⁸⁰ + 2⁻⁵³u, the first term, the products and the quotients are rounded: the k-th errs by less than
 * 2⁶⁰uᵏ(4k·2⁻⁵³ + k·2⁻⁸⁰/u), in all below 0.2; they end below ¼, the rest again below ¼; rounded to an integer, ½. So after N
 * long terms |2^w·e^u − S| < 1.1N + 1 =: D₀.
 *
 * Squaring: E′ = ⌊E²/2^w⌋, E within D of the true one, is within D′ ≤ (2E/2^w)D + D²/2^w + 1. With
 * E/2^w ≤ e^(t2^(i−j)) the factors multiply to at most 2ʲ·e^t, and each +1 is multiplied by the later ones only, of
 * which each is at least 2: D ≤ 2ʲ·e·(D₀ + 1 + Σ D²/2^w). As D < 2^(w/2 − 10) throughout (w ≥ 64 + 2j), the last sum is
 * below 1. So D ≤ 2ʲ·2.72·(1.1N + 3), and D ≤ D₀ where j = 0.
 */
export function fixedExp(t: bigint, v: number, j: number): Fixed {
  const w = BigInt(v + j)
  let term = t
  let sum = (1n << w) + t
  let n = 1
  while (term >= DOUBLE_TAIL) {
    n++
    term = ((term * t) >> w) / BigInt(n)
    sum += term
  }
  const u = ratio(t, v + j)
  let [x, rest, m] = [Number(term), 0, n]
  while (x > 0.25) {
    x = (x * u) / ++m
    rest += x
  }
  sum += BigInt(Math.round(rest))
  for (let i = 0; i < j; i++) sum = (sum * sum) >> w
  return { value: sum, error: j === 0 ? 1.1 * n + 1 : 2.72 * (1.1 * n + 3) * pow2(j) }
}

/**
 * e^t for t = T/2^v ∈ [0, 1), 2^v times, for v ≥ 80: e^(i/256)·e^(k/65536)·e^r with r < 2⁻¹⁶. The powers are known within 2,
 * their product cut to 2·e^(255/65536) + 2·e^(255/256) + 1 + a little < 8.5; e^r < 1.0001 within D/2ʲ; the last cut is 1 more.
 */
export function tabledExp(t: bigint, v: number, j: number): Fixed {
  const shift = BigInt(v)
  const head = t >> BigInt(v - 16)
  const index = Number(head)
  const coarse = powersCoarse(v)[index >> 8] as bigint
  const fine = powersFine(v)[index & 255] as bigint
  const { value, error } = fixedExp(BigInt.asUintN(v - 16, t), v, j)
  const power = (coarse * fine) >> shift
  return { value: (power * value) >> BigInt(v + j), error: 9.6 + 2.73 * error * pow2(-j) }
}

/** Halvings before the series: about as many squarings as terms saved. */
export const halvings = (p: number): number => Math.max(6, Math.floor(0.7 * Math.sqrt(p)))

/** Above this exponent e^x is 2^±2⁴⁰ and more. */
const HUGE = 40

/**
 * e^x at a point, relative error about 2^−p. x = k log 2 + t, k from the double nearest x and corrected so that t ∈ [0, 1)
 * in fixed point. In units of 2^−v: x is cut by less than 1; with |k| < 2⁴¹ and L = 2^(v+42) log 2 within 2, ⌊k L/2⁴²⌋ errs
 * by at most 1 + 1. Three units in all, which move e^t by less than 2.72·3·1.01 < 9.
 */
export const expPoint = (x: Dyadic, p: number): Ball => expExtreme(x, p) ?? expReduced(x, 0, p)

/** Where the exponential is out of reach, or is 1 to p bits. */
function expExtreme(x: Dyadic, p: number): Ball | undefined {
  if (x.mid === 0n) return ONE
  const size = top(x)
  if (size > HUGE) {
    if (x.mid > 0n)
      throw new TooLarge(
        `exp of a number above 2^${size - 2} passes the largest exponent: rescale the formula`,
      )
    // x ≤ −2^(size − 2) ≤ −2³⁹, so 0 < e^x < 2^−2³⁹.
    return { mid: 1n, exp: -(2 ** 39) - 1, rad: 1 }
  }
  // |e^x − 1| ≤ |x|(1 + |x|) < 2^−p/2.
  return size < -p - 2 ? { mid: 1n << BigInt(p), exp: -p, rad: 0.5 } : undefined
}

/**
 * The same with 0 ≤ δ < 1/64 for every x + θ, |θ| ≤ δ: |e^(x+θ) − e^x| ≤ e^x(e^δ − 1) ≤ e^x·δ(1 + δ) ≤ 1.016e^x·δ. δ = 0 unless
 * v ≤ 900.
 */
function expReduced(x: Dyadic, delta: number, p: number): Ball {
  const tabled = p <= LONGEST_TABLE
  const j = tabled ? Math.max(0, halvings(p) - 16) : halvings(p)
  const v = Math.max(p, 64) + j + 14
  const log2 = fixedLog2(v + HUGE + 2)
  const { lead, shift } = leading(x.mid)
  const near = (x.mid < 0n ? -lead : lead) * pow2(x.exp + shift)
  const reduced = (n: number): bigint => scaled(x.mid, x.exp + v) - ((BigInt(n) * log2) >> BigInt(HUGE + 2))
  let k = Math.floor(near / Math.LN2)
  let t = reduced(k)
  if (t < 0n) t = reduced(--k)
  if (t < 0n || t >= powerOfTwo(v)) throw new Error(`argument reduction of exp failed at ${x.mid}·2^${x.exp}`)
  if (tabled) {
    const { value, error } = tabledExp(t, v, j)
    const spread = delta === 0 ? 0 : Number(value) * delta * 1.02
    return ball(value, k - v, error + 9 + spread, p)
  }
  const { value, error } = fixedExp(t, v, j)
  return ball(value, k - v - j, error + 9 * pow2(j), p)
}

/** A ball by its ends is narrower than by its middle and a slope once its radius passes this power of two. */
const NARROW = -6

export const isNarrow = (a: Ball): boolean => a.rad === 0 || exponentOf(a.rad) + a.exp <= NARROW

/** An increasing function by its ends. */
export const byEnds = (a: Ball, p: number, f: (x: Dyadic, p: number) => Ball): Ball =>
  hullOf([f(lowEnd(a), p + 4), f(highEnd(a), p + 4)], p)

/** Precisions whose fixed-point numbers, and their radii, are in the range of a double. */
export const IN_DOUBLES = 800

/** |e^(x+θ) − e^x| ≤ e^x(e^δ − 1) ≤ e^x·δ(1 + δ) for |θ| ≤ δ ≤ 1; here δ < 1/64. */
export function exp(a: Ball, p: number): Ball {
  if (!isNarrow(a)) return byEnds(a, p, expPoint)
  const extreme = expExtreme(a, p)
  if (!extreme && p < IN_DOUBLES) return expReduced(a, scaledRadius(a.rad, a.exp), p)
  const value = extreme ?? expReduced(a, 0, p)
  if (a.rad === 0) return value
  const size = magnitude(value)
  return widened(value, size.lead * a.rad * 1.02, size.exp + a.exp, p)
}

/**
 * e^x − 1 at a point, relative error about 2^−p. For |x| ≥ 2^−s it is e^x − 1 at a precision that pays the s + 2 leading
 * bits which cancel. Below, x·B with B = Σ xⁿ/(n+1)!, for x > 0; for x < 0, e^x − 1 = −b/(1 + b) with b = e^−x − 1.
 */
export function expm1Point(x: Dyadic, p: number): Ball {
  if (x.mid === 0n) return ZERO
  const size = top(x)
  const s = 4 + Math.floor(Math.sqrt(p))
  if (size > HUGE && x.mid < 0n) return { mid: -1n << BigInt(p), exp: -p, rad: 0.5 }
  if (size - 2 >= -s) return sub(expPoint(x, p + s + 6), ONE, p)
  const high = p + 6
  if (x.mid > 0n) return mul(point(x), expm1Ratio(x, high), p)
  const positive = neg(point(x))
  const b = mul(positive, expm1Ratio(positive, high), high)
  return div(neg(b), add(ONE, b, high), p)
}

/**
 * Σ xⁿ/(n+1)! for 0 < x < ¼, 2^w times; t is 2^w·x, cut: that moves the sum by at most one unit (its slope is below 1). A term
 * ⌊previous·t/(2^w(n+1))⌋ lacks less than 2, the first is exact, and from the first that is cut to 0 on all are together below
 * 4: an error below 2N + 5.
 */
export function fixedExpm1Ratio(t: bigint, w: number): Fixed {
  let term = 1n << BigInt(w)
  let sum = 0n
  let n = 1
  while (term > 0n) {
    sum += term
    n++
    term = ((term * t) >> BigInt(w)) / BigInt(n)
  }
  return { value: sum, error: 2 * n + 5 }
}

function expm1Ratio(x: Dyadic, p: number): Ball {
  const w = p + 16
  const { value, error } = fixedExpm1Ratio(scaled(x.mid, x.exp + w), w)
  return ball(value, -w, error, p)
}

/**
 * |(e^(x+θ) − 1) − (e^x − 1)| ≤ e^x·δ(1 + δ), with e^x ≤ 1 + |e^x − 1|, or where that is too much (x < −½) e^x itself.
 */
export function expm1(a: Ball, p: number): Ball {
  if (!isNarrow(a)) return byEnds(a, p, expm1Point)
  const value = expm1Point(a, p)
  if (a.rad === 0) return value
  const slope = magnitude(a.mid < 0n && top(a) > -1 ? expPoint(a, 20) : add(ONE, value, 20))
  return widened(value, slope.lead * a.rad * 1.02, slope.exp + a.exp, p)
}

/**
 * tanh x = b/(b + 2) with b = e^(2x) − 1 at |x|, odd. Beyond 4p it is 1 − θ with θ < 2e^(−2x) < 2^−p/2.
 */
export function tanhPoint(x: Dyadic, p: number): Ball {
  if (x.mid < 0n) return neg(tanhPoint({ mid: -x.mid, exp: x.exp }, p))
  if (x.mid === 0n) return ZERO
  if (top(x) > 3 + Math.ceil(Math.log2(p))) return { mid: 1n << BigInt(p), exp: -p, rad: 0.5 }
  const high = p + 6
  const b = expm1Point({ mid: x.mid, exp: x.exp + 1 }, high)
  return div(b, add(b, TWO, high), p)
}

const TWO: Ball = { mid: 2n, exp: 0, rad: 0 }

/** The slope is at most 1, and at most 4e^(−2ξ) with ξ ≥ |x| − δ, where δ < 1/64: 4e^(2δ) < 4.13. */
export function tanh(a: Ball, p: number): Ball {
  if (!isNarrow(a)) return byEnds(a, p, tanhPoint)
  const value = tanhPoint(a, p)
  if (a.rad === 0) return value
  if (top(a) < 1) return widened(value, a.rad, a.exp, p)
  const size = a.mid < 0n ? a.mid : -a.mid
  const slope = magnitude(expPoint({ mid: size, exp: a.exp + 1 }, 20))
  return widened(value, a.rad * slope.lead * 4.13, a.exp + slope.exp, p)
}
