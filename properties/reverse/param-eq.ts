import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { slidesKernel } from '../../reference/process/conventions.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { convertPrediction, type Parameterisation } from '../../reference/process/parameterisation.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { scoreFromX0, vPrediction, x0FromEps } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps, posteriorMeanFromScore } from '../../reference/process/reverse-mean.js'
import { anyRational } from '../arbitraries/rationals.js'
import {
  confirmed,
  enclosed,
  exactAtRationals,
  exactly,
  printed,
  provedByNormalForm,
  provedByZ3,
  refused,
} from '../evidence/index.js'
import { FWD_INV } from '../forward/fwd-inv.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import {
  affine,
  definitionsOf,
  exact,
  guards,
  inConventionB,
  meansAgree,
  PAIRS,
  roundTrips,
  terminal,
  transitions,
} from './param-eq-statements.js'
import { POST_EPS } from './post-eps.js'
import { kernelOf } from './variables.js'

const { lit } = RATIONALS

export const PARAM_EQ = theorem({
  id: 'PARAM-EQ',
  title:
    'Predictions of ε, x₀, v, the score and the reverse mean are affine and invertible images of each other',
  statement: String.raw`\hat x_0 = \frac{x_t - s\hat\varepsilon}{a_t},\quad \hat S = -\frac{\hat\varepsilon}{s},\quad
    \hat v = a_t\hat\varepsilon - s\hat x_0,\quad \hat\mu = \frac{x_t - v\hat\varepsilon/s}{a} = \frac{x_t + v\hat S}{a}`,
  sources: [
    cite('B', 'Three Parameterizations'),
    cite('M', 'ε-Prediction; x-Prediction; Equivalence'),
    cite('L', 'Relate x₀ to x_t and noise'),
    cite('X', 'the predicted noise'),
  ],
  uses: [POST_EPS, FWD_INV],
  hypotheses: guards,
  reduction:
    'Given x_t and the kernels, each prediction is a function of the one other, coordinate by coordinate. Checked of all ' +
    'twenty ordered pairs: by definition they agree at x_t = a_t·x₀ + s·ε; there and back is the identity on any prediction, ' +
    'right or wrong; and each is affine, f(p+q) + f(0) = f(p) + f(q), which for a rational function says f(p) = f(0) + c·p.',
  formulas: [
    diffuse,
    compose,
    posteriorMean,
    posteriorMeanFromEps,
    posteriorMeanFromScore,
    x0FromEps,
    scoreFromX0,
    vPrediction,
  ],
  claims: [
    provedByNormalForm(
      'Each of the five, by definition at x_t = a_t·x₀ + s·ε, converts to each other.',
      definitionsOf(PAIRS),
    ),
    provedByNormalForm('There and back, for each ordered pair and any prediction: the identity.', roundTrips),
    provedByNormalForm('Each conversion is affine in the prediction.', affine),
    provedByZ3(
      'To and from ε, with every denominator of these eight conversions shown not to vanish under the hypotheses.',
      definitionsOf(PAIRS.filter(({ from, to }) => from === 'eps' || to === 'eps')),
    ),
    exactAtRationals(
      'There and back at rational transitions, where a_s and a are not 0.',
      roundTrips,
      fc
        .tuple(transitions, anyRational, anyRational)
        .map(([transition, xt, value]) => ({ ...transition, xt, value })),
    ),
    provedByNormalForm('The mean from x̂₀, from ε̂ and from Ŝ = −ε̂/s is one and the same.', meansAgree),
    provedByNormalForm('In the slides’ convention: x_i = ᾱ_i x̂_φ + √(1−ᾱ_i²) ε̂_φ.', inConventionB),
  ],
  counterexamples: [
    {
      drops: 'ᾱ_t > 0',
      text: 'At ᾱ_T = 0 x_T is noise alone: ε̂ determines neither x̂₀ nor v̂ nor the mean of the last step; v̂ does determine x̂₀.',
      check: confirmed(() => {
        const at = { xt: lit('1/3'), value: lit('1/3') }
        const erasing = { prior: { signal: lit('4/5'), variance: lit('9/25') }, step: terminal }
        const convert = (from: Parameterisation, to: Parameterisation, value = at.value) =>
          convertPrediction(exact, { from, to }, terminal, { xt: at.xt, value })
        return [
          refused(
            'ε → x₀ is refused',
            () => convert('eps', 'x0'),
            /eps does not determine x0 where the signal a/,
          ),
          refused(
            'ε → v is refused',
            () => convert('eps', 'v'),
            /eps does not determine v where the signal a/,
          ),
          refused(
            'ε → μ is refused',
            () => convertPrediction(exact, { from: 'eps', to: 'posteriorMean' }, erasing, at),
            /eps does not determine posteriorMean where/,
          ),
          refused(
            'score → x₀ is refused',
            () => convert('score', 'x0'),
            /score does not determine x0 where the signal a/,
          ),
          exactly('-2', convert('v', 'x0', lit(2n)), 'x₀ of v = 2'),
          exactly('1/3', convert('v', 'eps', lit(2n)), 'ε of v = 2, which is x_T'),
        ]
      }),
    },
    {
      drops: 'ᾱ_t < 1',
      text: 'At ᾱ_t = 1 x_t is x₀: x₀ does not determine ε or the score.',
      check: confirmed(() => {
        const clean = { signal: lit(1n), variance: lit(0n) }
        const convert = (to: Parameterisation) =>
          convertPrediction(exact, { from: 'x0', to }, clean, { xt: lit(2n), value: lit(2n) })
        return [
          refused(
            'x₀ → ε is refused',
            () => convert('eps'),
            /x0 does not determine eps where the noise variance/,
          ),
          refused(
            'x₀ → score is refused',
            () => convert('score'),
            /x0 does not determine score where the noise/,
          ),
          exactly('2', x0FromEps(RATIONALS, clean, { xt: lit(2n), eps: lit(7n) }), 'x₀ from any ε'),
        ]
      }),
    },
    {
      drops: 'β_t > 0',
      text: 'A step without noise, x_t = a·x_s: μ̃ = x_t/a says nothing of x₀.',
      check: confirmed(() => {
        const still = {
          prior: { signal: lit('3/5'), variance: lit('16/25') },
          step: { signal: lit(1n), variance: lit(0n) },
        }
        const convert = (to: Parameterisation) =>
          convertPrediction(exact, { from: 'posteriorMean', to }, still, { xt: lit(2n), value: lit(2n) })
        return [
          exactly(
            '2',
            posteriorMean(RATIONALS, still, { x0: lit(7n), xt: lit(2n) }),
            'μ̃ at x_t = 2, whatever x₀',
          ),
          ...(['eps', 'x0', 'v', 'score'] as const).map((to) =>
            refused(`μ → ${to} is refused`, () => convert(to), /the noise variance of the step s→t is 0/),
          ),
        ]
      }),
    },
    {
      drops: 'the predictor may be any function (a finite class, one loss)',
      text:
        'The best ε̂ = θ·x_t for both s = 3/5 and s = 4/5, x₀ ∼ N(0,1), is θ = 7/10 under the ε-loss and another under the ' +
        'x₀-loss of the same predictor.',
      check: confirmed(() => {
        // E ε·x_t = s and E x_t² = 1, so Σ w·E(ε − θx)² is least at Σ w·s / Σ w. An error δ in ε is an error of the
        // x₀ that it says: its square for δ = 1 is the weight of the x₀-loss.
        const { add, sub, mul, div } = RATIONALS
        const levels = [
          { signal: lit('4/5'), std: lit('3/5') },
          { signal: lit('3/5'), std: lit('4/5') },
        ]
        type Level = (typeof levels)[number]
        const best = (weight: (level: Level) => Rational) =>
          div(levels.map((l) => mul(weight(l), l.std)).reduce(add), levels.map(weight).reduce(add))
        const x0Error = (level: Level) => {
          const x0 = (eps: bigint) =>
            x0FromEps(RATIONALS, kernelOf(RATIONALS, level), { xt: lit(0n), eps: lit(eps) })
          return square(RATIONALS, sub(x0(1n), x0(0n)))
        }
        return [
          exactly(
            '7/10',
            best(() => lit(1n)),
            'θ of the ε-loss',
          ),
          exactly('1267/1685', best(x0Error), 'θ of the x₀-loss'),
        ]
      }),
    },
  ],
  errata: [
    {
      id: 'E12',
      citation: cite('M', 'x-Prediction, equivalence with ε-prediction'),
      printed: 'x_i = α_i x_φ + √(1−α_i²) ε_φ',
      correct:
        'with the bars, ᾱ_i: for ᾱ = .5, α = .9, x₀ = 1, ε = .3 it is .75980762, without them 1.030767',
      check: confirmed(() => {
        const diffused = (alphaBar: string) =>
          enclosed((F) =>
            diffuse(F, slidesKernel(F, { alphaBar: F.lit(alphaBar) }), { x0: F.lit(1n), eps: F.lit('0.3') }),
          )
        return [
          printed('0.75980762', diffused('0.5'), 'ᾱ·x₀ + √(1−ᾱ²)·ε'),
          printed('1.030767', diffused('0.9'), 'α·x₀ + √(1−α²)·ε'),
        ]
      }),
    },
    {
      id: 'E64',
      citation: cite('B', 'Three Parameterizations'),
      printed: 'the three parameterisations give the same family of distributions',
      correct: 'for 0 < ᾱ_t < 1; at ᾱ_T = 0 (zero terminal SNR) ε̂ ↦ x̂₀ is undefined',
      check: confirmed(() => [
        refused(
          'ε → x₀ at ᾱ_T = 0 is refused',
          () =>
            convertPrediction(exact, { from: 'eps', to: 'x0' }, terminal, { xt: lit(1n), value: lit(1n) }),
          /pure noise there: predict v or x0/,
        ),
        // two x₀ with the same x_T and ε
        exactly('1', diffuse(RATIONALS, terminal, { x0: lit(5n), eps: lit(1n) }), 'x_T of x₀ = 5, ε = 1'),
        exactly('1', diffuse(RATIONALS, terminal, { x0: lit(-5n), eps: lit(1n) }), 'x_T of x₀ = −5, ε = 1'),
      ]),
    },
  ],
})
