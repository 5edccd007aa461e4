import { square } from '../../reference/numbers/combinators.js'
import { epsLossWeight, meanLossWeight, type Undone } from '../../reference/objective/loss-weights.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { posteriorMeanFromEps } from '../../reference/process/reverse-mean.js'
import { bridge, nextLevel, nextVariance, snr } from '../../reference/process/step.js'
import { equals, exceeds, guard, statement } from '../evidence/index.js'
import { livingStep, noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { inside, PRESERVING, preservingUndone, undoneOf } from './variables.js'

export const positiveVariance = guard<'reverseVariance'>('σ² > 0', ({ lit }, { reverseVariance }) => [
  exceeds(reverseVariance, lit(0n)),
])

/** β̃ of a root-free step. */
export const ownVariance = <T>(F: Parameters<typeof bridge<T>>[0], { from, step }: Undone<T>): T =>
  bridge(F, from, step, nextVariance(F, from.variance, step)).variance

/** The true mean at x_t = a_t·x₀ + s·ε and the mean that an ε̂ says. */
export const losses = statement({
  variables: [...TRANSITION, 'totalStd', 'reverseVariance', 'x0', 'eps', 'predicted'],
  roots: totalStd,
  guards: [noisyKernel, livingStep, positiveVariance],
  conclude: (F, v) => {
    const { sub, mul } = F
    const { reverseVariance, x0, eps, predicted } = v
    const transition = transitionOf(v)
    const xt = diffuse(F, compose(F, transition), { x0, eps })
    const gap = sub(
      posteriorMean(F, transition, { x0, xt }),
      posteriorMeanFromEps(F, transition, { xt, eps: predicted }),
    )
    return [
      equals(
        mul(meanLossWeight(F, { reverseVariance }), square(F, gap)),
        mul(epsLossWeight(F, undoneOf(F, transition), { reverseVariance }), square(F, sub(eps, predicted))),
        'weighted losses',
      ),
    ]
  },
})

/** Ho et al.: the weight by its printed forms. */
export const inConventionA = statement({
  variables: [...PRESERVING, 'reverseVariance'],
  guards: [inside, positiveVariance],
  conclude: (F, v) => {
    const { lit, sub, mul, div } = F
    const undone = preservingUndone(F, v)
    const { from, step } = undone
    const after = nextLevel(F, from, step)
    const twiceAlpha = mul(lit(2n), step.alpha)
    const complement = sub(lit(1n), mul(v.alpha, v.alphaBarPrev))
    const weight = (reverseVariance: typeof v.alpha) => epsLossWeight(F, undone, { reverseVariance })
    const [before, now] = [snr(F, from), snr(F, after)]
    return [
      equals(
        weight(v.reverseVariance),
        div(square(F, step.beta), mul(mul(v.reverseVariance, twiceAlpha), complement)),
        'β²/(2σ²α(1−ᾱ))',
      ),
      equals(weight(step.beta), div(step.beta, mul(twiceAlpha, complement)), 'σ² = β'),
      equals(
        weight(ownVariance(F, undone)),
        div(step.beta, mul(twiceAlpha, sub(lit(1n), v.alphaBarPrev))),
        'σ² = β̃',
      ),
      equals(
        weight(ownVariance(F, undone)),
        div(sub(before, now), mul(lit(2n), now)),
        '½(SNR_{t−1} − SNR_t)/SNR_t',
      ),
    ]
  },
})

/** t = 1: clean data before the step. */
export const firstStep = statement({
  variables: ['alpha'],
  guards: [
    guard<'alpha'>('0 < α₁ < 1', ({ lit }, { alpha }) => [exceeds(alpha, lit(0n)), exceeds(lit(1n), alpha)]),
  ],
  conclude: (F, { alpha }) => {
    const undone = preservingUndone(F, { alphaBarPrev: F.lit(1n), alpha })
    const weight = epsLossWeight(F, undone, { reverseVariance: undone.step.beta })
    return [equals(weight, F.div(F.lit('1/2'), alpha), 'w₁ = ½/α₁')]
  },
})

/** The slides: α_i, ᾱ_{i−1} are the roots of Ho et al.'s. */
export const inConventionB = statement({
  variables: ['alphaBarPrev', 'alpha', 'reverseVariance'],
  guards: [inside, positiveVariance],
  conclude: (F, { alphaBarPrev, alpha, reverseVariance }) => {
    const { lit, sub, mul, div } = F
    const undone = preservingUndone(F, {
      alphaBarPrev: square(F, alphaBarPrev),
      alpha: square(F, alpha),
    })
    const complement = (a: typeof alpha) => sub(lit(1n), square(F, a))
    const bottom = mul(
      mul(lit(2n), reverseVariance),
      mul(square(F, alpha), complement(mul(alpha, alphaBarPrev))),
    )
    return [
      equals(
        epsLossWeight(F, undone, { reverseVariance }),
        div(square(F, complement(alpha)), bottom),
        '(1−α_i²)²/(2σ²α_i²(1−ᾱ_i²))',
      ),
    ]
  },
})
