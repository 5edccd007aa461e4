import type { Field, RadicalField } from '../../reference/numbers/algebra.js'
import type { Kernel, Transition } from '../../reference/process/kernel.js'
import type { Level, Step } from '../../reference/process/step.js'
import { kernelOf } from '../../reference/schedule/kernels.js'

/** What an operation knows of its schedule, in any algebra. Discrete times run over 0..T with clean data at 0; continuous ones over [0, 1]. */
export interface Known<T> {
  readonly T: number
  /** Whether v = 1 − ᾱ. */
  readonly preserving: boolean
  /** ᾱ_t and v_t. @throws RangeError for a time outside the schedule. */
  readonly level: (t: number) => Level<T>
  /** The step s→t: α_{t|s} and β_{t|s}. */
  readonly step: (s: number, t: number) => Step<T>
  /** √(v_t/ᾱ_t) as a double, near enough to find a table entry by. */
  readonly ratio: (t: number) => number
}

/** The kernel 0→t of what is known. */
export const kernelAt = <T>(F: RadicalField<T>, known: Known<T>, t: number): Kernel<T> =>
  kernelOf(F, known.level(t))

/** The kernels 0→s and s→t of what is known. */
export const transitionAt = <T>(
  F: RadicalField<T>,
  known: Known<T>,
  s: number,
  t: number,
): Transition<T> => ({
  prior: kernelAt(F, known, s),
  step: kernelOf(F, { alphaBar: known.step(s, t).alpha, variance: known.step(s, t).beta }),
})

/** α_{t|s} = ᾱ_t/ᾱ_s and β_{t|s} = v_t − α_{t|s}·v_s, which is 1 − α_{t|s} where v = 1 − ᾱ. */
export function ratioStep<T>({ div, sub, mul }: Field<T>, from: Level<T>, to: Level<T>): Step<T> {
  const alpha = div(to.alphaBar, from.alphaBar)
  return { alpha, beta: sub(to.variance, mul(alpha, from.variance)) }
}

/** For orders of evaluation that use v = 1 − ᾱ. @throws RangeError where it is not so. */
export function needsPreserving({ preserving }: Pick<Known<never>, 'preserving'>): void {
  if (!preserving) throw new RangeError('this order of evaluation is for schedules with variance 1 − ᾱ')
}

/** √(v/ᾱ) of doubles, for {@link Known.ratio}. */
export const ratioOf = (alphaBar: number, variance: number): number => Math.sqrt(variance / alphaBar)

/** What a function gives, worked out when it is first asked for. */
export function once<A>(make: () => A): () => A {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Remembers what a function of integers gave. */
export function remembered<A>(f: (t: number) => A): (t: number) => A {
  const known = new Map<number, A>()
  return (t) => {
    const found = known.get(t)
    if (found !== undefined) return found
    const value = f(t)
    known.set(t, value)
    return value
  }
}

/** Thrown where an implementation has not answered what would have to be known. */
export class NotKnown extends RangeError {
  override name = 'NotKnown'
}

/** A time that the schedule has. */
export function checked(t: number, T: number): number {
  if (!Number.isInteger(t) || t < 0 || t > T) throw new RangeError(`the time ${t} is outside 0..${T}`)
  return t
}
