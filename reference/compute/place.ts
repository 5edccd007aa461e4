import type { Law } from '../data/law.js'
import type { Data } from '../data/posterior.js'
import { enclosureStage, type Stage } from '../integral/stage.js'
import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { isZero } from '../numbers/enclosure/field.js'
import type { Ball, Enclosure } from '../numbers/enclosure/index.js'
import { EXACT, type ExactNumber, isExactZero, NotExact } from '../numbers/exact.js'
import type { Kernel, Transition } from '../process/kernel.js'
import type { Parameterisation } from '../process/parameterisation.js'
import { bridge, type Level, type Step } from '../process/step.js'
import { kernelOf, merge } from '../schedule/kernels.js'
import { type Schedule, steps } from '../schedule/schedule.js'
import { levels } from '../schedule/tables.js'

/** An algebra, whether one of its numbers is exactly zero, and its integrals. */
export interface Algebra<X> {
  readonly F: AnalyticField<X>
  readonly isZero: (x: X) => boolean
  /** An integral at the precision of the algebra. @throws NotExact where it has none */
  readonly integral: (of: (stage: Stage<X>, bits: number) => X) => X
}

export const enclosureAlgebra = (F: Enclosure): Algebra<Ball> => ({
  F,
  isZero,
  integral: (of) => of(enclosureStage(F), F.precision),
})

export const EXACT_ALGEBRA: Algebra<ExactNumber> = {
  F: EXACT,
  isZero: isExactZero,
  integral: () => {
    throw new NotExact('an integral enters it')
  },
}

/** What a quantity is read at, in one algebra. What was not given is not there to be read. */
export interface Place<X> extends Algebra<X> {
  readonly step: () => Step<X>
  /** ᾱ_t and v_t. */
  readonly level: () => Level<X>
  readonly kernel: () => Kernel<X>
  /** 0→s and s→t. */
  readonly transition: () => Transition<X>
  readonly bridge: () => ReturnType<typeof bridge<X>>
  readonly data: Data<X>
  /** The law of the data as it was given, exactly, and another one. */
  readonly law: Law
  readonly against: Law
  readonly reverseVariance: ReverseVariance
  /** What a reverse step undoes: the level it goes to and the step, merged. */
  readonly undone: () => { readonly from: Level<X>; readonly step: Step<X> }
  readonly x: readonly X[]
  readonly x0: readonly X[]
  readonly xt: readonly X[]
  readonly value: readonly X[]
  readonly from: Parameterisation
  readonly to: Parameterisation
}

/** The variances in use for a reverse kernel: β̃ of q(x_s|x_t,x₀), that of the forward step, the best one. */
export const REVERSE_VARIANCES = ['posterior', 'beta', 'optimal'] as const
export type ReverseVariance = (typeof REVERSE_VARIANCES)[number]

export interface Span {
  readonly s: number
  readonly t: number
}

/** A schedule in one algebra up to a last t; its chain is run once, when first asked for. */
export function chainIn<X>(F: AnalyticField<X>, schedule: Schedule, last: number) {
  let ran: { readonly all: readonly Step<X>[]; readonly path: readonly Level<X>[] } | undefined
  const chain = () => {
    if (!ran) {
      const all = steps<X, AnalyticField<X>>(F, { ...schedule, T: last })
      ran = { all, path: levels(F, all) }
    }
    return ran
  }
  const stepAt = schedule.stepper(F)
  const level = (t: number) => at(chain().path, t)
  const merged = ({ s, t }: Span) => merge(F, chain().all.slice(s + 1, t + 1))
  return ({ s, t }: Span) => ({
    step: () => stepAt(t),
    level: () => level(t),
    kernel: () => kernelOf(F, level(t)),
    transition: () => {
      const { alpha, beta } = merged({ s, t })
      return { prior: kernelOf(F, level(s)), step: kernelOf(F, { alphaBar: alpha, variance: beta }) }
    },
    undone: () => ({ from: level(s), step: merged({ s, t }) }),
    bridge: () => bridge(F, level(s), merged({ s, t }), level(t).variance),
  })
}
