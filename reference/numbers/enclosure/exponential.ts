import { type Ball, ball, highEnd, hullOf, lowEnd, magnitude, ONE, point, widened, ZERO } from './ball.js'
import { fixedLog2 } from './constants.js'
import { type Dyadic, exponentOf, leading, pow2, scaled, top } from './dyadic.js'
import { add, div, mul, neg, sub } from './field.js'

/** An integer E and a bound: |E − 2^w·f| ≤ error. */
export interface Fixed {
  readonly value: bigint
  readonly error: number
}

/**
 * e^t for t = T/2^v ∈ [0, 1), as 2^w·e^t with w = v + j. The integer T read as T/2^w is u = t/2^j ≤ 2⁻ʲ, exactly;
 * Taylor's series of e^u, then j squarings.
 *
 * Series: a term is ⌊⌊previous·T/2^w⌋/n⌋ = ⌊previous·T/(2^w n)⌋, short of the true one by dₙ < dₙ₋₁·u/n + 1 < 2 (u ≤ ½).
 * It ends where a term is cut to 0: that one is truly below 2, and the rest below 2(1 + u + …) ≤ 4. So with N terms
 * 0 ≤ 2^w·e^u − S < D₀ = 2N + 4.
 *
 * Squaring: E′ = ⌊E²/2^w⌋, true between E and E + D, is short by D′ ≤ (2E/2^w)D + D²/2^w + 1. With
 * E/2^w ≤ e^(t2^(i−j)) the factors multiply to at most 2ʲ·e^t, and each +1 is multiplied by the later ones only, of
 * which each is at least 2: D ≤ 2ʲ·e·(D₀ + 1 + Σ D²/2^w). As D < 2^(w/2 − 10) throughout (w ≥ 64 + 2j), the last sum is
 * below 1. So D ≤ 2ʲ·2.72·(2N + 6).
 */
export function fixedExp(t: bigint, v: number, j: number): Fixed {
  const w = BigInt(v + j)
  let term = t
  let sum = (1n << w) + t
  let n = 1
  while (term > 0n) {
    n++
    term = ((term * t) >> w) / BigInt(n)
    sum += term
  }
  for (let i = 0; i < j; i++) sum = (sum * sum) >> w
  return { value: sum, error: 2.72 * (2 * n + 6) * pow2(j) }
}

/** Halvings before the series: about as many squarings as terms saved. */
export const halvings = (p: number): number => Math.max(4, Math.floor(0.7 * Math.sqrt(p)))

/** Above this exponent e^x is 2^±2⁴⁰ and more. */
const HUGE = 40

/**
 * e^x at a point, relative error about 2^−p. x = k log 2 + t, k from the double nearest x and corrected so that t ∈ [0, 1)
 * in fixed point. In units of 2^−v: x is cut by less than 1; with |k| < 2⁴¹ and L = 2^(v+42) log 2 within 2, ⌊k L/2⁴²⌋ errs
 * by at most 1 + 1. Three units in all, which move e^t by less than 2.72·3·1.01 < 9.
 */
export function expPoint(x: Dyadic, p: number): Ball {
  if (x.mid === 0n) return ONE
  const size = top(x)
  if (size > HUGE) {
    if (x.mid > 0n)
      throw new RangeError(
        `exp of a number above 2^${size - 2} passes the largest exponent: rescale the formula`,
      )
    // x ≤ −2^(size − 2) ≤ −2³⁹, so 0 < e^x < 2^−2³⁹.
    return { mid: 1n, exp: -(2 ** 39) - 1, rad: 1 }
  }
  // |e^x − 1| ≤ |x|(1 + |x|) < 2^−p/2.
  if (size < -p - 2) return { mid: 1n << BigInt(p), exp: -p, rad: 0.5 }
  const j = halvings(p)
  const v = Math.max(p, 64) + j + 16
  const log2 = fixedLog2(v + HUGE + 2)
  const { lead, shift } = leading(x.mid)
  const near = (x.mid < 0n ? -lead : lead) * 2 ** (x.exp + shift)
  const reduced = (n: number): bigint => scaled(x.mid, x.exp + v) - ((BigInt(n) * log2) >> BigInt(HUGE + 2))
  let k = Math.floor(near / Math.LN2)
  let t = reduced(k)
  if (t < 0n) t = reduced(--k)
  if (t < 0n || t >> BigInt(v) > 0n)
    throw new Error(`argument reduction of exp failed at ${x.mid}·2^${x.exp}`)
  const { value, error } = fixedExp(t, v, j)
  return ball(value, k - v - j, error + 9 * pow2(j), p)
}

/** A ball by its ends is narrower than by its middle and a slope once its radius passes this power of two. */
const NARROW = -6

export const isNarrow = (a: Ball): boolean => a.rad === 0 || exponentOf(a.rad) + a.exp <= NARROW

/** An increasing function by its ends. */
export const byEnds = (a: Ball, p: number, f: (x: Dyadic, p: number) => Ball): Ball =>
  hullOf([f(lowEnd(a), p + 4), f(highEnd(a), p + 4)], p)

/** |e^(x+θ) − e^x| ≤ e^x(e^δ − 1) ≤ e^x·δ(1 + δ) for |θ| ≤ δ ≤ 1; here δ < 1/64. */
export function exp(a: Ball, p: number): Ball {
  if (!isNarrow(a)) return byEnds(a, p, expPoint)
  const value = expPoint(a, p)
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
