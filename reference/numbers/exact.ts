import type { AnalyticField } from './algebra.js'
import {
  compare,
  equal,
  literal,
  lowestTerms,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
  rationalSqrt,
  sign,
} from './rational.js'

/** Thrown where a value is beyond {@link EXACT}; the message says why. */
export class NotExact extends Error {
  override name = 'NotExact'
}

/** factor·√radicand. */
interface Root {
  readonly factor: Rational
  readonly radicand: Rational
}

/** times·log of. */
interface Logarithm {
  readonly of: Rational
  readonly times: Rational
}

/**
 * whole + factor·√radicand + Σ times·log of, with rational parts; the radicand is positive and no square of a rational, or
 * the factor is 0.
 */
export interface ExactNumber extends Root {
  readonly whole: Rational
  readonly logs: readonly Logarithm[]
}

const [NONE, ONE] = [rational(0n), rational(1n)]
const { add, sub, mul, div, neg } = RATIONALS
const isNone = (a: Rational) => a.num === 0n

const NO_ROOT: Root = { factor: NONE, radicand: ONE }

function number(
  whole: Rational,
  { factor, radicand }: Root = NO_ROOT,
  logs: readonly Logarithm[] = [],
): ExactNumber {
  return isNone(factor) ? { whole, ...NO_ROOT, logs } : { whole, factor, radicand, logs }
}

const isWhole = ({ factor, logs }: ExactNumber): boolean => isNone(factor) && logs.length === 0

/** The rational itself, or undefined where a root or a logarithm is left. */
export const asRational = (a: ExactNumber): Rational | undefined => (isWhole(a) ? a.whole : undefined)

export const isExactZero = (a: ExactNumber): boolean => isWhole(a) && isNone(a.whole)

/** b√(k²r) as bk√r, where r is a's radicand. */
function overRadicand(radicand: Rational, b: Root): Rational {
  if (equal(radicand, b.radicand)) return b.factor
  const ratio = rationalSqrt(div(b.radicand, radicand))
  if (!ratio) throw new NotExact('it is a sum of different square roots')
  return mul(b.factor, ratio)
}

function plus(a: ExactNumber, b: ExactNumber): ExactNumber {
  const whole = add(a.whole, b.whole)
  const logs = b.logs.reduce(withLogarithm, a.logs)
  if (isNone(a.factor) || isNone(b.factor)) return number(whole, isNone(a.factor) ? b : a, logs)
  const factor = add(a.factor, overRadicand(a.radicand, b))
  return number(whole, { factor, radicand: a.radicand }, logs)
}

function withLogarithm(logs: readonly Logarithm[], { of, times }: Logarithm): readonly Logarithm[] {
  const found = logs.find((known) => equal(known.of, of))
  if (!found) return [...logs, { of, times }]
  const total = add(found.times, times)
  return logs.flatMap((known) => (known !== found ? [known] : isNone(total) ? [] : [{ of, times: total }]))
}

/** Every coefficient under a map that takes 0 only to 0. */
const mapped = (
  { whole, factor, radicand, logs }: ExactNumber,
  image: (a: Rational) => Rational,
): ExactNumber =>
  number(
    image(whole),
    { factor: image(factor), radicand },
    logs.map(({ of, times: n }) => ({ of, times: image(n) })),
  )

const scaled = (a: ExactNumber, by: Rational): ExactNumber =>
  isNone(by) ? number(NONE) : mapped(a, (c) => mul(c, by))

/** (a + b√r)(c + d√r) = ac + bdr + (ad + bc)√r; b√r·d√q = bd√(rq). */
function times(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (isWhole(a)) return scaled(b, a.whole)
  if (isWhole(b)) return scaled(a, b.whole)
  if (a.logs.length + b.logs.length > 0) throw new NotExact('it is a product with a logarithm')
  if (isNone(a.whole) && isNone(b.whole) && !equal(a.radicand, b.radicand))
    return scaled(root(mul(a.radicand, b.radicand)), mul(a.factor, b.factor))
  const d = overRadicand(a.radicand, b)
  return number(add(mul(a.whole, b.whole), mul(mul(a.factor, d), a.radicand)), {
    factor: add(mul(a.whole, d), mul(a.factor, b.whole)),
    radicand: a.radicand,
  })
}

