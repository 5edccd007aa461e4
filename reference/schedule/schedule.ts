import type { AnalyticField, Field, RadicalField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import type { Rational } from '../numbers/rational.js'
import type { Step } from '../process/step.js'
import { checkLength } from './check.js'

interface Description {
  /** As in the vocabulary of traces: `linear`, `scaled_linear`, … */
  readonly kind: string
  /** The kind and its parameters, in one line. */
  readonly label: string
  readonly T: number
  /** What its numbers are made of: rational operations, square roots too, or exp, log, sin, cos. */
  readonly needs: 'field' | 'radical' | 'analytic'
  /** Whether alpha = 1 − beta at every step, so that v_t = 1 − ᾱ_t. */
  readonly preserving: boolean
  /**
   * log SNR_t where the definition makes it rational though its formulas pass through irrational numbers: no enclosure tells
   * that it is exactly 0, or half-way between two floating-point numbers.
   */
  readonly rationalLogSnr?: (t: number) => Rational | undefined
}

/**
 * A chain of T Gaussian steps from clean data (t = 0) to noise (t = T), written over the weakest algebra that can
 * express it. Any schedule can be read where exp, log, sin and cos are; the narrower types where less is enough.
 */
export interface Schedule extends Description {
  /** The step t−1→t, t in 1..T, in two parts so that what does not depend on t is computed once. */
  readonly stepper: <X>(F: AnalyticField<X>) => (t: number) => Step<X>
}

/** A schedule made of rational operations and square roots. */
export interface RadicalSchedule extends Description {
  readonly stepper: <X>(F: RadicalField<X>) => (t: number) => Step<X>
}

/** A schedule whose β are rational: everything about it is known exactly. */
export interface RationalSchedule extends Description {
  readonly stepper: <X>(F: Field<X>) => (t: number) => Step<X>
}

/** A schedule that the algebra `A` of numbers `X` can read: in `RATIONALS` a cosine schedule is a compile error. */
export interface Readable<A, X> extends Description {
  readonly stepper: (F: NoInfer<A>) => (t: number) => Step<NoInfer<X>>
}

/** The rational ones, of which everything is known exactly. */
export const isRational = (schedule: Schedule): schedule is RationalSchedule & Schedule =>
  schedule.needs === 'field'

/** Declares a schedule after checking its length. @throws RangeError unless T is an integer in 1..10⁶. */
export function schedule<S extends Description>(definition: S): S {
  checkLength(definition.kind, definition.T)
  return definition
}

/** Every step, by t: entry 0 is the identity (alpha = 1, beta = 0), entry t the step t−1→t. */
export function steps<X, A>(F: A & Field<X>, { stepper, T }: Readable<A, X>): readonly Step<X>[] {
  const stepAt = stepper(F)
  const all: Step<X>[] = [{ alpha: F.lit(1n), beta: F.lit(0n) }]
  for (let t = 1; t <= T; t++) all.push(stepAt(t))
  return all
}

/** β_t by t: length T+1, beta[0] = 0. Where a schedule does not preserve variance, what each step adds of it. */
export const betas = <X, A>(F: A & Field<X>, schedule: Readable<A, X>): readonly X[] =>
  steps(F, schedule).map(({ beta }) => beta)

/** Precomputed steps as a stepper. */
export const indexed =
  <X>(all: readonly Step<X>[]) =>
  (t: number): Step<X> =>
    at(all, t)
