/**
 * The first stage: a number as hi + lo with hi the double nearest to hi + lo, and a proven bound on the error, all in doubles.
 *
 * What is proved, by induction over the operations: the true value lies within `err` of hi + lo. u = 2⁻⁵³. Used of rounding to
 * nearest: |fl(x) − x| ≤ u|fl(x)| for a sum or a difference always, and for a product or quotient above 2⁻¹⁰²²; TwoSum gives
 * s + e = a + b exactly (Knuth), and Dekker's product p + e = ab exactly where 2⁻⁹⁶⁹ ≤ |ab| and |a|, |b|, |ab| ≤ 2⁹⁹⁶. Outside
 * 2⁻⁹⁰⁰ … 2⁹⁰⁰ a product is given up (err = ∞: undecided) or, small, replaced by 0 ± its size.
 *
 * A bound is a sum of products of non-negative doubles of at most 50 operations, so the exact value of the expression is below
 * (1 + 2⁻⁴⁷·²) times the computed one, plus 2⁻¹⁰²⁰ for products that underflow (each by less than 2⁻¹⁰⁷⁴): {@link bound}.
 */
export interface DoubleDouble {
  readonly hi: number
  readonly lo: number
  readonly err: number
}

/**
 * Where double-doubles are computed: the one at i is r[i] + r[i+1] within r[i+2]. Every operation reads its arguments before it
 * writes. Numbers in one array cost a sixth of numbers in objects.
 */
export type Registers = Float64Array

export const U = 2 ** -53
const UP = 1 + 2 ** -47
/** No subnormal number, which would be slow. */
const TINY = 2 ** -1020
const SMALL = 2 ** -900
const LARGE = 2 ** 900
/** 2²⁷ + 1: Veltkamp's splitting of a double into two halves of 26 bits. */
const SPLIT = 134217729

export const bound = (err: number): number => err * UP + TINY
export const exactly = (x: number): DoubleDouble => ({ hi: x, lo: 0, err: 0 })
export const ZERO_DD: DoubleDouble = exactly(0)

export function write(r: Registers, k: number, hi: number, lo: number, err: number): void {
  r[k] = hi
  r[k + 1] = lo
  r[k + 2] = err
}

export const unknown = (r: Registers, k: number): void => write(r, k, 0, 0, Number.POSITIVE_INFINITY)

/** a + b, where |x| stays below 2^1000; hi + lo normalised by TwoSum, which is exact. */
export function writeSum(r: Registers, k: number, a: number, b: number, err: number): void {
  const hi = a + b
  const v = hi - a
  r[k] = hi
  r[k + 1] = a - (hi - v) + (b - v)
  r[k + 2] = err
}

