import { MATH_ULPS } from '../float.js'
import { compare, RATIONALS, type Rational } from '../rational.js'
import { distance, fromDouble } from './convert.js'
import { FORMATS, type Format, ulp } from './format.js'

/** The functions whose error a platform states, in ulps of the exact result. */
export type Rough = 'div' | 'sqrt' | 'exp' | 'log' | 'expm1' | 'log1p' | 'sin' | 'cos' | 'erf'

/**
 * A model of floating arithmetic. +, −, × are rounded to nearest; every function f of `ulps` returns a number within
 * ulps·ulp(y) of y = f(operands), 0.5 being rounded to nearest, and is exact at exp 0, expm1 0, log 1, log1p 0, sin 0,
 * cos 0, erf 0 (as C and ECMA-262 have it); `flush` takes results and operands below 2^emin for 0.
 */
export interface Arithmetic {
  readonly format: Format
  readonly underflow: 'gradual' | 'flush'
  readonly ulps: Readonly<Record<Rough, number>>
  /**
   * What an ulp of y is taken for: its own, or with `any` 2u|y|, what it is at the lower end of a binade. Then a product has one
   * bound in whatever order its factors are multiplied. Its own if left out.
   */
  readonly binade?: 'own' | 'any'
}

/** A floating result, and how far it can lie from the exact value of the formula on the exact inputs. */
export interface Rounded {
  readonly value: number
  readonly bound: number
}

const shortUlps = { exp: 0.51, log: 0.51, expm1: 0.51, log1p: 0.51, sin: 0.51, cos: 0.51, erf: 0.51 }
const ieee = (format: Format): Arithmetic => ({
  format,
  underflow: 'gradual',
  // 2 ulps of float64 are below 2⁻²⁷ ulps of the short formats, to which the result is rounded
  ulps: { div: 0.5, sqrt: 0.5, ...(format.precision === 53 ? MATH_ULPS : shortUlps) },
})

/** The arithmetic of this engine in each format: see {@link MATH_ULPS} for what is assumed. */
export const ARITHMETICS = {
  float64: ieee(FORMATS.float64),
  float32: ieee(FORMATS.float32),
  float16: ieee(FORMATS.float16),
  bfloat16: ieee(FORMATS.bfloat16),
} as const satisfies Record<Format['name'], Arithmetic>

/** A number that is what it says. */
export const exactly = (value: number): Rounded => ({ value, bound: 0 })

/** A stored table entry: it may stand for anything within half an ulp of the format that it is stored in. */
export const stored = (value: number, format: Format): Rounded => ({ value, bound: ulp(value, format) / 2 })

/** A number that stands for an exact one, with the distance between them. */
export const nearest = (x: Rational, value: number): Rounded => ({
  value,
  bound: Number.isFinite(value) ? distance(value, x) : Infinity,
})

/** Whether |value − x| ≤ bound, decided exactly. */
export function covers({ value, bound }: Rounded, x: Rational): boolean {
  if (bound === Infinity) return true
  const gap = RATIONALS.sub(fromDouble(value), x)
  return compare({ num: gap.num < 0n ? -gap.num : gap.num, den: gap.den }, fromDouble(bound)) <= 0
}
