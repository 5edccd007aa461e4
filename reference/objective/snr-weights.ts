import type { Field } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { type Level, snr } from '../process/step.js'

/**
 * One error seen as an error of x₀, of ε, of v or of the score: ‖δε‖² = SNR·‖δx₀‖², and so on; and a weight chosen for
 * the x₀-loss as weights of the others. Root-free, for any level with v ≠ 0. Where ᾱ + v = 1 the ratios are
 * SNR : 1 : 1 + SNR : SNR(1 + SNR). Source: theorem X-WEIGHTS.
 */
export interface ByPrediction<T> {
  readonly eps: T
  readonly x0: T
  readonly v: T
  readonly score: T
}

const level = { alphaBar: '\\bar\\alpha_t', variance: 'v_t' }

/** The squared errors where that of x₀ is 1: ε ᾱ/v, v (ᾱ + v)²/v, score ᾱ/v². Needs v ≠ 0. */
export const lossRatios = formula(
  'lossRatios',
  '(\\delta\\varepsilon^2, 1, \\delta v^2, \\delta S^2)',
  [level],
  <T>(F: Field<T>, at: Level<T>): ByPrediction<T> => {
    const { lit, add, div } = F
    const { alphaBar, variance } = at
    const ratio = snr(F, at)
    return {
      eps: ratio,
      x0: lit(1n),
      v: div(square(F, add(alphaBar, variance)), variance),
      score: div(ratio, variance),
    }
  },
)

/** The weights under which each loss is `weight`·‖x₀ − x̂₀‖². Needs ᾱ, v, ᾱ + v ≠ 0. */
export const weightsFromX0 = formula(
  'weightsFromX0',
  '(w_\\varepsilon, w_{x_0}, w_v, w_S)',
  [level, { weight: 'w' }],
  <T>(F: Field<T>, at: Level<T>, { weight }: { readonly weight: T }): ByPrediction<T> => {
    const { eps, v, score } = lossRatios(F, at)
    return { eps: F.div(weight, eps), x0: weight, v: F.div(weight, v), score: F.div(weight, score) }
  },
)

/**
 * min(SNR, γ), the weight of the x₀-loss in min-SNR-γ; {@link weightsFromX0} gives the others, for ε min(SNR, γ)/SNR.
 * No formula compares, so the order is the caller's. Source: Hang et al. 2023, section 3.4.
 */
export const minSnrWeight = <T>(
  { F, atMost }: { readonly F: Field<T>; readonly atMost: (a: T, b: T) => boolean },
  at: Level<T>,
  { gamma }: { readonly gamma: T },
): T => {
  const ratio = snr(F, at)
  return atMost(ratio, gamma) ? ratio : gamma
}
