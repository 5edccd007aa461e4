import type { AnalyticField } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Generator } from '../../reference/numbers/random.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { linearEpsLoss } from '../../reference/objective/linear-denoiser.js'
import { diffuse, type Kernel } from '../../reference/process/kernel.js'
import { kernelOf } from '../../reference/schedule/kernels.js'
import {
  bounded,
  chiSquare,
  type Estimator,
  enclosed,
  gaussianMean,
  scaledChiSquares,
  statistical,
} from '../evidence/index.js'
import { LAST, shortChain, walk } from './short-chain.js'
import { range } from './variables.js'

/** Claims by seeded draws: the algorithms run in float64, through the functions of the reference, against values enclosed. */

const variance = <T>(F: AnalyticField<T>): T => at(shortChain(F).levels, LAST).variance
const signal = <T>(F: AnalyticField<T>): T => F.sqrt(at(shortChain(F).levels, LAST).alphaBar)

/** FWD-MARG: twenty steps, each with its own noise, land where the kernel 0→t says. */
export const steppedMarginal = statistical(
  'Step by step with fresh noise, x_20 of a linear schedule has mean √ᾱ·x₀ and variance 1 − ᾱ.',
  (): readonly Estimator[] => {
    const { transitions } = walk()
    const run = (x0: number, random: Generator) =>
      range(1, LAST).reduce(
        (x, t) => diffuse(FLOAT64, at(transitions, t).step, { x0: x, eps: random.normal() }),
        x0,
      )
    const std = Math.sqrt(variance(FLOAT64))
    const mean = 1.5 * signal(FLOAT64)
    return [
      {
        name: 'x_20 from x₀ = 3/2',
        expected: enclosed((F) => F.mul(F.lit('3/2'), signal(F))),
        bound: gaussianMean(std),
        draws: 40_000,
        draw: (random) => run(1.5, random),
      },
      {
        name: '(x_20 − √ᾱ·x₀)²',
        expected: enclosed(variance),
        bound: chiSquare(variance(FLOAT64)),
        draws: 40_000,
        draw: (random) => square(FLOAT64, run(1.5, random) - mean),
      },
    ]
  },
)

/** ALG-TRAIN: networks θ_t·x with θ_t = s_t/2, data N(0, ¼). The loss of a draw given t is τ_t²·χ². */
export const trainingLoop = statistical(
  'The loop as it runs: t uniform, x₀ of N(0, ¼), ε; the losses of its draws average to L_simple, and half of its t are at most T/2.',
  (): readonly Estimator[] => {
    const { kernels } = walk()
    const slopeOf = <T>(F: AnalyticField<T>, kernel: Kernel<T>): T =>
      F.mul(F.lit('1/2'), F.sqrt(kernel.variance))
    const lossAt = <T>(F: AnalyticField<T>, kernel: Kernel<T>): T =>
      linearEpsLoss(F, kernel, { slope: slopeOf(F, kernel), dataVariance: F.lit('1/4') })
    const losses = kernels.slice(1).map((kernel) => lossAt(FLOAT64, kernel))
    const time = (random: Generator) => 1 + random.below(LAST)
    return [
      {
        name: '(ε − θ_t·x_t)²',
        expected: enclosed((F) => {
          const all = shortChain(F).levels.slice(1)
          return F.div(
            sum(
              F,
              all.map((level) => lossAt(F, kernelOf(F, level))),
            ),
            F.lit(BigInt(LAST)),
          )
        }),
        bound: scaledChiSquares(Math.min(...losses), Math.max(...losses)),
        draws: 50_000,
        draw: (random) => {
          const kernel = at(kernels, time(random))
          const eps = random.normal()
          const xt = diffuse(FLOAT64, kernel, { x0: random.normal() / 2, eps })
          return square(FLOAT64, eps - slopeOf(FLOAT64, kernel) * xt)
        },
      },
      {
        name: 't ≤ T/2',
        expected: RATIONALS.lit('1/2'),
        bound: bounded(0, 1),
        draws: 50_000,
        draw: (random) => (time(random) <= LAST / 2 ? 1 : 0),
      },
    ]
  },
)
