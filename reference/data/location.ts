import type { ExponentialField, Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import {
  addMatrices,
  addVectors,
  apply,
  entryOf,
  inverse,
  ldl,
  type Matrix,
  multiply,
  solve,
  subMatrices,
  subVectors,
  symmetric,
  type Vector,
} from '../numbers/linear.js'
import type { Kernel } from '../process/kernel.js'
import { averageMatrixOf, averageOf, scatterOf } from './combine.js'
import type { Component, GaussianComponent } from './component.js'
import { gaussianSymbols, pointSymbols } from './gaussian.js'
import { type Data, posteriorWeights } from './posterior.js'

/**
 * The location model t = μ + n, n ∼ N(0, Σ) with a full covariance Σ that does not depend on μ, and μ ∼ a mixture: the
 * setting of Tweedie's formula. t is itself a mixture, see {@link locationMarginal}; its score and Hessian are those of
 * posterior.ts at the kernel {@link unchanged}. Source: theorems TWEEDIE-1, X-TWEEDIE2.
 */

/** The kernel (1, 0): what it is given, as it is. */
export const unchanged = <T>({ lit }: Field<T>): Kernel<T> => ({ signal: lit(1n), variance: lit(0n) })

const noiseSymbols = gaussianSymbols().covariance
const dataSymbols = ['1;', '2;'].map((k, i) => ({ weight: `w_${i + 1}`, ...gaussianSymbols(k) }))
const symbols = [noiseSymbols, dataSymbols, pointSymbols]

/** The law of t: Σ_k w_k N(m_k, Σ_k + Σ), where a point has Σ_k = 0. Covariances are read from the lower triangles. */
export const locationMarginal = formula(
  'locationMarginal',
  '(w_k, m_k, \\Sigma_k + \\Sigma)',
  [noiseSymbols, dataSymbols],
  <T>(F: Field<T>, noise: Matrix<T>, data: Data<T>): readonly GaussianComponent<T>[] =>
    data.map(({ weight, mean, covariance }) => ({
      weight,
      mean,
      covariance: symmetric(mean.length, (i, j) => {
        const own = entryOf(noise, i, j)
        return covariance === undefined ? own : F.add(entryOf(covariance, i, j), own)
      }),
    })),
)

/** E[μ|t, k] = m_k + Σ_k(Σ_k + Σ)⁻¹(t − m_k) of one component, m_k of a point. */
function componentMean<T>(F: Field<T>, noise: Matrix<T>, { mean, covariance }: Component<T>, t: Vector<T>) {
  if (covariance === undefined) return mean
  const pulled = solve(F, ldl(F, addMatrices(F, covariance, noise)), subVectors(F, t, mean))
  return addVectors(F, mean, apply(F, covariance, pulled))
}

/** Cov(μ|t, k) = Σ_k − Σ_k(Σ_k + Σ)⁻¹Σ_k of one component, 0 of a point. */
function componentCovariance<T>(F: Field<T>, noise: Matrix<T>, { mean, covariance }: Component<T>) {
  if (covariance === undefined) return symmetric(mean.length, () => F.lit(0n))
  const precision = inverse(F, ldl(F, addMatrices(F, covariance, noise)))
  return subMatrices(F, covariance, multiply(F, multiply(F, covariance, precision), covariance))
}

/** E[μ|t] = Σ r_k E[μ|t, k]. Needs every Σ_k + Σ positive definite. */
export const locationMean = formula(
  'locationMean',
  '\\operatorname{E}[\\mu \\mid t]',
  symbols,
  <T>(F: ExponentialField<T>, noise: Matrix<T>, data: Data<T>, t: Vector<T>): Vector<T> =>
    averageOf(
      F,
      posteriorWeights(F, unchanged(F), locationMarginal(F, noise, data), t),
      data.map((component) => componentMean(F, noise, component, t)),
    ),
)

/** Cov(μ|t): within the components and between them. Needs every Σ_k + Σ positive definite. */
export const locationCovariance = formula(
  'locationCovariance',
  '\\operatorname{Cov}(\\mu \\mid t)',
  symbols,
  <T>(F: ExponentialField<T>, noise: Matrix<T>, data: Data<T>, t: Vector<T>): Matrix<T> => {
    const weights = posteriorWeights(F, unchanged(F), locationMarginal(F, noise, data), t)
    const within = data.map((component) => componentCovariance(F, noise, component))
    const means = data.map((component) => componentMean(F, noise, component, t))
    return addMatrices(F, averageMatrixOf(F, weights, within), scatterOf(F, weights, means))
  },
)
