import { at } from '../../reference/numbers/combinators.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import type { Undone } from '../../reference/objective/loss-weights.js'
import type { Kernel, Transition } from '../../reference/process/kernel.js'
import type { Level, Step } from '../../reference/process/step.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import { atLeast, exceeds, guard, type Point } from '../evidence/index.js'

interface Products<T> {
  readonly mul: (a: T, b: T) => T
}

/** A kernel as a level: the signal squared. */
export const levelOf = <T>({ mul }: Products<T>, { signal, variance }: Kernel<T>): Level<T> => ({
  alphaBar: mul(signal, signal),
  variance,
})

export const stepOf = <T>({ mul }: Products<T>, { signal, variance }: Kernel<T>): Step<T> => ({
  alpha: mul(signal, signal),
  beta: variance,
})

/** A transition without its roots, as the loss weights take it. */
export const undoneOf = <T>(F: Products<T>, { prior, step }: Transition<T>): Undone<T> => ({
  from: levelOf(F, prior),
  step: stepOf(F, step),
})

/** Variables of a root-free transition, any kernels. */
export const UNDONE = ['alphaBarPrev', 'varPrev', 'alpha', 'beta'] as const
export type UndoneVariable = (typeof UNDONE)[number]

export const undoneAt = <T>(v: Point<UndoneVariable, T>): Undone<T> => ({
  from: { alphaBar: v.alphaBarPrev, variance: v.varPrev },
  step: { alpha: v.alpha, beta: v.beta },
})

export const anyUndone = guard<UndoneVariable>(
  'ᾱ_s ≥ 0, v_s ≥ 0, α > 0, β > 0',
  ({ lit }, { alphaBarPrev, varPrev, alpha, beta }) => [
    atLeast(alphaBarPrev, lit(0n)),
    atLeast(varPrev, lit(0n)),
    exceeds(alpha, lit(0n)),
    exceeds(beta, lit(0n)),
  ],
)

/** Ho et al.'s convention: from (ᾱ_{t−1}, α_t), variance preserving. */
export const PRESERVING = ['alphaBarPrev', 'alpha'] as const
export type PreservingVariable = (typeof PRESERVING)[number]

export const preservingUndone = <T>(
  { lit, sub }: { readonly lit: (n: bigint) => T; readonly sub: (a: T, b: T) => T },
  { alphaBarPrev, alpha }: Point<PreservingVariable, T>,
): Undone<T> => ({
  from: { alphaBar: alphaBarPrev, variance: sub(lit(1n), alphaBarPrev) },
  step: { alpha, beta: sub(lit(1n), alpha) },
})

/** t ≥ 2 of a schedule that preserves variance. */
export const inside = guard<PreservingVariable>(
  '0 < ᾱ_{t−1} < 1, 0 < α_t < 1 (t ≥ 2, β_t > 0)',
  ({ lit }, { alphaBarPrev, alpha }) => [
    exceeds(alphaBarPrev, lit(0n)),
    exceeds(lit(1n), alphaBarPrev),
    exceeds(alpha, lit(0n)),
    exceeds(lit(1n), alpha),
  ],
)

interface Chain<T> {
  readonly steps: readonly Step<T>[]
  readonly levels: readonly Level<T>[]
}

/** Ho et al.'s linear schedule, exactly, by t. Not kept: a check computes it with the formulas as they are then. */
export function hoChain(): Chain<Rational> {
  const all = steps(RATIONALS, PRESETS.ho)
  return { steps: all, levels: levels(RATIONALS, all) }
}

/** The step t−1→t of a chain. */
export const undoneIn = <T>({ steps, levels }: Chain<T>, t: number): Undone<T> => ({
  from: at(levels, t - 1),
  step: at(steps, t),
})

/** from, …, to. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** A variable whose name was computed. */
export const read = <T>(v: Point<string, T>, name: string): T => {
  const value = v[name]
  if (value === undefined) throw new RangeError(`no variable ${name}`)
  return value
}
