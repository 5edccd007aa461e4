import type { AnalyticField } from '../numbers/algebra.js'
import { compare, equal, format, parseRational, type Rational, rational, sign } from '../numbers/rational.js'
import type { Step } from '../process/step.js'
import { preservingStep } from './linear.js'
import type { SignOf } from './order.js'
import { parameter } from './parameters.js'

export type StepperOf = <X>(F: AnalyticField<X>) => (t: number) => Step<X>

/** @throws RangeError unless 0 < max_beta ≤ 1. */
export function checkCap(kind: string, max_beta: string): void {
  const cap = parameter(kind, 'max_beta', max_beta)
  if (sign(cap) <= 0 || compare(cap, rational(1n)) > 0)
    throw new RangeError(
      `the parameter max_beta of the schedule '${kind}' is ${format(cap)}, expected a number in (0, 1], usually 0.999`,
    )
}

/** The sign of β_t − bound, undefined where the engine cannot tell. */
export type CompareBeta = (t: number, bound: string) => -1 | 0 | 1 | undefined

export const compareBy =
  (raw: StepperOf, signOf: SignOf): CompareBeta =>
  (t, bound) =>
    signOf((F) => F.sub(raw(F)(t).beta, F.lit(bound)))

/** Whether β_t > max_beta. @throws RangeError where that cannot be told. */
export function exceedsCap(compareBeta: CompareBeta, t: number, max_beta: string): boolean {
  const order = compareBeta(t, max_beta)
  if (order === undefined)
    throw new RangeError(
      `β_${t} is too near max_beta = ${max_beta}, or no number, so that it cannot be told which is larger: move the cap a little`,
    )
  return order > 0
}

/**
 * min(β_t, max_beta) for β_t that increases with t to 1: the steps from the first t with β_t > max_beta on are replaced,
 * and that t is found by bisection. A cap of 1 changes nothing.
 */
export function capIncreasing(
  raw: StepperOf,
  { T, max_beta }: { readonly T: number; readonly max_beta: string },
  signOf: SignOf,
): StepperOf {
  if (equal(parseRational(max_beta), rational(1n))) return raw
  const compareBeta = compareBy(raw, signOf)
  return (F) => {
    const [stepAt, cap] = [raw(F), preservingStep(F, F.lit(max_beta))]
    const first = firstWhere(T, (t) => exceedsCap(compareBeta, t, max_beta))
    return (t) => (t < first ? stepAt(t) : cap)
  }
}

/**
 * log SNR_t = 0 at half time, of a chain whose uncapped ᾱ is 1/2 there by symmetry, where the cap comes later (β_t increases).
 */
export const halfwayLogSnr =
  (raw: StepperOf, { T, max_beta }: { readonly T: number; readonly max_beta: string }, signOf: SignOf) =>
  (t: number): Rational | undefined =>
    2 * t === T && !exceedsCap(compareBy(raw, signOf), t, max_beta) ? rational(0n) : undefined

/** The first t in 1..T where a condition holds that holds ever after; T+1 where it never does. */
function firstWhere(T: number, holds: (t: number) => boolean): number {
  let [low, high] = [1, T + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
