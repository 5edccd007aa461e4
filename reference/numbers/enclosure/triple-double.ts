import * as doubles from './double-double.js'

// Bound once: what is imported is looked up at each use where modules are rewritten, as in vitest.
const { productError, sumError, U } = doubles

/**
 * Numbers as h + m + l, three doubles of falling size, and a proven bound on the error: some 155 bits, at a small part of what
 * integers of that length cost.
 *
 * What is proved, by induction over the operations: the true value lies within `err` of h + m + l. Used, with u = 2⁻⁵³: TwoSum gives
 * s + e = a + b exactly, always (Knuth); a rounded sum is within u of itself, a product or quotient within u of itself or 2⁻¹⁰⁷⁵;
 * and Dekker's product p + e = ab exactly where 2⁻⁹⁶⁹ ≤ |ab| ≤ 2⁹⁹⁶. Below, its ten roundings are of numbers below 2⁻⁹⁶⁷, each by at
 * most 2⁻¹⁰¹⁹: p + e is within 2⁻¹⁰¹⁵. Nothing is used of the words but their values: that they do not overlap makes the bounds small,
 * not true.
 *
 * A bound is a sum of products and quotients of non-negative doubles of at most 50 operations, so the exact value of the expression
 * is below (1 + 2⁻⁴⁷) times the computed one, plus 2⁻¹⁰⁰⁰ for whatever underflows: {@link bound}. Where nothing was rounded it is 0.
 *
 * Wide numbers (error above 1/64 of them) and numbers outside 2^±750 are left to the balls: their bound is infinite, or they are
 * 0 ± their size, which is wide.
 */
export type Words = Float64Array

/** Doubles that a number takes. */
export const WORDS = 4

const UP = 1 + 2 ** -47
export const TINY = 2 ** -1000
const SMALL = 2 ** -750
const LARGE = 2 ** 750

export const bound = (err: number): number => err * UP + TINY

export function write(r: Words, k: number, h: number, m: number, l: number, err: number): void {
  r[k] = h
  r[k + 1] = m
  r[k + 2] = l
  r[k + 3] = err
}

export const unknown = (r: Words, k: number): void => write(r, k, 0, 0, 0, Number.POSITIVE_INFINITY)

/** Is the head of a size with which products are exact? */
export const inRange = (x: number): boolean => (x < LARGE && x > SMALL) || (x < -SMALL && x > -LARGE)

/** Is the error so large that the ends say more than middle and slope? Also where nothing is known. */
export const isWide = (h: number, err: number): boolean => !(err * 64 <= Math.abs(h))

/**
 * Makes the words at k, of falling size or nearly, not overlap: exactly. Operations leave their result in the registers for it, as
 * a number that is passed to a function may be put in a box.
 */
export function normalise(r: Words, k: number): void {
  const a = r[k] as number
  const b = r[k + 1] as number
  const c = r[k + 2] as number
  const s = b + c
  const t = sumError(b, c, s)
  const h = a + s
  const e = sumError(a, s, h)
  const m = e + t
  r[k] = h
  r[k + 1] = m
  r[k + 2] = sumError(e, t, m)
  if (Math.abs(m) > 2 ** -52 * Math.abs(h)) again(r, k)
}

/** After cancellation. */
function again(r: Words, k: number): void {
  const [a, b, c] = [r[k] as number, r[k + 1] as number, r[k + 2] as number]
  const h = a + b
  const e = sumError(a, b, h)
  const m = e + c
  write(r, k, h, m, sumError(e, c, m), r[k + 3] as number)
}

export const add = (r: Words, i: number, j: number, k: number): void => plus(r, i, 1, j, k)
export const sub = (r: Words, i: number, j: number, k: number): void => plus(r, i, -1, j, k)

/** a ± b. Words are added in pairs of a size; what is left over at the end is the error, exactly. */
function plus(r: Words, i: number, sign: 1 | -1, j: number, k: number): void {
  const a = r[i] as number
  const b = r[i + 1] as number
  const c = r[i + 2] as number
  const h = sign * (r[j] as number)
  const m = sign * (r[j + 1] as number)
  const l = sign * (r[j + 2] as number)
  const s = a + h
  const e = sumError(a, h, s)
  const t = b + m
  const f = sumError(b, m, t)
  const v = c + l
  const x = t + e
  const g = sumError(t, e, x)
  const y = v + f
  const z = y + g
  const left = Math.abs(sumError(c, l, v)) + Math.abs(sumError(v, f, y)) + Math.abs(sumError(y, g, z))
  const err = ((r[i + 3] as number) + (r[j + 3] as number) + left) * UP
  r[k] = s
  r[k + 1] = x
  r[k + 2] = z
  r[k + 3] = err
  normalise(r, k)
}

