import { componentPosterior } from '../../reference/data/component.js'
import { gaussianMarginal, gaussianPosterior, gaussianSpread } from '../../reference/data/gaussian.js'
import { cdf } from '../../reference/data/line.js'
import { unchanged } from '../../reference/data/location.js'
import { noised, posteriorLaw } from '../../reference/data/noised.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  logPotential,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { derivative, dualAnalytic } from '../../reference/numbers/dual.js'
import {
  addMatrices,
  addVectors,
  apply,
  type Matrix,
  multiply,
  outer,
  scaleMatrix,
  scaleVector,
  subMatrices,
  subVectors,
  type Vector,
} from '../../reference/numbers/linear.js'
import { rational } from '../../reference/numbers/rational.js'
import {
  agree,
  confirmed,
  enclosed,
  equals,
  lessThan,
  provedByModular,
  provedByNormalForm,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { forShapes, matrixEquals, SHAPES, type Shape, SMALL, TERMS, vectorEquals } from './mixture.js'
import { OPT_X0 } from './opt-x0.js'
import { REV_BAYES } from './rev-bayes.js'
import { INTEGRANDS, INTEGRATED, INTEGRATED_IN_SPACE, integrands, twoRules } from './tb-gmm-integrals.js'

/** One component, multiplied out: V_k = a²Σ_k + s²I, K_kV_k = aΣ_k, μ_k = m_k + K_k(x − a·m_k), C_k = Σ_k − aK_kΣ_k. */
const term = forShapes(
  TERMS.filter(({ isPoint }) => !isPoint),
  (F, { kernel, data, x }) => {
    const { mean, covariance } = at(data, 0)
    if (covariance === undefined) throw new RangeError('a Gaussian component is needed')
    const V = gaussianMarginal(F, kernel, { mean, covariance }).covariance
    const { gain, x0Covariance } = gaussianSpread(F, kernel, { mean, covariance })
    const posterior = gaussianPosterior(F, kernel, { mean, covariance }, x)
    const residual = subVectors(F, x, scaleVector(F, kernel.signal, mean))
    const spread = scaleMatrix(F, square(F, kernel.signal), covariance)
    return [
      ...matrixEquals(
        V,
        spread.map((row, i) => row.map((entry, j) => (i === j ? F.add(entry, kernel.variance) : entry))),
        'V = a²Σ + s²I',
      ),
      ...matrixEquals(multiply(F, gain, V), scaleMatrix(F, kernel.signal, covariance), 'K·V = a·Σ'),
      ...vectorEquals(posterior.x0Hat, addVectors(F, mean, apply(F, gain, residual)), 'μ = m + K(x − a·m)'),
      ...matrixEquals(
        x0Covariance,
        subMatrices(F, covariance, scaleMatrix(F, kernel.signal, multiply(F, gain, covariance))),
        'C = Σ − aKΣ',
      ),
      ...vectorEquals(apply(F, V, posterior.score), scaleVector(F, F.lit('-1'), residual), 'V·g = a·m − x'),
    ]
  },
)

/** Σ r_k(A_k + u_k u_kᵀ) − ū ūᵀ: the second moments as they are printed. */
function secondMoment<T>(
  F: Field<T>,
  weights: Vector<T>,
  parts: readonly { readonly within: Matrix<T>; readonly u: Vector<T> }[],
  mean: Vector<T>,
): Matrix<T> {
  const total = parts
    .map(({ within, u }, k) => scaleMatrix(F, at(weights, k), addMatrices(F, within, outer(F, u, u))))
    .reduce((a, b) => addMatrices(F, a, b))
  return subMatrices(F, total, outer(F, mean, mean))
}

/** The printed forms of the whole, through the public functions. */
const whole = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, { kernel, std, data, x }) => {
    const { lit, div, sub, mul } = F
    const weights = posteriorWeights(F, kernel, data, x)
    const law = posteriorLaw(F, kernel, data, x)
    const clean = x0Hat(F, kernel, data, x)
    const slope = score(F, kernel, data, x)
    const zero = x.map(() => x.map(() => lit(0n)))
    const covariance = x0Covariance(F, kernel, data, x)
    const scores = data.map((component) => componentPosterior(F, kernel, component, x).score)
    const curvatures = noised(F, kernel, data).map(({ mean, covariance: V = [] }) =>
      scaleMatrix(F, lit('-1'), gaussianSpread(F, unchanged(F), { mean, covariance: V }).precision),
    )
    return [
      ...matrixEquals(
        covariance,
        secondMoment(
          F,
          weights,
          law.map(({ mean, covariance: C }) => ({ within: C ?? zero, u: mean })),
          clean,
        ),
        'Cov(x₀|x) = Σ r_k(C_k + μ_kμ_kᵀ) − x̂₀x̂₀ᵀ',
      ),
      ...vectorEquals(
        epsStar(F, kernel, data, x),
        x.map((xt, i) => div(sub(xt, mul(kernel.signal, at(clean, i))), std)),
        'ε* = (x − a·x̂₀)/s',
      ),
      ...matrixEquals(
        epsCovariance(F, kernel, data, x),
        scaleMatrix(F, div(square(F, kernel.signal), kernel.variance), covariance),
        'Cov(ε|x) = a²Cov(x₀|x)/s²',
      ),
      ...matrixEquals(
        logDensityHessian(F, kernel, data, x),
        secondMoment(
          F,
          weights,
          scores.map((u, k) => ({ within: at(curvatures, k), u })),
          slope,
        ),
        '∇² log q = Σ r_k(g_kg_kᵀ − V_k⁻¹) − SSᵀ',
      ),
      equals(
        logPotential(F, kernel, data, x),
        logPotential(F, unchanged(F), noised(F, kernel, data), x),
        'q = Σ w_k N(a·m_k, V_k)',
      ),
    ]
  })

