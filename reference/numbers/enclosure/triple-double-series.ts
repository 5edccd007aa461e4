import * as doubles from './double-double.js'
import type { Words } from './triple-double.js'
import * as triple from './triple-double.js'

// Bound once: see triple-double.ts.
const { productError, sumError, U } = doubles
const { bound, normalise, unknown } = triple

/** The tables bring the argument of a series below this (2⁻²⁵ and the roundings on the way). */
const NEAR = 2 ** -24
/** What {@link series} adds: σ, c and what is left of it, τ, the bound. */
const terms = new Float64Array(5)

const C6 = 1 / 6
const C6_LOW = C6 / 2 ** 54
const C3 = 1 / 3
const C3_LOW = C3 / 2 ** 54

/**
 * ρ + σρ²/2 + ρ³(c + τ) for ρ = h + m + l at i with |h| < 2⁻²⁴, σ = ±1, c = `third` + `thirdLow` ≤ 1/3; `cut` is what τ, and the bound
 * on ρ, make of it. It is given up where the words overlap: |m| ≤ 4u|h| and |l| ≤ 4u|m| are used.
 *
 * ρ²/2: h² = p + e exactly; hm and its sum with e/2 are rounded, 4u²h² + 4.5u²h²; m²/2 + hl, below 24u²h², rounded, and ml + l²/2,
 * left out, are below 0.01u²h² together. ρ³ = ph + (3pm + eh) + …: ph exactly; what is rounded or left out of it and of its product
 * with c + τ is below 300u²|h|³ < 0.01u²h². The words of the sum are added exactly in pairs; the last ones, of at most
 * 34u²|h| + 24u²h² + 13u|h|³ together, in six rounded sums: 204u³|h| + 0.01u²h². In all 9u²h² + 210u³|h|.
 */
function series(r: Words, i: number, t: Words, k: number) {
  const sign = terms[0] as number
  const third = terms[1] as number
  const tail = terms[3] as number
  const cut = terms[4] as number
  const h = r[i] as number
  const m = r[i + 1] as number
  const l = r[i + 2] as number
  const size = Math.abs(h)
  if (!(size < NEAR && Math.abs(m) <= 4 * U * size && Math.abs(l) <= 4 * U * Math.abs(m)))
    return unknown(t, k)
  const p = h * h
  const e = productError(h, h, p)
  const b = third + tail
  const bl = sumError(third, tail, b) + (terms[2] as number)
  const q = p * h
  const ql = productError(p, h, q) + (3 * p * m + e * h)
  const v = q * b
  const vl = productError(q, b, v) + (q * bl + ql * b)
  const half = (sign * p) / 2
  const low2 = sign * (e / 2 + h * m)
  const s = h + half
  const k1 = sumError(h, half, s)
  const s2 = m + v
  const k2 = sumError(m, v, s2)
  const s3 = k1 + s2
  const k3 = sumError(k1, s2, s3)
  const s4 = s3 + low2
  const k4 = sumError(s3, low2, s4)
  const low = l + vl + (k2 + k3 + k4) + sign * ((m * m) / 2 + h * l)
  const err = cut === 0 && size === 0 ? 0 : bound(cut + U * U * size * (9 * size + 210 * U))
  t[k] = s
  t[k + 1] = s4
  t[k + 2] = low
  t[k + 3] = err
  normalise(t, k)
}

/**
 * e^ρ − 1 for ρ at i: c = 1/6 to within u²/6, τ = h/24 + h²/120. τ is rounded by 0.18u|h| and taken at h, not ρ: 0.18u|h|; what is cut
 * is below |h|³/700. An error A < 2⁻⁶ of ρ moves it by at most e^|ρ|·A(1 + A) ≤ 1.016A; where A < 2⁻⁷, by 1.01A.
 */
export function smallExpm1(r: Words, i: number, t: Words, k: number) {
  const h = r[i] as number
  const size = Math.abs(h)
  const cut = size * size * size * (0.36 * U * size + (size * size * size) / 700 + U * U)
  terms[0] = 1
  terms[1] = C6
  terms[2] = C6_LOW
  terms[3] = h * (1 / 24 + h * (1 / 120))
  terms[4] = cut + 1.01 * (r[i + 3] as number)
  series(r, i, t, k)
}

/**
 * log(1 + ρ) for ρ at i: c = 1/3 to within u²/3, τ = −h/4 + h²/5 − h³/6, rounded by 0.51u|h| and taken at h, not ρ: 1.01u|h|; what is
 * cut is below h⁴/6.9. An error A ≤ (1 + 2⁻²²)/64 of ρ moves it by at most A/(1 + ρ − A) ≤ 1.016A.
 */
export function smallLog1p(r: Words, i: number, t: Words, k: number) {
  const h = r[i] as number
  const size = Math.abs(h)
  const cut = size * size * size * (1.6 * U * size + (size * size * size * size) / 6.9 + U * U)
  terms[0] = -1
  terms[1] = C3
  terms[2] = C3_LOW
  terms[3] = h * (h * (1 / 5 - h * (1 / 6)) - 1 / 4)
  terms[4] = cut + 1.016 * (r[i + 3] as number)
  series(r, i, t, k)
}
