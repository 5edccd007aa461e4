import type { AnalyticField, Exact } from './algebra.js'
import { parseRational } from './rational.js'
import { roundToFormat } from './rounding/convert.js'
import { erf, PI } from './rounding/erf.js'
import { FORMATS, type Format, roundNumber } from './rounding/format.js'

export { fromDouble, roundToFormat } from './rounding/convert.js'
export { FORMATS, type Format, roundNumber } from './rounding/format.js'

/**
 * Floating-point readings: each operation is performed once, in the order written, and rounded to the format.
 * `lit` is the nearest number of the format to the exact literal. +, −, ×, ÷ and √ are correctly rounded (for the
 * short formats by rounding a float64 result: 53 ≥ 2p + 2 makes that the same number). The functions are those of
 * {@link MATH_ULPS}. `shift` is the largest entry, 0 where that is infinite: log Σ e^(−∞) = −∞ and not NaN.
 */

/** The largest finite entry, or 0: see {@link FLOAT64}. */
export function largest(...xs: readonly number[]): number {
  let max = -Infinity
  for (const x of xs) max = Math.max(max, x)
  return Number.isFinite(max) ? max : 0
}

/**
 * The errors of JavaScript's functions in units in the last place of the result, as assumed by every bound.
 * ECMA-262 promises nothing. V8 and SpiderMonkey ship fdlibm, whose sources state “error less than 1 ulp” for these
 * functions, and glibc's sin and cos (0.55 ulp); the 2 leaves a factor of two. It is an assumption about the
 * engine, tested against enclosures in harness.test.ts, and not a proof. `erf` is proved: see rounding/erf.ts.
 */
export const MATH_ULPS = { exp: 2, log: 2, expm1: 2, log1p: 2, sin: 2, cos: 2, erf: 0.51 } as const

const literal = (format: Format) => {
  const known = new Map<Exact, number>()
  return (exact: Exact): number => {
    const found = known.get(exact)
    if (found !== undefined) return found
    const value = roundToFormat(parseRational(exact), format)
    known.set(exact, value)
    return value
  }
}

/** Doubles: the operations of the language, one rounding each. */
export const FLOAT64: AnalyticField<number> = {
  lit: literal(FORMATS.float64),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  expm1: Math.expm1,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  erf,
  pi: roundToFormat(PI),
  shift: (xs) => largest(...xs),
}

const { fround } = Math

/** Single precision: each operation of a double rounded to float32. */
export const FLOAT32: AnalyticField<number> = {
  lit: literal(FORMATS.float32),
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  neg: (a) => -a,
  sqrt: (a) => fround(Math.sqrt(a)),
  exp: (a) => fround(Math.exp(a)),
  log: (a) => fround(Math.log(a)),
  expm1: (a) => fround(Math.expm1(a)),
  log1p: (a) => fround(Math.log1p(a)),
  sin: (a) => fround(Math.sin(a)),
  cos: (a) => fround(Math.cos(a)),
  erf: (a) => fround(erf(a)),
  pi: roundToFormat(PI, FORMATS.float32),
  shift: (xs) => largest(...xs),
}

/** The reading in any format: {@link FLOAT64} with each result rounded to it. */
export function floatIn(format: Format): AnalyticField<number> {
  if (format.name === 'float64') return FLOAT64
  if (format.name === 'float32') return FLOAT32
  const to = (x: number) => roundNumber(x, format)
  return {
    lit: literal(format),
    add: (a, b) => to(a + b),
    sub: (a, b) => to(a - b),
    mul: (a, b) => to(a * b),
    div: (a, b) => to(a / b),
    neg: (a) => -a,
    sqrt: (a) => to(Math.sqrt(a)),
    exp: (a) => to(Math.exp(a)),
    log: (a) => to(Math.log(a)),
    expm1: (a) => to(Math.expm1(a)),
    log1p: (a) => to(Math.log1p(a)),
    sin: (a) => to(Math.sin(a)),
    cos: (a) => to(Math.cos(a)),
    erf: (a) => to(erf(a)),
    pi: roundToFormat(PI, format),
    shift: (xs) => largest(...xs),
  }
}
