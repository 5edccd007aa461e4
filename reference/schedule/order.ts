import type { AnalyticField } from '../numbers/algebra.js'
import { certainSign } from '../numbers/enclosure/ball.js'
import { enclosure } from '../numbers/enclosure/index.js'

/** A real number, as a formula without arguments. */
export type RealNumber = <X>(F: AnalyticField<X>) => X

/**
 * The sign of a real number, never guessed: undefined where the engine cannot tell. Formulas hold no comparison, so
 * a cap or a domain check is decided here, once, for every algebra that reads the schedule.
 */
export type SignOf = (number: RealNumber) => -1 | 0 | 1 | undefined

/** 256 bits are tried where 64 do not separate the number from 0. */
const READINGS = [enclosure(64), enclosure(256)]

/** By enclosures: certain. Undefined for a number within 2⁻²⁵⁶ or so of 0 that is not exactly 0, and for no number at all. */
export const signByEnclosure: SignOf = (number) => {
  for (const F of READINGS) {
    try {
      const ball = number(F)
      const sign = certainSign(ball)
      if (sign !== 0 || (ball.mid === 0n && ball.rad === 0)) return sign
    } catch (error) {
      // undecided at this precision, or undefined (a root of a negative number) at any
      if (!(error instanceof RangeError)) throw error
    }
  }
  return undefined
}
