import type { Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import {
  addVectors,
  apply,
  entryOf,
  inverse,
  inverseQuadratic,
  ldl,
  type Matrix,
  negVector,
  scaleMatrix,
  scaleVector,
  solve,
  solveSymmetric,
  subVectors,
  symmetric,
  type Vector,
} from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'

/** N(mean, covariance) in ℝᵈ. */
export interface Gaussian<T> {
  readonly mean: Vector<T>
  /** d × d, symmetric: the lower triangle is read where it is factored. */
  readonly covariance: Matrix<T>
}

/** Symbols of a component numbered `k` and of a point, in the plane: enough for every operation to be seen. */
export const gaussianSymbols = (k = '') => ({
  mean: [`m_{${k}1}`, `m_{${k}2}`],
  covariance: [
    [`\\Sigma_{${k}11}`, `\\Sigma_{${k}12}`],
    [`\\Sigma_{${k}12}`, `\\Sigma_{${k}22}`],
  ],
})
export const pointSymbols = ['x_1', 'x_2']

/**
 * The law of x = a·x₀ + √v·ε for x₀ ∼ N(m, Σ): N(a·m, V), V = a²Σ + vI.
 * Source: theorem TB-GMM.
 */
export const gaussianMarginal = formula(
  'gaussianMarginal',
  '(a m, V)',
  [kernelSymbols('a', 'v'), gaussianSymbols()],
  <T>(F: Field<T>, { signal, variance }: Kernel<T>, { mean, covariance }: Gaussian<T>): Gaussian<T> => {
    const { mul, add } = F
    const signalVariance = mul(signal, signal)
    return {
      mean: scaleVector(F, signal, mean),
      covariance: symmetric(mean.length, (i, j) => {
        const spread = mul(signalVariance, entryOf(covariance, i, j))
        return i === j ? add(spread, variance) : spread
      }),
    }
  },
)

/** What x says of x₀ ∼ N(m, Σ), and how likely x was. */
export interface GaussianPosterior<T> {
  /** The diagonal of D in V = L D Lᵀ: det V is its product. */
  readonly pivots: Vector<T>
  /** (x − a·m)ᵀ V⁻¹ (x − a·m). */
  readonly distance: T
  /** g = ∇ₓ log N(x; a·m, V) = V⁻¹(a·m − x). */
  readonly score: Vector<T>
  /** μ = E[x₀|x] = m + aΣV⁻¹(x − a·m). */
  readonly x0Hat: Vector<T>
}

/**
 * The posterior of one Gaussian component given x = a·x₀ + √v·ε, all of it without a root or an exponential.
 * Needs V = a²Σ + vI invertible by LDLᵀ, as it is wherever Σ is positive definite and a ≠ 0 or v > 0.
 * Source: theorems TB-GMM, TB-GAUSS.
 */
export const gaussianPosterior = formula(
  'gaussianPosterior',
  '(D, \\Delta, g, \\mu)',
  [kernelSymbols('a', 'v'), gaussianSymbols(), pointSymbols],
  <T>(F: Field<T>, kernel: Kernel<T>, prior: Gaussian<T>, x: Vector<T>): GaussianPosterior<T> => {
    const marginal = gaussianMarginal(F, kernel, prior)
    const factors = ldl(F, marginal.covariance)
    const residual = subVectors(F, x, marginal.mean)
    const pulled = solve(F, factors, residual)
    return {
      pivots: factors.pivots,
      distance: inverseQuadratic(F, factors, residual),
      score: negVector(F, pulled),
      x0Hat: addVectors(F, prior.mean, scaleVector(F, kernel.signal, apply(F, prior.covariance, pulled))),
    }
  },
)

/** The second-order part of the posterior of a Gaussian component: the same at every x. */
export interface GaussianSpread<T> {
  /** K = aΣV⁻¹: E[x₀|x] = m + K(x − a·m). */
  readonly gain: Matrix<T>
  /** C = Cov(x₀|x) = Σ − aKΣ = v·ΣV⁻¹. */
  readonly x0Covariance: Matrix<T>
  /** Cov(ε|x) = aK = a²ΣV⁻¹. */
  readonly epsCovariance: Matrix<T>
  /** V⁻¹ = −∇² log N(x; a·m, V). */
  readonly precision: Matrix<T>
}

/**
 * Gain, posterior covariances and precision of one Gaussian component. Σ and V = a²Σ + vI commute, so ΣV⁻¹ is
 * symmetric and Σ − aKΣ = ΣV⁻¹(V − a²Σ) = v·ΣV⁻¹: a product where the textbook form is a cancelling difference.
 * Source: theorem TB-GMM.
 */
export const gaussianSpread = formula(
  'gaussianSpread',
  '(K, C, aK, V^{-1})',
  [kernelSymbols('a', 'v'), gaussianSymbols()],
  <T>(F: Field<T>, kernel: Kernel<T>, prior: Gaussian<T>): GaussianSpread<T> => {
    const { signal, variance } = kernel
    const factors = ldl(F, gaussianMarginal(F, kernel, prior).covariance)
    const ratio = solveSymmetric(F, factors, prior.covariance)
    const gain = scaleMatrix(F, signal, ratio)
    return {
      gain,
      x0Covariance: scaleMatrix(F, variance, ratio),
      epsCovariance: scaleMatrix(F, signal, gain),
      precision: inverse(F, factors),
    }
  },
)
