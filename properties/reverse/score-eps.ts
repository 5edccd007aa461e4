import { averageOf, weightsOf } from '../../reference/data/combine.js'
import { atomComponent } from '../../reference/data/component.js'
import { epsStar, logPotential, score } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import { confirmed, exactly, provedByModular, provedByNormalForm } from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { scoreRegression } from './drawn-signs.js'
import { SHAPES, SMALL } from './mixture.js'
import { OPT_EPS } from './opt-eps.js'
import { SCORE_COND } from './score-cond.js'
import { conventions, drawnNoise, identity, onePoint, term } from './score-eps-statements.js'

export const SCORE_EPS = theorem({
  id: 'SCORE-EPS',
  title: 'The score of the noised data is the expected noise, scaled: ∇ log q(x) = −ε*(x)/s',
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
      citation: cite('alphabar', 'SCORE-REG'),
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
    provedByNormalForm(
      'Where x₀ is one point, d ≤ 3, ε*(x) is the drawn ε(x|x₀): there the form with the drawn ε is right.',
      onePoint,
    ),
    scoreRegression,
  ],
  counterexamples: [
    {
      drops: 'the expectation: the drawn ε in its place',
      text:
        'Fair signs, ᾱ = ½, x_t = 0: the score is 0, the formula says ±1.4142136 by the unseen ε. The mean-square gap is ' +
        'E tr Cov(ε|x)/(1−ᾱ): ᾱ/(1−ᾱ) for unit Gaussian data (1, 9, 99 at ᾱ = .5, .9, .99), 0.89919902 for fair signs.',
      check: drawnNoise,
    },
  ],
  errata: [
    {
      id: 'E14',
      citation: cite('L', 'Key Insight; Key Takeaways'),
      printed: '∇ log p(x_t) = −ε_t/√(1−ᾱ_t) with the drawn ε_t',
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
