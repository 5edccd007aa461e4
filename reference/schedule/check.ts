import { compare, format, type Rational, rational, sign } from '../numbers/rational.js'

/** A longer schedule is a mistake of units sooner than a wish. */
export const MAX_T = 1_000_000

/** @throws RangeError unless T is an integer in 1..{@link MAX_T}. */
export function checkLength(kind: string, T: number): void {
  if (!Number.isInteger(T) || T < 1 || T > MAX_T)
    throw new RangeError(
      `the schedule '${kind}' was given T = ${T}, expected an integer in 1..${MAX_T}: T counts the noising steps, for instance 1000`,
    )
}

/** @throws RangeError unless t is an integer in `from`..T. */
export function checkTime(T: number, t: number, from: 0 | 1 = 0): void {
  if (!Number.isInteger(t) || t < from || t > T)
    throw new RangeError(
      `t = ${t} is outside the schedule, expected an integer in ${from}..${T}: t counts noising steps from 1 and t = 0 is clean data, so a library's 0-based index is t − 1`,
    )
}

/** @throws RangeError unless 0 ≤ s < t ≤ T, all integers. */
export function checkTransition(T: number, s: number, t: number): void {
  checkTime(T, s)
  checkTime(T, t)
  if (s >= t)
    throw new RangeError(
      `a transition from s = ${s} to t = ${t} was asked for, expected s < t: noise is only ever added, so swap the two or ask for the posterior`,
    )
}

const ONE = rational(1n)

/** @throws RangeError unless β_t ∈ (0, 1], and β_t = 1 at t = T only. */
export function checkBeta(beta: Rational, t: number, T: number): void {
  if (sign(beta) <= 0 || compare(beta, ONE) > 0) throw betaOutside(format(beta), t)
  if (t < T && compare(beta, ONE) === 0) throw betaOneEarly(t, T)
}

export const betaOutside = (value: string, t: number) =>
  new RangeError(
    `β_${t} = ${value} is outside (0, 1]: β is the variance that step ${t} adds, so give a positive number of at most 1 (if these are standard deviations, square them)`,
  )

export const betaOneEarly = (t: number, T: number) =>
  new RangeError(
    `β_${t} = 1 before the last step t = ${T}: it erases the data, so no later step has a signal; cap it below 1 (max_beta, usually 0.999) or end the schedule at t = ${t}`,
  )
