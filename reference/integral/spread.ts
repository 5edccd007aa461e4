import { logUp, magnitude, up } from '../numbers/outward.js'
import { type Line, type LinePosterior, spreadDensity } from './line.js'
import { overLine } from './over-line.js'
import { weightedBy } from './rectangle.js'
import type { Stage } from './stage.js'

/**
 * E Var(y|x) to about 2^−bits, for x of a mixture on the line and a number y whose mean given x and the component is linear in x
 * ({@link LinePosterior}).
 *
 * Beside the line ŷ = Σ ρ_k μ_k / W, so |ŷ| ≤ Σ |ρ_k μ_k| / least. On it |μ_k − ŷ| ≤ 2 max |μ|, and μ² ≤ 2o² + 2g²x².
 */
export function expectedSpread<T>(
  stage: Stage<T>,
  line: Line<T>,
  posteriors: readonly LinePosterior<T>[],
  bits: number,
): T {
  const { F, range } = stage
  const sizes = posteriors.map(({ offset, slope, variance }) => ({
    offset: magnitude(range(offset)),
    slope: magnitude(range(slope)),
    variance: magnitude(range(variance)),
  }))
  const largest = (of: (size: (typeof sizes)[number]) => number) => Math.max(...sizes.map(of))
  const integral = overLine(
    stage,
    line,
    {
      value: (x) => spreadDensity(F, line, posteriors, x),
      logBound: (on, centre, reach, height) => {
        const far = up(up(Math.abs(centre) + reach) + height)
        const means = sizes.map(({ offset, slope }) => up(offset + up(slope * far)))
        const mean = up(weightedBy(on, means) / on.least)
        const squares = sizes.map(({ variance }, k) => up(variance + up(up((means[k] ?? 0) + mean) ** 2)))
        return up(on.logModulus + logUp(up(weightedBy(on, squares) + Number.MIN_VALUE)))
      },
      growth: {
        constant: up(largest(({ variance }) => variance) + up(8 * up(largest(({ offset }) => offset) ** 2))),
        square: up(8 * up(largest(({ slope }) => slope) ** 2)),
      },
    },
    bits,
  )
  return F.div(integral, F.sqrt(F.mul(F.lit(2n), F.pi)))
}
