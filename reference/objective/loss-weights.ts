import type { Field } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { type Level, levelSymbols, nextLevel, nextVariance, type Step, stepSymbols } from '../process/step.js'

/**
 * The loss of the reverse mean, ‖μ̃ − μ̂‖²/(2σ²), as a loss of the prediction that μ̂ is made of. Each conversion is affine,
 * μ̂ = c·prediction + …, so the weight of the prediction's squared error is c²/(2σ²). σ² is the variance of the model's
 * reverse step: β_t, β̃_t (`bridge`) or another. All are root-free, for any kernel. Source: theorems LOSS-DIFF, LOSS-W-EPS,
 * LOSS-W-X0, X-WEIGHTS; Ho et al. 2020, eq. (8), (12).
 */

/** The level at s and the step s→t that the reverse step undoes. */
export interface Undone<T> {
  readonly from: Level<T>
  readonly step: Step<T>
}

export const undoneSymbols = { from: levelSymbols, step: stepSymbols }
const symbols = [undoneSymbols, { reverseVariance: '\\sigma^2' }]
interface Variance<T> {
  readonly reverseVariance: T
}

/** 1/(2σ²): the weight of ‖μ̃ − μ̂‖². Needs σ² ≠ 0: at t = 1 with σ² = β̃₁ = 0 there is none. */
export const meanLossWeight = formula(
  'meanLossWeight',
  '\\frac{1}{2\\sigma^2}',
  [{ reverseVariance: '\\sigma^2' }],
  <T>({ lit, div }: Field<T>, { reverseVariance }: Variance<T>): T => div(lit('1/2'), reverseVariance),
)

/** β²/(2σ²·α·v_t): the weight of ‖ε − ε̂‖², Ho et al.'s β_t²/(2σ_t²α_t(1−ᾱ_t)). Needs σ², α, v_t ≠ 0. */
export const epsLossWeight = formula(
  'epsLossWeight',
  'w_t',
  symbols,
  <T>(F: Field<T>, { from, step }: Undone<T>, variance: Variance<T>): T => {
    const { mul, div } = F
    const total = nextVariance(F, from.variance, step)
    return mul(meanLossWeight(F, variance), div(square(F, step.beta), mul(step.alpha, total)))
  },
)

/** ᾱ_s·β²/(2σ²·v_t²): the weight of ‖x₀ − x̂₀‖². Needs σ², v_t ≠ 0. */
export const x0LossWeight = formula(
  'x0LossWeight',
  '\\omega_t',
  symbols,
  <T>(F: Field<T>, { from, step }: Undone<T>, variance: Variance<T>): T => {
    const { mul, div } = F
    const total = nextVariance(F, from.variance, step)
    return mul(meanLossWeight(F, variance), mul(from.alphaBar, square(F, div(step.beta, total))))
  },
)

/** ᾱ_s·β²/(2σ²·v_t·(ᾱ_t + v_t)²): the weight of ‖v − v̂‖². Needs σ², v_t, ᾱ_t + v_t ≠ 0. */
export const vLossWeight = formula(
  'vLossWeight',
  'w^v_t',
  symbols,
  <T>(F: Field<T>, { from, step }: Undone<T>, variance: Variance<T>): T => {
    const { add, mul, div } = F
    const { alphaBar, variance: total } = nextLevel(F, from, step)
    const ratio = div(step.beta, add(alphaBar, total))
    return mul(meanLossWeight(F, variance), div(mul(from.alphaBar, square(F, ratio)), total))
  },
)

/** β²/(2σ²·α): the weight of ‖S − Ŝ‖². Needs σ², α ≠ 0. */
export const scoreLossWeight = formula(
  'scoreLossWeight',
  'w^S_t',
  [{ step: stepSymbols }, { reverseVariance: '\\sigma^2' }],
  <T>(F: Field<T>, { step }: Pick<Undone<T>, 'step'>, variance: Variance<T>): T =>
    F.mul(meanLossWeight(F, variance), F.div(square(F, step.beta), step.alpha)),
)
