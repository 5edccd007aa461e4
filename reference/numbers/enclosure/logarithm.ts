import {
  type Ball,
  ball,
  certainSign,
  highEnd,
  isWide,
  lowEnd,
  ONE,
  Undecided,
  widened,
  ZERO,
} from './ball.js'
import { fixedLog2 } from './constants.js'
import { describe } from './decimal.js'
import { abs, bits, compareDyadic, type Dyadic, leading, pow2, powerOfTwo, scaled, top } from './dyadic.js'
import { byEnds, type Fixed, fixedExp, halvings, IN_DOUBLES, ratio } from './exponential.js'
import { add } from './field.js'
import { FINE, LONGEST_TABLE, logsCoarse, logsFine } from './tables.js'

/** From the first power below this on, the series of artanh is summed in doubles. */
const DOUBLE_TAIL = 2n ** 66n

/**
 * artanh v = Σ v^(2k+1)/(2k+1) for 0 ≤ v = t/2^w < 2⁻⁹, 2^w times (w ≥ 80). Q = t² cut lacks less than 1 unit; a power
 * ⌊previous·Q/2^w⌋ lacks d′ ≤ d·v² + v + 1 < 1.01; a quotient by 2k+1 (k ≥ 1) less than 1.01/3 + 1 < 1.4. From the first power
 * below 2⁶⁶ on they are made in doubles: what its error makes of them is below 0.01; v is known within 2⁻⁸⁰ + 2⁻⁵¹v, a power, the
 * products and the quotients are rounded, in all below 2⁶⁶v²(14·2⁻⁵³ + 2⁻⁷⁹/v)/3 < 0.2; what is left out is below ¼ and rounding to
 * an integer ½. So the sum errs by less than 1.4N + 1 after N powers.
 */
export function fixedArtanh(t: bigint, w: number, v = ratio(t, w)): Fixed {
  const shift = BigInt(w)
  const q = (t * t) >> shift
  let [power, sum, k] = [t, t, 0]
  while (power >= DOUBLE_TAIL) {
    power = (power * q) >> shift
    k += 1
    sum += power / BigInt(2 * k + 1)
  }
  let [x, rest, m] = [Number(power), 0, 2 * k + 1]
  while (x > 0.25) {
    x *= v * v
    m += 2
    rest += x / m
  }
  return { value: sum + BigInt(Math.round(rest)), error: 1.4 * k + 1 }
}

/**
 * log(1 + d) at a point |d| < 2⁻⁹, relative error about 2^−p: 2 artanh v with v = d/(2 + d). With h = p + 18 bits of 2 + d, cut by
 * less than 1 of its units, and V = 2^w v of at most h + 2.01 bits, V errs by less than 2.02 for that, 1 for its own cut and 0.01
 * for the cut of d; artanh moves by 1.01 of it.
 */
function log1pSeries(d: Dyadic, p: number): Ball {
  if (d.mid === 0n) return ZERO
  const h = Math.max(p, 64) + 18
  const over = (2n << BigInt(h)) + scaled(d.mid, d.exp + h)
  const s = h + bits(over) - bits(d.mid)
  const w = s - d.exp - h
  const { value, error } = fixedArtanh(scaled(abs(d.mid), s) / over, w)
  return ball(d.mid < 0n ? -value : value, 1 - w, error + 3.1, p)
}

/** From here on |log(1 + d)| is not small against its terms, and taken as {@link logFar}. */
const NEAR = -9

/** log x at a point x > 0, relative error about 2^−p. */
export function logPoint(x: Dyadic, p: number): Ball {
  const d = excess(x)
  return d ? log1pSeries(d, p) : logFar(x, 0, p)
}

/** x − 1, where it is small. */
function excess(x: Dyadic): Dyadic | undefined {
  const size = top(x)
  if (x.exp > 0 || size < 0 || size > 2) return undefined
  const d: Dyadic = { mid: x.mid - (1n << BigInt(-x.exp)), exp: x.exp }
  return d.mid === 0n || top(d) <= NEAR ? d : undefined
}

/**
 * log x for |x − 1| ≥ 2⁻¹², so that |log x| ≥ 2⁻¹²·⁰¹. x = y·2ᵏ with y ∈ [1, 2); k log 2 errs by at most 2|k| units of 2^−v, and
 * v = p + 32 leaves room. With δ, of every x(1 + θ), |θ| ≤ δ: |log(1 + θ)| ≤ δ/(1 − δ); then v ≤ 900.
 */
