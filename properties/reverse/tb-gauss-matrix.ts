import type { Gaussian } from '../../reference/data/gaussian.js'
import { gaussianMarginal } from '../../reference/data/gaussian.js'
import {
  epsCovariance,
  epsStar,
  logDensityHessian,
  score,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import { gaussianInformation } from '../../reference/integral/gaussian.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualExponentials } from '../../reference/numbers/dual.js'
import {
  addVectors,
  apply,
  identity,
  type Matrix,
  matrix,
  multiply,
  negVector,
  scaleMatrix,
  scaleVector,
  subVectors,
} from '../../reference/numbers/linear.js'
import { gaussianKl } from '../../reference/objective/gaussian-kl.js'
import type { Kernel } from '../../reference/process/kernel.js'
import { equals } from '../evidence/index.js'
import { forShapes, type Mixture, matrixEquals, type Shape, vectorEquals } from './mixture.js'

/** Gaussian data in d dimensions, through the functions of mixtures, which solve V = a²Σ + s²I by LDLᵀ. */

export const SHAPES_OF_ONE: readonly Shape[] = [1, 2, 3].map((d) => ({ K: 1, d }))

function prior<T>({ data }: Mixture<T>): Gaussian<T> {
  const { mean, covariance } = at(data, 0)
  if (covariance === undefined) throw new RangeError('a Gaussian is needed')
  return { mean, covariance }
}

/** The closed forms, multiplied out by V: no inverse is written. */
export const closedFormsOf = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, std, data, x } = mixture
    const { mean, covariance } = prior(mixture)
    const V = gaussianMarginal(F, kernel, { mean, covariance }).covariance
    const residual = subVectors(F, x, scaleVector(F, kernel.signal, mean))
    const slope = score(F, kernel, data, x)
    const pulled = negVector(F, slope)
    const byV = (a: Matrix<(typeof x)[number]>) => multiply(F, a, V)
    const signalSquare = F.mul(kernel.signal, kernel.signal)
    return [
      ...vectorEquals(apply(F, V, pulled), residual, 'V·S = −(x − a·m)'),
      ...vectorEquals(
        x0Hat(F, kernel, data, x),
        addVectors(F, mean, scaleVector(F, kernel.signal, apply(F, covariance, pulled))),
        'x̂₀ = m + aΣV⁻¹(x − a·m)',
      ),
      ...vectorEquals(epsStar(F, kernel, data, x), scaleVector(F, std, pulled), 'ε* = s·V⁻¹(x − a·m)'),
      ...matrixEquals(
        byV(x0Covariance(F, kernel, data, x)),
        scaleMatrix(F, kernel.variance, covariance),
        'Cov(x₀|x)·V = s²Σ',
      ),
      ...matrixEquals(
        byV(epsCovariance(F, kernel, data, x)),
        scaleMatrix(F, signalSquare, covariance),
        'Cov(ε|x)·V = a²Σ',
      ),
      ...matrixEquals(
        byV(logDensityHessian(F, kernel, data, x)),
        scaleMatrix(F, F.lit('-1'), identity(F, x.length)),
        '∇² log q·V = −I',
      ),
    ]
  })

/** KL of the joint law of (x₀, x) from the product of its marginals. */
function information<T>(F: ExponentialField<T>, kernel: Kernel<T>, { mean, covariance }: Gaussian<T>): T {
  const d = mean.length
  const marginal = gaussianMarginal(F, kernel, { mean, covariance })
  const block = (corner: (i: number, j: number) => T): Matrix<T> =>
    matrix(2 * d, 2 * d, (i, j) => {
      const [row, column] = [at(i < d ? covariance : marginal.covariance, i % d), j % d]
      return i < d === j < d ? at(row, column) : corner(i % d, column)
    })
  const means = [...mean, ...marginal.mean]
  const shared = block((i, j) => F.mul(kernel.signal, at(at(covariance, i), j)))
  return gaussianKl(
    F,
    { mean: means, covariance: shared },
    { mean: means, covariance: block(() => F.lit(0n)) },
  )
}

/** I(x₀; x) = ½(log det V − d log s²): one slope in a, and 0 at a = 0. */
export const informationOf = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel } = mixture
    const law = prior(mixture)
    const D = dualExponentials(F)
    const lifted = {
      mean: law.mean.map((m) => constant(m)),
      covariance: law.covariance.map((row) => row.map((entry) => constant(entry))),
    }
    const noise = constant(kernel.variance)
    const slope = derivative(
      D,
      (G, signal) => information(G, { signal, variance: noise }, lifted),
      kernel.signal,
    )
    const stated = derivative(
      D,
      (G, signal) => gaussianInformation(G, { signal, variance: noise }, lifted),
      kernel.signal,
    )
    const silent = { signal: F.lit(0n), variance: kernel.variance }
    return [
      equals(slope, stated, 'dI/da'),
      equals(information(F, silent, law), F.lit(0n), 'I at a = 0'),
      equals(gaussianInformation(F, silent, law), F.lit(0n), 'the closed form at a = 0'),
    ]
  })
