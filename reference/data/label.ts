import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at, dot } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { addVectors, scaleVector, subVectors, type Vector } from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { averageOf } from './combine.js'
import { componentPosterior } from './component.js'
import { pointSymbols } from './gaussian.js'
import { type Data, dataSymbols, posteriorWeights, score } from './posterior.js'

/**
 * A label y of the data, p(y|component k) = c_k, and guidance by it at noise level t: p(y|x) is that of the noised x.
 * Source: theorem GUIDE.
 */

const likelihoods = ['c_1', 'c_2']
const symbols = [kernelSymbols('a', 'v'), dataSymbols, likelihoods, pointSymbols]

/** p(y|x) = Σ r_k(x)·c_k. */
export const labelProbability = formula(
  'labelProbability',
  'p(y \\mid x)',
  symbols,
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, data: Data<T>, likelihoods: Vector<T>, x: Vector<T>): T =>
    dot(F, posteriorWeights(F, kernel, data, x), likelihoods),
)

/** The law of the data given the label: weights w_k·c_k. They sum to p(y), which no posterior depends on. */
export const givenLabel = formula(
  'givenLabel',
  'p(x_0 \\mid y)',
  [dataSymbols, likelihoods],
  <T>({ mul }: Field<T>, data: Data<T>, likelihoods: Vector<T>): Data<T> =>
    data.map((component, k) => ({ ...component, weight: mul(component.weight, at(likelihoods, k)) })),
)

/** ∇ₓ log p(y|x) = Σ r_k c_k (g_k − S)/p(y|x), with g_k the score of component k and S that of all. Needs p(y|x) ≠ 0. */
export const labelScore = formula(
  'labelScore',
  '\\nabla_x \\log p(y \\mid x)',
  symbols,
  <T>(
    F: ExponentialField<T>,
    kernel: Kernel<T>,
    data: Data<T>,
    likelihoods: Vector<T>,
    x: Vector<T>,
  ): Vector<T> => {
    const weights = posteriorWeights(F, kernel, data, x).map((r, k) => F.mul(r, at(likelihoods, k)))
    const overall = score(F, kernel, data, x)
    const pulls = data.map((component) =>
      subVectors(F, componentPosterior(F, kernel, component, x).score, overall),
    )
    const probability = labelProbability(F, kernel, data, likelihoods, x)
    return averageOf(F, weights, pulls).map((pull) => F.div(pull, probability))
  },
)

/**
 * S(x) + w·∇ₓ log p(y|x), classifier guidance of scale w: at w = 1 the score of p(x|y); at any other it is the score of no
 * noised law in general.
 */
export const guidedScore = formula(
  'guidedScore',
  'S + w\\,\\nabla_x \\log p(y \\mid x)',
  [...symbols, { scale: 'w' }],
  <T>(
    F: ExponentialField<T>,
    kernel: Kernel<T>,
    data: Data<T>,
    likelihoods: Vector<T>,
    x: Vector<T>,
    { scale }: { readonly scale: T },
  ): Vector<T> =>
    addVectors(
      F,
      score(F, kernel, data, x),
      scaleVector(F, scale, labelScore(F, kernel, data, likelihoods, x)),
    ),
)
