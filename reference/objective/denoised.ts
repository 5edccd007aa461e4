import type { ExponentialField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { type Transition, transitionSymbols } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import { scalarCrossEntropy, scalarKl, withLog } from './gaussian-kl.js'

/** Terms of the ELBO of a model that denoises, by the mean square error of its x̂₀. Source: theorems LOSS-DIFF, DDPM-ELBO. */

/**
 * E KL(q(x_s|x_t,x₀) ‖ N(μ̃(x_t, x̂₀), σ²I)) of a model whose mean is that of the posterior at a denoised x̂₀(x_t): the gap of the means is
 * κ(x₀ − x̂₀), κ the factor of x₀ in μ̃, so that only the mean square error E‖x₀ − x̂₀‖² counts. In d dimensions; needs v_s, v, σ² > 0.
 */
export const denoisedStep = formula(
  'denoisedStep',
  'L_{t}',
  [
    transitionSymbols,
    { error: '\\operatorname{E}\\|x_0-\\hat x_0\\|^2', dimension: 'd', reverseVariance: '\\sigma^2' },
  ],
  <T>(
    F: ExponentialField<T>,
    transition: Transition<T>,
    { error, dimension, reverseVariance }: Denoised<T>,
  ): T => {
    const pull = posteriorMean(F, transition, { x0: F.lit(1n), xt: F.lit(0n) })
    const gapSquare = F.div(F.mul(square(F, pull), error), dimension)
    return F.mul(
      dimension,
      scalarKl(F, withLog(F, posteriorVariance(F, transition)), withLog(F, reverseVariance), { gapSquare }),
    )
  },
)

/** What a model is known by: the mean square error of its x̂₀, the dimension, the variance σ² of its reverse kernel. */
export interface Denoised<T> {
  readonly error: T
  readonly dimension: T
  readonly reverseVariance: T
}

/** −E log N(x₀; x̂₀(x_t), σ²I) = (d/2)(log 2π + log σ²) + E‖x₀ − x̂₀‖²/(2σ²). Needs σ² > 0. */
export const denoisedReconstruction = formula(
  'denoisedReconstruction',
  'L_{\\mathrm{recon}}',
  [
    {
      error: '\\operatorname{E}\\|x_0-\\hat x_0\\|^2',
      dimension: 'd',
      reverseVariance: '\\sigma^2',
      logTwoPi: '\\log 2\\pi',
    },
  ],
  <T>(
    F: ExponentialField<T>,
    { error, dimension, reverseVariance, logTwoPi }: Denoised<T> & { readonly logTwoPi: T },
  ): T =>
    F.mul(
      dimension,
      scalarCrossEntropy(F, withLog(F, reverseVariance), { gapSquare: F.div(error, dimension), logTwoPi }),
    ),
)