/** What is left of a + b after s = fl(a + b), exactly. */
export function sumError(a: number, b: number, s: number): number {
  const t = s - a
  return a - (s - t) + (b - t)
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
export function add(r: Registers, i: number, j: number, k: number): void {
  plus(r, i, r[j] as number, r[j + 1] as number, r[j + 2] as number, k)
}

export function sub(r: Registers, i: number, j: number, k: number): void {
  plus(r, i, -(r[j] as number), -(r[j + 1] as number), r[j + 2] as number, k)
}

/** What stands at i plus a double-double. */
export function plus(r: Registers, i: number, hi: number, lo: number, err: number, k: number): void {
  const a = r[i] as number
  const s = a + hi
  const v = (r[i + 1] as number) + lo
  const w = sumError(a, hi, s) + v
  writeSum(r, k, s, w, bound((r[i + 2] as number) + err + U * (Math.abs(v) + Math.abs(w))))
}

export const neg = (r: Registers, i: number, k: number): void =>
  write(r, k, -(r[i] as number), -(r[i + 1] as number), r[i + 2] as number)

/** p + e = a.hi·b.hi exactly; c, d, f, g are rounded; a.lo·b.lo is left out; |a| ≤ |a.hi| + |a.lo| ≤ (1 + u)|a.hi|. */
export function mul(r: Registers, i: number, j: number, k: number) {
  const ah = r[i] as number
  const al = r[i + 1] as number
  const ae = r[i + 2] as number
  const bh = r[j] as number
  const bl = r[j + 1] as number
  const be = r[j + 2] as number
  const p = ah * bh
  const x = Math.abs(ah)
  const y = Math.abs(bh)
  const passed = (x * be + y * ae) * (1 + 2 * U) + ae * be
  if (p === 0 && (ah === 0 || bh === 0)) return write(r, k, 0, 0, bound(passed))
  if (!(inRange(p) && x < LARGE && y < LARGE)) return outOfRange(r, k, p, passed)
  const c = ah * bl
  const d = al * bh
  const f = c + d
  const g = productError(ah, bh, p) + f
  const rounded = U * (Math.abs(c) + Math.abs(d) + Math.abs(f) + Math.abs(g)) + Math.abs(al * bl)
  writeSum(r, k, p, g, bound(passed + rounded))
}

/** |ab| ≤ (1 + 3u)|p| + 2⁻¹⁰⁷⁴ where p is small; nothing is claimed where it is large. */
const outOfRange = (r: Registers, k: number, p: number, passed: number): void =>
  write(r, k, 0, 0, Math.abs(p) < 1 ? bound(passed + Math.abs(p)) : Number.POSITIVE_INFINITY)

/**
 * a/b by q = fl(a.hi/b.hi), its remainder r = a − qb, and fl(r/b.hi). q·b.hi = p + e exactly; every other step is rounded. What
 * the quotient Q = q + q₂ leaves, |a − Qb| ≤ |r − q₂ b.hi| + |q₂ b.lo| + δ with |r − q₂ b.hi| ≤ u|q₂ b.hi| and δ the roundings in
 * r, over |b| ≥ |b.hi|(1 − u), is its error; and |a′/b′ − a/b| ≤ (A + |a/b|B)/(|b| − B).
 */
export function div(r: Registers, i: number, j: number, k: number) {
  const ah = r[i] as number
  const al = r[i + 1] as number
  const ae = r[i + 2] as number
  const bh = r[j] as number
  const bl = r[j + 1] as number
  const be = r[j + 2] as number
  const q = ah / bh
  const y = Math.abs(bh)
  const least = y * (1 - 4 * U) - be
  if (!(least > 0 && least > y / 1024)) return unknown(r, k)
  const p = q * bh
  if (ah === 0) return write(r, k, 0, 0, bound(ae / least))
  if (!(inRange(p) && inRange(q) && inRange(y))) return unknown(r, k)
  const d = ah - p
  const f = d - productError(q, bh, p)
  const g = f + al
  const t = q * bl
  const rest = g - t
  const q2 = rest / bh
  const size = Math.abs(q2)
  const rounded = U * (Math.abs(d) + Math.abs(f) + Math.abs(g) + Math.abs(t) + Math.abs(rest) + size * y)
  const left = rounded + Math.abs(q2 * bl)
  writeSum(r, k, q, q2, bound((left + ae + (Math.abs(q) + size) * be + TINY) / least))
}

/**
 * √a by s = fl(√a.hi), r = a − s² (s² = p + e exactly) and fl(r/2s): the result S = s + s₂ leaves
 * |a − S²| ≤ |r − 2s s₂| + s₂² + δ, and |√a − S| = |a − S²|/(√a + S) with √a + S ≥ s; |√a′ − √a| ≤ A/√a, where A ≤ a/1024.
 */
export function sqrt(r: Registers, i: number, k: number) {
  const ah = r[i] as number
  const al = r[i + 1] as number
  const ae = r[i + 2] as number
  if (ah === 0 && ae === 0) return write(r, k, 0, 0, 0)
  if (!(ae < ah / 1024 && inRange(ah))) return unknown(r, k)
  const s = Math.sqrt(ah)
  const p = s * s
  const d = ah - p
  const f = d - productError(s, s, p)
  const rest = f + al
  const s2 = rest / (2 * s)
  const rounded = U * (Math.abs(d) + Math.abs(f) + Math.abs(rest) + 2 * s * Math.abs(s2))
  writeSum(r, k, s, s2, bound((rounded + s2 * s2 + ae * 1.01) / s))
}

/**
 * The double nearest to the true value, where the bound decides it: hi + (lo ± δ) both round to hi, and rounding is monotone.
 * δ pays for the rounding of lo ± err. NaN where undecided.
 */
export function nearestAt(r: Registers, i: number): number {
  const hi = r[i] as number
  const lo = r[i + 1] as number
  const err = r[i + 2] as number
  const delta = (err + 4 * U * Math.abs(lo)) * UP
  return hi + (lo - delta) === hi && hi + (lo + delta) === hi ? hi + 0 : Number.NaN
}

const scratch = new Float64Array(9)
const read = (k: number): DoubleDouble => ({
  hi: scratch[k] as number,
  lo: scratch[k + 1] as number,
  err: scratch[k + 2] as number,
})

/** An operation on registers as one on values. */
export const unary =
  (op: (r: Registers, i: number, k: number) => void) =>
  (a: DoubleDouble): DoubleDouble => {
    write(scratch, 0, a.hi, a.lo, a.err)
    op(scratch, 0, 6)
    return read(6)
  }

export const binary =
  (op: (r: Registers, i: number, j: number, k: number) => void) =>
  (a: DoubleDouble, b: DoubleDouble): DoubleDouble => {
    write(scratch, 0, a.hi, a.lo, a.err)
    write(scratch, 3, b.hi, b.lo, b.err)
    op(scratch, 0, 3, 6)
    return read(6)
  }

/** {@link nearestAt} of a value: undefined where undecided. */
export function nearestDouble({ hi, lo, err }: DoubleDouble): number | undefined {
  write(scratch, 0, hi, lo, err)
  const nearest = nearestAt(scratch, 0)
  return Number.isNaN(nearest) ? undefined : nearest
}
