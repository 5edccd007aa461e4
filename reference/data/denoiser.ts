import type { ExponentialField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import {
  type Matrix,
  scaleMatrix,
  scaleVector,
  squaredNorm,
  subVectors,
  type Vector,
} from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { averageOf, weightsOf } from './combine.js'
import { pointSymbols } from './gaussian.js'
import { type Data, dataSymbols, logDensityHessian, x0Covariance } from './posterior.js'

/** The optimal denoiser as a map of x: of a data set, and its derivatives. */

const symbols = [kernelSymbols('a', 'v'), dataSymbols, pointSymbols]

/**
 * x̂₀(x) = Σ_k softmax_k(−|x − a·z_k|²/(2v))·z_k: what a perfect network learns of the data set z₁ … z_n, attention with
 * the data as keys and values. Needs v ≠ 0. Source: theorem X-EMPSOFT.
 */
export const softmaxDenoiser = formula(
  'softmaxDenoiser',
  '\\hat x_0(x)',
  [
    kernelSymbols('a', 'v'),
    [
      ['z_{11}', 'z_{12}'],
      ['z_{21}', 'z_{22}'],
    ],
    pointSymbols,
  ],
  <T>(
    F: ExponentialField<T>,
    { signal, variance }: Kernel<T>,
    points: readonly Vector<T>[],
    x: Vector<T>,
  ): Vector<T> => {
    const { lit, mul, div } = F
    const logits = points.map((z) => {
      const distance = squaredNorm(F, subVectors(F, x, scaleVector(F, signal, z)))
      return div(mul(lit('-1/2'), distance), variance)
    })
    return averageOf(F, weightsOf(F, logits), points)
  },
)

/** ∂x̂₀/∂x = (a/v)·Cov(x₀|x). Needs v ≠ 0. Source: theorem X-CONVEX. */
export const x0Jacobian = formula(
  'x0Jacobian',
  '\\partial \\hat x_0/\\partial x',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Matrix<T> =>
    scaleMatrix(F, F.div(kernel.signal, kernel.variance), x0Covariance(F, kernel, data, x)),
)

/** ∂(ε*)/∂x = −√v·∇² log q(x). Source: theorem X-CONVEX. */
export const epsJacobian = formula(
  'epsJacobian',
  '\\partial \\varepsilon^*/\\partial x',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Matrix<T> =>
    scaleMatrix(F, F.neg(F.sqrt(kernel.variance)), logDensityHessian(F, kernel, data, x)),
)
