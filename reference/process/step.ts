import type { ExponentialField, Field, RadicalField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'

/**
 * One step of a Markov chain of Gaussian kernels, without a root: x ↦ √alpha·x + √beta·e, e ∼ N(0, I).
 * Ho et al. have alpha = 1 − beta (variance preserving); VE has alpha = 1.
 */
export interface Step<T> {
  readonly alpha: T
  readonly beta: T
}

/** The kernel 0→t without a root: alphaBar = signal², and the noise variance beside it, never by subtraction. */
export interface Level<T> {
  readonly alphaBar: T
  readonly variance: T
}

export const stepSymbols = { alpha: '\\alpha', beta: '\\beta' }
export const levelSymbols = { alphaBar: '\\bar\\alpha_s', variance: 'v_s' }

/** v ← α·v + β: the noise variance after one more step, a sum of positive terms. Source: theorem FWD-COV. */
export const nextVariance = formula(
  'nextVariance',
  'v_t',
  ['v_s', stepSymbols],
  <T>({ mul, add }: Field<T>, variance: T, { alpha, beta }: Step<T>): T => add(mul(alpha, variance), beta),
)

/** (ᾱ, v) ← (α·ᾱ, α·v + β). Where every alpha = 1 − beta, variance = 1 − alphaBar (theorem FWD-MARG). */
export const nextLevel = formula(
  'nextLevel',
  '(\\bar\\alpha_t, v_t)',
  [levelSymbols, stepSymbols],
  <T>(F: Field<T>, { alphaBar, variance }: Level<T>, step: Step<T>): Level<T> => ({
    alphaBar: F.mul(step.alpha, alphaBar),
    variance: nextVariance(F, variance, step),
  }),
)

/** SNR = ᾱ/v. Needs v ≠ 0: clean data has no finite ratio. */
export const snr = formula(
  'snr',
  '\\mathrm{SNR}',
  [{ alphaBar: '\\bar\\alpha_t', variance: 'v_t' }],
  <T>({ div }: Field<T>, { alphaBar, variance }: Level<T>): T => div(alphaBar, variance),
)

/** log SNR = log(ᾱ/v), in nats. Needs ᾱ, v > 0. */
export const logSnr = formula(
  'logSnr',
  '\\log \\mathrm{SNR}',
  [{ alphaBar: '\\bar\\alpha_t', variance: 'v_t' }],
  <T>(F: ExponentialField<T>, level: Level<T>): T => F.log(snr(F, level)),
)

/** A number factor·√radicand, without taking the root. */
export interface Surd<T> {
  readonly factor: T
  readonly radicand: T
}

/** factor·√radicand. */
export const surdValue = <T>({ mul, sqrt }: RadicalField<T>, { factor, radicand }: Surd<T>): T =>
  mul(factor, sqrt(radicand))

/** factor²·radicand. */
export const surdSquared = <T>({ mul }: Field<T>, { factor, radicand }: Surd<T>): T =>
  mul(mul(factor, factor), radicand)

/**
 * What q(x_s | x_t, x₀) is made of, given the step s→t, the level at s and the variance v_t of the level at t
 * (theorem POST-MEAN): its variance β·v_s/v_t, and in its mean the weights of x₀, (β/v_t)·√ᾱ_s, and of x_t,
 * (v_s/v_t)·√α.
 */
export const bridge = formula(
  'bridge',
  '(\\tilde\\beta, w_0, w_t)',
  [levelSymbols, stepSymbols, 'v_t'],
  <T>({ mul, div }: Field<T>, from: Level<T>, { alpha, beta }: Step<T>, total: T) => ({
    variance: div(mul(beta, from.variance), total),
    x0Weight: { factor: div(beta, total), radicand: from.alphaBar },
    xtWeight: { factor: div(from.variance, total), radicand: alpha },
  }),
)
