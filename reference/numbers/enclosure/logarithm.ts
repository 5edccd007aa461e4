import { type Ball, ball, highEnd, isWide, lowEnd, ONE, point, Undecided, widened, ZERO } from './ball.js'
import { fixedLog2 } from './constants.js'
import { describe } from './decimal.js'
import { abs, bits, compareDyadic, type Dyadic, leading, pow2, scaled, top } from './dyadic.js'
import { byEnds, type Fixed, fixedExp, halvings } from './exponential.js'
import { add, div, mul } from './field.js'

const TWO: Ball = { mid: 2n, exp: 0, rad: 0 }

/**
 * artanh(v)/v = Σ v^(2k)/(2k+1) for |v| < 2⁻⁷·⁵, 2^w times; t is 2^w|v| within 1.01. Then Q = t² cut errs by less than
 * 2|v|·1.01 + 1 < 1.02 units; a power ⌊previous·Q/2^w⌋ by d′ ≤ d·q + 1.02·previous/2^w + 1 < 2.03; a quotient by 2k+1 (k ≥ 1) by
 * less than 2.03/3 + 1 < 1.7. The powers end with one cut to 0, truly below 2.03: its quotient and all after are together
 * below 1. So the sum errs by less than 1.7N + 1 after N terms.
 */
export function fixedArtanhRatio(t: bigint, w: number): Fixed {
  const q = (t * t) >> BigInt(w)
  let power = 1n << BigInt(w)
  let sum = 0n
  let n = 0
  while (power > 0n) {
    sum += power / BigInt(2 * n + 1)
    n++
    power = (power * q) >> BigInt(w)
  }
  return { value: sum, error: 1.7 * n + 1 }
}

/**
 * log(1 + d) at a point |d| < 2⁻⁷ (d ≠ 0), relative error about 2^−p: 2 artanh v with v = d/(2 + d), known to 2^−(w+3)|v|, so
 * that 2^w|v| is cut within 1.01.
 */
function log1pSeries(d: Dyadic, p: number): Ball {
  const w = p + 16
  const v = div(point(d), add(TWO, point(d), w + 6), w + 6)
  const { value, error } = fixedArtanhRatio(scaled(abs(v.mid), v.exp + w), w)
  return mul({ mid: v.mid, exp: v.exp + 1, rad: v.rad }, ball(value, -w, error, w), p)
}

/** log x at a point x > 0, relative error about 2^−p. */
export function logPoint(x: Dyadic, p: number): Ball {
  const size = top(x)
  if (x.exp > 0 || size < 0 || size > 2) return logFar(x, p)
  const d: Dyadic = { mid: x.mid - (1n << BigInt(-x.exp)), exp: x.exp }
  if (d.mid === 0n) return ZERO
  return top(d) <= -7 ? log1pSeries(d, p) : logFar(x, p)
}

/** Fraction bits of the double that starts {@link logFar}. */
const START = 45

/**
 * log x for |x − 1| ≥ 2⁻⁹. x = y·2ᵏ with y ∈ [½, 1). For any c ≈ −log y (a double: only |d| < 2⁻²⁰ is used of it, and tested)
 * log x = k log 2 − c + log(1 + d) with 1 + d = y e^c: one exponential and a short series.
 *
 * In units of 2^−v: y is cut by less than 1 and e^c ≤ 2.01 known to within e, so y e^c is known to 2.01 + e + 1, and log(1 + d)
 * moves by at most 1.01 of that; k log 2 errs by at most 2|k|; c is exact. As |log x| ≥ 2⁻¹⁰, v = p + 32 leaves room.
 */
function logFar(x: Dyadic, p: number): Ball {
  const j = halvings(p)
  const v = Math.max(p, 64) + 32
  let k = top(x)
  let y = scaled(x.mid, v - bits(x.mid))
  if (y >> BigInt(v - 1) === 0n) {
    k -= 1
    y = scaled(x.mid, v - bits(x.mid) + 1)
  }
  const start = -Math.log(Number(scaled(y, 60 - v)) * 2 ** -60)
  const c = BigInt(Math.max(0, Math.round(start * 2 ** START)))
  const power = fixedExp(scaled(c, v - START), v, j)
  const d: Dyadic = { mid: ((y * power.value) >> BigInt(v + j)) - (1n << BigInt(v)), exp: -v }
  if (d.mid !== 0n && top(d) > -20) throw new Error(`the start of log failed at ${x.mid}·2^${x.exp}`)
  const correction = d.mid === 0n ? ZERO : log1pSeries(d, p)
  const error = 1.01 * (2.01 + power.error * pow2(-j) + 1) + 2 * Math.abs(k)
  const main = ball(BigInt(k) * fixedLog2(v) - scaled(c, v - START), -v, error, v + 64)
  return add(main, correction, p)
}

/** |log(x + θ) − log x| ≤ −log(1 − δ) ≤ δ/(1 − δ) with δ = rad/x ≤ 1/64. @throws RangeError unless all of a is above 0. */
export function log(a: Ball, p: number): Ball {
  const low = lowEnd(a)
  if (low.mid <= 0n) throw outside('log', 'above 0', a, compareDyadic(highEnd(a), ZERO) <= 0)
  if (isWide(a)) return byEnds(a, p, logPoint)
  const value = logPoint(a, p)
  if (a.rad === 0) return value
  const { lead, shift } = leading(a.mid)
  return widened(value, (a.rad * 1.016) / lead, -shift, p)
}

const MINUS_ONE: Dyadic = { mid: -1n, exp: 0 }

/** log(1 + x) at a point. Beyond 2^(p+8) it is log x + θ with 0 < θ < 1/x. */
export function log1pPoint(x: Dyadic, p: number): Ball {
  if (x.mid === 0n) return ZERO
  const size = top(x)
  if (size <= -7) return log1pSeries(x, p)
  if (size > p + 10) return widened(logPoint(x, p), 1, 2 - size, p)
  const least = Math.min(x.exp, 0)
  return logPoint({ mid: scaled(x.mid, x.exp - least) + (1n << BigInt(-least)), exp: least }, p)
}

/** |log(1 + x + θ) − log(1 + x)| ≤ δ/(1 + x − δ), the denominator at least 63/64 of 1 + x where that ball is narrow. */
export function log1p(a: Ball, p: number): Ball {
  if (compareDyadic(lowEnd(a), MINUS_ONE) <= 0) throw outside('log1p', 'above −1', a, certainlyBelow(a))
  if (a.rad === 0) return log1pPoint(a, p)
  const argument = add(ONE, a, Math.max(p, 32))
  if (isWide(argument)) return byEnds(a, p, log1pPoint)
  const { lead, shift } = leading(argument.mid)
  return widened(log1pPoint(a, p), (a.rad * 1.016) / lead, a.exp - shift - argument.exp, p)
}

const certainlyBelow = (a: Ball): boolean => compareDyadic(highEnd(a), MINUS_ONE) <= 0

const outside = (name: string, domain: string, a: Ball, certain: boolean) =>
  certain
    ? new RangeError(`${name} of ${describe(a)}: expected a number ${domain}`)
    : new Undecided(`${name} of an interval not certainly ${domain}, ${describe(a)}: raise the precision`)
