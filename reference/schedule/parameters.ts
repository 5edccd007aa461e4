export { literal } from '../numbers/rational.js'

import { format, parseRational, type Rational, sign } from '../numbers/rational.js'
import { checkBeta, checkLength } from './check.js'

/** The number that a parameter spells, with its name in the error. @throws RangeError when it spells none. */
export function parameter(kind: string, name: string, text: string): Rational {
  try {
    return parseRational(text)
  } catch {
    // a program without types may give a number, or nothing
    const given: unknown = text
    const what =
      typeof given === 'string'
        ? `'${given}'`
        : given === undefined
          ? 'missing'
          : `the ${typeof given} ${given}`
    throw new RangeError(
      `the parameter ${name} of the schedule '${kind}' is ${what}, expected a decimal or a ratio in quotes, such as '0.02', '1e-4' or '1/3'`,
    )
  }
}

/** @throws RangeError unless the parameter is positive. */
export function positive(kind: string, name: string, text: string): Rational {
  const value = parameter(kind, name, text)
  if (sign(value) <= 0)
    throw new RangeError(
      `the parameter ${name} of the schedule '${kind}' is ${format(value)}, expected a positive number`,
    )
  return value
}

/** The parameters of the schedules that run between two variances, as decimal strings. */
export interface BetaRange {
  readonly T: number
  /** β_1. */
  readonly beta_start: string
  /** β_T. */
  readonly beta_end: string
}

/**
 * The label of a schedule that is monotone between two variances; monotone, so that its ends bound all of it.
 * @throws RangeError unless 0 < start < 1 and 0 < end ≤ 1 (start = 1 needs T = 1).
 */
export function betaRange(kind: string, { T, beta_start, beta_end }: BetaRange): string {
  checkLength(kind, T)
  checkBeta(parameter(kind, 'beta_start', beta_start), 1, T)
  checkBeta(parameter(kind, 'beta_end', beta_end), T, T)
  return `${kind} ${beta_start} → ${beta_end}, T = ${T}`
}
