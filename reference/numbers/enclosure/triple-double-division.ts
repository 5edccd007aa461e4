import * as doubles from './double-double.js'
import type { Words } from './triple-double.js'
import * as triple from './triple-double.js'

// Bound once: see triple-double.ts.
const { productError, sumError, U } = doubles
const { bound, inRange, isWide, normalise, TINY, unknown, write } = triple

/**
 * a/b by q₀ = fl(a₀/b₀), q₁ and q₂ from what is left (nothing, where a₀ = p + e and there are no other words: a₀ − p, of numbers next
 * to each other, is exact). a − q₀b: q₀b₀ = p + e and q₀b₁ = t + f exactly, a₀ − p, the terms of its size
 * and their sum w too; the rest y in three roundings and more, of the sizes named. w + y − q₁b: q₁b₀ exactly, w less its head too, the
 * rest rounded, q₁b₂ left out. So |a − Qb| ≤ what was rounded and left out, with |q₂|(|b₁| + |b₂|); q₂ itself is within u|q₂| of
 * the quotient of what was left by b₀. Over |b| ≥ `least` this is the error; and |a′/b′ − a/b| ≤ (A + |a/b|B)/(|b| − B), where |a/b|
 * is at most |Q| and its error, of which B/(|b| − B) < 1/62 is below 0.02.
 */
export function div(r: Words, i: number, j: number, k: number) {
  const a0 = r[i] as number
  const a1 = r[i + 1] as number
  const a2 = r[i + 2] as number
  const ae = r[i + 3] as number
  const b0 = r[j] as number
  const b1 = r[j + 1] as number
  const b2 = r[j + 2] as number
  const be = r[j + 3] as number
  const y0 = Math.abs(b0)
  const lower = Math.abs(b1) + Math.abs(b2)
  if (!(inRange(b0) && lower * 1024 <= y0) || isWide(b0, be)) return unknown(r, k)
  if (a0 === 0 && a1 === 0 && a2 === 0 && ae === 0) return write(r, k, 0, 0, 0, 0)
  const least = y0 * (1 - 8 * U) - lower - be
  const q0 = a0 / b0
  if (!(inRange(a0) && inRange(q0)) || isWide(a0, ae)) return unknown(r, k)
  const p = q0 * b0
  const e = productError(q0, b0, p)
  const d = a0 - p
  if (d === e && a1 === 0 && a2 === 0 && lower === 0 && ae === 0 && be === 0) return write(r, k, q0, 0, 0, 0)
  const t = q0 * b1
  const f = productError(q0, b1, t)
  const w1 = d - e
  const w2 = a1 - t
  const w = w1 + w2
  const k0 = sumError(a0, -p, d)
  const k1 = sumError(d, -e, w1)
  const k2 = sumError(a1, -t, w2)
  const k3 = sumError(w1, w2, w)
  const c = q0 * b2
  const y = a2 - c - f + (k0 + k1 + (k2 + k3))
  const sizes =
    Math.abs(a2) + Math.abs(c) + Math.abs(f) + (Math.abs(k0) + Math.abs(k1)) + (Math.abs(k2) + Math.abs(k3))
  const q1 = w / b0
  const p1 = q1 * b0
  const e1 = productError(q1, b0, p1)
  const z = w - p1
  const z1 = sumError(w, -p1, z)
  const g = q1 * b1
  const rest = z - e1 + z1 + (y - g)
  const sizes1 = Math.abs(z) + Math.abs(e1) + Math.abs(z1) + Math.abs(y) + Math.abs(g)
  const q2 = rest / b0
  const s2 = Math.abs(q2)
  const own = U * (7.01 * sizes + 5.01 * sizes1) + Math.abs(q1 * b2) + s2 * lower + TINY
  const passed = ae + (Math.abs(q0) + Math.abs(q1) + s2) * be
  r[k] = q0
  r[k + 1] = q1
  r[k + 2] = q2
  r[k + 3] = bound((1.02 * own + passed) / least + 1.02 * U * s2)
  normalise(r, k)
}

/**
 * √a by s₀ = fl(√a₀), s₁ and s₂ from what is left, as in {@link div}: S = s₀ + s₁ + s₂ leaves a − S² = (rest − 2s₀s₂) − 2s₁s₂ − s₂²
 * and what was rounded; |√a − S| = |a − S²|/(√a + S) ≤ |a − S²|/s₀. With A ≤ a/64, |√a′ − √a| ≤ A/(√a(1 + √(63/64))) < 0.51A/s₀.
 */
export function sqrt(r: Words, i: number, k: number) {
  const a0 = r[i] as number
  const a1 = r[i + 1] as number
  const a2 = r[i + 2] as number
  const ae = r[i + 3] as number
  if (a0 === 0 && a1 === 0 && a2 === 0 && ae === 0) return write(r, k, 0, 0, 0, 0)
  if (!(a0 > 0 && inRange(a0)) || isWide(a0, ae) || Math.abs(a1) + Math.abs(a2) > a0 / 1024)
    return unknown(r, k)
  const s0 = Math.sqrt(a0)
  const p = s0 * s0
  const e = productError(s0, s0, p)
  const d = a0 - p
  if (d === e && a1 === 0 && a2 === 0 && ae === 0) return write(r, k, s0, 0, 0, 0)
  const w1 = d - e
  const w = w1 + a1
  const k0 = sumError(a0, -p, d)
  const k1 = sumError(d, -e, w1)
  const k2 = sumError(w1, a1, w)
  const y = a2 + k0 + (k1 + k2)
  const sizes = Math.abs(a2) + Math.abs(k0) + Math.abs(k1) + Math.abs(k2)
  const s1 = w / (2 * s0)
  const p1 = s0 * s1
  const e1 = productError(s0, s1, p1)
  const z = w - 2 * p1
  const z1 = sumError(w, -2 * p1, z)
  const g = s1 * s1
  const rest = z - 2 * e1 + z1 + (y - g)
  const sizes1 = Math.abs(z) + 2 * Math.abs(e1) + Math.abs(z1) + Math.abs(y) + g
  const s2 = rest / (2 * s0)
  const own = U * (3.01 * sizes + 5.01 * sizes1) + 2 * Math.abs(s1 * s2) + s2 * s2 + TINY
  r[k] = s0
  r[k + 1] = s1
  r[k + 2] = s2
  r[k + 3] = bound((own + 0.51 * ae) / s0 + 2 * U * Math.abs(s2))
  normalise(r, k)
}
