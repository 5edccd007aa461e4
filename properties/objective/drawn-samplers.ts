import { epsStar } from '../../reference/data/posterior.js'
import type { AnalyticField } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Generator } from '../../reference/numbers/random.js'
import { diffuse } from '../../reference/process/kernel.js'
import { posteriorVariance } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  ancestralStep,
  ddimMean,
  ddimVariance,
  gaussianReverse,
} from '../../reference/process/reverse-step.js'
import { chiSquare, type Estimator, enclosed, gaussianMean, statistical } from '../evidence/index.js'
import { outputVariance, type Rule } from './gaussian-sampler.js'
import { LAST, shortChain, walk } from './short-chain.js'
import { range, undoneIn } from './variables.js'

/** Samplers as they run, by seeded draws: in float64, through the functions of the reference, against values enclosed. */

/** The ancestral sampler as it runs, from N(0, 1) with ε* of N(0, ¼): the law of what it gives is normal, so that its square is v·χ². */
function sampledSquare(rule: Rule, called: string): Estimator {
  const { kernels, transitions } = walk()
  const chain = shortChain(FLOAT64)
  const law = [{ weight: 1, mean: [0], covariance: [[0.25]] }]
  const own = (t: number): number => {
    if (rule === 'beta') return at(transitions, t).step.variance
    if (rule === 'posterior') return posteriorVariance(FLOAT64, at(transitions, t))
    return gaussianReverse(FLOAT64, undoneIn(chain, t), { dataVariance: 0.25 }).beta
  }
  const variances = range(0, LAST).map((t) => (t === 0 ? 0 : own(t)))
  const run = (random: Generator): number =>
    range(1, LAST)
      .reverse()
      .reduce((xt, t) => {
        const eps = at(epsStar(FLOAT64, at(kernels, t), law, [xt]), 0)
        // no noise at the last step, but for σ*², which is not 0 there
        const noise = t === 1 && rule !== 'optimal' ? 0 : random.normal()
        return ancestralStep(FLOAT64, at(transitions, t), {
          xt,
          eps,
          noise,
          reverseVariance: at(variances, t),
        })
      }, random.normal())
  const variance = <T>(F: AnalyticField<T>): T =>
    outputVariance(F, shortChain(F), {
      rule,
      dataVariance: F.lit('1/4'),
      initial: F.lit(1n),
      lastNoise: rule === 'optimal',
    })
  return {
    name: `x₀² with σ² = ${called}`,
    expected: enclosed(variance),
    bound: chiSquare(variance(FLOAT64)),
    draws: 4000,
    draw: (random) => square(FLOAT64, run(random)),
  }
}

/** ALG-SAMPLE. */
export const ancestralSampler = statistical(
  'The sampler as it runs, from N(0, 1) with ε* of N(0, ¼): the variance of what it gives is that of the recursion, for β̃ and β.',
  (): readonly Estimator[] => [sampledSquare('posterior', 'β̃'), sampledSquare('beta', 'β, z₁ = 0')],
)

/** X-GAUSSSAMP. */
export const bestSampler = statistical(
  'The sampler as it runs with σ*², from N(0, 1): the variance of what it gives is v₀ and what is left of the mismatch of the prior.',
  (): readonly Estimator[] => [sampledSquare('optimal', 'σ*²')],
)

/** X-DDIM: the inference family at η = ½, given x₀. */
export const ddimFamily = statistical(
  'Given x₀, DDIM steps with η = ½ from x_20 down to x_5 keep the law of x_5: mean √ᾱ·x₀, variance 1 − ᾱ.',
  (): readonly Estimator[] => {
    const { kernels, transitions } = walk()
    const [first, x0] = [5, -0.5]
    const run = (random: Generator): number =>
      range(first + 1, LAST)
        .reverse()
        .reduce(
          (xt, t) => {
            const transition = at(transitions, t)
            const eps = epsFromX0(FLOAT64, at(kernels, t), { xt, x0 })
            const reverseVariance = ddimVariance(FLOAT64, transition, { eta: 0.5 })
            const mean = ddimMean(FLOAT64, transition, { x0, eps, reverseVariance })
            return mean + Math.sqrt(reverseVariance) * random.normal()
          },
          diffuse(FLOAT64, at(kernels, LAST), { x0, eps: random.normal() }),
        )
    const level = <T>(F: AnalyticField<T>) => at(shortChain(F).levels, first)
    const kernel = at(kernels, first)
    return [
      {
        name: 'x_5 from x₀ = −1/2',
        expected: enclosed((F) => F.mul(F.lit('-1/2'), F.sqrt(level(F).alphaBar))),
        bound: gaussianMean(Math.sqrt(kernel.variance)),
        draws: 5000,
        draw: run,
      },
      {
        name: '(x_5 − √ᾱ·x₀)²',
        expected: enclosed((F) => level(F).variance),
        bound: chiSquare(kernel.variance),
        draws: 5000,
        draw: (random) => square(FLOAT64, run(random) - kernel.signal * x0),
      },
    ]
  },
)
