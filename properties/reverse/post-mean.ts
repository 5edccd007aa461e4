import fc from 'fast-check'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, hoStep, slidesKernel, slidesStep } from '../../reference/process/conventions.js'
import { compose } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { bridge } from '../../reference/process/step.js'
import {
  anyRational,
  betweenZeroAndOne,
  nonZero,
  positive,
  pythagorean,
  squareBetweenZeroAndOne,
} from '../arbitraries/rationals.js'
import {
  confirmed,
  exactAtRationals,
  exactly,
  provedByNormalForm,
  provedByZ3,
  refused,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import {
  bayes,
  firstStep,
  inConventionA,
  inConventionB,
  noisyStep,
  onSchedules,
  rootFree,
} from './post-mean-statements.js'

export const POST_MEAN = theorem({
  id: 'POST-MEAN',
  title: 'The reverse conditional kernel q(x_s|x_t, x₀) is Gaussian, with this mean and variance',
  statement: String.raw`q(x_s \mid x_t, x_0) = \mathcal N(\tilde\mu, \tilde v I),\quad
    \tilde\mu = \frac{a_s v\, x_0 + a\, v_s\, x_t}{a^2 v_s + v},\quad
    \tilde v = \frac{v\, v_s}{a^2 v_s + v}`,
  sources: [
    cite('Ho2020', 'eqs. (6), (7)'),
    cite('M', 'Lemma, Reverse Conditional Transition Kernel'),
    cite('B', 'eq. (1)'),
    cite('X', 'the mean of the reverse transition'),
  ],
  uses: [],
  hypotheses: [
    noisyStep,
    {
      kind: 'analytic',
      text: 'the chain is Markov: q(x_t | x_s, x₀) = q(x_t | x_s)',
      citation: cite('Ho2020', 'eq. (2)'),
    },
  ],
  reduction:
    'Bayes’ rule and the Markov property give q(x_s|x_t,x₀) = q(x_t|x_s)·q(x_s|x₀)/q(x_t|x₀), three Gaussian densities ' +
    'with covariances v·I, v_s·I and v_t·I, so coordinates separate. The quotient is the density N(μ̃, ṽ) in x_s if and ' +
    'only if the exponents agree, (x_t−a·y)²/v + (y−a_s·x₀)²/v_s − (x_t−a_t·x₀)²/v_t = (y−μ̃)²/ṽ for all y, and the ' +
    'normalising constants do, v·v_s = ṽ·v_t. These two identities are what is checked.',
  formulas: [posteriorMean, posteriorVariance, compose, bridge, hoKernel, hoStep, slidesKernel, slidesStep],
  claims: [
    provedByNormalForm(
      'For all kernels and all x₀, x_t, y the exponents of Bayes’ rule agree, and the normalising constants.',
      bayes,
    ),
    provedByZ3('The same for v > 0 and v_s > 0, where no denominator is 0.', bayes),
    exactAtRationals(
      'At rational kernels the exponents and the normalising constants agree.',
      bayes,
      fc.record({
        priorSignal: anyRational,
        priorVariance: positive,
        stepSignal: anyRational,
        stepVariance: positive,
        x0: anyRational,
        xt: anyRational,
        y: anyRational,
      }),
    ),
    provedByNormalForm(
      'In Ho et al.’s convention: μ̃ = (√ᾱ_{t−1} β_t x₀ + √α_t (1−ᾱ_{t−1}) x_t)/(1−ᾱ_t), β̃_t = β_t(1−ᾱ_{t−1})/(1−ᾱ_t).',
      inConventionA,
    ),
    provedByZ3('In Ho et al.’s convention, for 0 ≤ ᾱ_{t−1} < 1 and 0 < β_t ≤ 1.', inConventionA),
    exactAtRationals(
      'In Ho et al.’s convention, at levels whose roots are rational.',
      inConventionA,
      fc.record({
        alphaBarPrev: squareBetweenZeroAndOne,
        beta: squareBetweenZeroAndOne.map((alpha) => RATIONALS.sub(RATIONALS.lit(1n), alpha)),
        x0: anyRational,
        xt: anyRational,
      }),
    ),
    provedByNormalForm(
      'In the slides’ convention: μ = (ᾱ_{i−1} β_i² x₀ + α_i (1−ᾱ²_{i−1}) x_i)/(1−ᾱ_i²), σ²(i) = β_i²(1−ᾱ²_{i−1})/(1−ᾱ_i²).',
      inConventionB,
    ),
    provedByZ3('In the slides’ convention, for ᾱ²_{i−1} < 1 and 0 < β_i ≤ 1.', inConventionB),
    exactAtRationals(
      'In the slides’ convention, at Pythagorean steps α_i² + β_i² = 1.',
      inConventionB,
      fc.record({
        alphaBarPrev: betweenZeroAndOne,
        beta: pythagorean.map(({ sin }) => sin),
        x0: anyRational,
        xi: anyRational,
      }),
    ),
    provedByNormalForm(
      'The root-free weights and variance of the schedule’s tables are those of μ̃ and ṽ.',
      rootFree,
    ),
    onSchedules,
    provedByNormalForm('At t = 1 it is the Dirac at x₀: μ̃ = x₀, variance 0.', firstStep),
    exactAtRationals(
      'At t = 1 and rational steps: μ̃ = x₀, variance 0.',
      firstStep,
      fc.record({ stepSignal: nonZero, stepVariance: positive, x0: anyRational, xt: anyRational }),
    ),
  ],
  counterexamples: [
    {
      drops: 't ≥ 2',
      text: 'At t = 1, Ho et al.’s β₁ = 1e-4, the variance is 0: the loss weight 1/(2σ²(1)) is infinite and there is no density.',
      check: confirmed(() => {
        const first = {
          prior: { signal: RATIONALS.lit(1n), variance: RATIONALS.lit(0n) },
          step: { signal: RATIONALS.lit(1n), variance: RATIONALS.lit('1e-4') },
        }
        const variance = posteriorVariance(RATIONALS, first)
        const weight = () => RATIONALS.div(RATIONALS.lit('1/2'), variance)
        return [exactly('0', variance, 'σ²(1)'), refused('1/(2σ²(1)) divides by zero', weight, /zero/)]
      }),
    },
  ],
  errata: [
    {
      id: 'E58',
      citation: cite('X', 'the mean of the reverse transition'),
      printed: 'μ̃_t is called the mean of the reverse transition q(x_{t−1}|x_t)',
      correct: 'it is the mean of q(x_{t−1}|x_t,x₀); that of q(x_{t−1}|x_t) averages it over q(x₀|x_t)',
      // x₀ = ±1 equiprobable and x_t = 0: by symmetry q(x₀|x_t) is equiprobable too, so the mean of q(x_{t−1}|x_t)
      // is the plain average of the two μ̃.
      check: confirmed(() => {
        const { lit, add } = RATIONALS
        const transition = {
          prior: { signal: lit('4/5'), variance: lit('9/25') },
          step: { signal: lit('3/5'), variance: lit('16/25') },
        }
        const mean = (x0: '1' | '-1') => posteriorMean(RATIONALS, transition, { x0: lit(x0), xt: lit(0n) })
        return [
          exactly('320/481', mean('1'), 'x₀ = ±1, ᾱ_{t−1} = 16/25, α_t = 9/25: μ̃(x_t=0, x₀=1)'),
          exactly('0', add(mean('1'), mean('-1')), '2·E[x_{t−1}|x_t=0]'),
        ]
      }),
    },
  ],
})
