import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { addMatrices, diagonal, type Matrix, scaleVector, type Vector } from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { averageMatrixOf, averageOf, scatterOf } from './combine.js'
import { type Component, componentPosterior, componentSpread } from './component.js'
import { gaussianMarginal, pointSymbols } from './gaussian.js'
import { type Data, dataSymbols, posteriorWeights } from './posterior.js'

/** Laws that come of a mixture by noise and by Bayes: mixtures again, written as data. */

/** The law of x = a·x₀ + √v·ε: Σ w_k N(a·m_k, a²Σ_k + vI), where a point has Σ_k = 0. Source: theorem TB-GMM. */
export const noised = formula(
  'noised',
  '(w_k, a m_k, V_k)',
  [kernelSymbols('a', 'v'), dataSymbols],
  <T>(F: Field<T>, kernel: Kernel<T>, data: Data<T>): Data<T> =>
    data.map(({ weight, mean, covariance }): Component<T> => {
      if (covariance !== undefined) return { weight, ...gaussianMarginal(F, kernel, { mean, covariance }) }
      const noise = diagonal(
        F,
        mean.map(() => kernel.variance),
      )
      return { weight, mean: scaleVector(F, kernel.signal, mean), covariance: noise }
    }),
)

/** The law of x₀ given x: Σ r_k N(μ_k, C_k); a point stays a point. Needs v > 0. Source: theorem TB-GMM. */
export const posteriorLaw = formula(
  'posteriorLaw',
  '(r_k, \\mu_k, C_k)',
  [kernelSymbols('a', 'v'), dataSymbols, pointSymbols],
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>): Data<T> => {
    const weights = posteriorWeights(F, kernel, data, x)
    return data.map((component, k): Component<T> => {
      const mean = componentPosterior(F, kernel, component, x).x0Hat
      const point = { weight: at(weights, k), mean }
      if (component.covariance === undefined) return point
      return { ...point, covariance: componentSpread(F, kernel, component).x0Covariance }
    })
  },
)

/** Σ w_k m_k: the mean of a law whose weights sum to 1. */
export const lawMean = formula(
  'lawMean',
  '\\textstyle\\sum_k w_k m_k',
  [dataSymbols],
  <T>(F: Field<T>, data: Data<T>): Vector<T> =>
    averageOf(
      F,
      data.map(({ weight }) => weight),
      data.map(({ mean }) => mean),
    ),
)

/** Σ w_k Σ_k + Σ w_k (m_k − m̄)(m_k − m̄)ᵀ: the covariance of a law whose weights sum to 1. */
export const lawCovariance = formula(
  'lawCovariance',
  '\\operatorname{Cov}',
  [dataSymbols],
  <T>(F: Field<T>, data: Data<T>): Matrix<T> => {
    const weights = data.map(({ weight }) => weight)
    const none = (mean: Vector<T>) =>
      diagonal(
        F,
        mean.map(() => F.lit(0n)),
      )
    const within = data.map(({ mean, covariance }) => covariance ?? none(mean))
    const between = scatterOf(
      F,
      weights,
      data.map(({ mean }) => mean),
    )
    return addMatrices(F, averageMatrixOf(F, weights, within), between)
  },
)
