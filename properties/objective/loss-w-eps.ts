import fc from 'fast-check'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { compare, RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { epsLossWeight, meanLossWeight, type Undone } from '../../reference/objective/loss-weights.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { posteriorMeanFromEps } from '../../reference/process/reverse-mean.js'
import { bridge, nextLevel, nextVariance, snr } from '../../reference/process/step.js'
import { anyRational, betweenZeroAndOne, positive } from '../arbitraries/rationals.js'
import { rationalTransition } from '../arbitraries/transitions.js'
import {
  confirmed,
  enclosed,
  equals,
  exactAtRationals,
  exactly,
  exceeds,
  guard,
  printed,
  provedByNormalForm,
  provedByZ3,
  refused,
  statement,
} from '../evidence/index.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { livingStep, noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { LOSS_DIFF } from './loss-diff.js'
import { hoChain, inside, PRESERVING, preservingUndone, range, undoneIn, undoneOf } from './variables.js'

export const positiveVariance = guard<'reverseVariance'>('σ² > 0', ({ lit }, { reverseVariance }) => [
  exceeds(reverseVariance, lit(0n)),
])

/** β̃ of a root-free step. */
export const ownVariance = <T>(F: Parameters<typeof bridge<T>>[0], { from, step }: Undone<T>): T =>
  bridge(F, from, step, nextVariance(F, from.variance, step)).variance

/** The true mean at x_t = a_t·x₀ + s·ε and the mean that an ε̂ says. */
const losses = statement({
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
const inConventionA = statement({
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
const firstStep = statement({
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
const inConventionB = statement({
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

/** w_t of Ho et al.'s schedule with σ² = β, exactly, by t. */
export function hoWeights(): (t: number) => Rational {
  const chain = hoChain()
  const weights = range(1, chain.steps.length - 1).map((t) => {
    const undone = undoneIn(chain, t)
    return epsLossWeight(RATIONALS, undone, { reverseVariance: undone.step.beta })
  })
  return (t) => at(weights, t - 1)
}

/** The part of Σ w_t over t = 1 … 1000 that the first n steps carry. */
export const hoShare = (weight: (t: number) => Rational, n: number) =>
  enclosed((F) => {
    const total = (to: number) =>
      sum(
        F,
        range(1, to).map((t) => F.of(weight(t))),
      )
    return F.div(total(n), total(1000))
  })

const PRINTED = [
  [1, '0.50005001'],
  [2, '0.27269208'],
  [10, '0.073717016'],
  [100, '0.010081264'],
  [349, '0.0049678605'],
  [1000, '0.010204493'],
] as const

/** Falling to t = 349 and rising from there, decided on all neighbours. */
const notMonotone = (weight: (t: number) => Rational) => {
  const wrong = range(1, 999).filter((t) => compare(weight(t), weight(t + 1)) !== (t < 349 ? 1 : -1))
  return {
    text: `w_t falls to t = 349 and rises from there${wrong.length > 0 ? `, but not at t = ${wrong.slice(0, 5).join(', ')}` : ''}`,
    holds: wrong.length === 0,
  }
}

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
