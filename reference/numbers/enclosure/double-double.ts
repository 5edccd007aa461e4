/**
 * The first stage: a number as hi + lo with hi the double nearest to hi + lo, and a proven bound on the error, all in doubles.
 *
 * What is proved, by induction over the operations: the true value lies within `err` of hi + lo. u = 2⁻⁵³. Used of rounding to
 * nearest: |fl(x) − x| ≤ u|fl(x)| for a sum or a difference always, and for a product or quotient above 2⁻¹⁰²²; TwoSum gives
 * s + e = a + b exactly (Knuth), and Dekker's product p + e = ab exactly where 2⁻⁹⁶⁹ ≤ |ab| and |a|, |b|, |ab| ≤ 2⁹⁹⁶. Outside
 * 2⁻⁹⁰⁰ … 2⁹⁰⁰ a product is given up (err = ∞: undecided) or, small, replaced by 0 ± its size.
 *
 * A bound is a sum of products of non-negative doubles of at most 16 operations, so the exact value of the expression is below
 * (1 + 2⁻⁴⁸) times the computed one, plus 2⁻¹⁰⁶⁰ for products that underflow (each by less than 2⁻¹⁰⁷⁴): {@link bound}.
 */
export interface DoubleDouble {
  readonly hi: number
  readonly lo: number
  readonly err: number
}

export const U = 2 ** -53
const UP = 1 + 2 ** -47
const TINY = 2 ** -1060
const SMALL = 2 ** -900
const LARGE = 2 ** 900
/** 2²⁷ + 1: Veltkamp's splitting of a double into two halves of 26 bits. */
const SPLIT = 134217729

export const bound = (err: number): number => err * UP + TINY
export const exactly = (x: number): DoubleDouble => ({ hi: x, lo: 0, err: 0 })
export const ZERO_DD: DoubleDouble = exactly(0)
export const ONE_DD: DoubleDouble = exactly(1)

/** a + b, where |x| stays below 2^1000; hi + lo normalised by TwoSum, which is exact. */
export function make(a: number, b: number, err: number): DoubleDouble {
  const hi = a + b
  const v = hi - a
  return { hi, lo: a - (hi - v) + (b - v), err }
}

/** What is left of ab after p = fl(ab): exact in the range above. */
export function productError(a: number, b: number, p: number): number {
  const as = SPLIT * a
  const ah = as - (as - a)
  const al = a - ah
  const bs = SPLIT * b
  const bh = bs - (bs - b)
  const bl = b - bh
  return al * bl - (p - ah * bh - al * bh - ah * bl)
}

const inRange = (x: number): boolean => (x < LARGE && x > SMALL) || (x < -SMALL && x > -LARGE)

/** s + e = a.hi + b.hi exactly; v and w are each within u of what they round. */
export function addDD(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const s = a.hi + b.hi
  const t = s - a.hi
  const e = a.hi - (s - t) + (b.hi - t)
  const v = a.lo + b.lo
  const w = e + v
  return make(s, w, bound(a.err + b.err + U * (Math.abs(v) + Math.abs(w))))
}

export const negDD = (a: DoubleDouble): DoubleDouble => ({ hi: -a.hi, lo: -a.lo, err: a.err })
export const subDD = (a: DoubleDouble, b: DoubleDouble): DoubleDouble => addDD(a, negDD(b))

/** p + e = a.hi·b.hi exactly; c, d, f, g are rounded; a.lo·b.lo is left out; |a| ≤ |a.hi| + |a.lo| ≤ (1 + u)|a.hi|. */
export function mulDD(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const p = a.hi * b.hi
  const [x, y] = [Math.abs(a.hi), Math.abs(b.hi)]
  const passed = (x * b.err + y * a.err) * (1 + 2 * U) + a.err * b.err
  if (p === 0 && (a.hi === 0 || b.hi === 0)) return { hi: 0, lo: 0, err: bound(passed) }
  if (!(inRange(p) && x < LARGE && y < LARGE)) return outOfRange(p, passed)
  const e = productError(a.hi, b.hi, p)
  const c = a.hi * b.lo
  const d = a.lo * b.hi
  const f = c + d
  const g = e + f
  const rounded = U * (Math.abs(c) + Math.abs(d) + Math.abs(f) + Math.abs(g)) + Math.abs(a.lo * b.lo)
  return make(p, g, bound(passed + rounded))
}

