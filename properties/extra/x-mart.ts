import { componentPosterior } from '../../reference/data/component.js'
import { type Data, epsStar, score, x0Hat } from '../../reference/data/posterior.js'
import { reverseKernel, reverseMean } from '../../reference/data/reverse.js'
import type { RadicalField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { scaleVector } from '../../reference/numbers/linear.js'
import { hoKernel, hoStep } from '../../reference/process/conventions.js'
import { compose } from '../../reference/process/kernel.js'
import {
  agree,
  confirmed,
  enclosed,
  mixtureExpectation,
  printed,
  provedByModular,
  provedByNormalForm,
} from '../evidence/index.js'
import { fairSigns } from '../reverse/fair-signs.js'
import { forTransitions, type Shape, TERMS, vectorEquals } from '../reverse/mixture.js'
import { halvingStep, REV_BAYES } from '../reverse/rev-bayes.js'
import { SCORE_EPS } from '../reverse/score-eps.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/**
 * One component: the posterior mean and the score at s are affine in x_s, so their averages over the reverse kernel are their
 * values at its mean: μ_k at t, and a·g_k at t.
 */
const term = (shapes: readonly Shape[]) =>
  forTransitions(shapes, (F, { transition, data, xt }) => {
    const component = at(data, 0)
    const { mean } = at(reverseKernel(F, transition, [component], xt), 0)
    const [before, after] = [
      componentPosterior(F, transition.prior, component, mean),
      componentPosterior(F, compose(F, transition), component, xt),
    ]
    return [
      ...vectorEquals(before.x0Hat, after.x0Hat, 'E[μ_k(x_s)|x_t, k] = μ_k(x_t)'),
      ...vectorEquals(
        before.score,
        scaleVector(F, transition.step.signal, after.score),
        'E[g_k(x_s)|x_t, k] = a·g_k(x_t)',
      ),
    ]
  })

/**
 * Fair signs, ᾱ_s = .9, α = .5: E[f(x_s)|x_t] at x_t = 1/2. On the components x_s = μ_k + √(1/11)·z. x̂₀(x_s) = tanh(9.49·x_s):
 * for |Im z| ≤ 1/3 its argument has an imaginary part of modulus ≤ 1, where |tanh(u + ib)|² = (sinh² u + sin² b)/(sinh² u + cos² b)
 * ≤ tan² 1, so |x̂₀| ≤ 2. S = (√.9·x̂₀ − x_s)/.1 is at most 10·(2 + 1 + .31(|Re z| + 1/3)) ≤ 40·e^{|Re z|}.
 */
const averaged = (F: Enclosure, f: (xs: Ball) => Ball): Ball => {
  const law = reverseKernel(F, halvingStep(F), fairSigns(F), [F.lit('1/2')])
  return mixtureExpectation(F, law, f, { strip: '1/3', factor: F.lit(40n), rate: '1' })
}

const unit = <T>({ lit }: RadicalField<T>): Data<T> => [
  { weight: lit(1n), mean: [lit(0n)], covariance: [[lit(1n)]] },
]
/** Unit Gaussian data, ᾱ .8 → .4. */
const halving = (F: Enclosure) => ({
  prior: hoKernel(F, { alphaBar: F.lit('4/5') }),
  step: hoStep(F, { beta: F.lit('1/2') }),
})

export const X_MART = theorem({
  id: 'X-MART',
  title:
    'Backward in time x̂₀(x_t) is a martingale, and so is the score once scaled: E[S_s(x_s)|x_t] = a·S_t(x_t)',
  statement: String.raw`s < t:\quad \mathrm E[\hat x_0(x_s) \mid x_t] = \hat x_0(x_t),\qquad
    S_t(x_t) = \frac{\mathrm E[S_s(x_s) \mid x_t]}{\sqrt{\bar\alpha_t/\bar\alpha_s}}`,
  sources: [cite('alphabar', 'X-MART')],
  uses: [REV_BAYES, SCORE_EPS],
  hypotheses: [
    ...term(TERMS).guards,
    {
      kind: 'analytic',
      text: 'x₀ – x_s – x_t is Markov; x₀ has a mean (for the score: any law, s ≥ 1)',
      citation: cite('alphabar', 'X-MART'),
    },
    { kind: 'generator', text: 'one component, Gaussian with free full covariance or a point, d ≤ 3' },
  ],
  reduction:
    'x̂₀(x_s) = E[x₀|x_s] = E[x₀|x_s, x_t] by the Markov property, and the tower property gives the first; for the second, ' +
    'SCORE-FISHER for the kernel s → t and integration by parts, or TWEEDIE-DDPM at s and t with E[x_s|x_t]. On mixtures, for every K: ' +
    'r_j(x_s)·q(x_s|x_t) = r_j(x_t)·N(x_s; mean_j, C_j) (REV-BAYES, term by term), so E[Σ_j r_j(x_s) f_j(x_s)|x_t] = ' +
    'Σ_j r_j(x_t)·f_j(mean_j) for affine f_j: it is enough that μ_j and g_j of the one term pass as stated.',
  formulas: [reverseKernel, x0Hat, score, epsStar, reverseMean],
  claims: [
    provedByNormalForm(
      'Every K: E[μ_k(x_s)|x_t, k] = μ_k(x_t) and E[g_k(x_s)|x_t, k] = a·g_k(x_t), d = 1.',
      term(TERMS.filter(({ d }) => d === 1)),
    ),
    provedByModular('The same for d ≤ 3, Gaussian or point.', term(TERMS)),
    {
      text: 'Fair signs, ᾱ_s = .9, α = .5, x_t = 1/2: E[x̂₀(x_s)|x_t] = x̂₀(x_t) and E[S_s(x_s)|x_t] = √α·S_t(x_t), by integrals, to 1e-9.',
      tier: 'certified',
      engine: 'enclosure, trapezoid rule with a proved error',
      check: confirmed(() => {
        const F = enclosure(96)
        const [transition, data, xt] = [halvingStep(F), fairSigns(F), [F.lit('1/2')]]
        const whole = compose(F, transition)
        const later = at(score(F, whole, data, xt), 0)
        return [
          agree(
            interval(averaged(F, (xs) => at(x0Hat(F, transition.prior, data, [xs]), 0))),
            interval(at(x0Hat(F, whole, data, xt), 0)),
            9,
            'x̂₀',
          ),
          agree(
            interval(averaged(F, (xs) => at(score(F, transition.prior, data, [xs]), 0))),
            interval(F.mul(transition.step.signal, later)),
            9,
            'the score',
          ),
        ]
      }),
    },
  ],
  counterexamples: [
    {
      drops: 'x̂₀: ε* in its place',
      text: 'unit Gaussian data, ᾱ .8 → .4, x_t = 1: E[ε*(x_s)|x_t] = .31622777, ε*(x_t) = .77459667.',
      check: confirmed(() => [
        printed(
          '0.31622777',
          enclosed((F) => {
            // ε* is affine here, so its average is its value at the mean
            const mean = reverseMean(F, halving(F), unit(F), [F.lit(1n)])
            return at(epsStar(F, halving(F).prior, unit(F), mean), 0)
          }),
          'E[ε*(x_s)|x_t = 1]',
        ),
        printed(
          '0.77459667',
          enclosed((F) => at(epsStar(F, compose(F, halving(F)), unit(F), [F.lit(1n)]), 0)),
          'ε*(x_t)',
        ),
      ]),
    },
  ],
  errata: [],
})
