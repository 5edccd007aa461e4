import type { Field, RadicalField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { compose, type Transition, transitionSymbols } from './kernel.js'
import { posteriorMean } from './posterior.js'
import { vPrediction, x0FromV } from './predictions.js'

/**
 * The mean μ̃ of q(x_s | x_t, x₀) as a prediction, to and from the others. With the step x_t = a·x_s + √v·e and
 * s² = a²·v_s + v the variance of 0→t:  μ̃ = (x_t − v·ε/s)/a = (x_t + v·S)/a. From x₀ it is
 * {@link posteriorMean}. Source: theorems POST-EPS, PARAM-EQ, OPT-MU.
 */

const symbols = (value: Record<string, string>) => [transitionSymbols, { xt: 'x_t', ...value }]
const MEAN = { posteriorMean: '\\hat\\mu' }

/** μ̃ = (x_t − v·ε/s)/a: Ho et al.'s (x_t − β_t ε/√(1−ᾱ_t))/√α_t. Needs a ≠ 0, s ≠ 0. */
export const posteriorMeanFromEps = formula(
  'posteriorMeanFromEps',
  '\\hat\\mu',
  symbols({ eps: '\\hat\\varepsilon' }),
  <T>(F: RadicalField<T>, transition: Transition<T>, { xt, eps }: { xt: T; eps: T }): T => {
    const { div, sub, mul, sqrt } = F
    const { step } = transition
    const std = sqrt(compose(F, transition).variance)
    return div(sub(xt, div(mul(step.variance, eps), std)), step.signal)
  },
)

/** μ̃ = (x_t + v·S)/a: Tweedie's formula for the one step. Needs a ≠ 0. */
export const posteriorMeanFromScore = formula(
  'posteriorMeanFromScore',
  '\\hat\\mu',
  symbols({ score: '\\hat S' }),
  <T>({ div, add, mul }: Field<T>, { step }: Transition<T>, { xt, score }: { xt: T; score: T }): T =>
    div(add(xt, mul(step.variance, score)), step.signal),
)

/** μ̃ of x₀ = (a_t·x_t − s·v)/(a_t² + s²): defined at a_t = 0 too. Needs s ≠ 0. */
export const posteriorMeanFromV = formula(
  'posteriorMeanFromV',
  '\\hat\\mu',
  symbols({ v: '\\hat v' }),
  <T>(F: RadicalField<T>, transition: Transition<T>, { xt, v }: { xt: T; v: T }): T =>
    posteriorMean(F, transition, { xt, x0: x0FromV(F, compose(F, transition), { xt, v }) }),
)

/** x₀ = (s²·μ̃ − a·v_s·x_t)/(a_s·v). Needs a_s ≠ 0, v ≠ 0. */
export const x0FromPosteriorMean = formula(
  'x0FromPosteriorMean',
  '\\hat x_0',
  symbols(MEAN),
  <T>(
    F: Field<T>,
    { prior, step }: Transition<T>,
    { xt, posteriorMean: mean }: { xt: T; posteriorMean: T },
  ): T => {
    const { div, sub, mul } = F
    const total = compose(F, { prior, step }).variance
    const fromXt = mul(mul(step.signal, prior.variance), xt)
    return div(sub(mul(total, mean), fromXt), mul(prior.signal, step.variance))
  },
)

/** ε = s·(x_t − a·μ̃)/v. Needs v ≠ 0. */
export const epsFromPosteriorMean = formula(
  'epsFromPosteriorMean',
  '\\hat\\varepsilon',
  symbols(MEAN),
  <T>(
    F: RadicalField<T>,
    transition: Transition<T>,
    { xt, posteriorMean: mean }: { xt: T; posteriorMean: T },
  ): T => {
    const { div, sub, mul, sqrt } = F
    const { step } = transition
    const std = sqrt(compose(F, transition).variance)
    return div(mul(std, sub(xt, mul(step.signal, mean))), step.variance)
  },
)

/** v = a_t·ε − s·x₀ of the ε and x₀ that μ̃ says. Needs a_s ≠ 0, v ≠ 0. */
export const vFromPosteriorMean = formula(
  'vFromPosteriorMean',
  '\\hat v',
  symbols(MEAN),
  <T>(F: RadicalField<T>, transition: Transition<T>, at: { xt: T; posteriorMean: T }): T =>
    vPrediction(F, compose(F, transition), {
      x0: x0FromPosteriorMean(F, transition, at),
      eps: epsFromPosteriorMean(F, transition, at),
    }),
)

/** S = (a·μ̃ − x_t)/v. Needs v ≠ 0. */
export const scoreFromPosteriorMean = formula(
  'scoreFromPosteriorMean',
  '\\hat S',
  symbols(MEAN),
  <T>(
    { div, sub, mul }: Field<T>,
    { step }: Transition<T>,
    { xt, posteriorMean: mean }: { xt: T; posteriorMean: T },
  ): T => div(sub(mul(step.signal, mean), xt), step.variance),
)

/**
 * E[e | x_t, x₀] = √v·ε/s: the noise of the one step s→t given the accumulated noise ε, and, ε* in its place, given x_t
 * alone. In Ho et al.'s convention the factor is √(β_t/(1−ᾱ_t)). Needs s ≠ 0. Source: theorem X-STEPN.
 */
export const stepEpsFromEps = formula(
  'stepEpsFromEps',
  '\\operatorname{E}[e \\mid x_t, x_0]',
  [transitionSymbols, { eps: '\\varepsilon' }],
  <T>(F: RadicalField<T>, transition: Transition<T>, { eps }: { eps: T }): T => {
    const { mul, div, sqrt } = F
    return mul(sqrt(div(transition.step.variance, compose(F, transition).variance)), eps)
  },
)
