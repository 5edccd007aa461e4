import fc from 'fast-check'
import { scatterOf } from '../../reference/data/combine.js'
import { gaussianMarginal, gaussianPosterior, gaussianSpread } from '../../reference/data/gaussian.js'
import { epsCovariance, epsStar, posteriorWeights, x0Hat } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, square, sum } from '../../reference/numbers/combinators.js'
import {
  addMatrices,
  addVectors,
  apply,
  identity,
  multiply,
  scaleMatrix,
  scaleVector,
  subVectors,
  trace,
} from '../../reference/numbers/linear.js'
import { RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { anyRational, positive } from '../arbitraries/rationals.js'
import {
  confirmed,
  enclosed,
  equals,
  established,
  exactAtRationals,
  exactly,
  guard,
  printed,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { FWD_INV } from '../forward/fwd-inv.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { irreducibleError, polynomialGap } from './fair-signs.js'
import { forShapes, type Mixture, matrixEquals, read, SHAPES, SMALL, TERMS, vectorEquals } from './mixture.js'

/** (e − f − r·h)² along a direction h: what the first variation and convexity are read from, one coordinate. */
const variation = statement({
  variables: ['eps', 'f', 'r', 'h'],
  guards: [],
  conclude: (F, { eps, f, r, h }) => {
    const { lit, add, sub, mul } = F
    const rest = sub(eps, f)
    const first = mul(lit(2n), mul(r, mul(rest, h)))
    return [
      equals(square(F, sub(rest, mul(r, h))), add(sub(square(F, rest), first), square(F, mul(r, h))), 'loss'),
    ]
  },
})

const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const name = (kind: string, ...indices: number[]) => [kind, ...indices.map((i) => i + 1)].join('_')

/**
 * A finite joint law: mass p_jk on (x_j, ε_jk), and a predictor f with value f_j at x_j. With ε*_j the mean of ε given
 * x_j, the loss of f is the loss of ε* plus E(f − ε*)².
 */
const finiteLaw = (points: number, noises: number) =>
  statement<string>({
    variables: range(points).flatMap((j) => [
      name('f', j),
      ...range(noises).flatMap((k) => [name('p', j, k), name('e', j, k)]),
    ]),
    guards: [
      {
        kind: 'guard',
        text: 'the masses are positive',
        given: ({ lit }, v) =>
          range(points).flatMap((j) =>
            range(noises).map((k) => ({ left: read(v, name('p', j, k)), is: '>', right: lit(0n) })),
          ),
      },
    ],
    conclude: (F, v) => {
      const { add, sub, mul, div } = F
      const rows = range(points).map((j) => {
        const masses = range(noises).map((k) => read(v, name('p', j, k)))
        const eps = range(noises).map((k) => read(v, name('e', j, k)))
        const total = sum(F, masses)
        const mean = div(dot(F, masses, eps), total)
        const loss = (f: typeof mean) =>
          sum(
            F,
            eps.map((e, k) => mul(at(masses, k), square(F, sub(e, f)))),
          )
        const f = read(v, name('f', j))
        const within = masses.map((p) => div(p, total))
        const variance = at(
          at(
            scatterOf(
              F,
              within,
              eps.map((e) => [e]),
            ),
            0,
          ),
          0,
        )
        return {
          of: loss(f),
          least: loss(mean),
          excess: mul(total, square(F, sub(f, mean))),
          variance: mul(total, variance),
        }
      })
      const over = (key: 'of' | 'least' | 'excess' | 'variance') =>
        sum(
          F,
          rows.map((row) => row[key]),
        )
      return [
        equals(over('of'), add(over('least'), over('excess')), 'L(f) = L(ε*) + E(f − ε*)²'),
        equals(over('least'), over('variance'), 'L(ε*) = E Var(ε|x)'),
      ]
    },
  })

/** x = a·x̂₀ + s·ε*, through the public functions. */
const split = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, { kernel, std, data, x }) => {
    const signalPart = scaleVector(F, kernel.signal, x0Hat(F, kernel, data, x))
    const noisePart = scaleVector(F, std, epsStar(F, kernel, data, x))
    return vectorEquals(addVectors(F, signalPart, noisePart), x, 'a·x̂₀ + s·ε*')
  })

/** ε(x|z_k) of the points that x₀ can be. */
const noisesOf = <T>(F: ExponentialField<T>, { kernel, data, x }: Mixture<T>) =>
  data.map(({ mean }) => x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(mean, i) })))

