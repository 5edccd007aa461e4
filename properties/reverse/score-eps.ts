import { averageOf, weightsOf } from '../../reference/data/combine.js'
import { atomComponent, componentPosterior } from '../../reference/data/component.js'
import { epsStar, logPotential, score } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { scaleVector, subVectors } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, slidesKernel, veKernel } from '../../reference/process/conventions.js'
import { epsFromX0, scoreFromEps } from '../../reference/process/predictions.js'
import { snr } from '../../reference/process/step.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import {
  confirmed,
  enclosed,
  equals,
  established,
  exactly,
  printed,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { fairSigns, irreducibleError } from './fair-signs.js'
import { forShapes, gradientOf, read, SHAPES, SMALL, TERMS, vectorEquals } from './mixture.js'
import { OPT_EPS, unitGaussianError } from './opt-eps.js'
import { SCORE_COND } from './score-cond.js'

/** The generic term: ∇ log(w_k N_k) = g_k, and x − a·μ_k = −s²·g_k, so that E[ε|x,k] = −s·g_k. */
const term = forShapes(TERMS, (F, mixture) => {
  const { kernel, data, x } = mixture
  const posterior = componentPosterior(F, kernel, at(data, 0), x)
  const slope = gradientOf(F, (D, k, law, y) => componentPosterior(D, k, at(law, 0), y).logWeight, mixture)
  const residual = subVectors(F, x, scaleVector(F, kernel.signal, posterior.x0Hat))
  const pull = scaleVector(F, F.neg(kernel.variance), posterior.score)
  return [
    ...vectorEquals(slope, posterior.score, '∇ log(w_k N_k) = g_k'),
    ...vectorEquals(residual, pull, 'x − a·μ_k = −s²·g_k'),
  ]
})

/** Through the public functions: the derivative of log q, the score in closed form and −(1/s)·E[ε given x]. */
const identity = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, data, x } = mixture
    const slope = gradientOf(F, logPotential, mixture)
    const fromNoise = epsStar(F, kernel, data, x).map((eps) => scoreFromEps(F, kernel, { eps }))
    return [
      ...vectorEquals(slope, fromNoise, '∇ log q = −ε*/s'),
      ...vectorEquals(slope, score(F, kernel, data, x), '∇ log q = Σ r_k g_k'),
    ]
  })

/** The same at the kernels of the conventions, with the printed denominators. */
const conventions = forShapes(
  SMALL,
  (F, mixture, v) => {
    const { lit, sub, neg, div, sqrt } = F
    const level = read(v, 'alphaBar')
    const complement = (a: typeof level) => sub(lit(1n), a)
    const kernels = [
      { kernel: hoKernel(F, { alphaBar: level }), std: sqrt(complement(level)), called: '√(1−ᾱ)' },
      {
        kernel: slidesKernel(F, { alphaBar: level }),
        std: sqrt(complement(square(F, level))),
        called: '√(1−ᾱ²)',
      },
      { kernel: veKernel(F, { std: mixture.std }), std: mixture.std, called: 'σ' },
    ]
    return kernels.flatMap(({ kernel, std, called }) => {
      const here = { ...mixture, kernel, std }
      const noise = epsStar(F, kernel, mixture.data, mixture.x)
      const printedForm = noise.map((eps) => neg(div(eps, std)))
      return vectorEquals(gradientOf(F, logPotential, here), printedForm, `∇ log q = −ε*/${called}`)
    })
  },
  ['alphaBar'],
)

/** Fair signs at x = 0, through every kernel: the score is 0 by symmetry. */
const atZero = statement({
  variables: ['signal', 'std'],
  guards: [],
  conclude: (F, { signal, std }) => {
    const zero = [F.lit(0n)]
    return [
      equals(at(score(F, { signal, variance: square(F, std) }, fairSigns(F), zero), 0), F.lit(0n), 'score'),
    ]
  },
})
const symmetric = provedByNormalForm('Fair signs: the score at x = 0 is 0, for every kernel.', atZero)

/** x₀ known: one point. */
const onePoint = forShapes(
  TERMS.filter(({ isPoint }) => isPoint),
  (F, { kernel, data, x }) => {
    const { mean } = at(data, 0)
    const drawn = x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(mean, i) }))
    return vectorEquals(epsStar(F, kernel, data, x), drawn, 'ε* = ε')
  },
)

const LEVELS = [
  ['0.5', '1'],
  ['0.9', '9'],
  ['0.99', '99'],
] as const

/** What [L] prints is the score of the drawn noise: at x = 0 of ε = ∓1, at ᾱ = ½. */
const drawnAtZero = (x0: bigint) =>
  enclosed((F) => {
    const kernel = hoKernel(F, { alphaBar: F.lit('1/2') })
    return scoreFromEps(F, kernel, { eps: epsFromX0(F, kernel, { xt: F.lit(0n), x0: F.lit(x0) }) })
  })

const drawnNoise = confirmed(async (context) => {
  const { lit, sub } = RATIONALS
  return [
    await established(symmetric, context),
    printed('1.4142136', drawnAtZero(1n), '−ε/√(1−ᾱ) with x₀ = 1'),
    printed('-1.4142136', drawnAtZero(-1n), 'with x₀ = −1'),
    await established(unitGaussianError, context),
    ...LEVELS.map(([level, gap]) => {
      const alphaBar = lit(level)
      return exactly(
        gap,
        snr(RATIONALS, { alphaBar, variance: sub(lit(1n), alphaBar) }),
        `unit Gaussian data, ᾱ = ${level}: ᾱ/(1−ᾱ)`,
      )
    }),
    printed(
      '0.89919902',
      enclosed((F) => F.div(irreducibleError(F), F.lit('1/2'))),
      'fair signs, ᾱ = ½: gap',
    ),
  ]
})

