import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { compare, format, type Rational, rational, sign } from '../numbers/rational.js'
import type { Kernel } from '../process/kernel.js'
import type { Level, Step } from '../process/step.js'
import { kernelOf } from './kernels.js'
import { literal, parameter } from './parameters.js'
import { type Schedule, schedule } from './schedule.js'

/**
 * A continuous-time diffusion on u ∈ [0, 1] by its kernels: 0→u from clean data (`level`), and between two times
 * (`step`), each a formula without cancellation; neither needs the other.
 */
export interface Diffusion {
  readonly kind: string
  readonly label: string
  readonly preserving: boolean
  readonly level: <X>(F: AnalyticField<X>, u: X) => Level<X>
  readonly step: <X>(F: AnalyticField<X>, span: { readonly from: X; readonly to: X }) => Step<X>
  /** log SNR at u where it is rational by definition: see {@link Schedule}. */
  readonly rationalLogSnr?: (u: Rational) => Rational | undefined
}

/** The kernel 0→u of a diffusion at a time given exactly, as a decimal or a ratio. @throws RangeError unless 0 ≤ u ≤ 1. */
export function diffusionKernel<X>(F: AnalyticField<X>, diffusion: Diffusion, u: string): Kernel<X> {
  return kernelOf(
    F,
    diffusion.level(F, F.lit(literal(checkUnit(diffusion.kind, parameter(diffusion.kind, 'u', u))))),
  )
}

function checkUnit(kind: string, u: Rational): Rational {
  if (sign(u) < 0 || compare(u, rational(1n)) > 0)
    throw new RangeError(
      `u = ${format(u)} is outside the diffusion '${kind}', expected a time in [0, 1]: divide a discrete t by T`,
    )
  return u
}

/**
 * The chain of a diffusion seen at `times`, increasing in [0, 1]: its first step is the kernel from clean data to
 * times[0], the others the kernels between neighbours.
 * @throws RangeError unless the times increase strictly.
 */
export function sampled(diffusion: Diffusion, times: readonly Rational[], label: string): Schedule {
  times.forEach((u, j) => {
    checkUnit(diffusion.kind, u)
    if (j > 0 && compare(at(times, j - 1), u) >= 0)
      throw new RangeError(
        `the times of '${diffusion.kind}' go from ${format(at(times, j - 1))} to ${format(u)}, expected strictly increasing numbers`,
      )
  })
  const { rationalLogSnr } = diffusion
  return schedule<Schedule>({
    kind: diffusion.kind,
    label,
    T: times.length,
    needs: 'analytic',
    preserving: diffusion.preserving,
    ...(rationalLogSnr && { rationalLogSnr: (t: number) => rationalLogSnr(at(times, t - 1)) }),
    stepper: <X>(F: AnalyticField<X>) => {
      const us = times.map((u) => F.lit(literal(u)))
      return (t: number): Step<X> => {
        const to = at(us, t - 1)
        if (t > 1) return diffusion.step(F, { from: at(us, t - 2), to })
        const { alphaBar, variance } = diffusion.level(F, to)
        return { alpha: alphaBar, beta: variance }
      }
    },
  })
}

/** 1/T, 2/T, …, 1. */
export const openTimes = (T: number): readonly Rational[] =>
  Array.from({ length: T }, (_, i) => rational(BigInt(i + 1), BigInt(T)))

/** 0, 1/(T−1), …, 1; 0 alone for T = 1. */
export const closedTimes = (T: number): readonly Rational[] =>
  Array.from({ length: T }, (_, i) => rational(BigInt(i), BigInt(Math.max(1, T - 1))))
