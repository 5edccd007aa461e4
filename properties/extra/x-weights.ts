import { square } from '../../reference/numbers/combinators.js'
import { compare, RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import {
  epsLossWeight,
  meanLossWeight,
  scoreLossWeight,
  vLossWeight,
  x0LossWeight,
} from '../../reference/objective/loss-weights.js'
import { lossRatios, minSnrWeight, weightsFromX0 } from '../../reference/objective/snr-weights.js'
import { epsFromX0, scoreFromX0, vFromX0 } from '../../reference/process/predictions.js'
import { posteriorMeanFromScore, posteriorMeanFromV } from '../../reference/process/reverse-mean.js'
import { nextLevel, snr } from '../../reference/process/step.js'
import {
  confirmed,
  differs,
  equals,
  exactly,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { LOSS_W_EPS } from '../objective/loss-w-eps.js'
import { positiveVariance } from '../objective/loss-w-eps-statements.js'
import { LOSS_W_X0 } from '../objective/loss-w-x0.js'
import { levelOf, UNDONE, undoneAt, undoneOf } from '../objective/variables.js'
import { PARAM_EQ } from '../reverse/param-eq.js'
import {
  kernelOf,
  livingStep,
  noisy,
  noisyKernel,
  TRANSITION,
  totalStd,
  transitionOf,
} from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/** One error of x₀, read as an error of each prediction by the reference's conversions. */
const ratios = statement({
  variables: ['signal', 'std', 'xt', 'p', 'q'],
  guards: [noisy],
  conclude: (F, v) => {
    const { sub, mul } = F
    const kernel = kernelOf(F, v)
    const { xt, p, q } = v
    const gap = (f: (x0: typeof p) => typeof p) => square(F, sub(f(p), f(q)))
    const given = gap((x0) => x0)
    const { eps, v: ofV, score } = lossRatios(F, levelOf(F, kernel))
    return [
      equals(
        gap((x0) => epsFromX0(F, kernel, { xt, x0 })),
        mul(eps, given),
        'ε',
      ),
      equals(
        gap((x0) => vFromX0(F, kernel, { xt, x0 })),
        mul(ofV, given),
        'v',
      ),
      equals(
        gap((x0) => scoreFromX0(F, kernel, { xt, x0 })),
        mul(score, given),
        'score',
      ),
    ]
  },
})

const preserving = guard<'alphaBar'>('0 < ᾱ < 1, variance preserving', ({ lit }, { alphaBar }) => [
  exceeds(alphaBar, lit(0n)),
  exceeds(lit(1n), alphaBar),
])

const inSnr = statement({
  variables: ['alphaBar', 'weight'],
  guards: [preserving],
  conclude: (F, { alphaBar, weight }) => {
    const { lit, add, sub, mul, div } = F
    const level = { alphaBar, variance: sub(lit(1n), alphaBar) }
    const ratio = snr(F, level)
    const found = lossRatios(F, level)
    const weights = weightsFromX0(F, level, { weight })
    const more = add(lit(1n), ratio)
    return [
      equals(found.eps, ratio, 'L_ε = SNR·L_x₀'),
      equals(found.x0, lit(1n), 'L_x₀'),
      equals(found.v, more, 'L_v = (1 + SNR)·L_x₀'),
      equals(found.score, mul(ratio, more), 'L_score = SNR(1 + SNR)·L_x₀'),
      equals(weights.x0, weight, 'w_x₀ = w'),
      equals(weights.eps, div(weight, ratio), 'w_ε = w/SNR'),
      equals(weights.v, div(weight, more), 'w_v = w/(1 + SNR)'),
      equals(weights.score, div(weight, mul(ratio, more)), 'w_score = w/(SNR(1 + SNR))'),
    ]
  },
})

const living = guard<'alphaBarPrev' | 'alpha' | 'varPrev' | 'beta'>(
  'ᾱ_s, α ≠ 0, v_t ≠ 0, ᾱ_t + v_t ≠ 0',
  (F, v) => {
    const { alphaBar, variance } = nextLevel(F, undoneAt(v).from, undoneAt(v).step)
    return [alphaBar, variance, F.add(alphaBar, variance)].map((a) => differs(a, F.lit(0n)))
  },
)

/** The weights of the reverse mean's loss are those of its x₀-loss, passed on. */
const oneLoss = statement({
  variables: [...UNDONE, 'reverseVariance'],
  guards: [living, positiveVariance],
  conclude: (F, v) => {
    const undone = undoneAt(v)
    const { reverseVariance } = v
    const level = nextLevel(F, undone.from, undone.step)
    const weight = x0LossWeight(F, undone, { reverseVariance })
    const passed = weightsFromX0(F, level, { weight })
    return [
      equals(epsLossWeight(F, undone, { reverseVariance }), passed.eps, 'ε'),
      equals(vLossWeight(F, undone, { reverseVariance }), passed.v, 'v'),
      equals(scoreLossWeight(F, undone, { reverseVariance }), passed.score, 'score'),
    ]
  },
})

/** And they are so directly, on the means that v̂ and Ŝ say. */
const direct = statement({
  variables: [...TRANSITION, 'totalStd', 'reverseVariance', 'xt', 'p', 'q'],
  roots: totalStd,
  guards: [noisyKernel, livingStep, positiveVariance],
  conclude: (F, v) => {
    const { sub, mul } = F
    const { reverseVariance, xt, p, q } = v
    const transition = transitionOf(v)
    const undone = undoneOf(F, transition)
    const loss = (mean: (value: typeof p) => typeof p) =>
      mul(meanLossWeight(F, { reverseVariance }), square(F, sub(mean(p), mean(q))))
    const given = square(F, sub(p, q))
    return [
      equals(
        loss((value) => posteriorMeanFromV(F, transition, { xt, v: value })),
        mul(vLossWeight(F, undone, { reverseVariance }), given),
        'v',
      ),
      equals(
        loss((score) => posteriorMeanFromScore(F, transition, { xt, score })),
        mul(scoreLossWeight(F, undone, { reverseVariance }), given),
        'score',
      ),
    ]
  },
})

const { lit } = RATIONALS
const order = { F: RATIONALS, atMost: (a: Rational, b: Rational) => compare(a, b) <= 0 }
const minSnr = (alphaBar: string, gamma: string) => {
  const level = { alphaBar: lit(alphaBar), variance: RATIONALS.sub(lit(1n), lit(alphaBar)) }
  return weightsFromX0(RATIONALS, level, { weight: minSnrWeight(order, level, { gamma: lit(gamma) }) })
}

export const X_WEIGHTS = theorem({
  id: 'X-WEIGHTS',
  title: 'The losses are as L_ε : L_x₀ : L_v : L_score = SNR : 1 : (1+SNR) : SNR(1+SNR); min-SNR-γ',
  statement: String.raw`\|\delta\varepsilon\|^2 : \|\delta x_0\|^2 : \|\delta v\|^2 : \|\delta S\|^2 =
    \mathrm{SNR} : 1 : (1+\mathrm{SNR}) : \mathrm{SNR}(1+\mathrm{SNR}) \quad (\bar\alpha + v = 1)`,
  sources: [cite('SalimansHo2022', 'section 4'), cite('Hang2023', 'section 3.4: min-SNR-γ')],
  uses: [PARAM_EQ, LOSS_W_EPS, LOSS_W_X0],
  hypotheses: [noisy, preserving, living, noisyKernel, livingStep, positiveVariance],
  reduction:
    'At one x_t each prediction is an affine function of x̂₀ (PARAM-EQ), coordinate by coordinate, so that squared errors are ' +
    'proportional; the factors are computed on two predictions p, q of x₀. A weight w of the x₀-loss is w/factor of another.',
  formulas: [lossRatios, weightsFromX0, vLossWeight, scoreLossWeight, epsLossWeight, x0LossWeight],
  claims: [
    provedByNormalForm(
      'For any kernel with noise: δε² = (ᾱ/v)δx₀², δv² = ((ᾱ+v)²/v)δx₀², δS² = (ᾱ/v²)δx₀².',
      ratios,
    ),
    provedByNormalForm(
      'With ᾱ + v = 1 they are SNR, 1 + SNR, SNR(1 + SNR), and the weights their inverses.',
      inSnr,
    ),
    provedByZ3('The same for 0 < ᾱ < 1, where no denominator is 0.', inSnr),
    provedByNormalForm(
      'The weights of the loss of the reverse mean are those of its x₀-loss, passed on.',
      oneLoss,
    ),
    provedByNormalForm('They are so on the means that v̂ and Ŝ say.', direct),
    {
      text: 'min-SNR-γ: at SNR = 100, γ = 5 the weights are 1/20 for ε, 5 for x₀, 5/101 for v; at SNR = 1/4 γ is not reached.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(() => [
        exactly('1/20', minSnr('100/101', '5').eps, 'ε at SNR = 100'),
        exactly('5', minSnr('100/101', '5').x0, 'x₀'),
        exactly('5/101', minSnr('100/101', '5').v, 'v'),
        exactly('1', minSnr('1/5', '5').eps, 'ε at SNR = 1/4'),
        exactly('1/5', minSnr('1/5', '5').v, 'v at SNR = 1/4'),
      ]),
    },
  ],
  counterexamples: [
    {
      drops: 'ᾱ + v = 1',
      text: 'VE at σ² = 4 (ᾱ = 1, v = 4): SNR = 1/4 and δv² is 25/4 of δx₀², not 1 + SNR = 5/4.',
      check: confirmed(() => {
        const level = { alphaBar: lit(1n), variance: lit(4n) }
        return [
          exactly('1/4', snr(RATIONALS, level), 'SNR'),
          exactly('25/4', lossRatios(RATIONALS, level).v, 'δv²/δx₀²'),
        ]
      }),
    },
  ],
  errata: [],
})
