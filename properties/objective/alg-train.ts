import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { square, sum } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualRadicals } from '../../reference/numbers/dual.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { linearEpsLoss, sharedSlope } from '../../reference/objective/linear-denoiser.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { diffuse, type Kernel } from '../../reference/process/kernel.js'
import {
  confirmed,
  enclosed,
  equals,
  exceeds,
  guard,
  type Point,
  printed,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { FWD_MARG } from '../forward/fwd-marg.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { trainingLoop } from './drawn.js'

const LEVELS = ['a1', 's1', 'a2', 's2', 'a3', 's3', 'dataStd'] as const
type LevelVariable = (typeof LEVELS)[number]

const noisy = guard<LevelVariable>(
  's_t > 0, and the data have a standard deviation √v₀ ≥ 0',
  ({ lit }, v) => [
    ...[v.s1, v.s2, v.s3].map((std) => exceeds(std, lit(0n))),
    { left: v.dataStd, is: '≥', right: lit(0n) },
  ],
)

const kernelsOf = <T>(F: ExponentialField<T>, v: Point<LevelVariable, T>): readonly Kernel<T>[] => [
  { signal: v.a1, variance: square(F, v.s1) },
  { signal: v.a2, variance: square(F, v.s2) },
  { signal: v.a3, variance: square(F, v.s3) },
]

/** The loss of each draw (x₀, ε) of fair signs at one level, for the network θ·x_t. */
const drawLosses = <T>(F: ExponentialField<T>, kernel: Kernel<T>, dataStd: T, slope: T): readonly T[] => {
  const pair = [F.lit(1n), F.lit(-1n)]
  return pair.flatMap((sign) =>
    pair.map((eps) => {
      const xt = diffuse(F, kernel, { x0: F.mul(dataStd, sign), eps })
      return square(F, F.sub(eps, F.mul(slope, xt)))
    }),
  )
}

const SLOPES = ['theta1', 'theta2', 'theta3'] as const

/** t uniform on three levels: the mean over all draws is the mean over t of the losses. */
const unbiased = statement({
  variables: [...LEVELS, ...SLOPES],
  guards: [noisy],
  conclude: (F, v) => {
    const { mul, lit } = F
    const dataVariance = square(F, v.dataStd)
    const slopes = [v.theta1, v.theta2, v.theta3]
    const pairs = kernelsOf(F, v).map((kernel, t) => ({ kernel, slope: slopes[t] ?? v.theta1 }))
    const draws = pairs.flatMap(({ kernel, slope }) => drawLosses(F, kernel, v.dataStd, slope))
    const losses = pairs.map(({ kernel, slope }) => linearEpsLoss(F, kernel, { slope, dataVariance }))
    return [
      equals(mul(lit('1/12'), sum(F, draws)), mul(lit('1/3'), sum(F, losses)), 'E of a draw = L_simple'),
    ]
  },
})

/** The same of the gradient in θ, differentiated draw by draw. */
const gradients = statement({
  variables: ['a1', 's1', 'dataStd', 'theta'],
  guards: [
    guard<'s1' | 'dataStd'>('s_t > 0, √v₀ ≥ 0', ({ lit }, v) => [
      exceeds(v.s1, lit(0n)),
      { left: v.dataStd, is: '≥', right: lit(0n) },
    ]),
  ],
  conclude: (F, v) => {
    const { lit, mul } = F
    const kernel = { signal: v.a1, variance: square(F, v.s1) }
    const lifted = { signal: constant(v.a1), variance: constant(kernel.variance) }
    const D = dualRadicals(F)
    const pair = [lit(1n), lit(-1n)]
    const drawn = pair.flatMap((sign) =>
      pair.map((eps) =>
        derivative(
          D,
          (_, slope) => {
            const x0 = constant(mul(v.dataStd, sign))
            const xt = diffuse(D, lifted, { x0, eps: constant(eps) })
            return square(D, D.sub(constant(eps), D.mul(slope, xt)))
          },
          v.theta,
        ),
      ),
    )
    const whole = derivative(
      D,
      (_, slope) => linearEpsLoss(D, lifted, { slope, dataVariance: constant(square(F, v.dataStd)) }),
      v.theta,
    )
    return [equals(mul(lit('1/4'), sum(F, drawn)), whole, 'E of the gradient of a draw')]
  },
})

/** One θ for two weighted levels: the loss above its least is Σ w(a²v₀ + v)·(θ − θ*)². */
const shared = statement({
  variables: [...LEVELS, 'w1', 'w2', 'theta'],
  guards: [
    noisy,
    guard<LevelVariable | 'w1' | 'w2'>('Σ w·E x² > 0', (F, v) => [exceeds(weightedPower(F, v), F.lit(0n))]),
  ],
  conclude: (F, v) => {
    const { sub, mul } = F
    const dataVariance = square(F, v.dataStd)
    const kernels = kernelsOf(F, v).slice(0, 2)
    const weights = [v.w1, v.w2]
    const loss = (slope: typeof v.theta) =>
      sum(
        F,
        kernels.map((kernel, t) =>
          mul(weights[t] ?? v.w1, linearEpsLoss(F, kernel, { slope, dataVariance })),
        ),
      )
    const best = sharedSlope(F, kernels, { weights, dataVariance })
    return [
      equals(
        sub(loss(v.theta), loss(best)),
        mul(weightedPower(F, v), square(F, sub(v.theta, best))),
        'L(θ) − L(θ*)',
      ),
    ]
  },
})

function weightedPower<T>(F: ExponentialField<T>, v: Point<LevelVariable | 'w1' | 'w2', T>): T {
  const { add, mul } = F
  const power = (a: T, s: T) => add(square(F, mul(a, v.dataStd)), square(F, s))
  return add(mul(v.w1, power(v.a1, v.s1)), mul(v.w2, power(v.a2, v.s2)))
}

const two = (F: Enclosure) => ['9/10', '1/5'].map((alphaBar) => hoKernel(F, { alphaBar: F.lit(alphaBar) }))

const meanLoss = (F: Enclosure, slope: (kernel: Kernel<Ball>) => Ball): Ball =>
  F.mul(
    F.lit('1/2'),
    sum(
      F,
      two(F).map((kernel) => linearEpsLoss(F, kernel, { slope: slope(kernel), dataVariance: F.lit(1n) })),
    ),
  )

/** N(0, 1), ᾱ ∈ {.9, .2}: the best loss of a network that does not see t, and of one that does. */
export const withoutTime = () => [
  printed(
    '0.63357864',
    enclosed((F) => {
      const best = sharedSlope(F, two(F), { weights: [F.lit(1n), F.lit(1n)], dataVariance: F.lit(1n) })
      return meanLoss(F, () => best)
    }),
    'best loss without t',
  ),
  printed(
    '0.55',
    enclosed((F) =>
      meanLoss(F, (kernel) => sharedSlope(F, [kernel], { weights: [F.lit(1n)], dataVariance: F.lit(1n) })),
    ),
    'best loss with t',
  ),
]

export const ALG_TRAIN = theorem({
  id: 'ALG-TRAIN',
  title: 'The training loop: one draw of (x₀, t, ε) is an unbiased estimate of L_simple, and of its gradient',
  statement: String.raw`t\sim U\{1..T\}:\quad \mathrm E\,\|\varepsilon-\varepsilon_\theta(x_t,t)\|^2 = L_{\mathrm{simple}}(\theta),\quad
    \mathrm E\,\nabla_\theta\|\varepsilon-\varepsilon_\theta(x_t,t)\|^2 = \nabla_\theta L_{\mathrm{simple}}(\theta)`,
  sources: [cite('Ho2020', 'Algorithm 1'), cite('B', '§5'), cite('M', 'Training')],
  uses: [FWD_MARG],
  hypotheses: [
    noisy,
    { kind: 'generator', text: 'networks θ_t·x_t, one θ a level or one for all; t uniform on three levels' },
    {
      kind: 'analytic',
      text: 'for other networks: L_simple is this expectation by definition, and the gradient passes under it where the gradient of a draw is dominated by an integrable function',
      citation: cite('alphabar', 'differentiation under the integral'),
    },
  ],
  reduction:
    'x_t of a draw has the law q(x_t|x₀) (FWD-MARG). For a linear network the loss of a draw is quadratic in (x₀, ε), so its ' +
    'expectation needs second moments only, and fair signs (scaled by √v₀) have those of the data and of Gaussian noise.',
  formulas: [linearEpsLoss, sharedSlope, diffuse],
  claims: [
    provedByNormalForm(
      'The mean over draws of x₀, t and ε is the mean over t of the losses 1 − 2θs + θ²E x².',
      unbiased,
    ),
    provedByNormalForm('The mean of the gradient of a draw is the gradient of the mean.', gradients),
    provedByNormalForm(
      'For a θ shared by weighted levels the loss is least at Σ w·s/Σ w·E x² alone.',
      shared,
    ),
    trainingLoop,
  ],
  counterexamples: [
    {
      drops: 'the network receives t',
      text:
        'N(0, 1), ᾱ ∈ {.9, .2}: x_t has one law at both levels, so the best function of x_t alone is the mean of the two, ' +
        'linear; its loss is 0.63357864 instead of 0.55.',
      check: confirmed(withoutTime),
    },
  ],
  errata: [],
})
