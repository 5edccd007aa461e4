import { noised } from '../../reference/data/noised.js'
import { posteriorWeights, score, x0Covariance, x0Hat } from '../../reference/data/posterior.js'
import { reverseMean } from '../../reference/data/reverse.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, square } from '../../reference/numbers/combinators.js'
import { squaredNorm, subVectors, trace } from '../../reference/numbers/linear.js'
import { compose, type Transition } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { x0FromScore } from '../../reference/process/predictions.js'
import { posteriorMeanFromScore } from '../../reference/process/reverse-mean.js'
import {
  confirmed,
  enclosed,
  equals,
  printed,
  provedByModular,
  provedByNormalForm,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { fairSigns } from './fair-signs.js'
import { forTransitions, SHAPES, type Shape, SMALL, TERMS, vectorEquals } from './mixture.js'
import { OPT_X0 } from './opt-x0.js'
import { halvingStep, REV_BAYES } from './rev-bayes.js'
import { REV_MIX } from './rev-mix.js'
import { TWEEDIE_DDPM } from './tweedie-ddpm.js'

/** Four ways to E[x_s|x_t]: of the mean of x₀, Tweedie on the step, the conversion of the score, Bayes on the law of x_s. */
const fourWays = (shapes: readonly Shape[]) =>
  forTransitions(shapes, (F, { transition, data, xt }) => {
    const mean = reverseMean(F, transition, data, xt)
    const slope = score(F, compose(F, transition), data, xt)
    const each = (
      f: (x: {
        readonly xt: (typeof xt)[number]
        readonly score: (typeof xt)[number]
      }) => (typeof xt)[number],
    ) => xt.map((x, i) => f({ xt: x, score: at(slope, i) }))
    return [
      ...vectorEquals(
        mean,
        each((x) => x0FromScore(F, transition.step, x)),
        '(x_t + v·∇ log q_t)/a',
      ),
      ...vectorEquals(
        mean,
        each((x) => posteriorMeanFromScore(F, transition, x)),
        'from the score',
      ),
      ...vectorEquals(mean, x0Hat(F, transition.step, noised(F, transition.prior, data), xt), 'by Bayes'),
    ]
  })

/** κ: the weight of x₀ in μ̃. */
const weightOfX0 = <T>(F: ExponentialField<T>, transition: Transition<T>): T =>
  posteriorMean(F, transition, { x0: F.lit(1n), xt: F.lit(0n) })

/** On points: the mean square of μ̃(x_t, x₀) − E[x_s|x_t] given x_t is κ²·tr Cov(x₀|x_t). */
const missed = (shapes: readonly Shape[]) =>
  forTransitions(
    shapes.filter(({ isPoint }) => isPoint?.(1)),
    (F, { transition, data, xt }) => {
      const mean = reverseMean(F, transition, data, xt)
      const errors = data.map(({ mean: z }) => {
        const target = xt.map((x, i) => posteriorMean(F, transition, { x0: at(z, i), xt: x }))
        return squaredNorm(F, subVectors(F, target, mean))
      })
      const whole = compose(F, transition)
      const left = dot(F, posteriorWeights(F, whole, data, xt), errors)
      const spread = trace(F, x0Covariance(F, whole, data, xt))
      return [equals(left, F.mul(square(F, weightOfX0(F, transition)), spread), 'mean square')]
    },
  )

export const OPT_MU = theorem({
  id: 'OPT-MU',
  title: 'The best reverse mean is E[x_{t−1}|x_t] = (x_t + β_t·∇ log q_t)/√α_t = μ̃(x_t, x̂₀)',
  statement: String.raw`\mathrm E[x_{t-1} \mid x_t] = \frac{x_t + \beta_t \nabla\log q_t(x_t)}{\sqrt{\alpha_t}}
    = \tilde\mu(x_t, \hat x_0(x_t))`,
  sources: [cite('B', 'introduction'), cite('M', 'the reverse mean')],
  uses: [REV_MIX, REV_BAYES, TWEEDIE_DDPM, OPT_X0],
  hypotheses: [
    ...fourWays(SMALL).guards,
    { kind: 'analytic', text: 'x₀ has any law; √α_t ≠ 0', citation: cite('M', 'the reverse mean') },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'The network that is trained on the target μ̃(x_t, x₀) tends to its conditional mean (OPT-EPS), which is μ̃(x_t, x̂₀) ' +
    'since μ̃ is affine in x₀, and E[x_{t−1}|x_t] by the tower property. Tweedie’s formula on the step alone, with the law of ' +
    'x_{t−1} as the data, gives the first form. On mixtures all of them are run and compared.',
  formulas: [reverseMean, posteriorMean, x0FromScore, posteriorMeanFromScore, noised, score],
  claims: [
    provedByNormalForm(
      'E[x_s|x_t] = μ̃(x_t, x̂₀) = (x_t + v·∇ log q_t)/a, and by Bayes on the law of x_s, K ≤ 2, d = 1.',
      fourWays(SMALL),
    ),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', fourWays(SHAPES)),
    provedByNormalForm(
      'Points: the target μ̃(x_t, x₀) misses its mean by κ²·tr Cov(x₀|x_t) in mean square, K ≤ 2, d = 1.',
      missed([...TERMS.filter(({ d }) => d === 1), ...SMALL]),
    ),
    provedByModular('The same for K ≤ 4 points, d ≤ 3.', missed(SHAPES)),
  ],
  counterexamples: [
    {
      drops: 'the conditional mean: the target μ̃(x_t, x₀) itself',
      text: 'fair signs, ᾱ_{t−1} = .9, α_t = .5, x_t = 0: the target is ±0.86243936, the best prediction 0, the loss left 0.74380165.',
      check: confirmed(() => {
        const zero = { xt: '0' } as const
        return [
          ...['1', '-1'].map((x0) =>
            printed(
              x0 === '1' ? '0.86243936' : '-0.86243936',
              enclosed((F) => posteriorMean(F, halvingStep(F), { x0: F.lit(x0), xt: F.lit(zero.xt) })),
              `μ̃(0, ${x0})`,
            ),
          ),
          printed(
            '0.00000000',
            enclosed((F) => at(reverseMean(F, halvingStep(F), fairSigns(F), [F.lit(zero.xt)]), 0)),
            'E[x_{t−1}|x_t = 0]',
          ),
          printed(
            '0.74380165',
            enclosed((F) => {
              const whole = compose(F, halvingStep(F))
              const spread = trace(F, x0Covariance(F, whole, fairSigns(F), [F.lit(zero.xt)]))
              return F.mul(square(F, weightOfX0(F, halvingStep(F))), spread)
            }),
            'κ²·Var(x₀|x_t = 0)',
          ),
        ]
      }),
    },
  ],
  errata: [],
})