/** |ab| ≤ (1 + 3u)|p| + 2⁻¹⁰⁷⁴ where p is small; nothing is claimed where it is large. */
const outOfRange = (p: number, passed: number): DoubleDouble => ({
  hi: 0,
  lo: 0,
  err: Math.abs(p) < 1 ? bound(passed + Math.abs(p)) : Number.POSITIVE_INFINITY,
})

/**
 * a/b by q = fl(a.hi/b.hi), its remainder r = a − qb, and fl(r/b.hi). q·b.hi = p + e exactly; every other step is rounded. What
 * the quotient Q = q + q₂ leaves, |a − Qb| ≤ |r − q₂ b.hi| + |q₂ b.lo| + δ with |r − q₂ b.hi| ≤ u|q₂ b.hi| and δ the roundings in
 * r, over |b| ≥ |b.hi|(1 − u), is its error; and |a′/b′ − a/b| ≤ (A + |a/b|B)/(|b| − B).
 */
export function divDD(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q = a.hi / b.hi
  const y = Math.abs(b.hi)
  const least = y * (1 - 4 * U) - b.err
  if (!(least > 0 && least > y / 1024)) return { hi: 0, lo: 0, err: Number.POSITIVE_INFINITY }
  const p = q * b.hi
  if (a.hi === 0) return { hi: 0, lo: 0, err: bound(a.err / least) }
  if (!(inRange(p) && inRange(q) && inRange(y))) return { hi: 0, lo: 0, err: Number.POSITIVE_INFINITY }
  const e = productError(q, b.hi, p)
  const d = a.hi - p
  const f = d - e
  const g = f + a.lo
  const t = q * b.lo
  const r = g - t
  const q2 = r / b.hi
  const rounded = U * (Math.abs(d) + Math.abs(f) + Math.abs(g) + Math.abs(t) + Math.abs(r) + Math.abs(q2) * y)
  const size = Math.abs(q) + Math.abs(q2)
  const left = rounded + Math.abs(q2 * b.lo)
  return make(q, q2, bound((left + a.err + size * b.err) / least + TINY / least))
}

/**
 * √a by s = fl(√a.hi), r = a − s² (s² = p + e exactly) and fl(r/2s): the result S = s + s₂ leaves
 * |a − S²| ≤ |r − 2s s₂| + s₂² + δ, and |√a − S| = |a − S²|/(√a + S) with √a + S ≥ s; |√a′ − √a| ≤ A/√a, where A ≤ a/1024.
 */
export function sqrtDD(a: DoubleDouble): DoubleDouble {
  if (a.hi === 0 && a.err === 0) return ZERO_DD
  if (!(a.err < a.hi / 1024 && inRange(a.hi))) return { hi: 0, lo: 0, err: Number.POSITIVE_INFINITY }
  const s = Math.sqrt(a.hi)
  const p = s * s
  const e = productError(s, s, p)
  const d = a.hi - p
  const f = d - e
  const r = f + a.lo
  const s2 = r / (2 * s)
  const rounded = U * (Math.abs(d) + Math.abs(f) + Math.abs(r) + 2 * s * Math.abs(s2))
  return make(s, s2, bound((rounded + s2 * s2 + a.err * 1.01) / s))
}

/**
 * The double nearest to the true value, where the bound decides it: hi + (lo ± δ) both round to hi, and rounding is monotone.
 * δ pays for the rounding of lo ± err.
 */
export function nearestDouble({ hi, lo, err }: DoubleDouble): number | undefined {
  const delta = (err + 4 * U * Math.abs(lo)) * UP
  return hi + (lo - delta) === hi && hi + (lo + delta) === hi ? hi + 0 : undefined
}
