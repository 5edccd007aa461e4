import * as doubles from './double-double.js'
import * as dyadic from './dyadic.js'
import type { Words } from './triple-double.js'
import * as triple from './triple-double.js'
import * as small from './triple-double-series.js'
import * as tables from './triple-double-tables.js'

// Bound once: see triple-double.ts.
const { sumError, U } = doubles
const { exponentOf, pow2 } = dyadic
const { add, bound, inRange, isWide, normalise, product, sub, unknown, WORDS, write } = triple
const { smallExpm1, smallLog1p } = small
const { BELOW, constants } = tables

/** Where the functions work: a power from the tables, a remainder, an argument, and 1. Numbers that are passed in memory are not boxed. */
const w = new Float64Array(4 * WORDS)
const POWER = 0
const REST = WORDS
const ARGUMENT = 2 * WORDS
const ONE = 3 * WORDS
w[ONE] = 1

/** Below this the argument is the series' own. */
const NEXT_TO_0 = 2 ** -25

/** e^(n/2²⁴), |n| < 0.35·2²⁴, at POWER: by parts of 16, 8 and 8 bits. */
function power(n: number) {
  const { coarse, fine, finest } = constants()
  product(coarse, WORDS * ((n >> 16) + BELOW), fine, WORDS * ((n >> 8) & 255), w, POWER)
  product(w, POWER, finest, WORDS * (n & 255), w, POWER)
}

/**
 * e^x = 2ⁿ·e^(j/2²⁴)·e^ρ, ρ = x − n log 2 − j/2²⁴, for |x| < 500 known to 2⁻⁷; any n and j will do with which |ρ| < 2⁻²⁴. n L₁ + j/2²⁴
 * is exact, a multiple of 2⁻⁴² below 2¹⁰; n L₂ and n L₃ too. What ρ is made of is added exactly in pairs, the last words in
 * four rounded sums, with n L₄ rounded; n log 2 lacks |n|2⁻¹⁷⁸ more. Below −519: 0 ± 2⁻⁷⁴⁸.
 */
export function exp(r: Words, i: number, k: number) {
  const x = r[i] as number
  const x1 = r[i + 1] as number
  const x2 = r[i + 2] as number
  const err = r[i + 3] as number
  if (!(Math.abs(x) < 500 && err < 2 ** -7)) {
    if (x + Math.abs(x1) + Math.abs(x2) + err < -519) write(r, k, 0, 0, 0, 2 ** -748)
    else unknown(r, k)
    return
  }
  if (x === 0 && x1 === 0 && x2 === 0 && err === 0) return write(r, k, 1, 0, 0, 0)
  const { log2 } = constants()
  const n = Math.round(x * (1 / Math.LN2))
  const j = Math.round((x - n * Math.LN2) * 2 ** 24)
  const a = n * log2[0] + j * 2 ** -24
  const b = n * log2[1]
  const c = n * log2[2]
  const d = n * log2[3]
  const s = x - a
  const t = x1 - b
  const h = s + t
  const k0 = sumError(x, -a, s)
  const k1 = sumError(s, t, h)
  const k2 = sumError(x1, -b, t)
  const f = k0 + k1
  const g = k2 - c
  const m = f + g
  const n1 = sumError(k0, k1, f)
  const n2 = sumError(k2, -c, g)
  const n3 = sumError(f, g, m)
  const sizes = Math.abs(x2) + Math.abs(d) + Math.abs(n1) + Math.abs(n2) + Math.abs(n3)
  w[REST] = h
  w[REST + 1] = m
  w[REST + 2] = x2 - d + (n1 + n2 + n3)
  w[REST + 3] = bound(err + 5.01 * U * sizes + Math.abs(n) * 2 ** -178)
  normalise(w, REST)
  smallExpm1(w, REST, w, REST)
  add(w, REST, ONE, REST)
  power(j)
  product(w, POWER, w, REST, w, REST)
  const scale = pow2(n)
  r[k] = (w[REST] as number) * scale
  r[k + 1] = (w[REST + 1] as number) * scale
  r[k + 2] = (w[REST + 2] as number) * scale
  r[k + 3] = bound((w[REST + 3] as number) * scale)
}

