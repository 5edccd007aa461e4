import type { AnalyticField, Exact } from '../algebra.js'
import { parseRational, type Rational } from '../rational.js'
import { fromRational, Undecided } from './ball.js'
import {
  add,
  binary,
  type DoubleDouble,
  div,
  exactly,
  mul,
  nearestDouble,
  neg,
  type Registers,
  sqrt,
  sub,
  unary,
  write,
} from './double-double.js'
import { constants, exp, expm1, fromBall, log, log1p } from './double-double-functions.js'
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
  add: binary(add),
  sub: binary(sub),
  mul: binary(mul),
  div: binary(div),
  neg: unary(neg),
  sqrt: unary(sqrt),
  exp: unary(exp),
  log: unary(log),
  expm1: unary(expm1),
  log1p: unary(log1p),
  sin: undecided('sin'),
  cos: undecided('cos'),
  erf: undecided('erf'),
  get pi() {
    return constants().pi
  },
  shift: (xs) => {
    const r = Float64Array.from([...xs.flatMap(({ hi, lo, err }) => [hi, lo, err]), 0, 0, 0])
    const to = 3 * xs.length
    shift(
      r,
      xs.map((_, i) => 3 * i),
      to,
    )
    return exactly(r[to] as number)
  },
}

/** Exponentials of numbers below this are in range: no shift costs no rounding. */
const SAFE = 300

/** An exact number that keeps the exponentials of those at `from` in range: 0, or the largest. */
export function shift(r: Registers, from: readonly number[], k: number): void {
  let [largest, needed] = [Number.NEGATIVE_INFINITY, false]
  for (const i of from) {
    const x = r[i] as number
    if (x > largest) largest = x
    if (!(Math.abs(x) < SAFE)) needed = true
  }
  write(r, k, needed ? largest : 0, 0, 0)
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