/** On atoms: ε* and Cov(ε|x) are the mean and covariance of ε(x|x₀) under q(x₀|x), a finite sum. */
const onAtoms = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, data, x } = mixture
    const weights = posteriorWeights(F, kernel, data, x)
    const noises = noisesOf(F, mixture)
    const mean = x.map((_, i) =>
      dot(
        F,
        weights,
        noises.map((eps) => at(eps, i)),
      ),
    )
    const covariance = epsCovariance(F, kernel, data, x)
    const loss = noises.map((eps) => {
      const rest = subVectors(F, eps, mean)
      return dot(F, rest, rest)
    })
    return [
      ...vectorEquals(mean, epsStar(F, kernel, data, x), 'Σ r_k·ε(x|z_k) = ε*'),
      equals(dot(F, weights, loss), trace(F, covariance), 'Σ r_k·|ε(x|z_k) − ε*|² = tr Cov(ε|x)'),
    ]
  })

/**
 * On one Gaussian component (ε, x) is jointly Gaussian with Cov(ε, x) = s·I and Cov x = V: E[ε|x] = s·V⁻¹(x − a·m) and
 * Cov(ε|x) = I − s²·V⁻¹.
 */
const onGaussians = forShapes(
  TERMS.filter(({ isPoint }) => !isPoint),
  (F, { kernel, std, data, x }) => {
    const { mean, covariance } = at(data, 0)
    if (covariance === undefined) throw new RangeError('a Gaussian component is needed')
    const marginal = gaussianMarginal(F, kernel, { mean, covariance })
    const { score } = gaussianPosterior(F, kernel, { mean, covariance }, x)
    const spread = gaussianSpread(F, kernel, { mean, covariance })
    const noise = scaleVector(F, F.neg(std), score)
    const unit = identity(F, x.length)
    return [
      ...vectorEquals(
        apply(F, marginal.covariance, noise),
        scaleVector(F, std, subVectors(F, x, marginal.mean)),
        'V·ε*_k = s·(x − a·m)',
      ),
      ...matrixEquals(multiply(F, spread.precision, marginal.covariance), unit, 'V⁻¹·V = I'),
      ...matrixEquals(
        addMatrices(F, spread.epsCovariance, scaleMatrix(F, kernel.variance, spread.precision)),
        unit,
        'Cov(ε|x,k) + s²·V⁻¹ = I',
      ),
    ]
  },
)

/** Unit Gaussian data through Ho et al.'s kernel: Cov(ε|x) = ᾱ at every x. */
const unitGaussian = statement({
  variables: ['alphaBar', 'rootAlphaBar', 'x'],
  roots: { rootAlphaBar: (_, { alphaBar }) => alphaBar },
  guards: [
    guard<'alphaBar'>('ᾱ < 1', ({ lit }, { alphaBar }) => [{ left: lit(1n), is: '>', right: alphaBar }]),
  ],
  conclude: (F, { alphaBar, x }) => {
    const unit = [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[F.lit(1n)]] }]
    const covariance = epsCovariance(F, hoKernel(F, { alphaBar }), unit, [x])
    return [equals(trace(F, covariance), alphaBar, 'Cov(ε|x) = ᾱ')]
  },
})
export const unitGaussianError = provedByNormalForm(
  'Unit Gaussian data: Cov(ε|x_t) = ᾱ_t at every x_t (Ho et al.’s kernel).',
  unitGaussian,
)

const inputs = (points: number, noises: number): fc.Arbitrary<Record<string, Rational>> => {
  const { variables } = finiteLaw(points, noises)
  return fc.record(
    Object.fromEntries(variables.map((key) => [key, key.startsWith('p') ? positive : anyRational])),
  )
}

const GAPS = [
  [1, '0.0504005'],
  [3, '0.011939'],
  [5, '0.00375134'],
  [7, '0.00137141'],
] as const

export const OPT_EPS = theorem({
  id: 'OPT-EPS',
  title: 'the best prediction of the noise is its conditional mean ε*(x_t) = E[ε|x_t] = (x_t − a·x̂₀)/s',
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
  ],
  counterexamples: [
    {
      drops: 'f may be any function of L²(q_t)',
      text:
        'among polynomials of degree 1, 3, 5, 7 (fair signs, ᾱ = ½) the best is only the projection of ε*: its loss exceeds ' +
        'the least by 0.0504005, 0.011939, 0.00375134, 0.00137141.',
      check: confirmed(() => GAPS.map(([n, gap]) => printed(gap, polynomialGap(n), `degree ${n}: gap`))),
    },
    {
      drops: 'the noise has a finite variance',
      text:
        'noise ±2ⁿ with probability 2⁻ⁿ⁻¹ each: E[ε²; n ≤ N] = 2^(N+1) − 2 without bound, so every f of L²(q_t) has ' +
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
      printed: 'the model acts as a noise detective: it tries to recover the exact noise that was injected',
      correct:
        'no function of x_t does: E tr Cov(ε|x_t) remains, .44959951 for fair signs at ᾱ = ½, ᾱ_t for unit Gaussian data',
      check: confirmed(async (context) => [
        printed('0.44959951', enclosed(irreducibleError), 'fair signs: E tr Cov(ε|x)'),
        await established(unitGaussianError, context),
      ]),
    },
  ],
})
