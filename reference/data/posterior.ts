import type { AnalyticField, ExponentialField } from '../numbers/algebra.js'
import { logSumExp } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import {
  addMatrices,
  type Matrix,
  scaleMatrix,
  scaleVector,
  subMatrices,
  type Vector,
} from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { averageMatrixOf, averageOf, scatterOf, weightsOf } from './combine.js'
import { type Component, componentPosterior, componentSpread } from './component.js'
import { gaussianSymbols, pointSymbols } from './gaussian.js'

/**
 * The data law π = Σ_k w_k·(component k): a Gaussian mixture with full covariances, points with weights, or both
 * together, in any dimension. x = a·x₀ + √v·ε with x₀ ∼ π, ε ∼ N(0, I) and v > 0 (v = 0 only where no component is a
 * point). All of it is a formula of the components combined under their posterior weights, see theorem TB-GMM.
 */
export type Data<T> = readonly Component<T>[]

/** Two components in the plane. */
export const dataSymbols = [
  { weight: 'w_1', ...gaussianSymbols('1;') },
  { weight: 'w_2', ...gaussianSymbols('2;') },
]
const symbols = [kernelSymbols('a', 'v'), dataSymbols, pointSymbols]

const posteriors = <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>) =>
  data.map((component) => componentPosterior(F, kernel, component, x))

function weighted<T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>) {
  const components = posteriors(F, kernel, data, x)
  const weights = weightsOf(
    F,
    components.map(({ logWeight }) => logWeight),
  )
  return {
    weights,
    scores: components.map(({ score }) => score),
    x0Hats: components.map(({ x0Hat }) => x0Hat),
  }
}

/**
 * log q(x) + (d/2) log 2π = log Σ_k e^{log weight of k}: the log density without its constant, which is all that its
 * gradient and the posterior depend on.
 */
export const logPotential = formula(
  'logPotential',
  '\\log q(x) + \\tfrac d2 \\log 2\\pi',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): T =>
    logSumExp(
      F,
      posteriors(F, kernel, data, x).map(({ logWeight }) => logWeight),
    ),
)

/** log q(x), in nats. It neither underflows nor overflows where the density does. */
export const logDensity = formula(
  'logDensity',
  '\\log q(x)',
  symbols,
  <T>(F: AnalyticField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): T => {
    const { lit, sub, mul, log, pi } = F
    const halfDimension = mul(lit('1/2'), lit(BigInt(x.length)))
    return sub(logPotential(F, kernel, data, x), mul(halfDimension, log(mul(lit(2n), pi))))
  },
)

/** r_k(x) = P(component k | x), one entry a component. */
export const posteriorWeights = formula(
  'posteriorWeights',
  'r_k(x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Vector<T> =>
    weighted(F, kernel, data, x).weights,
)

/** x̂₀(x) = E[x₀|x] = Σ r_k μ_k. */
export const x0Hat = formula(
  'x0Hat',
  '\\hat x_0(x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Vector<T> => {
    const { weights, x0Hats } = weighted(F, kernel, data, x)
    return averageOf(F, weights, x0Hats)
  },
)

/** ∇ log q(x) = Σ r_k g_k. */
export const score = formula(
  'score',
  '\\nabla \\log q(x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Vector<T> => {
    const { weights, scores } = weighted(F, kernel, data, x)
    return averageOf(F, weights, scores)
  },
)

/**
 * ε*(x) = E[ε|x] = (x − a·x̂₀)/√v, evaluated as Σ r_k √v·V_k⁻¹(x − a·m_k): the difference x − a·x̂₀ cancels where the
 * noise is small.
 */
export const epsStar = formula(
  'epsStar',
  '\\varepsilon^*(x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Vector<T> => {
    const { weights, scores } = weighted(F, kernel, data, x)
    const std = F.sqrt(kernel.variance)
    return averageOf(
      F,
      weights,
      scores.map((g) => scaleVector(F, F.neg(std), g)),
    )
  },
)

/** Cov(x₀|x) = Σ r_k C_k + Σ r_k (μ_k − x̂₀)(μ_k − x̂₀)ᵀ: within the components and between them. */
export const x0Covariance = formula(
  'x0Covariance',
  '\\operatorname{Cov}(x_0 \\mid x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Matrix<T> => {
    const { weights, x0Hats } = weighted(F, kernel, data, x)
    const within = data.map((component) => componentSpread(F, kernel, component).x0Covariance)
    return addMatrices(F, averageMatrixOf(F, weights, within), scatterOf(F, weights, x0Hats))
  },
)

/** Cov(ε|x) = Σ r_k a²Σ_kV_k⁻¹ + v Σ r_k (g_k − S)(g_k − S)ᵀ with S the score: ε given x and k has mean −√v·g_k. */
export const epsCovariance = formula(
  'epsCovariance',
  '\\operatorname{Cov}(\\varepsilon \\mid x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Matrix<T> => {
    const { weights, scores } = weighted(F, kernel, data, x)
    const within = data.map((component) => componentSpread(F, kernel, component).epsCovariance)
    const between = scaleMatrix(F, kernel.variance, scatterOf(F, weights, scores))
    return addMatrices(F, averageMatrixOf(F, weights, within), between)
  },
)

/** ∇² log q(x) = Σ r_k (g_k − S)(g_k − S)ᵀ − Σ r_k V_k⁻¹. */
export const logDensityHessian = formula(
  'logDensityHessian',
  '\\nabla^2 \\log q(x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Matrix<T> => {
    const { weights, scores } = weighted(F, kernel, data, x)
    const precisions = data.map((component) => componentSpread(F, kernel, component).precision)
    return subMatrices(F, scatterOf(F, weights, scores), averageMatrixOf(F, weights, precisions))
  },
)
