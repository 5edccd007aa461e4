import { type Gaussian, gaussianMarginal, gaussianSpread } from '../data/gaussian.js'
import { dataIn, type Law } from '../data/law.js'
import type { AnalyticField, ExponentialField, Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { diagonal, identity, ldl, logDeterminant, trace } from '../numbers/linear.js'
import { gaussianKl } from '../objective/gaussian-kl.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'

/** The averages of one Gaussian, which have closed forms. Source: theorem TB-GAUSS. */

const prior = {
  mean: ['m_1', 'm_2'],
  covariance: [
    ['\\Sigma_{11}', '\\Sigma_{12}'],
    ['\\Sigma_{12}', '\\Sigma_{22}'],
  ],
}

/** I(x₀; x) = ½(log det V − d·log v), V = a²Σ + vI. Needs v > 0. */
export const gaussianInformation = formula(
  'gaussianInformation',
  'I(x_0; x)',
  [kernelSymbols('a', 'v'), prior],
  <T>(F: ExponentialField<T>, kernel: Kernel<T>, law: Gaussian<T>): T => {
    const { lit, sub, mul, log } = F
    const ofSum = logDeterminant(F, ldl(F, gaussianMarginal(F, kernel, law).covariance))
    const ofNoise = mul(lit(BigInt(law.mean.length)), log(kernel.variance))
    return mul(lit('1/2'), sub(ofSum, ofNoise))
  },
)

/** The law, where it is one Gaussian. */
export function onlyGaussian<T>(F: Field<T>, law: Law): Gaussian<T> | undefined {
  const [first, ...others] = dataIn(F, law)
  if (first === undefined || others.length > 0) return undefined
  const { mean, covariance } = first
  const none = () =>
    diagonal(
      F,
      mean.map(() => F.lit(0n)),
    )
  return { mean, covariance: covariance ?? none() }
}

/** h(x) = ½(d(1 + log 2π) + log det V). */
export function gaussianEntropy<T>(F: AnalyticField<T>, kernel: Kernel<T>, law: Gaussian<T>): T {
  const { lit, add, mul, log, pi } = F
  const ofUnit = mul(lit(BigInt(law.mean.length)), add(lit(1n), log(mul(lit(2n), pi))))
  return mul(lit('1/2'), add(ofUnit, logDeterminant(F, ldl(F, gaussianMarginal(F, kernel, law).covariance))))
}

/** KL(q(x) ‖ N(0, I)). */
export function gaussianPriorKl<T>(F: ExponentialField<T>, kernel: Kernel<T>, law: Gaussian<T>): T {
  const none = law.mean.map(() => F.lit(0n))
  return gaussianKl(F, gaussianMarginal(F, kernel, law), { mean: none, covariance: identity(F, none.length) })
}

/** tr Cov(x₀|x) = tr v·ΣV⁻¹, the same at every x. */
export const gaussianError = <T>(F: Field<T>, kernel: Kernel<T>, law: Gaussian<T>): T =>
  trace(F, gaussianSpread(F, kernel, law).x0Covariance)
