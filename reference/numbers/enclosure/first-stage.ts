import type { AnalyticField, Exact } from '../algebra.js'
import { parseRational, type Rational } from '../rational.js'
import { fromRational, Undecided } from './ball.js'
import {
  addDD,
  type DoubleDouble,
  divDD,
  exactly,
  mulDD,
  nearestDouble,
  negDD,
  sqrtDD,
  subDD,
} from './double-double.js'
import { constants, expDD, expm1DD, fromBall, log1pDD, logDD } from './double-double-functions.js'
import { nearest } from './nearest.js'

/** What both stages offer: the algebra, doubles and rationals as exact inputs. */
export interface InputField<T> extends AnalyticField<T> {
  readonly of: (q: Rational) => T
  readonly double: (x: number) => T
}

const undecided = (name: string) => (): never => {
  throw new Undecided(`${name} is not among the functions of the first stage`)
}

const of = (q: Rational): DoubleDouble => fromBall(fromRational(q, 130))
const literals = new Map<Exact, DoubleDouble>()

function lit(exact: Exact): DoubleDouble {
  const found = literals.get(exact)
  if (found) return found
  const value = of(parseRational(exact))
  if (literals.size < 1000) literals.set(exact, value)
  return value
}

/**
 * The double-double reading. Where it cannot follow (a number outside 2^±900, a divisor or radicand that may be 0, a function
 * it does not have) the bound is infinite or {@link Undecided} is thrown: the second stage decides.
 */
export const DOUBLE_DOUBLES: InputField<DoubleDouble> = {
  lit,
  of,
  double: exactly,
  add: addDD,
  sub: subDD,
  mul: mulDD,
  div: divDD,
  neg: negDD,
  sqrt: sqrtDD,
  exp: expDD,
  log: logDD,
  expm1: expm1DD,
  log1p: log1pDD,
  sin: undecided('sin'),
  cos: undecided('cos'),
  erf: undecided('erf'),
  get pi() {
    return constants().pi
  },
  shift: (xs) => exactly(xs.reduce((largest, { hi }) => Math.max(largest, hi), Number.NEGATIVE_INFINITY)),
}

/** A formula of one value that both stages can read. */
export type Certifiable = <T>(F: InputField<T>) => T

/**
 * The double nearest to the true value of a formula: from its double-double reading where that decides, else from
 * enclosures of growing precision.
 * @throws Undecided as {@link nearest}
 */
export function certify(f: Certifiable): number {
  return firstStage(f) ?? nearest(f)
}

function firstStage(f: Certifiable): number | undefined {
  try {
    return nearestDouble(f(DOUBLE_DOUBLES))
  } catch (error) {
    if (error instanceof Undecided) return undefined
    throw error
  }
}
