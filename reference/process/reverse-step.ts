import type { Field, RadicalField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { compose, type Transition, transitionSymbols } from './kernel.js'
import { posteriorVariance } from './posterior.js'
import { x0FromEps } from './predictions.js'
import { posteriorMeanFromEps } from './reverse-mean.js'
import {
  bridge,
  type Level,
  levelSymbols,
  nextLevel,
  nextVariance,
  type Step,
  stepSymbols,
  surdSquared,
} from './step.js'

/**
 * One step of sampling, from x_t to x_s: ancestral (Ho et al.) and DDIM, for any s < t of a schedule or a sub-sequence of
 * it; and what such steps do to Gaussian data, as root-free recursions of variances.
 */

const draw = { xt: 'x_t', eps: '\\hat\\varepsilon', noise: 'z' }

/** What a step is made of: where it starts, the predicted ε, a standard normal z (0 for none), the variance of the step. */
interface Draw<T> {
  readonly xt: T
  readonly eps: T
  readonly noise: T
  readonly reverseVariance: T
}

/**
 * x_s = (x_t − v·ε̂/s)/a + σ·z, coordinate by coordinate: Ho et al.'s algorithm 2 with σ² = `reverseVariance`. At the last
 * step give z = 0 or σ² = 0. Needs a, s ≠ 0. Source: theorem ALG-SAMPLE.
 */
export const ancestralStep = formula(
  'ancestralStep',
  'x_s',
  [transitionSymbols, { ...draw, reverseVariance: '\\sigma^2' }],
  <T>(F: RadicalField<T>, transition: Transition<T>, { xt, eps, noise, reverseVariance }: Draw<T>): T =>
    F.add(posteriorMeanFromEps(F, transition, { xt, eps }), F.mul(F.sqrt(reverseVariance), noise)),
)

/** σ² = η²·β̃, the variance of a DDIM step: η = 0 deterministic, η = 1 that of q(x_s|x_t,x₀). Source: Song et al. 2020, eq. (16). */
export const ddimVariance = formula(
  'ddimVariance',
  '\\eta^2 \\tilde v',
  [transitionSymbols, { eta: '\\eta' }],
  <T>(F: Field<T>, transition: Transition<T>, { eta }: { readonly eta: T }): T =>
    F.mul(square(F, eta), posteriorVariance(F, transition)),
)

/**
 * a_s·x₀ + √(v_s − σ²)·ε: the mean of the DDIM family given x₀ and the accumulated noise ε. Needs σ² ≤ v_s.
 * Source: Song et al. 2020, eq. (7); theorem X-DDIM.
 */
export const ddimMean = formula(
  'ddimMean',
  '\\mu_\\sigma',
  [transitionSymbols, { x0: 'x_0', eps: '\\varepsilon', reverseVariance: '\\sigma^2' }],
  <T>(
    { add, sub, mul, sqrt }: RadicalField<T>,
    { prior }: Transition<T>,
    { x0, eps, reverseVariance }: { readonly x0: T; readonly eps: T; readonly reverseVariance: T },
  ): T => add(mul(prior.signal, x0), mul(sqrt(sub(prior.variance, reverseVariance)), eps)),
)

/** x_s = a_s·x̂₀ + √(v_s − σ²)·ε̂ + σ·z with x̂₀ = (x_t − s·ε̂)/a_t. Needs a_t ≠ 0, σ² ≤ v_s. Source: as {@link ddimMean}. */
export const ddimStep = formula(
  'ddimStep',
  'x_s',
  [transitionSymbols, { ...draw, reverseVariance: '\\sigma^2' }],
  <T>(F: RadicalField<T>, transition: Transition<T>, { xt, eps, noise, reverseVariance }: Draw<T>): T => {
    const x0 = x0FromEps(F, compose(F, transition), { xt, eps })
    return F.add(ddimMean(F, transition, { x0, eps, reverseVariance }), F.mul(F.sqrt(reverseVariance), noise))
  },
)

/** v_t/β = v_s/β̃: the largest η² that DDIM allows, Ho et al.'s (1−ᾱ_t)/β_t. Needs β ≠ 0. Source: theorem X-DDIM. */
export const largestEtaSquare = formula(
  'largestEtaSquare',
  '\\eta^2_{\\max}',
  [{ from: levelSymbols, step: stepSymbols }],
  <T>(F: Field<T>, { from, step }: { readonly from: Level<T>; readonly step: Step<T> }): T =>
    F.div(nextVariance(F, from.variance, step), step.beta),
)

/**
 * σ*² = β̃ + β²·w/(α·v_t), w = E tr Cov(ε|x_t)/d: the isotropic variance that maximises the likelihood of the reverse step.
 * Needs α, v_t ≠ 0. Source: theorem X-REVVAR; Bao et al. 2022.
 */
export const optimalReverseVariance = formula(
  'optimalReverseVariance',
  '\\sigma^{*2}',
  [{ from: levelSymbols, step: stepSymbols }, { epsVariance: 'w' }],
  <T>(
    F: Field<T>,
    { from, step }: { readonly from: Level<T>; readonly step: Step<T> },
    { epsVariance }: { readonly epsVariance: T },
  ): T => {
    const { add, mul, div } = F
    const total = nextVariance(F, from.variance, step)
    const excess = div(mul(square(F, step.beta), epsVariance), mul(step.alpha, total))
    return add(bridge(F, from, step, total).variance, excess)
  },
)

/** V = ᾱ·v₀ + v: the variance of x_t for data of variance v₀. */
export const marginalVariance = formula(
  'marginalVariance',
  'V_t',
  [levelSymbols, { dataVariance: 'v_0' }],
  <T>({ add, mul }: Field<T>, { alphaBar, variance }: Level<T>, { dataVariance }: { dataVariance: T }): T =>
    add(mul(alphaBar, dataVariance), variance),
)

/**
 * q(x_s|x_t) for data N(0, v₀), root-free: the squared gain α·(V_s/V_t)² as `alpha` and the variance β·V_s/V_t as `beta`.
 * It is the bridge from V_s in the place of v_s. The gain is also (1 − β/V_t)/√α, that of the ancestral step with the
 * exact ε*. Needs V_t ≠ 0. Source: theorems ALG-SAMPLE, X-REVVAR.
 */
export const gaussianReverse = formula(
  'gaussianReverse',
  '(A_t^2, \\sigma_t^{*2})',
  [{ from: levelSymbols, step: stepSymbols }, { dataVariance: 'v_0' }],
  <T>(
    F: Field<T>,
    { from, step }: { readonly from: Level<T>; readonly step: Step<T> },
    data: { readonly dataVariance: T },
  ): Step<T> => {
    const before = { alphaBar: from.alphaBar, variance: marginalVariance(F, from, data) }
    const total = marginalVariance(F, nextLevel(F, from, step), data)
    const { variance, xtWeight } = bridge(F, before, step, total)
    return { alpha: surdSquared(F, xtWeight), beta: variance }
  },
)

/**
 * v ← A²·v + σ² over reverse steps in the order they are taken, T first: the exact variance of a linear sampler.
 * Source: theorems DDPM-GEN, ALG-SAMPLE.
 */
export const sampledVariance = formula(
  'sampledVariance',
  'v_0^{\\mathrm{out}}',
  [[stepSymbols, { alpha: "\\alpha'", beta: "\\beta'" }], { initial: 'v_T' }],
  <T>(F: Field<T>, steps: readonly Step<T>[], { initial }: { readonly initial: T }): T =>
    steps.reduce((variance, step) => nextVariance(F, variance, step), initial),
)
