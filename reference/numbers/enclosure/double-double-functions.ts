import type { Registers } from './double-double.js'
import * as doubles from './double-double.js'
import * as tables from './double-double-tables.js'
import * as dyadic from './dyadic.js'

export { constants, fromBall } from './double-double-tables.js'

// Bound once: see triple-double.ts.
const { bound, plus, productError, sumError, U, unknown, write, writeSum } = doubles
const { constants } = tables
const { exponentOf, pow2 } = dyadic

/** Where a kernel leaves hi, lo and the bound of its result: numbers that are passed in memory are not boxed. */
const found = new Float64Array(3)

/**
 * e^r − 1 for |r| < 2⁻¹³, r = h + l with |l| ≤ u|h|: r + r²/2 + h³P(h), P = 1/6 + h/24 + h²/120 + h³/720, left in {@link found}.
 *
 * What is cut, |h|⁷/5040·1.01, is below 2⁻¹³u|h|³. h³P instead of r³P errs by 1.01|l|h²/2 ≤ 0.51u|h|³, its coefficient, sum and
 * products by 5.1u|h|³/6; l² /2 is below u²h². The sums of the lower parts round three numbers of at most |h|³/6 + 3u|h|: in
 * all below 2u|h|³ + 4u²|h|.
 */
function smallExpm1(h: number, l: number): void {
  const p = h * h
  const tail = h * p * (1 / 6 + h * (1 / 24 + h * (1 / 120 + h / 720)))
  const half = p / 2
  const low = productError(h, h, p) / 2 + h * l
  const s = h + half
  const v = sumError(h, half, s) + (l + (low + tail))
  const hi = s + v
  found[0] = hi
  found[1] = v - (hi - s)
  found[2] = U * Math.abs(h) * (2 * p + 4 * U)
}

/** Below this |r² | is less than u² |r| and more: e^r − 1 and log(1 + r) are r within r². */
const NOTHING = 2 ** -110

/**
 * e^x = 2ᵏ·2^(i/64)·2^(j/4096)·e^r, r = x − n·log 2/4096 with n = 4096k + 64i + j, for |x| < 600 known to 2⁻⁹; any n will do with
 * which |r| < 2⁻¹³. Below −599: 0 ± 2⁻⁸⁶⁰.
 *
 * r: the products with S₁ and S₂ and their sums are exact, the four lower parts rounded, |n|·2⁻¹²⁵ left out; its error and that of x
 * move e^r by 1.01 of themselves, as both are below 2⁻⁸.
 *
 * T = 2^(i/64)·2^(j/4096) ∈ [1, 2): the parts c and d of its lower half and their sums, of at most 1, 1, 2 and 3 units uT, are
 * rounded: 7u²T; the product of the lower parts is left out: u²T; the tables are known within u² of themselves: below 10.1u²T,
 * and |tl| < 3.1uT. T + T(e^r − 1), with e^r − 1 = h + l normalised: th·h and th + th·h are exact; what is made of tl + low and the
 * last sum rounds 3.2uT and 4.2uT; what is smaller has a factor 2⁻¹³: below 7.5u²T. Together below 18u²T.
 */
