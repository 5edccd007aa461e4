import { epsStar, score } from '../../reference/data/posterior.js'
import type { AnalyticField } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Generator } from '../../reference/numbers/random.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { linearEpsLoss } from '../../reference/objective/linear-denoiser.js'
import { diffuse, type Kernel, type Transition } from '../../reference/process/kernel.js'
import { posteriorVariance } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  ancestralStep,
  ddimMean,
  ddimVariance,
  gaussianReverse,
} from '../../reference/process/reverse-step.js'
import { kernelOf } from '../../reference/schedule/kernels.js'
import { linear } from '../../reference/schedule/linear.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import {
  bounded,
  chiSquare,
  type Estimator,
  gaussianMean,
  scaledChiSquares,
  statistical,
} from '../evidence/index.js'
import { fairSigns, irreducibleError } from '../reverse/fair-signs.js'
import { type Chain, outputVariance, type Rule } from './gaussian-sampler.js'
import { range, undoneIn } from './variables.js'

/** Claims by seeded draws: the algorithms run in float64, through the functions of the reference, against values enclosed. */

const LAST = 20
const shortChain = <T>(F: AnalyticField<T>): Chain<T> => {
  const all = steps<T, AnalyticField<T>>(F, linear({ T: LAST, beta_start: '0.01', beta_end: '0.3' }))
  return { steps: all, levels: levels(F, all) }
}

interface Walk {
  readonly kernels: readonly Kernel<number>[]
  /** t − 1→t, by t. */
  readonly transitions: readonly Transition<number>[]
}

function walk(): Walk {
  const chain = shortChain(FLOAT64)
  const kernels = chain.levels.map((level) => kernelOf(FLOAT64, level))
  const stepKernel = (t: number) => {
    const { alpha, beta } = at(chain.steps, t)
    return kernelOf(FLOAT64, { alphaBar: alpha, variance: beta })
  }
  const transitions = range(1, LAST).map((t) => ({ prior: at(kernels, t - 1), step: stepKernel(t) }))
  return { kernels, transitions: [at(transitions, 0), ...transitions] }
}

const enclosing = (f: (F: Enclosure) => ReturnType<Enclosure['lit']>) => interval(f(enclosure(80)))
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
        expected: enclosing((F) => F.mul(F.lit('3/2'), signal(F))),
        bound: gaussianMean(std),
        draws: 40_000,
        draw: (random) => run(1.5, random),
      },
      {
        name: '(x_20 − √ᾱ·x₀)²',
        expected: enclosing(variance),
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
        expected: enclosing((F) => {
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
    expected: enclosing(variance),
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
        expected: enclosing((F) => F.mul(F.lit('-1/2'), F.sqrt(level(F).alphaBar))),
        bound: gaussianMean(Math.sqrt(kernel.variance)),
        draws: 5000,
        draw: run,
      },
      {
        name: '(x_5 − √ᾱ·x₀)²',
        expected: enclosing((F) => level(F).variance),
        bound: chiSquare(kernel.variance),
        draws: 5000,
        draw: (random) => square(FLOAT64, run(random) - kernel.signal * x0),
      },
    ]
  },
)

/** Fair signs at ᾱ = ½: a draw and what is expected of it at x. ε − ε* = (x̂₀ − x₀)·a/s lies within 2a/s = 2. */
function signsAtHalf(random: Generator) {
  const kernel = { signal: Math.SQRT1_2, variance: 0.5 }
  const [x0, eps] = [random.below(2) === 0 ? -1 : 1, random.normal()]
  const law = fairSigns(FLOAT64)
  const x = diffuse(FLOAT64, kernel, { x0, eps })
  return {
    x,
    eps,
    std: Math.SQRT1_2,
    epsHat: at(epsStar(FLOAT64, kernel, law, [x]), 0),
    score: at(score(FLOAT64, kernel, law, [x]), 0),
  }
}

/** OPT-EPS: the least loss, and the first variation. */
export const leastLoss = statistical(
  'Fair signs, ᾱ = ½: (ε − ε*(x))² averages to E Var(ε|x) = 0.4496, and (ε − ε*(x))·h(x) to 0 for h = sin, cos and sign.',
  (): readonly Estimator[] => [
    {
      name: '(ε − ε*)²',
      expected: enclosing(irreducibleError),
      bound: bounded(0, 4),
      draws: 30_000,
      draw: (random) => {
        const { eps, epsHat } = signsAtHalf(random)
        return square(FLOAT64, eps - epsHat)
      },
    },
    ...(['sin', 'cos', 'sign'] as const).map((name) => ({
      name: `(ε − ε*)·${name} x`,
      expected: RATIONALS.lit('0'),
      bound: bounded(-2, 2),
      draws: 20_000,
      draw: (random: Generator) => {
        const { x, eps, epsHat } = signsAtHalf(random)
        return (eps - epsHat) * Math[name](x)
      },
    })),
  ],
)

/** SCORE-EPS: the regression that denoising score matching is. −ε/s − S = −(ε − ε*)/s lies within 2a/s² = 2√2. */
export const scoreRegression = statistical(
  'Fair signs, ᾱ = ½: the conditional score −ε/s regresses on S(x): (−ε/s − S(x))·h(x) averages to 0 for h = 1, sin and cos.',
  (): readonly Estimator[] =>
    (['1', 'sin', 'cos'] as const).map((name) => ({
      name: `(−ε/s − S)·${name === '1' ? '1' : `${name} x`}`,
      expected: RATIONALS.lit('0'),
      bound: bounded(-2 * Math.SQRT2, 2 * Math.SQRT2),
      draws: 20_000,
      draw: (random) => {
        const { x, eps, std, score: slope } = signsAtHalf(random)
        return (-eps / std - slope) * (name === '1' ? 1 : Math[name](x))
      },
    })),
)
