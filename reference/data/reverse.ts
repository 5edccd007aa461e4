import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at, square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { addMatrices, diagonal, type Matrix, scaleMatrix, type Vector } from '../numbers/linear.js'
import { compose, type Transition, transitionSymbols } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import type { Component } from './component.js'
import { pointSymbols } from './gaussian.js'
import { posteriorLaw } from './noised.js'
import { type Data, dataSymbols, x0Covariance, x0Hat } from './posterior.js'

/** The law of x_s given x_t, s < t, of data that is a mixture: x_t alone is known, not x₀. Source: theorem REV-MIX. */

const symbols = [transitionSymbols, dataSymbols, pointSymbols]

/** μ̃(x_t, x₀) of vectors, coordinate by coordinate. */
const bridgeMean = <T>(F: Field<T>, transition: Transition<T>, x0: Vector<T>, xt: Vector<T>): Vector<T> =>
  xt.map((x, i) => posteriorMean(F, transition, { x0: at(x0, i), xt: x }))

/** ṽI + κ²·Cov(x₀), where κ is the weight of x₀ in μ̃. */
function spread<T>(
  F: Field<T>,
  transition: Transition<T>,
  d: number,
  ofX0: Matrix<T> | undefined,
): Matrix<T> {
  const own = diagonal(
    F,
    Array.from({ length: d }, () => posteriorVariance(F, transition)),
  )
  if (ofX0 === undefined) return own
  const weight = posteriorMean(F, transition, { x0: F.lit(1n), xt: F.lit(0n) })
  return addMatrices(F, own, scaleMatrix(F, square(F, weight), ofX0))
}

/**
 * q(x_s|x_t) = Σ r_k N(μ̃(x_t, μ_k), ṽI + κ²C_k) with κ = a_s·v/v_t: the average of q(x_s|x_t,x₀) under q(x₀|x_t). Of
 * points, a mixture of Gaussians with the common covariance ṽI. Needs v_t > 0.
 */
export const reverseKernel = formula(
  'reverseKernel',
  'q(x_s \\mid x_t)',
  symbols,
  <T>(F: ExponentialField<T>, transition: Transition<T>, data: Data<T>, xt: Vector<T>): Data<T> =>
    posteriorLaw(F, compose(F, transition), data, xt).map(
      ({ weight, mean, covariance }): Component<T> => ({
        weight,
        mean: bridgeMean(F, transition, mean, xt),
        covariance: spread(F, transition, xt.length, covariance),
      }),
    ),
)

/** E[x_s|x_t] = μ̃(x_t, x̂₀(x_t)). Source: theorem OPT-MU. */
export const reverseMean = formula(
  'reverseMean',
  '\\operatorname{E}[x_s \\mid x_t]',
  symbols,
  <T>(F: ExponentialField<T>, transition: Transition<T>, data: Data<T>, xt: Vector<T>): Vector<T> =>
    bridgeMean(F, transition, x0Hat(F, compose(F, transition), data, xt), xt),
)

/** Cov(x_s|x_t) = ṽI + κ²·Cov(x₀|x_t). */
export const reverseCovariance = formula(
  'reverseCovariance',
  '\\operatorname{Cov}(x_s \\mid x_t)',
  symbols,
  <T>(F: ExponentialField<T>, transition: Transition<T>, data: Data<T>, xt: Vector<T>): Matrix<T> =>
    spread(F, transition, xt.length, x0Covariance(F, compose(F, transition), data, xt)),
)
