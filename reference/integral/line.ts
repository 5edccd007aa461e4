import type { Data } from '../data/posterior.js'
import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at, square, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'

/**
 * Mixtures of Gaussians on the line, Σ w_k N(m_k, V_k), made ready to be read at many points: one exponential a component and
 * one logarithm. P(x) = √(2π)·q(x) = Σ e^{ℓ_k − h_k(x − m_k)²}. Without a shift, so the reading must have the range of its densities.
 */
export interface LineComponent<T> {
  readonly mean: T
  /** ℓ_k = log w_k − ½ log V_k. */
  readonly logPeak: T
  /** h_k = 1/(2V_k). */
  readonly halfPrecision: T
}

/** A mixture of Gaussians on the line, component by component. */
export type Line<T> = readonly LineComponent<T>[]

const lineSymbols = ['1', '2'].map((k) => ({
  mean: `m_${k}`,
  logPeak: `\\ell_${k}`,
  halfPrecision: `h_${k}`,
}))

/** The components of a law of dimension 1 without points. @throws RangeError for any other law */
export const lineOf = formula(
  'lineOf',
  '(m_k, \\ell_k, h_k)',
  [['1', '2'].map((k) => ({ weight: `w_${k}`, mean: [`m_${k}`], covariance: [[`V_${k}`]] }))],
  <T>({ lit, sub, mul, div, log }: ExponentialField<T>, data: Data<T>): Line<T> =>
    data.map(({ weight, mean: [mean, ...more], covariance }) => {
      const variance = covariance?.[0]?.[0]
      if (mean === undefined || more.length > 0 || variance === undefined)
        throw new RangeError(
          `a law of dimension ${more.length + 1}${variance === undefined ? ' with a point' : ''} was given, expected Gaussians on the line: noise or project it first`,
        )
      const half = lit('1/2')
      return { mean, logPeak: sub(log(weight), mul(half, log(variance))), halfPrecision: div(half, variance) }
    }),
)

/** e^{ℓ_k − h_k(x − m_k)²}, one entry a component: √(2π)·w_k·N(x; m_k, V_k). */
export const lineTerms = formula(
  'lineTerms',
  'P_k(x)',
  [lineSymbols, 'x'],
  <T>(F: ExponentialField<T>, line: Line<T>, x: T): readonly T[] =>
    line.map(({ mean, logPeak, halfPrecision }) =>
      F.exp(F.sub(logPeak, F.mul(halfPrecision, square(F, F.sub(x, mean))))),
    ),
)

/** −P log P: over √(2π), with ½ log 2π, it integrates to the entropy. */
export const entropyDensity = formula(
  'entropyDensity',
  '-P\\log P',
  [lineSymbols, 'x'],
  <T>(F: ExponentialField<T>, line: Line<T>, x: T): T => {
    const total = sum(F, lineTerms(F, line, x))
    return F.neg(F.mul(total, F.log(total)))
  },
)

/** P(log P − log Q): over √(2π) it integrates to KL(P ‖ Q). */
export const divergenceDensity = formula(
  'divergenceDensity',
  'P(\\log P - \\log Q)',
  [
    lineSymbols,
    ['1', '2'].map((k) => ({ mean: `n_${k}`, logPeak: `\\ell'_${k}`, halfPrecision: `h'_${k}` })),
    'x',
  ],
  <T>(F: ExponentialField<T>, p: Line<T>, q: Line<T>, x: T): T => {
    const [ofP, ofQ] = [p, q].map((line) => sum(F, lineTerms(F, line, x)))
    return F.mul(at([ofP], 0) as T, F.sub(F.log(ofP as T), F.log(ofQ as T)))
  },
)

/** What is known of a number y once x and the component are: its mean offset + slope·x and its variance. */
export interface LinePosterior<T> {
  readonly offset: T
  readonly slope: T
  readonly variance: T
}

/** Var(y|x)·P = Σ P_k (c_k + (μ_k − ŷ)²), μ_k = o_k + g_k·x, ŷ = Σ P_k μ_k / P: over √(2π) it integrates to E Var(y|x). */
export const spreadDensity = formula(
  'spreadDensity',
  'P\\operatorname{Var}(y \\mid x)',
  [lineSymbols, ['1', '2'].map((k) => ({ offset: `o_${k}`, slope: `g_${k}`, variance: `c_${k}` })), 'x'],
  <T>(F: ExponentialField<T>, line: Line<T>, posteriors: readonly LinePosterior<T>[], x: T): T => {
    const { add, sub, mul, div } = F
    const terms = lineTerms(F, line, x)
    const means = posteriors.map(({ offset, slope }) => add(offset, mul(slope, x)))
    const weighted = (values: readonly T[]): T =>
      sum(
        F,
        terms.map((term, k) => mul(term, at(values, k))),
      )
    const mean = div(weighted(means), sum(F, terms))
    return weighted(posteriors.map(({ variance }, k) => add(variance, square(F, sub(at(means, k), mean)))))
  },
)

/** The posterior of x₀ itself, by component, for data on the line seen as x = a·x₀ + √v·ε: μ = m + aΣ/V·(x − am), c = vΣ/V. */
export const linePosteriors = formula(
  'linePosteriors',
  '(o_k, g_k, c_k)',
  [
    { signal: 'a', variance: 'v' },
    ['1', '2'].map((k) => ({ weight: `w_${k}`, mean: [`m_${k}`], covariance: [[`\\Sigma_${k}`]] })),
  ],
  <T>(
    F: Field<T>,
    { signal, variance }: { readonly signal: T; readonly variance: T },
    data: Data<T>,
  ): readonly LinePosterior<T>[] =>
    data.map(({ mean: [mean], covariance }) => {
      if (mean === undefined)
        throw new RangeError('a law without dimension was given, expected one on the line')
      const spread = covariance?.[0]?.[0]
      if (spread === undefined) return { offset: mean, slope: F.lit(0n), variance: F.lit(0n) }
      const { add, sub, mul, div } = F
      const shared = mul(signal, spread)
      const ratio = div(spread, add(mul(signal, shared), variance))
      const slope = mul(signal, ratio)
      return { offset: sub(mean, mul(slope, mul(signal, mean))), slope, variance: mul(variance, ratio) }
    }),
)
