import type { AnalyticField } from './algebra.js'
import { at, power } from './combinators.js'
import { equal, format, lowestTerms, RATIONALS as Q, type Rational, rational } from './rational.js'

/**
 * Rationals with the exponential of base 4 where it is rational: e^(k/2) = 2^k, and log its inverse. An identity that
 * rests only on rational operations, e^(a+b) = e^a·e^b and log e^a = a is equality of rationals here, and
 * (e^u)′ = e^u·u′ holds in the dual numbers over it. π, sin, cos, erf are refused.
 */
export const POWERS_OF_TWO: AnalyticField<Rational> = {
  ...Q,
  exp: (a) => {
    const { num, den } = lowestTerms(Q.mul(Q.lit(2n), a))
    if (den !== 1n) throw new RangeError(`e^(${format(a)}) is irrational here: expected a multiple of 1/2`)
    const size = power(Q, Q.lit(2n), Math.abs(Number(num)))
    return num < 0n ? Q.div(Q.lit(1n), size) : size
  },
  log: (a) => {
    const { num, den } = lowestTerms(a)
    const k = num.toString(2).length - den.toString(2).length
    const half = rational(BigInt(k), 2n)
    if (num > 0n && equal(POWERS_OF_TWO.exp(half), a)) return half
    throw new RangeError(`log(${format(a)}) is irrational here: expected a power of 2`)
  },
  expm1: (a) => Q.sub(POWERS_OF_TWO.exp(a), Q.lit(1n)),
  log1p: (a) => POWERS_OF_TWO.log(Q.add(a, Q.lit(1n))),
  shift: (xs) => at(xs, 0),
  get pi(): Rational {
    return refuse('π')
  },
  sin: () => refuse('sin'),
  cos: () => refuse('cos'),
  erf: () => refuse('erf'),
}

function refuse(name: string): never {
  throw new RangeError(`${name} is irrational: read the formula through another algebra`)
}
