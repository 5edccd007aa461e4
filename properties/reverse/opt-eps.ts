import { scatterOf } from '../../reference/data/combine.js'
import { gaussianPosterior, gaussianSpread } from '../../reference/data/gaussian.js'
import { epsCovariance, epsStar, posteriorWeights, x0Hat } from '../../reference/data/posterior.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  confirmed,
  enclosed,
  established,
  exactAtRationals,
  exactly,
  printed,
  provedByModular,
  provedByNormalForm,
} from '../evidence/index.js'
import { FWD_INV } from '../forward/fwd-inv.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { leastLoss } from './drawn-signs.js'
import { irreducibleError, polynomialGap } from './fair-signs.js'
import { SHAPES, SMALL } from './mixture.js'
import {
  finiteLaw,
  GAPS,
  inputs,
  onAtoms,
  onGaussians,
  range,
  split,
  unitGaussianError,
  variation,
} from './opt-eps-statements.js'

export const OPT_EPS = theorem({
  id: 'OPT-EPS',
  title: 'The best prediction of the noise is its conditional mean ε*(x_t) = E[ε|x_t] = (x_t − a·x̂₀)/s',
  statement: String.raw`\operatorname{argmin}_{f \in L^2(q_t)} \mathrm E\|\varepsilon - f(x_t)\|^2 = \varepsilon^*,\quad
    \varepsilon^*(x) = \mathrm E[\varepsilon|x_t = x] = \int \varepsilon(x|x_0)\,q(x_0|x)\,dx_0 = \frac{x - a\,\hat x_0(x)}{s}`,
  sources: [
    cite('P', 'Key results, Theorem 1.1; Mechanism 1; open question 1'),
    cite('M', 'ε-Prediction, why this works'),
    cite('B', 'the training target'),
    cite('X', 'the noise prediction'),
  ],
  uses: [FWD_INV],
  hypotheses: [
    ...split(SMALL).guards,
    {
      kind: 'analytic',
      text: 'x₀ has any law, ε ∼ N(0, I) independent of it; f ranges over all of L²(q_t)',
      citation: cite('P', 'Theorem 1.1'),
    },
    {
      kind: 'generator',
      text: 'finite joint laws with rational masses; mixtures of K ≤ 4 Gaussians and points, d ≤ 3',
    },
  ],
  reduction:
    'ε is in L² (E‖ε‖² = d) and {f(x_t)} is a closed subspace, so the projection ε* exists, is unique in L² and is the ' +
    'conditional expectation (Hilbert projection theorem; the first variation −2E⟨ε − f, h⟩ vanishes for all h at f = ε* ' +
    'alone, and the second is 2E‖h‖² > 0). q_t > 0 makes q_t-almost everywhere Lebesgue-almost everywhere. Checked is the ' +
    'algebra of this: the expansion of the loss along a direction; L(f) = L(ε*) + E‖f − ε*‖² with L(ε*) = E Var(ε|x) on ' +
    'finite joint laws, where conditional expectation is a finite sum; and that the ε* of the reference is E[ε|x]: on atoms ' +
    'the finite sum Σ r_k·ε(x|z_k), exponentials opaque; on a Gaussian component the regression of the jointly Gaussian ' +
    '(ε, x), Cov(ε, x)·Cov(x)⁻¹(x − a·m); on mixtures the average of those under r_k, x = a·x̂₀ + s·ε* throughout.',
  formulas: [
    epsStar,
    epsCovariance,
    x0Hat,
    posteriorWeights,
    gaussianPosterior,
    gaussianSpread,
    epsFromX0,
    scatterOf,
  ],
  claims: [
    provedByNormalForm('(ε − f − r·h)² = (ε − f)² − 2r(ε − f)h + r²h², for all reals.', variation),
    provedByNormalForm(
      'L(f) = L(ε*) + E(f − ε*)² and L(ε*) = E Var(ε|x), two values of x and two of ε at each.',
      finiteLaw(2, 2),
    ),
    exactAtRationals(
      'The same on joint laws of three values of x and three of ε at each.',
      finiteLaw(3, 3),
      inputs(3, 3),
    ),
    provedByNormalForm('x = a·x̂₀ + s·ε* through the public functions, K ≤ 2, d = 1.', split(SMALL)),
    provedByModular(
      'x = a·x̂₀ + s·ε* through the public functions, K ≤ 4, d ≤ 3, Gaussians and points.',
      split(SHAPES),
    ),
    provedByNormalForm(
      'Two atoms, d = 1: Σ r_k·ε(x|z_k) = ε* and Σ r_k·|ε(x|z_k) − ε*|² = tr Cov(ε|x).',
      onAtoms(SMALL.filter(({ isPoint }) => isPoint?.(0) && isPoint(1))),
    ),
    provedByModular('K ≤ 4 atoms, d ≤ 3: the same.', onAtoms(SHAPES.filter(({ isPoint }) => isPoint?.(1)))),
    provedByNormalForm(
      'One Gaussian component, d ≤ 3: ε* is the regression of ε on x, Cov(ε|x) = I − s²V⁻¹.',
      onGaussians,
    ),
    unitGaussianError,
    {
      text: 'Fair signs, ᾱ = ½: the least loss E tr Cov(ε|x) = 0.44959951.',
      tier: 'certified',
      engine: 'enclosure, trapezoid rule with a proved error',
      check: confirmed(() => [printed('0.44959951', enclosed(irreducibleError), 'E tr Cov(ε|x)')]),
    },
    leastLoss,
  ],
  counterexamples: [
    {
      drops: 'f may be any function of L²(q_t)',
      text:
        'Among polynomials of degree 1, 3, 5, 7 (fair signs, ᾱ = ½) the best is only the projection of ε*: its loss exceeds ' +
        'the least by 0.0504005, 0.011939, 0.00375134, 0.00137141.',
      check: confirmed(() => GAPS.map(([n, gap]) => printed(gap, polynomialGap(n), `degree ${n}: gap`))),
    },
    {
      drops: 'the noise has a finite variance',
      text:
        'Noise ±2ⁿ with probability 2⁻ⁿ⁻¹ each: E[ε²; n ≤ N] = 2^(N+1) − 2 without bound, so every f of L²(q_t) has ' +
        'infinite loss, by ‖ε − f‖ ≥ ‖ε‖ − ‖f‖.',
      check: confirmed(() => {
        const { mul, add } = RATIONALS
        const truncated = (N: number) =>
          range(N)
            .map((i) => BigInt(i + 1))
            .map((n) => mul(rational(1n, 2n ** n), rational(4n ** n)))
            .reduce(add)
        return [
          exactly('2046', truncated(10), 'N = 10'),
          exactly(`${2n ** 101n - 2n}`, truncated(100), 'N = 100: 2^101 − 2'),
        ]
      }),
    },
  ],
  errata: [
    {
      id: 'E51',
      citation: cite('M', 'noise detective'),
      printed: 'the network is after the very noise that was drawn',
      correct:
        'no function of x_t does: E tr Cov(ε|x_t) remains, .44959951 for fair signs at ᾱ = ½, ᾱ_t for unit Gaussian data',
      check: confirmed(async (context) => [
        printed('0.44959951', enclosed(irreducibleError), 'fair signs: E tr Cov(ε|x)'),
        await established(unitGaussianError, context),
      ]),
    },
  ],
})