export function exp(r: Registers, i: number, k: number) {
  const x = r[i] as number
  const err = r[i + 2] as number
  if (!(Math.abs(x) < 600 && err < 2 ** -9)) {
    if (x + err < -599) write(r, k, 0, 0, 2 ** -860)
    else unknown(r, k)
    return
  }
  const { step, coarse, fine } = constants()
  const n = Math.round(x * (4096 / Math.LN2))
  const a = n * step[0]
  const b = n * step[1]
  const c = n * step[2]
  const d = x - a
  const s = d - b
  const low1 = (r[i + 1] as number) - c
  const low2 = sumError(x, -a, d) + sumError(d, -b, s)
  const low3 = low1 + low2
  const h = s + low3
  if (!(Math.abs(h) < 2 ** -13)) return unknown(r, k)
  const passed =
    err + U * (Math.abs(c) + Math.abs(low1) + Math.abs(low2) + Math.abs(low3)) + Math.abs(n) * 2 ** -125
  smallExpm1(h, sumError(s, low3, h))
  const eh = found[0] as number
  const el = found[1] as number
  const u = ((n >> 6) & 63) * 2
  const v = (n & 63) * 2
  const ch = coarse[u] as number
  const fh = fine[v] as number
  const th = ch * fh
  const tl = productError(ch, fh, th) + (ch * (fine[v + 1] as number) + (coarse[u + 1] as number) * fh)
  const m = th * eh
  const low = productError(th, eh, m) + (th * el + tl * eh)
  const t = th + m
  const lo = sumError(th, m, t) + (tl + low)
  const scale = pow2(n >> 12)
  const relative = 18 * U * U + (found[2] as number) + 1.01 * passed
  const hi = t + lo
  write(r, k, hi * scale, (lo - (hi - t)) * scale, bound(1.001 * th * relative * scale))
}

/** Where |x| < 2⁻¹³ the series itself, which does not cancel; else e^x − 1. */
export function expm1(r: Registers, i: number, k: number) {
  const x = r[i] as number
  const lo = r[i + 1] as number
  const err = r[i + 2] as number
  if (Math.abs(x) < NOTHING && err < 2 ** -9)
    return write(r, k, x, lo, x === 0 && err === 0 ? 0 : bound(1.01 * err + x * x))
  if (Math.abs(x) < 2 ** -13 && err < 2 ** -9) {
    smallExpm1(x, lo)
    return write(r, k, found[0] as number, found[1] as number, bound((found[2] as number) + 1.01 * err))
  }
  exp(r, i, k)
  plus(r, k, -1, 0, 0, k)
}

/** What {@link sumLog} adds: b₁, b₂, b₃, low, h, l, err. */
const terms = new Float64Array(7)

/**
 * b₁ + b₂ + b₃ + low + log(1 + d), d = h + l with |d| < 2⁻¹² and |l| ≤ u|h|, all within err, given in {@link terms}.
 * log(1 + d) = d − d²/2 + h³Q(h), Q = 1/3 − h/4 + h²/5 − h³/6 + h⁴/7.
 *
 * What is cut, |h|⁸/8·1.01, is below 2⁻⁶⁰|h|³; h³ instead of d³ errs by 1.01|l|h² ≤ 1.01u|h|³, the coefficient, sum and products
 * of h³Q by 5.1u|h|³/3: below 2.8u|h|³. l²/2 is below u²h²/2, h·l is rounded by u²h². b₁ + b₂ + b₃ + h − h²/2 is summed exactly,
 * its four remainders and four lower parts in eight roundings, each of at most the sum of their sizes.
 */
function sumLog(r: Registers, k: number) {
  const b1 = terms[0] as number
  const b2 = terms[1] as number
  const b3 = terms[2] as number
  const low = terms[3] as number
  const h = terms[4] as number
  const l = terms[5] as number
  const err = terms[6] as number
  const p = h * h
  const half = p / 2
  const tail = h * p * (1 / 3 - h * (1 / 4 - h * (1 / 5 - h * (1 / 6 - h / 7))))
  const lower = productError(h, h, p) / 2 + h * l
  const s1 = b1 + b2
  const e1 = sumError(b1, b2, s1)
  const s2 = s1 + b3
  const e2 = sumError(s1, b3, s2)
  const s3 = s2 + h
  const e3 = sumError(s2, h, s3)
  const s4 = s3 - half
  const e4 = sumError(s3, -half, s4)
  const rest = e1 + e2 + (e3 + e4) + (low + (l - lower + tail))
  const sizes =
    Math.abs(e1) +
    Math.abs(e2) +
    Math.abs(e3) +
    Math.abs(e4) +
    Math.abs(low) +
    Math.abs(l) +
    2 * Math.abs(lower) +
    Math.abs(tail)
  const rounded = U * (11 * sizes + 2.8 * Math.abs(h) * p) + 2 * U * U * p
  writeSum(r, k, s4, rest, bound(err + rounded))
}

