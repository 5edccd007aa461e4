import { gaussianSpread } from '../data/gaussian.js'
import { type Data, dataSymbols } from '../data/posterior.js'
import type { ExponentialField, Field } from '../numbers/algebra.js'
import { at, dot, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import {
  addVectors,
  apply,
  inverse,
  ldl,
  logDeterminant,
  type Matrix,
  scaleMatrix,
  scaleVector,
  squaredNorm,
  subVectors,
  trace,
  type Vector,
} from '../numbers/linear.js'
import type { Kernel } from '../process/kernel.js'

/**
 * Mixtures of Gaussians, Σ w_k N(m_k, V_k), made ready to be read at many points: one exponential a component and one logarithm.
 * P(x) = (2π)^{d/2}·q(x) = Σ e^{ℓ_k − (x − m_k)ᵀH_k(x − m_k)}. Without a shift, so the reading must have the range of its densities.
 */
export interface Peak<T> {
  readonly weight: T
  readonly mean: Vector<T>
  readonly covariance: Matrix<T>
  /** ℓ_k = log w_k − ½ log det V_k. */
  readonly logPeak: T
  /** H_k = ½V_k⁻¹. */
  readonly halfPrecision: Matrix<T>
}

/** A mixture of Gaussians, component by component. */
export type Peaks<T> = readonly Peak<T>[]

const planar = (name: string, k: string) => [
  [`${name}_{${k}11}`, `${name}_{${k}12}`],
  [`${name}_{${k}12}`, `${name}_{${k}22}`],
]
const plane = ['1;', '2;'].map((k) => ({
  weight: `w_{${k}}`,
  mean: [`m_{${k}1}`, `m_{${k}2}`],
  covariance: planar('V', k),
}))
const peakSymbols = (ell: string) =>
  ['1;', '2;'].map((k, i) => ({
    ...plane[i],
    mean: [`${ell}m_{${k}1}`, `${ell}m_{${k}2}`],
    logPeak: `${ell}\\ell_{${k}}`,
    halfPrecision: planar(`${ell}H`, k),
  }))
const point = ['x_1', 'x_2']

/** The components of a law without points. @throws RangeError for a law with points */
export const peaksOf = formula(
  'peaksOf',
  '(m_k, \\ell_k, H_k)',
  [plane],
  <T>(F: ExponentialField<T>, data: Data<T>): Peaks<T> =>
    data.map(({ weight, mean, covariance }) => {
      if (covariance === undefined)
        throw new RangeError('a law with a point was given, expected Gaussians: noise it first')
      const factors = ldl(F, covariance)
      const half = F.lit('1/2')
      return {
        weight,
        mean,
        covariance,
        logPeak: F.sub(F.log(weight), F.mul(half, logDeterminant(F, factors))),
        halfPrecision: scaleMatrix(F, half, inverse(F, factors)),
      }
    }),
)

/** P_k(x) = (2π)^{d/2}·w_k·N(x; m_k, V_k), one entry a component. */
export const peakTerms = formula(
  'peakTerms',
  'P_k(x)',
  [peakSymbols(''), point],
  <T>(F: ExponentialField<T>, peaks: Peaks<T>, x: Vector<T>): readonly T[] =>
    peaks.map(({ mean, logPeak, halfPrecision }) => {
      const gap = subVectors(F, x, mean)
      return F.exp(F.sub(logPeak, dot(F, gap, apply(F, halfPrecision, gap))))
    }),
)

/** −P log P: over (2π)^{d/2}, with (d/2) log 2π, it integrates to the entropy. */
export const entropyDensity = formula(
  'entropyDensity',
  '-P\\log P',
  [peakSymbols(''), point],
  <T>(F: ExponentialField<T>, peaks: Peaks<T>, x: Vector<T>): T => {
    const total = sum(F, peakTerms(F, peaks, x))
    return F.neg(F.mul(total, F.log(total)))
  },
)

/** P(log P − log Q): over (2π)^{d/2} it integrates to KL(P ‖ Q). */
export const divergenceDensity = formula(
  'divergenceDensity',
  'P(\\log P - \\log Q)',
  [peakSymbols(''), peakSymbols("'"), point],
  <T>(F: ExponentialField<T>, p: Peaks<T>, q: Peaks<T>, x: Vector<T>): T => {
    const [P, Q] = [sum(F, peakTerms(F, p, x)), sum(F, peakTerms(F, q, x))]
    return F.mul(P, F.sub(F.log(P), F.log(Q)))
  },
)

/** What is known of a vector y once x and the component are: its mean offset + slope·x and the trace of its covariance. */
export interface LinearPosterior<T> {
  readonly offset: Vector<T>
  readonly slope: Matrix<T>
  readonly variance: T
}

/** tr Cov(y|x)·P = Σ P_k (c_k + |μ_k − ŷ|²), μ_k = o_k + G_k·x, ŷ = Σ P_k μ_k / P: over (2π)^{d/2} it integrates to E tr Cov(y|x). */
export const spreadDensity = formula(
  'spreadDensity',
  'P\\operatorname{tr}\\operatorname{Cov}(y \\mid x)',
  [
    peakSymbols(''),
    ['1;', '2;'].map((k) => ({
      offset: [`o_{${k}1}`, `o_{${k}2}`],
      slope: [
        [`G_{${k}11}`, `G_{${k}12}`],
        [`G_{${k}21}`, `G_{${k}22}`],
      ],
      variance: `c_{${k}}`,
    })),
    point,
  ],
  <T>(
    F: ExponentialField<T>,
    peaks: Peaks<T>,
    posteriors: readonly LinearPosterior<T>[],
    x: Vector<T>,
  ): T => {
    const { add, mul, div } = F
    const terms = peakTerms(F, peaks, x)
    const total = sum(F, terms)
    const means = posteriors.map(({ offset, slope }) => addVectors(F, offset, apply(F, slope, x)))
    const mean = at(means, 0).map((_, i) =>
      div(
        sum(
          F,
          terms.map((term, k) => mul(term, at(at(means, k), i))),
        ),
        total,
      ),
    )
    return sum(
      F,
      posteriors.map(({ variance }, k) =>
        mul(at(terms, k), add(variance, squaredNorm(F, subVectors(F, at(means, k), mean)))),
      ),
    )
  },
)

/** The posterior of x₀ by component, for data seen as x = a·x₀ + √v·ε: μ = m + K(x − a·m), c = tr C; a point is known. */
export const x0Posteriors = formula(
  'x0Posteriors',
  '(o_k, G_k, c_k)',
  [{ signal: 'a', variance: 'v' }, dataSymbols],
  <T>(F: Field<T>, kernel: Kernel<T>, data: Data<T>): readonly LinearPosterior<T>[] =>
    data.map(({ mean, covariance }) => {
      if (covariance === undefined)
        return { offset: mean, slope: mean.map(() => mean.map(() => F.lit(0n))), variance: F.lit(0n) }
      const { gain, x0Covariance } = gaussianSpread(F, kernel, { mean, covariance })
      const seen = apply(F, gain, scaleVector(F, kernel.signal, mean))
      return { offset: subVectors(F, mean, seen), slope: gain, variance: trace(F, x0Covariance) }
    }),
)