function logFar(x: Dyadic, delta: number, p: number): Ball {
  const v = Math.max(p, 64) + 32
  let k = top(x) - 1
  let y = scaled(x.mid, v - k + x.exp)
  if (y < powerOfTwo(v)) {
    k -= 1
    y = scaled(x.mid, v - k + x.exp)
  }
  const { value, error } = p <= LONGEST_TABLE ? tabledLog(y, v) : newtonLog(y, v, halvings(p))
  const spread = delta === 0 ? 0 : delta * 1.016 * pow2(v)
  const sum = k === 0 ? value : BigInt(k) * fixedLog2(v) + value
  return ball(sum, -v, error + 2 * Math.abs(k) + spread, p)
}

/**
 * log y for y ∈ [1, 2), 2^v times; y is cut, by less than 1. With C/256 next to 1/y, F = 1 − f/16384 next to 1/z and z = yC/256:
 * log y = −log(C/256) − log F + log(1 + d), 1 + d = zF. C, of 128 … 256, is within ½ of 256/y, so |z − 1| < 1/250, |f| < 66 and
 * |d| ≤ 2⁻¹⁵·1.02; only |d| < 2⁻¹² is used of it, and tested.
 *
 * In units of 2^−v: 1 + d is cut, by less than 1 and 1.02 for the cut of y, log(1 + d) moves by 1.01 of that, and the two
 * logarithms are known within 2: below 6.1 and the error of {@link fixedLog1p}.
 */
export function tabledLog(y: bigint, v: number): Fixed {
  const near = 1 + ratio(y - powerOfTwo(v), v)
  const c = Math.round(256 / near)
  const z = (near * c) / 256
  const f = Math.round((16384 * (z - 1)) / z)
  const { value, error } = fixedLog1p((y * BigInt(c * (16384 - f))) >> 22n, v)
  const far = (logsCoarse(v)[256 - c] as bigint) + (logsFine(v)[f + FINE] as bigint)
  return { value: far + value, error: error + 6.1 }
}

/**
 * log a = 2 artanh w for a = 1 + d, |d| < 2⁻¹², in fixed point: w = d/(2 + d), |w| < 2⁻¹²·⁹, is cut by less than 1 unit, which moves
 * the result by less than 2.01.
 */
function fixedLog1p(a: bigint, v: number): Fixed {
  const one = powerOfTwo(v)
  const d = a - one
  const size = d < 0n ? -d : d
  const near = ratio(size, v)
  if (!(near < 2 ** -12)) throw new Error(`the reduction of log failed: it left ${d}/2^${v}`)
  const w = (size << BigInt(v)) / (one + a)
  const { value, error } = fixedArtanh(w, v, near / (d < 0n ? 2 - near : 2 + near))
  return { value: (d < 0n ? -value : value) << 1n, error: 2.1 + 2 * error }
}

/** Fraction bits of the double that starts {@link newtonLog}. */
const START = 45

/**
 * The same for long v. For any c ≈ −log(y/2) (a double: only |d| < 2⁻¹² is used of it, and tested) log y = log 2 − c + log(1 + d)
 * with 1 + d = (y/2)e^c: one exponential and a short series. In units of 2^−v: y/2 is cut by less than ½ and e^c < 2.01 known to
 * within e, so 1 + d to 1.01 + e + 1, and log(1 + d) moves by 1.01 of that; log 2 is known within 2, c exact.
 */
function newtonLog(y: bigint, v: number, j: number): Fixed {
  const start = -Math.log(Number(y >> BigInt(v - 60)) * 2 ** -61)
  const c = BigInt(Math.max(0, Math.round(start * 2 ** START))) << BigInt(v - START)
  const power = fixedExp(c, v, j)
  const { value, error } = fixedLog1p((y * power.value) >> BigInt(v + j + 1), v)
  return { value: fixedLog2(v) - c + value, error: error + 1.01 * (2.01 + power.error * pow2(-j)) + 2 }
}

/** |log(x + θ) − log x| ≤ −log(1 − δ) ≤ δ/(1 − δ) with δ = rad/x ≤ 1/64. @throws RangeError unless all of a is above 0. */
export function log(a: Ball, p: number): Ball {
  if (certainSign(a) <= 0) throw outside('log', 'above 0', a, compareDyadic(highEnd(a), ZERO) <= 0)
  if (isWide(a)) return byEnds(a, p, logPoint)
  const d = excess(a)
  const { lead, shift } = leading(a.mid)
  if (!d && p < IN_DOUBLES && shift === 0) return logFar(a, a.rad / lead, p)
  const value = d ? log1pSeries(d, p) : logFar(a, 0, p)
  return a.rad === 0 ? value : widened(value, (a.rad * 1.016) / lead, -shift, p)
}

const MINUS_ONE: Dyadic = { mid: -1n, exp: 0 }

/** log(1 + x) at a point. Beyond 2^(p+8) it is log x + θ with 0 < θ < 1/x. */
export function log1pPoint(x: Dyadic, p: number): Ball {
  if (x.mid === 0n) return ZERO
  const size = top(x)
  if (size <= NEAR) return log1pSeries(x, p)
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
