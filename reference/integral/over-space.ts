import { at, power } from '../numbers/combinators.js'
import type { Vector } from '../numbers/linear.js'
import { down, expUp, logUp, magnitude, type Range, up } from '../numbers/outward.js'
import { type Box, type OnBox, onBox } from './box.js'
import type { Peaks } from './peaks.js'
import { integrate, type Window, windowAround } from './quadrature.js'
import type { Stage } from './stage.js'

/** A function G beside a mixture P, whose product with P is integrated. */
export interface Weighted<T> {
  /** P·G at x. */
  readonly value: (x: Vector<T>) => T
  /** No less than log |P·G| on the box, or undefined where G is not known to be analytic there. */
  readonly logBound: (onP: OnBox, box: Box) => number | undefined
  /** |G(x)| ≤ constant + square·|x|² for every real x. */
  readonly growth: Growth
}

export interface Growth {
  readonly constant: number
  readonly square: number
}

/** ∫ P·G over ℝᵈ, to about 2^−bits. */
export function overSpace<T>(stage: Stage<T>, p: Peaks<T>, g: Weighted<T>, bits: number): T {
  const ranges = rangesOf(stage, p)
  const windows = windowsOf(ranges, bits)
  const inside = integrate(
    stage,
    {
      value: g.value,
      logBound: (box) => {
        const onP = onBox(ranges, box)
        return onP && g.logBound(onP, box)
      },
    },
    windows,
    bits,
  )
  return stage.F.add(inside, stage.within(tailExponent(ranges, windows, g.growth)))
}

/** (2π)^{d/2}, which P has more than q. */
export function scale<T>({ F }: Stage<T>, peaks: Peaks<T>): T {
  return power(F, F.sqrt(F.mul(F.lit(2n), F.pi)), at(peaks, 0).mean.length)
}

export const rangesOf = <T>({ range }: Stage<T>, peaks: Peaks<T>): Peaks<Range> =>
  peaks.map(({ weight, mean, covariance, logPeak, halfPrecision }) => ({
    weight: range(weight),
    mean: mean.map(range),
    covariance: covariance.map((row) => row.map(range)),
    logPeak: range(logPeak),
    halfPrecision: halfPrecision.map((row) => row.map(range)),
  }))

const varianceAlong = ({ covariance }: Peaks<Range>[number], axis: number): Range =>
  at(at(covariance, axis), axis)

/** Along every axis every component within so many standard deviations. A plan: any windows give an enclosure. */
function windowsOf(peaks: Peaks<Range>, bits: number): readonly Window[] {
  const deviations = Math.sqrt(2 * Math.LN2 * bits + 30)
  return at(peaks, 0).mean.map((_, axis) => {
    const reach = peaks.map((peak) => deviations * Math.sqrt(varianceAlong(peak, axis).hi))
    const low = Math.min(...peaks.map(({ mean }, k) => at(mean, axis).lo - at(reach, k)))
    const high = Math.max(...peaks.map(({ mean }, k) => at(mean, axis).hi + at(reach, k)))
    return windowAround(low, high)
  })
}

/**
 * An exponent e with ∫ P(x)(constant + square·|x|²) dx ≤ 2^e outside the windows: on either side of each, along axis i, P_k has the mass
 * (2π)^{d/2}·w_k beyond u = (x_i − m_i)/σ_i = U. |x|² ≤ 2|m|² + 2|x − m|², and given u the mean of |x − m|² is at most (1 + u²)·tr V, as
 * |V_i|² ≤ V_ii·tr V. For U > 0, ∫_U^∞ e^{−u²/2} du ≤ e^{−U²/2}/U and ∫_U^∞ u² e^{−u²/2} du ≤ e^{−U²/2}(U + 1/U).
 */
export function tailExponent(
  peaks: Peaks<Range>,
  windows: readonly Window[],
  { constant, square }: Growth,
): number {
  const logScale = up((windows.length - 1) * 0.9189385332046728) // ½ log 2π, rounded up
  const logs = peaks.flatMap((peak) => {
    const { weight, mean } = peak
    const spread = windows.reduce((sum, _, i) => up(sum + varianceAlong(peak, i).hi), 0)
    const norm = mean.reduce((sum, m) => up(sum + up(magnitude(m) ** 2)), 0)
    const curved = up(2 * up(square * spread))
    const bound = up(up(constant + up(2 * up(square * norm))) + curved)
    return windows.flatMap(({ from, size }, axis) => {
      const deviation = up(Math.sqrt(varianceAlong(peak, axis).hi))
      const m = at(mean, axis)
      return [down(m.lo - from), down(from + 2 ** size - m.hi)].map((distance) => {
        const U = down(distance / deviation)
        if (!(U > 0)) throw new Error('a component lies outside the window of its integral')
        const factor = up(up(bound / U) + up(curved * up(U + up(1 / U))))
        const mass = up(logUp(weight.hi) + logUp(factor))
        return up(up(mass + logScale) - down(down(U * U) / 2))
      })
    })
  })
  const largest = Math.max(...logs)
  const total = logs.reduce((sum, log) => up(sum + expUp(log - largest + 2 ** -20)), 0)
  return Math.ceil(up(largest + logUp(total)) / Math.LN2 + 2 ** -15)
}