export const SCORE_EPS = theorem({
  id: 'SCORE-EPS',
  title: 'the score of the noised data is the expected noise, scaled: ∇ log q(x) = −ε*(x)/s',
  statement: String.raw`\nabla \log q_t(x) = -\frac{\mathrm E[\varepsilon \mid x_t = x]}{s},\qquad
    s = \sqrt{1-\bar\alpha_t}\ \text{(A)},\ \sqrt{1-\bar\alpha_i^2}\ \text{(B)},\ \sigma\ \text{(VE)}`,
  sources: [
    cite('P', 'eq. (1.1)'),
    cite('L', 'Key Insight, in the form of E14'),
    cite('M', 'Relationship of score and noise'),
    cite('B', 'section 3.1, boxed'),
  ],
  uses: [SCORE_COND, OPT_EPS],
  hypotheses: [
    ...term.guards,
    {
      kind: 'analytic',
      text: 'x₀ has any law: ∇ and ∫ exchange, since the derivatives of the kernel are bounded in (x, x₀)',
      citation: cite('alphabar', 'THEOREMS SCORE-REG'),
    },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'For any law ∇ log q(x) = E[∇ log q(x|x₀) | x] (exchange ∇ and ∫, divide by q > 0), and SCORE-COND makes it ' +
    '−E[ε|x]/s. On mixtures it is algebra. With ℓ_k = log(w_k N_k) and r_k = e^{ℓ_k}/Σ_j e^{ℓ_j}: ∇ log Σ e^{ℓ_k} = ' +
    'Σ r_k ∇ℓ_k by (eᶠ)′ = f′eᶠ and (log f)′ = f′/f; ε* = Σ r_k E[ε|x,k] with E[ε|x,k] = (x − a·μ_k)/s since Σ r_k = 1. ' +
    'Both sides are averages under the same weights, so for every K it is enough that the generic terms agree, ∇ℓ_k = g_k ' +
    'and x − a·μ_k = −s²·g_k; that is the first claim. The others run the reference’s public functions, the derivative ' +
    'taken by dual numbers, each exponential an opaque generator known only by its derivative.',
  formulas: [epsStar, score, logPotential, weightsOf, averageOf, atomComponent, scoreFromEps],
  claims: [
    provedByNormalForm(
      'Every K: the generic term, ∇ log(w_k N_k) = g_k and x − a·μ_k = −s²·g_k, Gaussian or point, d ≤ 3.',
      term,
    ),
    provedByNormalForm(
      '∇ log q = −ε*/s = Σ r_k g_k through the public functions, K ≤ 2, d = 1.',
      identity(SMALL),
    ),
    provedByModular('The same for K ≤ 4 and d ≤ 3, Gaussians, points and both together.', identity(SHAPES)),
    provedByNormalForm(
      'At the kernels of the conventions: s = √(1−ᾱ_t), √(1−ᾱ_i²), σ; K ≤ 2, d = 1.',
      conventions,
    ),
  ],
  counterexamples: [
    {
      drops: 'the expectation: the drawn ε in its place',
      text:
        'fair signs, ᾱ = ½, x_t = 0: the score is 0, the formula says ±1.4142136 by the unseen ε. The mean-square gap is ' +
        'E tr Cov(ε|x)/(1−ᾱ): ᾱ/(1−ᾱ) for unit Gaussian data (1, 9, 99 at ᾱ = .5, .9, .99), 0.89919902 for fair signs.',
      check: drawnNoise,
    },
    {
      drops: 'x₀ is random',
      text: 'where x₀ is one point, and there alone, ε* is the drawn ε.',
      check: confirmed(async (context) => [
        await established(provedByNormalForm('One point, d ≤ 3: ε*(x) = ε(x|x₀).', onePoint), context),
      ]),
    },
  ],
  errata: [
    {
      id: 'E14',
      citation: cite('L', 'Key Insight; Key Takeaways'),
      printed: '∇ log p(x_t) = −ε_t/√(1−ᾱ_t) for the noise vector that was used to generate x_t',
      correct:
        'E[ε|x_t] in the place of ε_t; fair signs, ᾱ = ½, x_t = 0: 0 against ±1.4142136; mean-square gap 1, 9, 99 (unit ' +
        'Gaussian data at ᾱ = .5, .9, .99), .8992 (fair signs)',
      check: drawnNoise,
    },
    {
      id: 'E48',
      citation: cite('P', 'Key results, 2'),
      printed: '∇ log q = −ε_θ/√(1−ᾱ) for the trained network',
      correct:
        'for ε*; an error of ε_θ is an error of the score, its square amplified by 1/(1−ᾱ_t): 10⁴ at t = 1 of Ho et al.’s ' +
        'schedule',
      check: confirmed(() => {
        const { lit, sub, div } = RATIONALS
        const variance = at(tables(RATIONALS, PRESETS.ho).variance, 1)
        const kernel = { signal: lit(1n), variance }
        const error = sub(
          scoreFromEps(RATIONALS, kernel, { eps: lit(1n) }),
          scoreFromEps(RATIONALS, kernel, { eps: lit(0n) }),
        )
        return [
          exactly('10000', square(RATIONALS, error), '‖δS‖² for ‖δε‖ = 1 at t = 1'),
          exactly('10000', div(lit(1n), variance), '1/(1−ᾱ₁)'),
        ]
      }),
    },
  ],
})
