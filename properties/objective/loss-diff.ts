import { square } from '../../reference/numbers/combinators.js'
import { diagonal } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { denoisedReconstruction, denoisedStep } from '../../reference/objective/denoised.js'
import { elboStep } from '../../reference/objective/elbo.js'
import {
  equalVarianceKl,
  gaussianKl,
  scalarCrossEntropy,
  withLog,
} from '../../reference/objective/gaussian-kl.js'
import { meanLossWeight } from '../../reference/objective/loss-weights.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import {
  confirmed,
  equals,
  exactly,
  exceeds,
  guard,
  printed,
  provedByNormalForm,
  refused,
  statement,
} from '../evidence/index.js'
import { POST_MEAN } from '../reverse/post-mean.js'
import { noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { KL_GAUSS } from './kl-gauss.js'

const spread = guard<'reverseVariance'>('the model has variance σ² > 0', ({ lit }, { reverseVariance }) => [
  exceeds(reverseVariance, lit(0n)),
])
const later = guard<'priorVariance' | 'stepVariance'>(
  't ≥ 2: v_s > 0, and v > 0',
  ({ lit }, { priorVariance, stepVariance }) => [
    exceeds(priorVariance, lit(0n)),
    exceeds(stepVariance, lit(0n)),
  ],
)

const POINTS = ['x01', 'x02', 'xt1', 'xt2', 'mu1', 'mu2'] as const

/** One term in two dimensions: the squared gap of the means, and a rest without either mean. */
const term = statement({
  variables: [...TRANSITION, 'reverseVariance', ...POINTS],
  guards: [spread, later],
  conclude: (F, v) => {
    const { lit, add, sub, mul, div, log } = F
    const { reverseVariance, x01, x02, xt1, xt2, mu1, mu2 } = v
    const transition = transitionOf(v)
    const own = posteriorVariance(F, transition)
    const mean = [
      posteriorMean(F, transition, { x0: x01, xt: xt1 }),
      posteriorMean(F, transition, { x0: x02, xt: xt2 }),
    ]
    const model = [mu1, mu2]
    const law = (at: readonly (typeof mu1)[], variance: typeof mu1) => ({
      mean: at,
      covariance: diagonal(F, [variance, variance]),
    })
    const gap = mul(lit(2n), equalVarianceKl(F, mean, model, { variance: lit(1n) }))
    const loss = mul(meanLossWeight(F, { reverseVariance }), gap)
    const rest = add(sub(div(own, reverseVariance), lit(1n)), sub(log(reverseVariance), log(own)))
    return [
      equals(gaussianKl(F, law(mean, own), law(model, reverseVariance)), add(loss, rest), 'any σ²'),
      equals(
        gaussianKl(F, law(mean, own), law(model, own)),
        mul(meanLossWeight(F, { reverseVariance: own }), gap),
        'σ² = β̃: no constant',
      ),
    ]
  },
})

/** The reference's term of the ELBO for two models A·x_t of the mean: they differ as the weighted squared gaps do. */
const models = statement({
  variables: [...TRANSITION, 'totalStd', 'reverseVariance', 'x0', 'gain1', 'gain2'],
  roots: totalStd,
  guards: [noisyKernel, spread],
  conclude: (F, v) => {
    const { lit, add, sub, mul } = F
    const { reverseVariance, x0, gain1, gain2 } = v
    const transition = transitionOf(v)
    const gapSquare = (gain: typeof x0) => {
      const squares = [1n, -1n].map((sign) => {
        const xt = diffuse(F, compose(F, transition), { x0, eps: lit(sign) })
        return square(F, sub(posteriorMean(F, transition, { x0, xt }), mul(gain, xt)))
      })
      return mul(lit('1/2'), squares.reduce(add))
    }
    const elbo = (signal: typeof x0) =>
      elboStep(F, transition, { signal, variance: reverseVariance }, { x0Square: square(F, x0) })
    const weight = meanLossWeight(F, { reverseVariance })
    return [
      equals(
        sub(elbo(gain1), elbo(gain2)),
        mul(weight, sub(gapSquare(gain1), gapSquare(gain2))),
        'L_t of two models',
      ),
    ]
  },
})

/** A model whose mean is that of the posterior at x̂₀, here at one (x₀, x_t) in the plane. */
const denoised = statement({
  variables: [...TRANSITION, 'reverseVariance', ...POINTS, 'logTwoPi'],
  guards: [spread, later],
  conclude: (F, v) => {
    const { lit, add, sub } = F
    const { reverseVariance, x01, x02, xt1, xt2, mu1, mu2, logTwoPi } = v
    const transition = transitionOf(v)
    const own = posteriorVariance(F, transition)
    const meanAt = (points: readonly (typeof mu1)[]) =>
      points.map((x0, i) => posteriorMean(F, transition, { x0, xt: i === 0 ? xt1 : xt2 }))
    const law = (mean: readonly (typeof mu1)[], variance: typeof mu1) => ({
      mean,
      covariance: diagonal(F, [variance, variance]),
    })
    const squares = [square(F, sub(x01, mu1)), square(F, sub(x02, mu2))] as const
    const model = { error: add(...squares), dimension: lit(2n), reverseVariance }
    const [first, second] = squares.map((gapSquare) =>
      scalarCrossEntropy(F, withLog(F, reverseVariance), { gapSquare, logTwoPi }),
    )
    if (first === undefined || second === undefined) throw new RangeError('two coordinates are needed')
    return [
      equals(
        gaussianKl(F, law(meanAt([x01, x02]), own), law(meanAt([mu1, mu2]), reverseVariance)),
        denoisedStep(F, transition, model),
        'a step',
      ),
      equals(add(first, second), denoisedReconstruction(F, { ...model, logTwoPi }), 'reconstruction'),
    ]
  },
})

const { lit } = RATIONALS
/** Ho et al.'s first step after clean data blurred by 1 − ᾱ₀. */
const first = (blur: string) => ({
  prior: { signal: lit(1n), variance: lit(blur) },
  step: { signal: lit(1n), variance: lit('1e-4') },
})

export const LOSS_DIFF = theorem({
  id: 'LOSS-DIFF',
  title:
    'L_diffusion is the sum of weighted squared errors of the reverse mean, 1/(2σ²) each, and a constant',
  statement: String.raw`L_{\mathrm{diffusion}} = \sum_{i\ge2} \mathrm E\,\mathrm{KL}(q(x_{i-1}|x_i,x_0)\|N(\mu_\varphi,\sigma_i^2 I))
    = \sum_{i\ge2}\frac{1}{2\sigma_i^2}\mathrm E\|\mu_\varphi-\tilde\mu\|^2 + C,\quad C = 0 \text{ for } \sigma_i^2=\tilde\beta_i`,
  sources: [cite('M', 'KL objective; L_DDPM'), cite('Ho2020', 'eq. (8)'), cite('B', 'Theoretical loss')],
  uses: [KL_GAUSS, POST_MEAN],
  hypotheses: [spread, later, noisyKernel],
  reduction:
    'Each term is a KL of two isotropic Gaussians (POST-MEAN), and the expectation over x₀ and x_i of an identity is the ' +
    'identity of expectations. What is left beside the squared gap has no μ_φ in it, and is 0 for σ² = β̃. Of the ELBO terms ' +
    'as computed, the difference of two models is checked, the average over ε taken over fair signs: a quadratic.',
  formulas: [
    meanLossWeight,
    gaussianKl,
    equalVarianceKl,
    elboStep,
    denoisedStep,
    denoisedReconstruction,
    posteriorMean,
    posteriorVariance,
  ],
  claims: [
    provedByNormalForm(
      'Of a model that denoises, a step and the reconstruction depend on E‖x₀ − x̂₀‖² alone.',
      denoised,
    ),
    provedByNormalForm(
      'In d = 2 a term is ‖μ̃ − μ_φ‖²/(2σ²) and a constant free of both means, which is none for σ² = β̃.',
      term,
    ),
    provedByNormalForm(
      'The ELBO’s term L_t of two linear models differs by the weighted squared gaps.',
      models,
    ),
  ],
  counterexamples: [
    {
      drops: 'i ≥ 2 (v_s > 0)',
      text: 'At i = 1 with σ² = β̃ the weight 1/(2σ²(1)) is 5e11 already where ᾱ₀ = 1 − 1e-12, and infinite at ᾱ₀ = 1.',
      check: confirmed(() => {
        const weight = (blur: string) =>
          meanLossWeight(RATIONALS, { reverseVariance: posteriorVariance(RATIONALS, first(blur)) })
        return [
          printed('5e11', weight('1e-12'), '1/(2σ²(1)) at 1 − ᾱ₀ = 1e-12'),
          refused('at ᾱ₀ = 1 it is refused', () => weight('0'), /zero/),
        ]
      }),
    },
  ],
  errata: [
    {
      id: 'E50',
      citation: cite('M', 'from the ELBO to the simplified loss'),
      printed: '“drop the ELBO”, “no per-level KL penalties”, beside “objective = ELBO” and L_diffusion',
      correct:
        'L_diffusion is a sum of per-level KLs; with σ² = β̃ its squared errors are these KLs and nothing else',
      check: confirmed(() => {
        const transition = {
          prior: { signal: lit('4/5'), variance: lit('9/25') },
          step: { signal: lit('3/5'), variance: lit('16/25') },
        }
        const variance = posteriorVariance(RATIONALS, transition)
        const mean = posteriorMean(RATIONALS, transition, { x0: lit(1n), xt: lit('1/2') })
        const shifted = RATIONALS.add(mean, lit('1/10'))
        const kl = equalVarianceKl(RATIONALS, [mean], [shifted], { variance })
        const weight = meanLossWeight(RATIONALS, { reverseVariance: variance })
        return [
          exactly('481/28800', kl, 'KL at level 2 of a mean that is off by 1/10'),
          exactly('481/28800', RATIONALS.mul(weight, lit('1/100')), 'its weighted squared error'),
        ]
      }),
    },
  ],
})
