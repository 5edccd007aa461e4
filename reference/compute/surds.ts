import type { AnalyticField } from '../numbers/algebra.js'
import {
  equal,
  literal,
  lowestTerms,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
  rationalSqrt,
} from '../numbers/rational.js'
import type { Surd } from '../process/step.js'

/** Thrown where a value is not known as a rational times one square root; the message says why. */
export class NotExact extends Error {
  override name = 'NotExact'
}

/** factor·√radicand with radicand > 0; the radicand is 1 wherever the root is rational. */
export type ExactNumber = Surd<Rational>

const ONE = rational(1n)
const { add, mul, div, neg } = RATIONALS

const whole = (factor: Rational): ExactNumber => ({ factor, radicand: ONE })
const isWhole = ({ radicand }: ExactNumber): boolean => equal(radicand, ONE)
const isZero = ({ factor }: ExactNumber): boolean => factor.num === 0n

/** factor·√radicand with the root taken where it is rational. */
function surd(factor: Rational, radicand: Rational): ExactNumber {
  if (factor.num === 0n) return whole(factor)
  const root = rationalSqrt(radicand)
  return root ? whole(mul(factor, root)) : { factor, radicand }
}

function times(a: ExactNumber, b: ExactNumber): ExactNumber {
  const factor = mul(a.factor, b.factor)
  if (isWhole(a)) return isZero(a) ? a : { factor, radicand: b.radicand }
  if (isWhole(b)) return isZero(b) ? b : { factor, radicand: a.radicand }
  return equal(a.radicand, b.radicand)
    ? whole(mul(factor, a.radicand))
    : surd(factor, mul(a.radicand, b.radicand))
}

/** 1/(f√r) = √r/(f·r). */
const inverse = ({ factor, radicand }: ExactNumber): ExactNumber => ({
  factor: div(ONE, mul(factor, radicand)),
  radicand,
})

/** a√r + b√(k²r) = (a + bk)√r. */
function plus(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (isZero(a)) return b
  if (isZero(b)) return a
  const ratio = equal(a.radicand, b.radicand) ? ONE : rationalSqrt(div(b.radicand, a.radicand))
  if (!ratio) throw new NotExact('it is a sum of different square roots')
  const factor = add(a.factor, mul(b.factor, ratio))
  return factor.num === 0n ? whole(factor) : { factor, radicand: a.radicand }
}

/** A function that is rational at one rational only: there its value, elsewhere the reason that there is none. */
const onlyAt =
  (name: string, place: bigint, value: bigint) =>
  (a: ExactNumber): ExactNumber => {
    if (isWhole(a) && equal(a.factor, rational(place))) return whole(rational(value))
    throw new NotExact(`${name} of a number other than ${place} enters it`)
  }

/**
 * Exact arithmetic of rational numbers and of rational multiples of one square root, which is all that the tables of a
 * rational schedule hold. Every other operation throws {@link NotExact}, which says that this algebra does not know the value,
 * not that it is irrational.
 */
export const SURDS: AnalyticField<ExactNumber> = {
  lit: (exact) => whole(parseRational(exact)),
  add: plus,
  sub: (a, b) => plus(a, { ...b, factor: neg(b.factor) }),
  mul: times,
  div: (a, b) => {
    if (isZero(b)) throw new NotExact('it is divided by 0')
    return isWhole(b) ? { factor: div(a.factor, b.factor), radicand: a.radicand } : times(a, inverse(b))
  },
  neg: (a) => ({ ...a, factor: neg(a.factor) }),
  sqrt: (a) => {
    if (!isWhole(a)) throw new NotExact('it holds the square root of a square root')
    if (a.factor.num < 0n) throw new NotExact('it holds the square root of a negative number')
    return a.factor.num === 0n ? a : surd(ONE, a.factor)
  },
  exp: onlyAt('exp', 0n, 1n),
  expm1: onlyAt('expm1', 0n, 0n),
  log: onlyAt('log', 1n, 0n),
  log1p: onlyAt('log1p', 0n, 0n),
  sin: onlyAt('sin', 0n, 0n),
  cos: onlyAt('cos', 0n, 1n),
  erf: onlyAt('erf', 0n, 0n),
  get pi(): ExactNumber {
    throw new NotExact('π enters it')
  },
  shift: ([first]) => first ?? whole(rational(0n)),
}

export const isExactZero = isZero

/** The rational itself, or undefined where a root is left. */
export const asRational = (a: ExactNumber): Rational | undefined => (isWhole(a) ? a.factor : undefined)

/** `n/d`, or `n/d*sqrt(p/q)` in lowest terms, whole however long. */
export function exactText({ factor, radicand }: ExactNumber): string {
  const outside = literal(lowestTerms(factor))
  if (equal(radicand, ONE)) return outside
  const root = `sqrt(${literal(lowestTerms(radicand))})`
  return outside === '1' ? root : `${outside}*${root}`
}