/**
 * log x = k log 2 − log(c/128) − log(1 − f/4096) + log(1 + d) with x = 2ᵏm, m ∈ [0.7, 1.42), c the integer next to 128/m and f next to
 * 4096(z − 1)/z, z = mc/128: |z − 1| < 1/180, |f| ≤ 23, and 1 + d = m·g/2¹⁹, g = c(4096 − f) < 2²⁰ exactly, |d| < 2⁻¹²·⁹ (only
 * |d| < 2⁻¹² is used, and tested).
 *
 * m·g and what it exceeds 2¹⁹ by are exact, the product with the lower part and the sum with it rounded, unless g = 2¹⁹, when both
 * are exact. log 2 and the tables are known within u² of themselves, k·log 2 has two rounded parts. An error A ≤ x/1024 of x moves
 * the result by at most 1.01·A/x.
 */
export function log(r: Registers, i: number, k: number) {
  const x = r[i] as number
  const err = r[i + 2] as number
  if (!(x > 2 ** -900 && x < 2 ** 900 && err < x / 1024)) return unknown(r, k)
  const { log2, logsCoarse, logsFine } = constants()
  let n = exponentOf(x)
  if (x * pow2(-n) < 0.71) n -= 1
  const m = x * pow2(-n)
  const c = (128 / m + 0.5) | 0
  const z = (m * c) / 128
  const f = (((4096 * (z - 1)) / z + 64.5) | 0) - 64
  const g = c * (4096 - f)
  const p = m * g
  const w = (r[i + 1] as number) * pow2(-n) * g
  const x1 = (p - 2 ** 19) * 2 ** -19
  const x2 = (productError(m, g, p) + w) * 2 ** -19
  const h = x1 + x2
  if (!(Math.abs(h) < 2 ** -12)) return unknown(r, k)
  const cut = g === 2 ** 19 ? 0 : U * (Math.abs(w) * 2 ** -19 + Math.abs(x2))
  const l2 = log2[0] as number
  const b1 = n * l2
  const u = 2 * (c - 90)
  const v = 2 * (f + 24)
  const b2 = logsCoarse[u] as number
  const b3 = logsFine[v] as number
  const n2 = n * (log2[1] as number)
  const n3 = productError(n, l2, b1) + n2
  const low1 = (logsCoarse[u + 1] as number) + (logsFine[v + 1] as number)
  const low = n3 + low1
  const size = Math.abs(b1) + Math.abs(b2) + Math.abs(b3)
  const rounded = U * (Math.abs(n2) + Math.abs(n3) + Math.abs(low1) + Math.abs(low) + 1.01 * U * size)
  const passed = 1.01 * (err / x + cut) + rounded
  terms[0] = b1
  terms[1] = b2
  terms[2] = b3
  terms[3] = low
  terms[4] = h
  terms[5] = sumError(x1, x2, h)
  terms[6] = passed
  sumLog(r, k)
}

/** Where |x| < 2⁻¹³ the series itself, which does not cancel; else log(1 + x), 1 + x rounded once in its lower part. */
export function log1p(r: Registers, i: number, k: number) {
  const x = r[i] as number
  const lo = r[i + 1] as number
  const err = r[i + 2] as number
  if (Math.abs(x) < NOTHING && err < 2 ** -9)
    return write(r, k, x, lo, x === 0 && err === 0 ? 0 : bound(1.01 * err + x * x))
  if (Math.abs(x) < 2 ** -13 && err < 2 ** -9) {
    terms.fill(0, 0, 4)
    terms[4] = x
    terms[5] = lo
    terms[6] = 1.01 * err
    return sumLog(r, k)
  }
  const s = 1 + x
  const low = sumError(1, x, s) + lo
  writeSum(r, k, s, low, bound(err + U * Math.abs(low)))
  log(r, k, k)
}