/** Two Gaussians on the line, and the same with a point between them; seen at a = 4/5, s = 3/5. */
const pair = <T>({ lit }: Field<T>): Data<T> => [
  { weight: lit('2/3'), mean: [lit('-1')], covariance: [[lit('1/4')]] },
  { weight: lit('1/3'), mean: [lit(2n)], covariance: [[lit(3n)]] },
]
const triple = <T>({ lit }: Field<T>): Data<T> => [
  { weight: lit('1/2'), mean: [lit('-1')], covariance: [[lit('1/4')]] },
  { weight: lit('1/3'), mean: [lit(2n)], covariance: [[lit(3n)]] },
  { weight: lit('1/6'), mean: [lit('1/2')] },
]
const LAWS = [
  { called: 'two Gaussians', law: pair },
  { called: 'and a point', law: triple },
]
const kernel = <T>({ lit }: Field<T>) => ({ signal: lit('4/5'), variance: lit('9/25') })

/** The first two of `onLine` across the first coordinate, weighted to one, and N(1/3, 2) along the second. */
const across = <T>({ lit }: Field<T>): Data<T> => [
  { weight: lit('3/5'), mean: [lit('-1')], covariance: [[lit('1/4')]] },
  { weight: lit('2/5'), mean: [lit(2n)], covariance: [[lit(3n)]] },
]
const along = <T>({ lit }: Field<T>): Data<T> => [
  { weight: lit(1n), mean: [lit('1/3')], covariance: [[lit(2n)]] },
]
const product = <T>(F: Field<T>): Data<T> =>
  across(F).map(({ weight, mean, covariance }) => ({
    weight,
    mean: [...mean, F.lit('1/3')],
    covariance: [
      [...(covariance?.[0] ?? []), F.lit(0n)],
      [F.lit(0n), F.lit(2n)],
    ],
  }))

