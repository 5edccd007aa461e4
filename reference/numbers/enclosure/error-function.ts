import { type Ball, ball, magnitude, ONE, point, widened, ZERO } from './ball.js'
import { fixedPi } from './constants.js'
import { bits, type Dyadic, leading, pow2, scaled, scaledRadius, top } from './dyadic.js'
import { byEnds, exp, type Fixed, isNarrow } from './exponential.js'
import { div, mul, neg, sqrt, sub } from './field.js'

/** π to p bits. */
export const pi = (p: number): Ball => ball(fixedPi(p + 8), -(p + 8), 2, p)

const square = ({ mid, exp }: Dyadic): Dyadic => ({ mid: mid * mid, exp: 2 * exp })

/** e^(−x²) at a point: x² is exact. */
const gaussian = (x: Dyadic, p: number): Ball => exp(neg(point(square(x))), p)

/** |x| as a double within 2⁻⁵¹ of it relatively, 2⁻¹⁰⁰⁰ or so for what is smaller, ∞ for what is larger than 2⁹⁰⁰. */
function size(x: Dyadic): number {
  const { lead, shift } = leading(x.mid)
  return top(x) > 900 ? Number.POSITIVE_INFINITY : lead * pow2(x.exp + shift)
}

/**
 * S = Σ qⁿ/(2n+1)!!, 2^w times, all terms positive; t is 2^w·q, cut: as S′ ≤ S/2 (n/(2n+1) < ½) that moves S by less than S/2
 * units. A term ⌊previous·t/(2^w(2n+1))⌋ lacks dₙ < dₙ₋₁·q/(2n+1) + 1; one unit lost at term i grows, with all that follow, to
 * at most Σₖ qᵏ/((2i+3)⋯(2i+2k+1)) ≤ S units, so Σ dₙ ≤ N·S after N terms. The sum ends with a term cut to 0 where 2n + 1 ≥ 2q:
 * that one is d_N ≤ N·S at most and the rest no more than it: 2N·S. Together below (3N + 1)·S units: `error` is the factor.
 */
export function fixedErfSeries(t: bigint, w: number): Fixed {
  const last = Number(t >> BigInt(w)) + 1
  let term = 1n << BigInt(w)
  let sum = 0n
  let n = 0
  while (term > 0n || n < last) {
    sum += term
    n++
    term = ((term * t) >> BigInt(w)) / BigInt(2 * n + 1)
  }
  return { value: sum, error: 3 * n + 1 }
}

/** erf x = (2x/√π) e^(−x²) S at q = 2x². S < 2^(bits(sum) − w + 1), as the sum lacks far less than half of it. */
function erfSeries(x: Dyadic, p: number): Ball {
  const w = p + 32
  const q = square(x)
  const { value, error } = fixedErfSeries(scaled(q.mid, q.exp + 1 + w), w)
  return ball(value, -w, error, p, bits(value) - w + 1)
}

/**
 * erf x at a point, relative error about 2^−p, odd. Where x² ≥ p log 2 + 1 and x ≥ 1 it is 1 − θ with
 * 0 < θ = erfc x ≤ e^(−x²)/(x√π) < 2^−p/4.
 */
export function erfPoint(x: Dyadic, p: number): Ball {
  if (x.mid === 0n) return ZERO
  if (x.mid < 0n) return neg(erfPoint({ mid: -x.mid, exp: x.exp }, p))
  const s = size(x)
  if (s * s > 0.6932 * p + 1.01) return { mid: 1n << BigInt(p), exp: -p, rad: 0.5 }
  const high = p + 8
  const factor = div(point({ mid: x.mid, exp: x.exp + 1 }), sqrt(pi(high), high), high)
  return mul(factor, mul(gaussian(x, high), erfSeries(x, high), high), p)
}

/** Guard bits of the asymptotic series: N³ with N at most p or so. */
const asymptoticGuard = (p: number): number => 16 + 3 * Math.ceil(Math.log2(p + 16))

/**
 * A = Σₙ (−1)ⁿ(2n−1)!! yⁿ, 2^w times, where the sum cut before term N errs by less than term N; t is 2^w·y, cut. A term
 * ⌊previous·(2n−1)·t/2^w⌋ lacks dₙ < (2n−1)(previous/2^w + dₙ₋₁(t+1)/2^w) + 1 ≤ dₙ₋₁ + 2n as long as (2n−1)(t+1) ≤ 2^w, so
 * dₙ ≤ n² + n and their sum is at most N³ + N. The rest is below t_N + d_N, t_N = 0 but where the terms stop falling first.
 */
export function fixedAsymptotic(t: bigint, w: number): Fixed & { readonly rest: bigint } {
  const one = 1n << BigInt(w)
  let term = one
  let sum = 0n
  let n = 0
  while (term > 0n && BigInt(2 * n + 1) * (t + 1n) <= one) {
    sum += (n & 1) === 0 ? term : -term
    n++
    term = (term * BigInt(2 * n - 1) * t) >> BigInt(w)
  }
  return { value: sum, error: n ** 3 + n * n + 2 * n, rest: term }
}

/** erfc x = e^(−x²)/(x√π)·A at y = 1/(2x²), x > 0 (by parts, again and again). */
function asymptoticSeries(x: Dyadic, p: number): Ball {
  const w = p + asymptoticGuard(p)
  const power = w - 2 * x.exp - 1
  const y = power < 0 ? 0n : (1n << BigInt(power)) / (x.mid * x.mid)
  const { value, error, rest } = fixedAsymptotic(y, w)
  const within = ball(value, -w, error, p)
  return rest === 0n ? within : widened(within, 1, bits(rest) - w, p)
}

/**
 * erfc x at a point, relative error about 2^−p: 1 − erf x at a precision that pays for the x²·log₂e + log₂ x + 2 bits that
 * cancel, or the asymptotic series where its least term, about e^(−x²), is small enough.
 */
export function erfcPoint(x: Dyadic, p: number): Ball {
  const s = size(x)
  const high = p + 10
  if (x.mid <= 0n || s < 0.5) return sub(ONE, erfPoint(x, high), p)
  if (s * s > 0.6932 * (high + asymptoticGuard(high)) + 3) {
    const factor = mul(point(x), sqrt(pi(high), high), high)
    return mul(div(gaussian(x, high), factor, high), asymptoticSeries(x, high), p)
  }
  const cancelled = Math.ceil(Math.LOG2E * s * s + Math.log2(2 * s)) + 4
  return sub(ONE, erfPoint(x, high + cancelled), p)
}

/**
 * By the slope (2/√π)e^(−ξ²) where 2|x|δ + δ² < 1/16, so that e^(−ξ²) ≤ e^(−x²)·e^(1/16) on the whole ball:
 * (2/√π)e^(1/16) < 1.21. Else by the ends.
 */
function spread(a: Ball, p: number, f: (x: Dyadic, p: number) => Ball): Ball {
  if (a.rad === 0) return f(a, p)
  if (!isNarrow(a) || (size(a) + 1) * scaledRadius(a.rad, a.exp) > 1 / 40) return byEnds(a, p, f)
  const slope = magnitude(gaussian(a, 20))
  return widened(f(a, p), a.rad * slope.lead * 1.21, a.exp + slope.exp, p)
}

export const erf = (a: Ball, p: number): Ball => spread(a, p, erfPoint)
export const erfc = (a: Ball, p: number): Ball => spread(a, p, erfcPoint)
