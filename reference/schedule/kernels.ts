import type { Field, RadicalField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import type { Kernel, Transition } from '../process/kernel.js'
import { type Level, nextLevel, type Step } from '../process/step.js'
import { checkTime, checkTransition } from './check.js'
import { type Readable, steps } from './schedule.js'
import { levels } from './tables.js'

/** A level with its root taken: signal = √ᾱ. */
export const kernelOf = <X>({ sqrt }: RadicalField<X>, { alphaBar, variance }: Level<X>): Kernel<X> => ({
  signal: sqrt(alphaBar),
  variance,
})

/** Consecutive steps as one: (∏ α_k, β by the recursion v ← α·v + β). */
export function merge<X>(F: Field<X>, run: readonly Step<X>[]): Step<X> {
  const { alpha, beta } = at(run, 0)
  const { alphaBar, variance } = run
    .slice(1)
    .reduce((level, step) => nextLevel(F, level, step), { alphaBar: alpha, variance: beta })
  return { alpha: alphaBar, beta: variance }
}

/** The kernel 0→t of every t in 0..T, in one pass. */
export const kernels = <X, A>(F: A & RadicalField<X>, schedule: Readable<A, X>): readonly Kernel<X>[] =>
  levels<X>(F, steps(F, schedule)).map((level) => kernelOf(F, level))

/**
 * The kernel 0→t: signal √ᾱ_t, variance v_t. For every t at once use {@link kernels}.
 * @throws RangeError unless t is an integer in 0..T.
 */
export function kernelAt<X, A>(F: A & RadicalField<X>, schedule: Readable<A, X>, t: number): Kernel<X> {
  checkTime(schedule.T, t)
  return t === 0 ? { signal: F.lit(1n), variance: F.lit(0n) } : between(F, schedule, { s: 0, t })
}

/**
 * The kernels 0→s and s→t, from which come the posterior mean and variance of x_s given x_t and x₀.
 * @throws RangeError unless 0 ≤ s < t ≤ T, all integers.
 */
export function transition<X, A>(
  F: A & RadicalField<X>,
  schedule: Readable<A, X>,
  span: { readonly s: number; readonly t: number },
): Transition<X> {
  checkTransition(schedule.T, span.s, span.t)
  return { prior: kernelAt(F, schedule, span.s), step: between(F, schedule, span) }
}

function between<X, A>(
  F: A & RadicalField<X>,
  { stepper }: Readable<A, X>,
  { s, t }: { readonly s: number; readonly t: number },
): Kernel<X> {
  const stepAt = stepper(F)
  const run = Array.from({ length: t - s }, (_, k) => stepAt(s + 1 + k))
  const { alpha, beta } = merge(F, run)
  return kernelOf(F, { alphaBar: alpha, variance: beta })
}