/** Where |x| < 2⁻²⁵ the series itself, which does not cancel; else e^x − 1. */
export function expm1(r: Words, i: number, k: number) {
  if (Math.abs(r[i] as number) < NEXT_TO_0 && (r[i + 3] as number) < 2 ** -7) return smallExpm1(r, i, r, k)
  exp(r, i, k)
  copy(r, k, w, REST)
  sub(w, REST, ONE, REST)
  copy(w, REST, r, k)
}

/**
 * log x = e log 2 − j/2²⁴ + log(1 + ρ) with x = 2ᵉy, y ∈ [0.7, 1.42), 1 + ρ = y·e^(j/2²⁴) = y where j = 0; any j will do with
 * which |ρ| < 2⁻²⁴. e L₁ − j/2²⁴, e L₂ and e L₃ are exact and added in pairs, e L₄ and its sum with what is left rounded, e log 2
 * lacks |e|2⁻¹⁷⁸ more. Words of x below 2⁻¹⁰⁷⁴·2ᵉ are paid by {@link bound}.
 */
export function log(r: Words, i: number, k: number) {
  const x = r[i] as number
  const err = r[i + 3] as number
  if (!(x > 0 && inRange(x)) || isWide(x, err)) return unknown(r, k)
  const { log2 } = constants()
  let e = exponentOf(x)
  if (x * pow2(-e) < 0.7072) e -= 1
  const scale = pow2(-e)
  const y = x * scale
  const isExact = err === 0 && e <= 0
  const j = Math.round(-Math.log(y) * 2 ** 24)
  w[ARGUMENT] = y
  w[ARGUMENT + 1] = (r[i + 1] as number) * scale
  w[ARGUMENT + 2] = (r[i + 2] as number) * scale
  w[ARGUMENT + 3] = isExact ? 0 : bound(err * scale)
  if (j !== 0) {
    power(j)
    product(w, ARGUMENT, w, POWER, w, ARGUMENT)
  }
  sub(w, ARGUMENT, ONE, REST)
  smallLog1p(w, REST, w, REST)
  const a = e * log2[0] - j * 2 ** -24
  const b = e * log2[1]
  const c = e * log2[2]
  const d = e * log2[3]
  const s = a + b
  const f = sumError(a, b, s)
  const m = f + c
  const g = sumError(f, c, m)
  const low = g + d
  w[ARGUMENT] = s
  w[ARGUMENT + 1] = m
  w[ARGUMENT + 2] = low
  w[ARGUMENT + 3] = e === 0 ? 0 : bound(U * (Math.abs(d) + Math.abs(low)) + Math.abs(e) * 2 ** -178)
  add(w, REST, ARGUMENT, REST)
  copy(w, REST, r, k)
}

/** Where |x| < 2⁻²⁵ the series itself, which does not cancel; else log(1 + x). */
export function log1p(r: Words, i: number, k: number) {
  if (Math.abs(r[i] as number) < NEXT_TO_0 && (r[i + 3] as number) < 2 ** -7) return smallLog1p(r, i, r, k)
  copy(r, i, w, REST)
  add(w, REST, ONE, REST)
  copy(w, REST, r, k)
  log(r, k, k)
}

function copy(x: Words, i: number, r: Words, k: number) {
  r[k] = x[i] as number
  r[k + 1] = x[i + 1] as number
  r[k + 2] = x[i + 2] as number
  r[k + 3] = x[i + 3] as number
}

/** Exponentials of numbers below this are in range: no shift costs no rounding. */
const SAFE = 300

/** An exact number that keeps the exponentials of those at `from` in range: 0, or the largest. Nothing where one is unknown. */
export function shift(r: Words, from: readonly number[], k: number) {
  let [largest, isNeeded] = [Number.NEGATIVE_INFINITY, false]
  for (const i of from) {
    const x = r[i] as number
    if (!((r[i + 3] as number) < Number.POSITIVE_INFINITY)) return unknown(r, k)
    if (x > largest) largest = x
    if (!(Math.abs(x) < SAFE)) isNeeded = true
  }
  write(r, k, isNeeded ? largest : 0, 0, 0, 0)
}
