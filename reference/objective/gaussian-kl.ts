import { type Gaussian, gaussianSymbols } from '../data/gaussian.js'
import type { ExponentialField, Field, RadicalField } from '../numbers/algebra.js'
import { square, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import {
  inverseQuadratic,
  ldl,
  logDeterminant,
  solveSymmetric,
  squaredNorm,
  subVectors,
  trace,
  type Vector,
} from '../numbers/linear.js'

/** Divergences of Gaussians, in nats. Source: theorem KL-GAUSS. */

/**
 * KL(N(m₁, Σ₁) ‖ N(m₂, Σ₂)) = ½[tr(Σ₂⁻¹Σ₁) − d + Δᵀ Σ₂⁻¹ Δ + log det Σ₂ − log det Σ₁], Δ = m₁ − m₂, through the LDLᵀ
 * factors of both. Needs both covariances positive definite.
 */
export const gaussianKl = formula(
  'gaussianKl',
  '\\mathrm{KL}',
  [gaussianSymbols('1;'), gaussianSymbols('2;')],
  <T>(F: ExponentialField<T>, p: Gaussian<T>, q: Gaussian<T>): T => {
    const { lit, add, sub, mul } = F
    const [ofP, ofQ] = [ldl(F, p.covariance), ldl(F, q.covariance)]
    const spread = trace(F, solveSymmetric(F, ofQ, p.covariance))
    const distance = inverseQuadratic(F, ofQ, subVectors(F, p.mean, q.mean))
    const logRatio = sub(logDeterminant(F, ofQ), logDeterminant(F, ofP))
    const size = lit(BigInt(p.mean.length))
    return mul(lit('1/2'), add(sub(add(spread, distance), size), logRatio))
  },
)

/** ‖m₁ − m₂‖²/(2σ²): the same where both covariances are σ²I, without a logarithm. Needs σ² ≠ 0. */
export const equalVarianceKl = formula(
  'equalVarianceKl',
  '\\frac{\\|\\Delta\\|^2}{2\\sigma^2}',
  [['m_{1;1}', 'm_{1;2}'], ['m_{2;1}', 'm_{2;2}'], { variance: '\\sigma^2' }],
  <T>(F: Field<T>, mean1: Vector<T>, mean2: Vector<T>, { variance }: { readonly variance: T }): T =>
    F.div(F.mul(F.lit('1/2'), squaredNorm(F, subVectors(F, mean1, mean2))), variance),
)

/** A variance beside its logarithm, which a chain of Gaussians knows as a sum. */
export interface LogVariance<T> {
  readonly variance: T
  readonly logVariance: T
}

const logSymbols = (k: string) => ({ variance: `v_{${k}}`, logVariance: `\\log v_{${k}}` })

/**
 * ½[v₁/v₂ − 1 + log v₂ − log v₁ + Δ²/v₂]: KL(N(m₁, v₁) ‖ N(m₂, v₂)) of one dimension, linear in the squared gap
 * Δ² = (m₁ − m₂)², so that its average takes the average gap. Needs v₂ ≠ 0.
 */
export const scalarKl = formula(
  'scalarKl',
  '\\mathrm{KL}',
  [logSymbols('1'), logSymbols('2'), { gapSquare: '\\Delta^2' }],
  <T>(
    { lit, add, sub, mul, div }: Field<T>,
    p: LogVariance<T>,
    q: LogVariance<T>,
    { gapSquare }: { readonly gapSquare: T },
  ): T => {
    const quadratic = sub(div(add(p.variance, gapSquare), q.variance), lit(1n))
    return mul(lit('1/2'), add(quadratic, sub(q.logVariance, p.logVariance)))
  },
)

/**
 * −E log N(x; m, v) = ½[log 2π + log v + E(x − m)²/v] of one dimension. log 2π is an argument: an exponential field does
 * not hold it. Needs v ≠ 0.
 */
export const scalarCrossEntropy = formula(
  'scalarCrossEntropy',
  '-\\operatorname{E}\\log p',
  [
    { variance: 'v', logVariance: '\\log v' },
    { gapSquare: '\\operatorname{E}\\Delta^2', logTwoPi: '\\log 2\\pi' },
  ],
  <T>(
    F: Field<T>,
    { variance, logVariance }: LogVariance<T>,
    { gapSquare, logTwoPi }: { readonly gapSquare: T; readonly logTwoPi: T },
  ): T => F.mul(F.lit('1/2'), sum(F, [logTwoPi, logVariance, F.div(gapSquare, variance)])),
)

/** A variance with its logarithm taken. */
export const withLog = <T>({ log }: ExponentialField<T>, variance: T): LogVariance<T> => ({
  variance,
  logVariance: log(variance),
})

/**
 * W₂² = (m₁ − m₂)² + (√v₁ − √v₂)² of N(m₁, v₁) and N(m₂, v₂) on the line: the least E(x − y)² over all joint laws with these
 * marginals. Needs v₁, v₂ ≥ 0. Source: theorem TB-GAUSS.
 */
export const scalarTransport = formula(
  'scalarTransport',
  'W_2^2',
  [
    { mean: 'm_1', variance: 'v_1' },
    { mean: 'm_2', variance: 'v_2' },
  ],
  <T>(F: RadicalField<T>, p: ScalarGaussian<T>, q: ScalarGaussian<T>): T => {
    const { add, sub, sqrt } = F
    return add(square(F, sub(p.mean, q.mean)), square(F, sub(sqrt(p.variance), sqrt(q.variance))))
  },
)

/** N(mean, variance) on the line. */
export interface ScalarGaussian<T> {
  readonly mean: T
  readonly variance: T
}
