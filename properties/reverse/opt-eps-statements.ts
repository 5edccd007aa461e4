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
import type { Rational } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { anyRational, positive } from '../arbitraries/rationals.js'
import { equals, guard, provedByNormalForm, statement } from '../evidence/index.js'
import { forShapes, type Mixture, matrixEquals, read, type SHAPES, TERMS, vectorEquals } from './mixture.js'

/** (e − f − r·h)² along a direction h: what the first variation and convexity are read from, one coordinate. */
export const variation = statement({
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

export const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const name = (kind: string, ...indices: number[]) => [kind, ...indices.map((i) => i + 1)].join('_')

/**
 * A finite joint law: mass p_jk on (x_j, ε_jk), and a predictor f with value f_j at x_j. With ε*_j the mean of ε given
 * x_j, the loss of f is the loss of ε* plus E(f − ε*)².
 */
export const finiteLaw = (points: number, noises: number) =>
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
export const split = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, { kernel, std, data, x }) => {
    const signalPart = scaleVector(F, kernel.signal, x0Hat(F, kernel, data, x))
    const noisePart = scaleVector(F, std, epsStar(F, kernel, data, x))
    return vectorEquals(addVectors(F, signalPart, noisePart), x, 'a·x̂₀ + s·ε*')
  })

/** ε(x|z_k) of the points that x₀ can be. */
const noisesOf = <T>(F: ExponentialField<T>, { kernel, data, x }: Mixture<T>) =>
  data.map(({ mean }) => x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(mean, i) })))

/** On atoms: ε* and Cov(ε|x) are the mean and covariance of ε(x|x₀) under q(x₀|x), a finite sum. */
export const onAtoms = (shapes: typeof SHAPES) =>
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
export const onGaussians = forShapes(
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

export const inputs = (points: number, noises: number): fc.Arbitrary<Record<string, Rational>> => {
  const { variables } = finiteLaw(points, noises)
  return fc.record(
    Object.fromEntries(variables.map((key) => [key, key.startsWith('p') ? positive : anyRational])),
  )
}

export const GAPS = [
  [1, '0.0504005'],
  [3, '0.011939'],
  [5, '0.00375134'],
  [7, '0.00137141'],
] as const
