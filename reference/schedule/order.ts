import type { AnalyticField } from '../numbers/algebra.js'
import { ARITHMETICS, rounding } from '../numbers/rounding.js'

/** A real number, as a formula without arguments. */
export type RealNumber = <X>(F: AnalyticField<X>) => X

/**
 * The sign of a real number, never guessed: undefined where the engine cannot tell. Formulas hold no comparison, so
 * a cap or a domain check is decided here, once, for every algebra that reads the schedule.
 */
export type SignOf = (number: RealNumber) => -1 | 0 | 1 | undefined

const READING = rounding(ARITHMETICS.float64)

/** By float64 with its error bound: certain as far as the bounds on `Math`'s functions are (see `MATH_ULPS`). */
export const signByRounding: SignOf = (number) => {
  const { value, bound } = number(READING)
  return value > bound ? 1 : value < -bound ? -1 : value === 0 && bound === 0 ? 0 : undefined
}