export const neg = (r: Words, i: number, k: number): void =>
  write(r, k, -(r[i] as number), -(r[i + 1] as number), -(r[i + 2] as number), r[i + 3] as number)

/** Times a power of two, 2^±50 at most: exact but for words that underflow. */
export function move(r: Words, i: number, by: number, k: number) {
  const h = (r[i] as number) * by
  const m = (r[i + 1] as number) * by
  const l = (r[i + 2] as number) * by
  const err = r[i + 3] as number
  const isWhole = (moved: number, word: number) => word === 0 || Math.abs(moved) > SMALL
  const isExact = err === 0 && isWhole(m, r[i + 1] as number) && isWhole(l, r[i + 2] as number)
  if (isWhole(h, r[i] as number) && Math.abs(h) < LARGE) write(r, k, h, m, l, isExact ? 0 : err * by + TINY)
  else unknown(r, k)
}

export const mul = (r: Words, i: number, j: number, k: number): void => product(r, i, r, j, r, k)

/**
 * ab for a, b in any two arrays. The three products with a head that are not the last of their row are exact, as p + e, q + f and
 * s + g; q + s + e = v + k₁ + k₂ exactly. What is of the size of u²ab is summed in doubles: three rounded products and six rounded
 * sums, none above (1 + 6u) times the sum of all sizes, so below 7.01u of it; three products are left out.
 */
export function product(x: Words, i: number, y: Words, j: number, r: Words, k: number) {
  const a0 = x[i] as number
  const a1 = x[i + 1] as number
  const a2 = x[i + 2] as number
  const ae = x[i + 3] as number
  const b0 = y[j] as number
  const b1 = y[j + 1] as number
  const b2 = y[j + 2] as number
  const be = y[j + 3] as number
  const p = a0 * b0
  const size = Math.abs(p)
  const isNarrow = ae * 64 <= Math.abs(a0) && be * 64 <= Math.abs(b0)
  if (!(isNarrow && size > SMALL && size < LARGE)) return extremeProduct(x, i, y, j, r, k)
  const passed =
    (Math.abs(a0) + Math.abs(a1) + Math.abs(a2)) * be +
    (Math.abs(b0) + Math.abs(b1) + Math.abs(b2)) * ae +
    ae * be
  const e = productError(a0, b0, p)
  if (a1 === 0 && b1 === 0 && a2 === 0 && b2 === 0)
    return write(r, k, p, e, 0, ae === 0 && be === 0 ? 0 : bound(passed))
  const q = a0 * b1
  const f = productError(a0, b1, q)
  const s = a1 * b0
  const g = productError(a1, b0, s)
  const w = q + s
  const k1 = sumError(q, s, w)
  const v = w + e
  const k2 = sumError(w, e, v)
  const c = a0 * b2
  const d = a1 * b1
  const t = a2 * b0
  const low = c + t + d + (f + g) + (k1 + k2)
  const sizes =
    Math.abs(c) + Math.abs(t) + Math.abs(d) + Math.abs(f) + Math.abs(g) + (Math.abs(k1) + Math.abs(k2))
  const left = Math.abs(a1 * b2) + Math.abs(a2 * b1) + Math.abs(a2 * b2)
  r[k] = p
  r[k + 1] = v
  r[k + 2] = low
  r[k + 3] = bound(passed + 7.01 * U * sizes + left)
  normalise(r, k)
}

/** 0 where a factor is exactly 0; of a small product its size, which at (1 + 2⁻⁵⁰) the two sizes bound; else nothing. */
function extremeProduct(x: Words, i: number, y: Words, j: number, r: Words, k: number): void {
  const size = (z: Words, n: number) =>
    Math.abs(z[n] as number) +
    Math.abs(z[n + 1] as number) +
    Math.abs(z[n + 2] as number) +
    (z[n + 3] as number)
  const [a, b] = [size(x, i), size(y, j)]
  if ((a === 0 && b < LARGE) || (b === 0 && a < LARGE)) write(r, k, 0, 0, 0, 0)
  else if (a < LARGE && b < LARGE && a * b < SMALL) write(r, k, 0, 0, 0, bound(a * b))
  else unknown(r, k)
}
