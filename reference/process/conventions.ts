import type { AnalyticField, Field, RadicalField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import type { Kernel } from './kernel.js'

/**
 * The kernels x = a·x₀ + √v·ε of the conventions in print, and the dictionary between the two of DDPM.
 * 1 − ᾱ cancels where ᾱ is near 1: a float table carries the variance beside the signal instead (see `nextLevel`).
 * Source: theorem CONV-AB.
 */

/** Ho et al.: (√ᾱ, 1 − ᾱ). With α_t in the place of ᾱ_t it is one step. */
export const hoKernel = formula(
  'hoKernel',
  '(\\sqrt{\\bar\\alpha}, 1 - \\bar\\alpha)',
  [{ alphaBar: '\\bar\\alpha' }],
  <T>({ lit, sub, sqrt }: RadicalField<T>, { alphaBar }: { alphaBar: T }): Kernel<T> => ({
    signal: sqrt(alphaBar),
    variance: sub(lit(1n), alphaBar),
  }),
)

/** One step of Ho et al.: (√(1 − β), β). */
export const hoStep = formula(
  'hoStep',
  '(\\sqrt{1 - \\beta}, \\beta)',
  [{ beta: '\\beta' }],
  <T>({ lit, sub, sqrt }: RadicalField<T>, { beta }: { beta: T }): Kernel<T> => ({
    signal: sqrt(sub(lit(1n), beta)),
    variance: beta,
  }),
)

/** The slides: (ᾱ, 1 − ᾱ²). With α_i in the place of ᾱ_i it is one step. */
export const slidesKernel = formula(
  'slidesKernel',
  '(\\bar\\alpha, 1 - \\bar\\alpha^2)',
  [{ alphaBar: '\\bar\\alpha' }],
  <T>(F: Field<T>, { alphaBar }: { alphaBar: T }): Kernel<T> => ({
    signal: alphaBar,
    variance: F.sub(F.lit(1n), square(F, alphaBar)),
  }),
)

/** One step of the slides, whose β is a standard deviation: (√(1 − β²), β²). */
export const slidesStep = formula(
  'slidesStep',
  '(\\sqrt{1 - \\beta^2}, \\beta^2)',
  [{ betaStd: '\\beta' }],
  <T>(F: RadicalField<T>, { betaStd }: { betaStd: T }): Kernel<T> => hoStep(F, { beta: square(F, betaStd) }),
)

/** The slides' ᾱ of Ho et al.'s: √ᾱ. The same map takes α to α and β (a variance) to β (a standard deviation). */
export const slidesFromHo = formula(
  'slidesFromHo',
  '\\sqrt{\\bar\\alpha}',
  ['\\bar\\alpha'],
  <T>({ sqrt }: RadicalField<T>, alphaBar: T): T => sqrt(alphaBar),
)

/** Ho et al.'s ᾱ of the slides': ᾱ². The same map takes α to α and β to β. */
export const hoFromSlides = formula(
  'hoFromSlides',
  '\\bar\\alpha^2',
  ['\\bar\\alpha'],
  <T>(F: Field<T>, alphaBar: T): T => square(F, alphaBar),
)

/** Variance exploding (NCSN): (1, σ²). */
export const veKernel = formula(
  'veKernel',
  '(1, \\sigma^2)',
  [{ std: '\\sigma' }],
  <T>(F: Field<T>, { std }: { std: T }): Kernel<T> => ({ signal: F.lit(1n), variance: square(F, std) }),
)

/** One step of VE from σ_s to σ_t: (1, σ_t² − σ_s²), as the product (σ_t − σ_s)(σ_t + σ_s). */
export const veStep = formula(
  'veStep',
  '(1, \\sigma_t^2 - \\sigma_s^2)',
  [{ fromStd: '\\sigma_s', toStd: '\\sigma_t' }],
  <T>({ lit, mul, add, sub }: Field<T>, { fromStd, toStd }: { fromStd: T; toStd: T }): Kernel<T> => ({
    signal: lit(1n),
    variance: mul(sub(toStd, fromStd), add(toStd, fromStd)),
  }),
)

/**
 * The VP SDE dx = −½β(t)x dt + √β(t) dw with B = ∫₀ᵗβ: m = e^{−B/2}, P = 1 − e^{−B}.
 * Source: Song et al. 2021, eq. (29).
 */
export const vpKernel = formula(
  'vpKernel',
  '(e^{-B/2}, 1 - e^{-B})',
  [{ integratedBeta: 'B' }],
  <T>(F: AnalyticField<T>, { integratedBeta }: { integratedBeta: T }): Kernel<T> => ({
    signal: F.exp(F.neg(F.mul(F.lit('1/2'), integratedBeta))),
    variance: F.neg(F.expm1(F.neg(integratedBeta))),
  }),
)

/** The sub-VP SDE: m as in VP, P = (1 − e^{−B})². Source: Song et al. 2021, eq. (29). */
export const subVpKernel = formula(
  'subVpKernel',
  '(e^{-B/2}, (1 - e^{-B})^2)',
  [{ integratedBeta: 'B' }],
  <T>(F: AnalyticField<T>, at: { integratedBeta: T }): Kernel<T> => {
    const { signal, variance } = vpKernel(F, at)
    return { signal, variance: square(F, variance) }
  },
)

/** EDM with a scale: x = scale·(x₀ + σ·n), (scale, (scale·σ)²). Its own choice is scale 1. Source: Karras et al. 2022, eq. (2)–(4). */
export const edmKernel = formula(
  'edmKernel',
  '(s, s^2 \\sigma^2)',
  [{ scale: 's', std: '\\sigma' }],
  <T>(F: Field<T>, { scale, std }: { scale: T; std: T }): Kernel<T> => ({
    signal: scale,
    variance: square(F, F.mul(scale, std)),
  }),
)

/** Flow matching, x_t = (1 − t)·x₀ + t·ε: (1 − t, t²). Source: Liu et al. 2022 (rectified flow), Lipman et al. 2023. */
export const flowKernel = formula(
  'flowKernel',
  '(1 - t, t^2)',
  [{ time: 't' }],
  <T>(F: Field<T>, { time }: { time: T }): Kernel<T> => ({
    signal: F.sub(F.lit(1n), time),
    variance: square(F, time),
  }),
)
