import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at, softmax, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import {
  entryOf,
  type Matrix,
  scaleVector,
  subVectors,
  symmetric,
  type Vector,
  vector,
} from '../numbers/linear.js'

/** How components are put together: averages and scatter under the posterior weights r_k. */

const pair = (name: string) => [
  [`${name}_{11}`, `${name}_{12}`],
  [`${name}_{21}`, `${name}_{22}`],
]

/** r_k = e^{ℓ_k} / Σ_j e^{ℓ_j}: the posterior probability of each component given its log weight. */
export const weightsOf = formula(
  'weightsOf',
  'r_k',
  [['\\ell_1', '\\ell_2']],
  <T>(F: ExponentialField<T>, logWeights: Vector<T>): Vector<T> => softmax(F, logWeights),
)

/** Σ_k r_k u_k of one vector a component. */
export const averageOf = formula(
  'averageOf',
  '\\textstyle\\sum_k r_k u_k',
  [['r_1', 'r_2'], pair('u')],
  <T>(F: Field<T>, weights: Vector<T>, vectors: readonly Vector<T>[]): Vector<T> =>
    vector(at(vectors, 0).length, (i) =>
      sum(
        F,
        vectors.map((u, k) => F.mul(at(weights, k), at(u, i))),
      ),
    ),
)

/** Σ_k r_k A_k of one symmetric matrix a component, read from the lower triangles. */
export const averageMatrixOf = formula(
  'averageMatrixOf',
  '\\textstyle\\sum_k r_k A_k',
  [
    ['r_1', 'r_2'],
    [pair('A'), pair('B')],
  ],
  <T>(F: Field<T>, weights: Vector<T>, matrices: readonly Matrix<T>[]): Matrix<T> =>
    symmetric(at(matrices, 0).length, (i, j) =>
      sum(
        F,
        matrices.map((a, k) => F.mul(at(weights, k), entryOf(a, i, j))),
      ),
    ),
)

/**
 * Σ_k r_k (u_k − ū)(u_k − ū)ᵀ with ū = Σ_k r_k u_k: the covariance between components. A sum of positive terms, where
 * Σ r_k u_k u_kᵀ − ū ūᵀ cancels.
 */
export const scatterOf = formula(
  'scatterOf',
  '\\textstyle\\sum_k r_k (u_k - \\bar u)(u_k - \\bar u)^\\top',
  [['r_1', 'r_2'], pair('u')],
  <T>(F: Field<T>, weights: Vector<T>, vectors: readonly Vector<T>[]): Matrix<T> => {
    const mean = averageOf(F, weights, vectors)
    const parts = vectors.map((u, k) => {
      const deviation = subVectors(F, u, mean)
      return { deviation, weighted: scaleVector(F, at(weights, k), deviation) }
    })
    return symmetric(mean.length, (i, j) =>
      sum(
        F,
        parts.map(({ deviation, weighted }) => F.mul(at(weighted, i), at(deviation, j))),
      ),
    )
  },
)