export const TB_GMM = theorem({
  id: 'TB-GMM',
  title: 'Mixture data: posterior weights, means, covariances, score and its derivative in closed form',
  statement: String.raw`\pi = \sum_k w_k\,\mathcal N(m_k, \Sigma_k):\quad V_k = a^2\Sigma_k + s^2 I,\ r_k \propto w_k\,\mathcal N(x; a m_k, V_k),\
    K_k = a\Sigma_k V_k^{-1},\ \mu_k = m_k + K_k(x - a m_k),\ C_k = \Sigma_k - aK_k\Sigma_k,\ \hat x_0 = \sum r_k\mu_k,\
    \operatorname{Cov}(x_0|x) = \sum r_k(C_k + \mu_k\mu_k^\top) - \hat x_0\hat x_0^\top,\ S = \sum r_k g_k,\ g_k = V_k^{-1}(a m_k - x),\
    \nabla^2\log q = \sum r_k(g_k g_k^\top - V_k^{-1}) - SS^\top`,
  sources: [cite('alphabar', 'TB-GMM')],
  uses: [REV_BAYES, OPT_X0],
  hypotheses: [
    ...term.guards,
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'Bayes’ formula, term by term: w_k N(x₀; m_k, Σ_k)·N(x; a·x₀, s²I) = w_k N(x; a·m_k, V_k)·N(x₀; μ_k, C_k) is the identity ' +
    'of REV-BAYES with x₀ in the place of x_s. So x₀ given x is Σ r_k N(μ_k, C_k), and the rest are its moments and the ' +
    'derivatives of log Σ e^{ℓ_k}. The reference computes some of them in other forms, without cancellation (C_k = s²Σ_kV_k⁻¹; ' +
    'scatter in the place of second moments): they are compared with the forms above. A full noise covariance is the ' +
    'location model of TWEEDIE-1. No closed form: E‖·‖² of these, entropies.',
  formulas: [
    posteriorWeights,
    posteriorLaw,
    noised,
    x0Hat,
    x0Covariance,
    epsStar,
    epsCovariance,
    score,
    logDensityHessian,
    logPotential,
    gaussianPosterior,
    gaussianSpread,
    gaussianMarginal,
    cdf,
    ...INTEGRANDS,
  ],
  claims: [
    provedByNormalForm('Every K: K·V = a·Σ, μ = m + K(x − a·m), C = Σ − aKΣ, V·g = a·m − x, d ≤ 3.', term),
    provedByNormalForm('The moments, ε*, the Hessian and q as printed, K ≤ 2, d = 1.', whole(SMALL)),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', whole(SHAPES)),
    provedByNormalForm(
      'What is integrated for entropy, KL and E tr Cov(x₀|x) is (2π)^{d/2} times these densities, K ≤ 2, d = 1, and one in the plane.',
      integrands(INTEGRATED),
    ),
    provedByModular('The same of two in the plane and three in space.', integrands(INTEGRATED_IN_SPACE)),
    twoRules,
    {
      text:
        'On the line the distribution function is Σ w_k Φ((x − a·m_k)/√V_k): two and three components at four points, its derivative ' +
        'is the density to 25 digits, and it goes from 0 to 1.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() =>
        LAWS.flatMap(({ called, law }) => [
          ...['-3', '-1/2', '1', '5'].map((x) =>
            agree(
              enclosed((F) => derivative(dualAnalytic(F), (D, y) => cdf(D, kernel(D), law(D), y), F.lit(x))),
              enclosed((F) => F.exp(logDensity(F, kernel(F), law(F), [F.lit(x)]))),
              25,
              `${called}, x = ${x}: derivative and density`,
            ),
          ),
          lessThan(
            enclosed((F) => cdf(F, kernel(F), law(F), F.lit('-30'))),
            rational(1n, 10n ** 20n),
            'at −30 it is below 1e-20',
          ),
          lessThan(
            enclosed((F) => F.sub(F.lit(1n), cdf(F, kernel(F), law(F), F.lit('30')))),
            rational(1n, 10n ** 20n),
            'at 30 it is above 1 − 1e-20',
          ),
        ]),
      ),
    },
    {
      text:
        'In the plane, with its constant: where the coordinates are independent the density is the product of those on the ' +
        'lines, at three points to 25 digits.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() =>
        [
          ['0', '0'],
          ['-3/2', '4'],
          ['5', '-1/7'],
        ].map(([x = '', y = '']) =>
          agree(
            enclosed((F) => logDensity(F, kernel(F), product(F), [F.lit(x), F.lit(y)])),
            enclosed((F) =>
              F.add(
                logDensity(F, kernel(F), across(F), [F.lit(x)]),
                logDensity(F, kernel(F), along(F), [F.lit(y)]),
              ),
            ),
            25,
            `(${x}, ${y}): log density`,
          ),
        ),
      ),
    },
  ],
  counterexamples: [],
  errata: [],
})
