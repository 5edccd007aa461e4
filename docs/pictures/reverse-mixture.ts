import { unchanged } from '../../reference/data/location.js'
import { lawCovariance } from '../../reference/data/noised.js'
import { type Data, logDensity, logDensityHessian, score } from '../../reference/data/posterior.js'
import { reverseKernel } from '../../reference/data/reverse.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { entryOf } from '../../reference/numbers/linear.js'
import { hoKernel, hoStep } from '../../reference/process/conventions.js'
import { COLORS, draw } from './draw.js'
import { across, axis, crossing, curve, label, type Point, powersOfTen, written } from './marks.js'
import type { Picture } from './picture.js'

/** x_{t−1} given x_t = 0, where x₀ = ±1 with even odds and ᾱ_{t−1} = .9: the numbers of REV-MIX. */

const F = FLOAT64
const PAIR: Data<number> = [1, -1].map((sign) => ({ weight: 0.5, mean: [sign] }))
const none = unchanged(F)

export const reverseAt = (beta: number): Data<number> =>
  reverseKernel(F, { prior: hoKernel(F, { alphaBar: F.lit('9/10') }), step: hoStep(F, { beta }) }, PAIR, [0])

export const density = (law: Data<number>, y: number) => Math.exp(logDensity(F, none, law, [y]))
const slope = (law: Data<number>, y: number) => at(score(F, none, law, [y]), 0)
const curvatureAtZero = (law: Data<number>) => entryOf(logDensityHessian(F, none, law, [0]), 0, 0)

/** The positive mode, or 0 where there is one mode: it lies below the mean of its component. */
export const modeOf = (law: Data<number>): number =>
  curvatureAtZero(law) <= 0 ? 0 : crossing((y) => slope(law, y), [1e-9, at(at(law, 0).mean, 0)])

/** The β_t beyond which there are two modes. */
export const fork = () => crossing((beta) => -curvatureAtZero(reverseAt(beta)), [1e-3, 0.5])

/** From 10^low to 10^high, evenly on a logarithmic axis. */
const logarithmic = (low: number, high: number, n: number) =>
  Array.from({ length: n + 1 }, (_, i) => 10 ** (low + ((high - low) * i) / n))

export function branches(): {
  readonly upper: readonly Point[]
  readonly means: readonly Point[]
  readonly fork: number
} {
  const forked = fork()
  const after = logarithmic(-4, Math.log10(0.95 / forked), 60).map((step) => forked * (1 + step))
  return {
    upper: [[forked, 0], ...after.filter((b) => b < 1).map((b): Point => [b, modeOf(reverseAt(b))])],
    means: logarithmic(-3, 0, 60).map((b): Point => [b, at(at(reverseAt(b), 0).mean, 0)]),
    fork: forked,
  }
}

export const GRID: readonly number[] = Array.from({ length: 121 }, (_, i) => -2.1 + i * 0.035)
const mirrored = (points: readonly Point[]) => points.map(([x, y]): Point => [x, -y])

const picture = {
  name: 'reverse-mixture',
  title: 'The reverse step of a binary prior turns bimodal',
  alt:
    'Left: the modes of the law of x at t−1 given x at t is 0, over the step size beta. For small beta there is one mode at 0; near ' +
    'beta = 0.012 it forks into two, which move apart towards plus and minus 0.95. Right: the density at beta = one half, with two ' +
    'modes at plus and minus 0.86243923, against the one broad hump of the Gaussian of the same mean and variance.',
  caption: String.raw`$x_0 = \pm 1$ with even odds, $\bar\alpha_{t-1} = 0.9$, $x_t = 0$. Left: the modes of $p(x_{t-1} \mid x_t)$ by step
size; thin, the means of its two components. A Gaussian reverse step is right only where the steps are small. Right: the density at
$\alpha_t = \tfrac12$, its two components, and the Gaussian of the same variance, the best there is.`,
  theorems: ['REV-MIX'],
}

export const reverseMixture: Picture = {
  ...picture,
  svg: () => {
    const law = reverseAt(0.5)
    const mode = modeOf(law)
    const { upper, means, fork: forked } = branches()
    const gaussian: Data<number> = [{ weight: 1, mean: [0], covariance: lawCovariance(F, law) }]
    const graph = (of: Data<number>) => GRID.map((y): Point => [y, density(of, y)])
    return draw(picture, [
      [
        {
          width: 320,
          height: 290,
          title: 'modes of *x*_{t−1} given *x*_{t} = 0',
          options: {
            marginRight: 24,
            x: axis('*β*_{t}', powersOfTen(-3, 0)),
            y: axis('', { domain: [-1, 1], ticks: 5 }),
            marks: [
              curve('means', means, COLORS.line, { strokeWidth: 1 }),
              curve('means-below', mirrored(means), COLORS.line, { strokeWidth: 1 }),
              curve(
                'minimum',
                [
                  [forked, 0],
                  [1, 0],
                ],
                COLORS.muted,
                { strokeDasharray: '3 4', strokeWidth: 1.25 },
              ),
              curve(
                'single',
                [
                  [1e-3, 0],
                  [forked, 0],
                ],
                COLORS.blue,
              ),
              curve('upper', upper, COLORS.blue),
              curve('lower', mirrored(upper), COLORS.blue),
              label([1.3e-3, 0], 'one mode', COLORS.blue, { dy: -16 }),
              label([0.045, 0.75], 'two modes', COLORS.blue, { textAnchor: 'end' }),
              label([0.3, 0], 'minimum', COLORS.muted, { textAnchor: 'middle', dy: -9 }),
            ],
          },
        },
        {
          width: 320,
          height: 290,
          title: 'density at *α*_{t} = ½',
          options: {
            marginRight: 24,
            x: axis('*x*_{t−1}', { domain: [-2.1, 2.1], ticks: [-2, -1, 0, 1, 2], tickFormat: 'd' }),
            y: axis('', { domain: [0, 0.8], ticks: 4 }),
            marks: [
              ...law.map((component, k) =>
                curve(`component-${k}`, graph([{ ...component, weight: 0.5 }]), COLORS.line, {
                  strokeWidth: 1,
                }),
              ),
              curve('gaussian', graph(gaussian), COLORS.orange, { strokeDasharray: '5 4' }),
              curve('density', graph(law), COLORS.blue),
              ...[-mode, mode].map((y) =>
                curve(
                  `mode${y < 0 ? '-below' : ''}`,
                  [
                    [y, 0],
                    [y, density(law, y)],
                  ],
                  COLORS.blue,
                  {
                    strokeWidth: 1,
                    strokeDasharray: '2 3',
                  },
                ),
              ),
              ...[-mode, mode].map((y) =>
                label([y, density(law, y)], written(y, 8), COLORS.blue, {
                  textAnchor: 'middle',
                  dx: 0,
                  dy: -12,
                }),
              ),
              ...['best', 'Gaussian'].map((word, line) =>
                label([0, density(gaussian, 0)], word, COLORS.orange, {
                  textAnchor: 'middle',
                  dx: 0,
                  dy: 15 * line - 27,
                }),
              ),
              across(0),
            ],
          },
        },
      ],
    ])
  },
}
