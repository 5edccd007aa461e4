import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { meanLossWeight, x0LossWeight } from '../../reference/objective/loss-weights.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { bridge, nextLevel, snr } from '../../reference/process/step.js'
import { betweenZeroAndOne } from '../arbitraries/rationals.js'
import {
  confirmed,
  equals,
  exactAtRationals,
  provedByNormalForm,
  provedByZ3,
  refused,
  statement,
} from '../evidence/index.js'
import { noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { LOSS_DIFF } from './loss-diff.js'
import { ownVariance, positiveVariance } from './loss-w-eps-statements.js'
import { hoChain, inside, PRESERVING, preservingUndone, undoneIn, undoneOf } from './variables.js'

const losses = statement({
  variables: [...TRANSITION, 'totalStd', 'reverseVariance', 'xt', 'x0', 'predicted'],
  roots: totalStd,
  guards: [noisyKernel, positiveVariance],
  conclude: (F, v) => {
    const { sub, mul } = F
    const { reverseVariance, xt, x0, predicted } = v
    const transition = transitionOf(v)
    const mean = (at: typeof x0) => posteriorMean(F, transition, { x0: at, xt })
    return [
      equals(
        mul(meanLossWeight(F, { reverseVariance }), square(F, sub(mean(x0), mean(predicted)))),
        mul(x0LossWeight(F, undoneOf(F, transition), { reverseVariance }), square(F, sub(x0, predicted))),
        'weighted losses',
      ),
    ]
  },
})

const telescoping = statement({
  variables: PRESERVING,
  guards: [inside],
  conclude: (F, v) => {
    const { lit, sub, mul } = F
    const undone = preservingUndone(F, v)
    const half = sub(snr(F, undone.from), snr(F, nextLevel(F, undone.from, undone.step)))
    const weight = x0LossWeight(F, undone, { reverseVariance: ownVariance(F, undone) })
    return [equals(weight, mul(lit('1/2'), half), '½(SNR_{t−1} − SNR_t)')]
  },
})

/** The slides: ᾱ/(1−ᾱ) of squares. */
const inConventionB = statement({
  variables: PRESERVING,
  guards: [inside],
  conclude: (F, { alphaBarPrev, alpha }) => {
    const { lit, sub, mul, div } = F
    const undone = preservingUndone(F, {
      alphaBarPrev: square(F, alphaBarPrev),
      alpha: square(F, alpha),
    })
    const ratio = (a: typeof alpha) => div(square(F, a), sub(lit(1n), square(F, a)))
    const half = sub(ratio(alphaBarPrev), ratio(mul(alpha, alphaBarPrev)))
    const weight = x0LossWeight(F, undone, { reverseVariance: ownVariance(F, undone) })
    return [equals(weight, mul(lit('1/2'), half), 'ω_i')]
  },
})

export const LOSS_W_X0 = theorem({
  id: 'LOSS-W-X0',
  title: 'The weight of the x₀-loss is ½(SNR_{t−1} − SNR_t) for σ² = β̃',
  statement: String.raw`\frac{1}{2\sigma_t^2}\|\tilde\mu-\mu_\theta\|^2 = \omega_t\|x_0-\hat x_\theta\|^2,\quad
    \omega_t = \frac{\bar\alpha_{t-1}\beta_t^2}{2\sigma_t^2(1-\bar\alpha_t)^2} = \tfrac12(\mathrm{SNR}_{t-1}-\mathrm{SNR}_t)\ \text{for } \sigma_t^2=\tilde\beta_t`,
  sources: [cite('M', 'x-Prediction'), cite('alphabar', 'LOSS-W-X0: the weight that the slides leave open')],
  uses: [LOSS_DIFF],
  hypotheses: [noisyKernel, positiveVariance, inside],
  reduction:
    'Coordinates separate; the mean of q(x_s|x_t,x₀) is affine in x₀ with slope κ = a_s·v/v_t, so ω = κ²/(2σ²).',
  formulas: [x0LossWeight, meanLossWeight, posteriorMean, bridge, snr],
  claims: [
    provedByNormalForm('(1/2σ²)(μ̃(x₀) − μ̃(x̂₀))² = ω_t(x₀ − x̂₀)², for all kernels.', losses),
    provedByNormalForm('For σ² = β̃ it is ½(SNR_{t−1} − SNR_t).', telescoping),
    provedByZ3('The same for 0 < ᾱ_{t−1}, α_t < 1, where no denominator is 0.', telescoping),
    exactAtRationals(
      'The same at rational levels.',
      telescoping,
      fc.record({ alphaBarPrev: betweenZeroAndOne, alpha: betweenZeroAndOne }),
    ),
    provedByNormalForm('In the slides’ convention.', inConventionB),
  ],
  counterexamples: [
    {
      drops: 't ≥ 2',
      text: 'At t = 1 there is no SNR_0 and σ²(1) = β̃₁ = 0: the weight is infinite.',
      check: confirmed(() => {
        const undone = undoneIn(hoChain(), 1)
        const reverseVariance = ownVariance(RATIONALS, undone)
        return [
          refused('SNR_0 is refused', () => snr(RATIONALS, undone.from), /zero/),
          refused('ω₁ is refused', () => x0LossWeight(RATIONALS, undone, { reverseVariance }), /zero/),
        ]
      }),
    },
  ],
  errata: [],
})
