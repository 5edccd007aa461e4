import { scatterOf } from '../../reference/data/combine.js'
import { locationCovariance } from '../../reference/data/location.js'
import {
  epsCovariance,
  logDensityHessian,
  logPotential,
  x0Covariance,
} from '../../reference/data/posterior.js'
import { confirmed, provedByModular, provedByNormalForm, provedByZ3 } from '../evidence/index.js'
import { SHAPES, SMALL } from '../reverse/mixture.js'
import { TWEEDIE_1 } from '../reverse/tweedie-1.js'
import { TWEEDIE_DDPM } from '../reverse/tweedie-ddpm.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import {
  betweenIn,
  laplace,
  location,
  notNegative,
  only,
  symmetrised,
  tweedie,
  within,
} from './x-tweedie2-statements.js'

export const X_TWEEDIE2 = theorem({
  id: 'X-TWEEDIE2',
  title: 'Tweedie’s formula of second order: the posterior covariance from the Hessian of log q',
  statement: String.raw`a^2\operatorname{Cov}(x_0|x) = s^2 I + s^4\nabla^2\log q,\quad \operatorname{Cov}(\varepsilon|x) = I + s^2\nabla^2\log q,\quad
    \operatorname{Cov}(\mu|t) = \Sigma + \Sigma\,\nabla^2\log p(t)\,\Sigma`,
  sources: [cite('alphabar', 'X-TWEEDIE2')],
  uses: [TWEEDIE_DDPM, TWEEDIE_1],
  hypotheses: [
    ...within.guards,
    {
      kind: 'analytic',
      text: 'x₀ has any law; the noise is Gaussian, with a covariance that does not depend on x₀',
      citation: cite('alphabar', 'SCORE-REG'),
    },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'Differentiate TWEEDIE-1 once more under the integral. On mixtures it is algebra, for every K: with ℓ_k, r_k, g_k of ' +
    'SCORE-EPS, ∇² log Σ e^{ℓ_k} = Σ r_k(∇²ℓ_k + g_k g_kᵀ) − S Sᵀ = −Σ r_k V_k⁻¹ + Σ r_k (g_k − S)(g_k − S)ᵀ, and ' +
    'Cov(x₀|x) = Σ r_k C_k + Σ r_k (μ_k − x̂₀)(μ_k − x̂₀)ᵀ. Since Σ r_k = 1, each scatter is ½ Σ_{k,l} r_k r_l of the ' +
    'outer squares of the pairwise differences. So it is enough that the generic term agrees, a²C_k = s²I − s⁴V_k⁻¹ and ' +
    '∇²ℓ_k = −V_k⁻¹, and the generic pair, a(μ_k − μ_l) = s²(g_k − g_l), whose outer squares give ' +
    '½(aμ_k−aμ_l)(aμ_k−aμ_l)ᵀ = ½s⁴(g_k−g_l)(g_k−g_l)ᵀ. Cov(ε|x) = (a²/s²)·Cov(x₀|x). Consequence: ∇² log q ⪰ −I/s².',
  formulas: [x0Covariance, epsCovariance, logDensityHessian, logPotential, locationCovariance, scatterOf],
  claims: [
    provedByNormalForm(
      'Every K: the generic term, a²C_k = s²I − s⁴V_k⁻¹ and ∇² log(w_k N_k) = −V_k⁻¹, d ≤ 3.',
      within,
    ),
    provedByNormalForm(
      'Every K: the generic pair, a(μ_k − μ_l) = s²(g_k − g_l), Gaussians and points, d ≤ 2.',
      betweenIn(only(2, 2)),
    ),
    provedByModular('The generic pair for d ≤ 3.', betweenIn(SHAPES)),
    provedByNormalForm(
      'The scatter is the sum over pairs, Σ r_k = 1: four vectors in the plane.',
      symmetrised(4, 2),
    ),
    provedByNormalForm('The three identities through the public functions, K ≤ 2, d = 1.', tweedie(SMALL)),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', tweedie(SHAPES)),
    provedByNormalForm('Full Σ: Cov(μ|t) = Σ + Σ∇² log p Σ, K = 1, d ≤ 2.', location(only(1, 2))),
    provedByModular('Full Σ, K ≤ 4, d ≤ 3, Gaussians, points and both together.', location(SHAPES)),
    provedByZ3(
      'The scatter of three components along a direction is not negative, so Cov(ε|x) ⪰ 0 there.',
      notNegative,
    ),
  ],
  counterexamples: [
    {
      drops: 'the noise is Gaussian',
      text: 'Laplace noise of variance 1, x₀ = ±1, x = .5: Cov(x₀|x) = .6292903, the formula 2.258581.',
      check: confirmed(laplace),
    },
  ],
  errata: [],
})
