import type { Data } from '../data/posterior.js'
import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import type { Kernel, Transition } from '../process/kernel.js'
import type { Parameterisation } from '../process/parameterisation.js'
import { bridge, type Level, type Step } from '../process/step.js'
import { kernelOf, merge } from '../schedule/kernels.js'
import { type Schedule, steps } from '../schedule/schedule.js'
import { levels } from '../schedule/tables.js'

/** An algebra, and whether one of its numbers is exactly zero. */
export interface Algebra<X> {
  readonly F: AnalyticField<X>
  readonly isZero: (x: X) => boolean
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
  readonly x: readonly X[]
  readonly x0: readonly X[]
  readonly xt: readonly X[]
  readonly value: readonly X[]
  readonly from: Parameterisation
  readonly to: Parameterisation
}

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
    bridge: () => bridge(F, level(s), merged({ s, t }), level(t).variance),
  })
}
