import { at } from '../numbers/combinators.js'
import { down, expUp, logUp, magnitude, type Range, up } from '../numbers/outward.js'
import type { Line } from './line.js'
import { integrate, type Window, windowAround } from './quadrature.js'
import { type OnRectangle, onRectangle } from './rectangle.js'
import type { Stage } from './stage.js'

/** A function G of the line beside a mixture P, whose product with P is integrated. */
export interface Weighted<T> {
  /** P·G at x. */
  readonly value: (x: T) => T
  /** No less than log |P·G| on the rectangle, or undefined where G is not known to be analytic there. */
  readonly logBound: (onP: OnRectangle, centre: number, reach: number, height: number) => number | undefined
  /** |G(x)| ≤ constant + square·x² for every real x. */
  readonly growth: { readonly constant: number; readonly square: number }
}

/** ∫ P·G over ℝ, to about 2^−bits. */
export function overLine<T>(stage: Stage<T>, p: Line<T>, g: Weighted<T>, bits: number): T {
  const ranges = rangesOf(stage, p)
  const window = windowOf(ranges, bits)
  const inside = integrate(
    stage,
    {
      value: g.value,
      logBound: (centre, reach, height) => {
        const onP = onRectangle(ranges, centre, reach, height)
        return onP && g.logBound(onP, centre, reach, height)
      },
    },
    window,
    bits,
  )
  return stage.F.add(inside, stage.within(tailExponent(ranges, window, g.growth)))
}

export const rangesOf = <T>({ range }: Stage<T>, line: Line<T>): Line<Range> =>
  line.map(({ mean, logPeak, halfPrecision }) => ({
    mean: range(mean),
    logPeak: range(logPeak),
    halfPrecision: range(halfPrecision),
  }))

/** Every component within so many standard deviations. A plan: any window gives an enclosure. */
function windowOf(line: Line<Range>, bits: number): Window {
  const deviations = Math.sqrt(2 * Math.LN2 * bits + 30)
  const reach = line.map(({ halfPrecision }) => deviations / Math.sqrt(2 * halfPrecision.lo))
  const low = Math.min(...line.map(({ mean }, k) => mean.lo - at(reach, k)))
  const high = Math.max(...line.map(({ mean }, k) => mean.hi + at(reach, k)))
  return windowAround(low, high)
}

/**
 * An exponent e with ∫ P(x)(constant + square·x²) dx ≤ 2^e outside the window. With x = m + σu, x² ≤ 2m² + 2σ²u², and for U > 0
 * ∫_U^∞ e^{−u²/2} du ≤ e^{−U²/2}/U and ∫_U^∞ u² e^{−u²/2} du ≤ e^{−U²/2}(U + 1/U).
 */
export function tailExponent(
  line: Line<Range>,
  { from, size }: Window,
  { constant, square }: Weighted<unknown>['growth'],
): number {
  const end = from + 2 ** size
  const logs = line.flatMap(({ mean, logPeak, halfPrecision }) => {
    const deviation = up(Math.sqrt(up(0.5 / halfPrecision.lo)))
    const bound = up(constant + up(2 * up(square * up(magnitude(mean) ** 2))))
    const curved = up(2 * up(square * up(deviation * deviation)))
    return [down(mean.lo - from), down(end - mean.hi)].map((distance) => {
      const U = down(distance / deviation)
      if (!(U > 0)) throw new Error('a component lies outside the window of its integral')
      const factor = up(up(bound / U) + up(curved * up(U + up(1 / U))))
      return up(up(logPeak.hi + logUp(up(deviation * factor))) - down(down(U * U) / 2))
    })
  })
  const largest = Math.max(...logs)
  const total = logs.reduce((sum, log) => up(sum + expUp(log - largest + 2 ** -20)), 0)
  return Math.ceil(up(largest + logUp(total)) / Math.LN2 + 2 ** -15)
}
