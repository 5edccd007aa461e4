import type { Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { compose, type Transition, transitionSymbols } from './kernel.js'

/**
 * The mean of q(x_s | x_t, x₀): (a_s·v·x₀ + a·v_s·x_t) / (a²·v_s + v).
 * In Ho et al.'s convention (√ᾱ_{t−1} β_t x₀ + √α_t (1−ᾱ_{t−1}) x_t) / (1−ᾱ_t), their eq. (7).
 * Needs a²·v_s + v ≠ 0; at v_s = 0 it is x₀·a_s: a Dirac.
 */
export const posteriorMean = formula(
  'posteriorMean',
  '\\tilde\\mu',
  [transitionSymbols, { x0: 'x_0', xt: 'x_t' }],
  <T>(F: Field<T>, { prior, step }: Transition<T>, at: { x0: T; xt: T }): T => {
    const { mul, add, div } = F
    const fromX0 = mul(mul(prior.signal, step.variance), at.x0)
    const fromXt = mul(mul(step.signal, prior.variance), at.xt)
    return div(add(fromX0, fromXt), compose(F, { prior, step }).variance)
  },
)

/**
 * The variance of q(x_s | x_t, x₀): v·v_s / (a²·v_s + v), in Ho et al.'s convention
 * β̃_t = β_t (1−ᾱ_{t−1}) / (1−ᾱ_t).
 */
export const posteriorVariance = formula(
  'posteriorVariance',
  '\\tilde v',
  [transitionSymbols],
  <T>(F: Field<T>, { prior, step }: Transition<T>): T =>
    F.div(F.mul(step.variance, prior.variance), compose(F, { prior, step }).variance),
)
