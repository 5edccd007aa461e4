import { at } from '../numbers/combinators.js'
import { logUp, magnitude, up } from '../numbers/outward.js'
import { type Box, weightedBy } from './box.js'
import { overSpace, scale } from './over-space.js'
import { type LinearPosterior, type Peaks, spreadDensity } from './peaks.js'
import type { Stage } from './stage.js'

/** Of a posterior, in doubles that are no less: |o_i|, |G_il|, c. */
interface Size {
  readonly offset: readonly number[]
  readonly slope: readonly (readonly number[])[]
  readonly variance: number
}

/**
 * E tr Cov(y|x) to about 2^−bits, for x of a mixture and a vector y whose mean given x and the component is linear in x
 * ({@link LinearPosterior}).
 *
 * Beside the real points ŷ = Σ ρ_k μ_k / W, so |ŷ_i| ≤ Σ |ρ_k μ_ki| / least. At them |μ_k − ŷ| ≤ 2 max |μ|, and |μ|² ≤ 2|o|² + 2|G|²|x|².
 */
export function expectedSpread<T>(
  stage: Stage<T>,
  peaks: Peaks<T>,
  posteriors: readonly LinearPosterior<T>[],
  bits: number,
): T {
  const { F, range } = stage
  const size = (x: T) => magnitude(range(x))
  const sizes = posteriors.map(
    ({ offset, slope, variance }): Size => ({
      offset: offset.map(size),
      slope: slope.map((row) => row.map(size)),
      variance: size(variance),
    }),
  )
  const largest = (of: (size: Size) => number) => Math.max(...sizes.map(of))
  const integral = overSpace(
    stage,
    peaks,
    {
      value: (x) => spreadDensity(F, peaks, posteriors, x),
      logBound: (on, box) => {
        const far = distances(box)
        const means = sizes.map(({ offset, slope }) =>
          offset.map((o, i) => at(slope, i).reduce((sum, g, j) => up(sum + up(g * at(far, j))), o)),
        )
        const mean = at(means, 0).map((_, i) =>
          up(
            weightedBy(
              on,
              means.map((of) => at(of, i)),
            ) / on.least,
          ),
        )
        const squares = sizes.map(({ variance }, k) =>
          at(means, k).reduce((sum, m, i) => up(sum + up(up(m + at(mean, i)) ** 2)), variance),
        )
        return up(on.logModulus + logUp(up(weightedBy(on, squares) + Number.MIN_VALUE)))
      },
      growth: {
        constant: up(largest(({ variance }) => variance) + up(8 * largest(({ offset }) => norm(offset)))),
        square: up(8 * largest(({ slope }) => norm(slope.flat()))),
      },
    },
    bits,
  )
  return F.div(integral, scale(stage, peaks))
}

/** |z_i| at most, by axis. */
const distances = ({ centre, reach, axis, height }: Box): readonly number[] =>
  centre.map((c, i) => up(up(Math.abs(c) + at(reach, i)) + (i === axis ? height : 0)))

const norm = (xs: readonly number[]): number => xs.reduce((sum, x) => up(sum + up(x * x)), 0)
