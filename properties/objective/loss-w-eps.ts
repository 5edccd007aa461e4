import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { epsLossWeight, meanLossWeight } from '../../reference/objective/loss-weights.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { posteriorMeanFromEps } from '../../reference/process/reverse-mean.js'
import { bridge, nextVariance, snr } from '../../reference/process/step.js'
import { anyRational, betweenZeroAndOne, positive } from '../arbitraries/rationals.js'
import { rationalTransition } from '../arbitraries/transitions.js'
import {
  confirmed,
  exactAtRationals,
  exactly,
  printed,
  provedByNormalForm,
  provedByZ3,
  refused,
} from '../evidence/index.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { livingStep, noisyKernel } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { hoShare, hoWeights, notMonotone, PRINTED } from './ho-weights.js'
import { LOSS_DIFF } from './loss-diff.js'
import {
  firstStep,
  inConventionA,
  inConventionB,
  losses,
  ownVariance,
  positiveVariance,
} from './loss-w-eps-statements.js'
import { hoChain, inside, undoneIn } from './variables.js'

const transitions = fc
  .tuple(rationalTransition, positive, anyRational, anyRational, anyRational)
  .map(([{ prior, step }, reverseVariance, x0, eps, predicted]) => ({
    priorSignal: prior.signal,
    priorVariance: prior.variance,
    stepSignal: step.signal,
    stepVariance: step.variance,
    reverseVariance,
    x0,
    eps,
    predicted,
  }))

export const LOSS_W_EPS = theorem({
  id: 'LOSS-W-EPS',
  title: 'The weight of the ε-loss is β²/(2σ²α(1−ᾱ))',
  statement: String.raw`\frac{1}{2\sigma_t^2}\|\tilde\mu-\mu_\theta\|^2 = w_t\|\varepsilon-\varepsilon_\theta\|^2,\quad
    w_t = \frac{\beta_t^2}{2\sigma_t^2\alpha_t(1-\bar\alpha_t)};\quad \sigma_t^2=\tilde\beta_t:\ w_t = \frac12\frac{\mathrm{SNR}_{t-1}-\mathrm{SNR}_t}{\mathrm{SNR}_t}`,
  sources: [
    cite('Ho2020', 'eq. (12)'),
    cite('B', 'Theoretical loss; §4'),
    cite('M', 'From mean loss to ε-loss'),
  ],
  uses: [LOSS_DIFF, POST_EPS],
  hypotheses: [noisyKernel, livingStep, positiveVariance, inside],
  reduction:
    'Coordinates separate. With one ε in both means their difference is β(ε − ε̂)/(s·√α) (POST-EPS); checked of the mean of ' +
    'q(x_s|x_t,x₀) at x_t = a_t·x₀ + s·ε against the mean that ε̂ says.',
  formulas: [epsLossWeight, meanLossWeight, posteriorMean, posteriorMeanFromEps, bridge, snr],
  claims: [
    provedByNormalForm('(1/2σ²)(μ̃ − μ̂)² = w_t(ε − ε̂)², for all kernels, x₀, ε and ε̂.', losses),
    exactAtRationals('The same at rational transitions.', losses, transitions),
    provedByNormalForm('In Ho et al.’s convention: the four printed forms.', inConventionA),
    provedByZ3('The same for 0 < ᾱ_{t−1}, α_t < 1, where no denominator is 0.', inConventionA),
    exactAtRationals(
      'The same at rational levels.',
      inConventionA,
      fc.record({ alphaBarPrev: betweenZeroAndOne, alpha: betweenZeroAndOne, reverseVariance: positive }),
    ),
    provedByNormalForm('At t = 1 with σ² = β: w₁ = ½/α₁.', firstStep),
    provedByNormalForm('In the slides’ convention.', inConventionB),
    {
      text:
        'Ho et al.’s linear schedule, σ² = β: w₁ = 0.50005001, w₂ = 0.27269208, w₁₀ = 0.073717016, w₁₀₀ = 0.010081264, ' +
        'minimum w₃₄₉ = 0.0049678605, w₁₀₀₀ = 0.010204493; w₁/w_min = 100.65701.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(() => {
        const weight = hoWeights()
        return [
          ...PRINTED.map(([t, decimal]) => printed(decimal, weight(t), `w_${t}`)),
          printed('100.65701', RATIONALS.div(weight(1), weight(349)), 'w₁/w₃₄₉'),
          notMonotone(weight),
        ]
      }),
    },
  ],
  counterexamples: [
    {
      drops: 'σ² > 0: t = 1 with σ² = β̃₁ = 0',
      text: 'The weight of the first step is infinite.',
      check: confirmed(() => {
        const undone = undoneIn(hoChain(), 1)
        const reverseVariance = ownVariance(RATIONALS, undone)
        return [
          exactly('0', reverseVariance, 'β̃₁'),
          refused('w₁ is refused', () => epsLossWeight(RATIONALS, undone, { reverseVariance }), /zero/),
        ]
      }),
    },
  ],
  errata: [
    {
      id: 'E09',
      citation: cite('B', '§4'),
      printed: 'weight β²/(σ̃²α(1−ᾱ)), “now matches the loss shown earlier”; E_t for Σ_t; t = 1 included',
      correct: 'a factor ½ is lost; Σ_t is T·E_t; and σ̃₁² = 0',
      check: confirmed(() => {
        const { mul, div } = RATIONALS
        const chain = hoChain()
        const undone = undoneIn(chain, 500)
        const { from, step } = undone
        const reverseVariance = ownVariance(RATIONALS, undone)
        const total = nextVariance(RATIONALS, from.variance, step)
        const asPrinted = div(square(RATIONALS, step.beta), mul(reverseVariance, mul(step.alpha, total)))
        return [
          exactly(
            '2',
            div(asPrinted, epsLossWeight(RATIONALS, undone, { reverseVariance })),
            'printed/true at t = 500',
          ),
          exactly('0', ownVariance(RATIONALS, undoneIn(chain, 1)), 'σ̃₁²'),
        ]
      }),
    },
    {
      id: 'E10',
      citation: cite('B', 'prompt-tip'),
      printed: 'L_simple down-weights small t (read: the weight of L falls with t)',
      correct:
        'true relatively: t ≤ 10 carry 17.25% of the weight of L and 1% of that of L_simple; but w_t falls from 0.50005 to ' +
        '0.0049679 at t = 349 and rises again to 0.0102045',
      check: confirmed(() => {
        const weight = hoWeights()
        return [
          printed('0.1725', hoShare(weight, 10), 'share of t ≤ 10'),
          printed('0.50005', weight(1), 'w₁'),
          printed('0.0049679', weight(349), 'w₃₄₉'),
          printed('0.0102045', weight(1000), 'w₁₀₀₀'),
          notMonotone(weight),
        ]
      }),
    },
  ],
})
