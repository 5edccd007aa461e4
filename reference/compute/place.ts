import type { Law } from '../data/law.js'
import type { Data } from '../data/posterior.js'
import { DOUBLE_DOUBLE_STAGE, enclosureStage, type Stage } from '../integral/stage.js'
import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { fromBall } from '../numbers/enclosure/double-double-functions.js'
import { isZero } from '../numbers/enclosure/field.js'
import { type Ball, type Enclosure, Undecided } from '../numbers/enclosure/index.js'
import { EXACT, type ExactNumber, isExactZero, NotExact } from '../numbers/exact.js'
import { rational } from '../numbers/rational.js'
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
  /** An integral of what is seen through a kernel, at the precision of the algebra. @throws NotExact where it has none */
  readonly integral: (kernel: Kernel<X>, of: Integral) => X
}

/** An average over the data and the noise, in any numbers. */
export type Integral = <S>(stage: Stage<S>, kernel: Kernel<S>, bits: number) => S

export const enclosureAlgebra = (F: Enclosure): Algebra<Ball> => ({
  F,
  isZero,
  integral: (kernel, of) => inDoubleDouble(F, kernel, of) ?? of(enclosureStage(F), kernel, F.precision),
})

/** Double-doubles carry about 100 bits; of so many an integral may lose some. */
const MOST_BITS_OF_DOUBLE_DOUBLE = 90

/** The first stage: several times as fast, and enough for the digits of every day. Undefined where it cannot follow. */
function inDoubleDouble(F: Enclosure, kernel: Kernel<Ball>, of: Integral): Ball | undefined {
  if (F.precision > MOST_BITS_OF_DOUBLE_DOUBLE) return undefined
  const seen = { signal: fromBall(kernel.signal), variance: fromBall(kernel.variance) }
  try {
    const { hi, lo, err } = of(DOUBLE_DOUBLE_STAGE, seen, F.precision)
    if (!Number.isFinite(hi + lo + err)) return undefined
    return F.add(F.add(F.double(hi), F.double(lo)), F.mul(F.double(err), F.between(MINUS_ONE, ONE)))
  } catch (error) {
    if (error instanceof Undecided) return undefined
    throw error
  }
}

const [MINUS_ONE, ONE] = [rational(-1n), rational(1n)]

function noIntegral(): never {
  throw new NotExact('an integral enters it')
}

/** What has a closed form does without any of these. */
const EXACT_STAGE: Stage<ExactNumber> = {
  F: Object.create(EXACT, { of: { value: noIntegral }, double: { value: noIntegral } }),
  rule: noIntegral,
  within: noIntegral,
  range: noIntegral,
}

export const EXACT_ALGEBRA: Algebra<ExactNumber> = {
  F: EXACT,
  isZero: isExactZero,
  integral: (kernel, of) => of(EXACT_STAGE, kernel, 0),
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
export function chainIn<X>({ F, isZero: isNothing }: Algebra<X>, schedule: Schedule, last: number) {
  let ran: { readonly all: readonly Step<X>[]; readonly path: readonly Level<X>[] } | undefined
  const chain = () => {
    if (!ran) {
      const all = steps<X, AnalyticField<X>>(F, { ...schedule, T: last })
      // where no signal is left of variance that is preserved, v = 1 − ᾱ is 1: of two numbers apart that cannot be seen
      const known = ({ alphaBar, variance }: Level<X>): Level<X> =>
        schedule.preserving && isNothing(alphaBar)
          ? { alphaBar, variance: F.lit(1n) }
          : { alphaBar, variance }
      ran = { all, path: levels(F, all).map(known) }
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