/** 1/(a + b√r) = (a − b√r)/(a² − b²r). */
function inverse(a: ExactNumber): ExactNumber {
  if (a.logs.length > 0) throw new NotExact('it is divided by a logarithm')
  if (isExactZero(a)) throw new NotExact('it is divided by 0')
  const { whole, factor, radicand } = a
  const norm = sub(mul(whole, whole), mul(mul(factor, factor), radicand))
  return scaled(number(whole, { factor: neg(factor), radicand }), div(ONE, norm))
}

function root(a: Rational): ExactNumber {
  if (sign(a) < 0) throw new NotExact('it holds the square root of a negative number')
  const exact = rationalSqrt(a)
  return exact ? number(exact) : number(NONE, { factor: ONE, radicand: a })
}

/** e^(Σ n log p) = Π pⁿ for whole or half n; e^0 = 1. */
function exponential(a: ExactNumber): ExactNumber {
  if (!isNone(a.whole) || !isNone(a.factor)) throw new NotExact('exp of a number other than 0 enters it')
  return a.logs.reduce((product, { of, times: n }) => times(product, powerOf(of, n)), number(ONE))
}

function powerOf(of: Rational, exponent: Rational): ExactNumber {
  const { num, den } = lowestTerms(exponent)
  if (den > 2n || num > LARGEST_POWER || num < -LARGEST_POWER)
    throw new NotExact('it holds a power that is no root')
  const base = den === 2n ? root(of) : number(of)
  const size = num < 0n ? -num : num
  const raised = Array.from({ length: Number(size) }, () => base).reduce(times, number(ONE))
  return num < 0n ? inverse(raised) : raised
}
const LARGEST_POWER = 64n

function logarithm(a: ExactNumber): ExactNumber {
  if (!isWhole(a)) throw new NotExact('it holds the logarithm of an irrational number')
  if (compare(a.whole, NONE) <= 0)
    throw new NotExact('it holds the logarithm of a number that is not positive')
  return equal(a.whole, ONE) ? number(NONE) : number(NONE, NO_ROOT, [{ of: a.whole, times: ONE }])
}

/** A function that is known at 0 only. */
const atZero =
  (name: string, value: Rational) =>
  (a: ExactNumber): ExactNumber => {
    if (isExactZero(a)) return number(value)
    throw new NotExact(`${name} of a number other than 0 enters it`)
  }

/**
 * Exact arithmetic of rational numbers, rational multiples of one square root and of logarithms of rationals: of the
 * tables of a rational schedule, and of data whose exponentials cancel. Everything else throws {@link NotExact}, which says
 * that this algebra does not know the value, not that it is irrational.
 */
export const EXACT: AnalyticField<ExactNumber> = {
  lit: (exact) => number(parseRational(exact)),
  add: plus,
  sub: (a, b) => plus(a, mapped(b, neg)),
  mul: times,
  // whole by whole without a reciprocal, which would not see the long factors that both have
  div: (a, b) => (isWhole(b) && !isNone(b.whole) ? mapped(a, (c) => div(c, b.whole)) : times(a, inverse(b))),
  neg: (a) => mapped(a, neg),
  sqrt: (a) => {
    if (!isWhole(a)) throw new NotExact('it holds the square root of an irrational number')
    return root(a.whole)
  },
  exp: exponential,
  log: logarithm,
  expm1: (a) => plus(exponential(a), number(rational(-1n))),
  log1p: (a) => logarithm(plus(a, number(ONE))),
  sin: atZero('sin', NONE),
  cos: atZero('cos', ONE),
  erf: atZero('erf', NONE),
  get pi(): ExactNumber {
    throw new NotExact('π enters it')
  },
  // of equal exponents, any is the one that makes all of them e^0
  shift: ([first]) => first ?? number(NONE),
}

/** `p/q`, `p/q*sqrt(r)`, their sum, with `p/q*log(r)`: in lowest terms, whole however long. */
export function exactText({ whole, factor, radicand, logs }: ExactNumber): string {
  const terms = [
    ...(isNone(whole) ? [] : [literal(lowestTerms(whole))]),
    ...(isNone(factor) ? [] : [term(factor, 'sqrt', radicand)]),
    ...logs.map(({ of, times: n }) => term(n, 'log', of)),
  ]
  return terms.length === 0 ? '0' : terms.join(' + ').replaceAll('+ -', '- ')
}

function term(factor: Rational, name: string, of: Rational): string {
  const outside = literal(lowestTerms(factor))
  const inside = `${name}(${literal(lowestTerms(of))})`
  if (outside === '1') return inside
  return outside === '-1' ? `-${inside}` : `${outside}*${inside}`
}
