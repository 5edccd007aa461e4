import type { AnalyticField } from '../numbers/algebra.js'
import { sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { entryOf } from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { noised } from './noised.js'
import type { Data } from './posterior.js'

/** Distribution functions and densities on the line. Source: theorems TB-GMM, TB-ATOM. */

/** Φ(z) = ½(1 + erf(z/√2)). */
const normalCdf = <T>({ lit, add, mul, div, erf, sqrt }: AnalyticField<T>, z: T): T =>
  mul(lit('1/2'), add(lit(1n), erf(div(z, sqrt(lit(2n))))))

const lineData = ['1', '2'].map((k) => ({
  weight: `w_${k}`,
  mean: [`m_${k}`],
  covariance: [[`\\sigma_${k}^2`]],
}))

/** P(a·x₀ + √v·ε ≤ x) = Σ w_k Φ((x − a·m_k)/√V_k), for data of dimension 1 and v > 0. */
export const cdf = formula(
  'cdf',
  'P(x_t \\le x)',
  [kernelSymbols('a', 'v'), lineData, 'x'],
  <T>(F: AnalyticField<T>, kernel: Kernel<T>, data: Data<T>, x: T): T =>
    sum(
      F,
      noised(F, kernel, data).map(({ weight, mean: [mean, ...more], covariance }) => {
        if (mean === undefined || more.length > 0 || covariance === undefined)
          throw new RangeError(
            `the data has dimension ${more.length + 1}, expected 1: project it on a line first`,
          )
        return F.mul(weight, normalCdf(F, F.div(F.sub(x, mean), F.sqrt(entryOf(covariance, 0, 0)))))
      }),
    ),
)

/** q(x) = [Φ((x + ac)/s) − Φ((x − ac)/s)]/(2ac), s = √v: the density of a·x₀ + s·ε for x₀ uniform on [−c, c]. Needs ac ≠ 0. */
export const uniformDensity = formula(
  'uniformDensity',
  'q(x)',
  [kernelSymbols('a', 'v'), { halfWidth: 'c' }, 'x'],
  <T>(
    F: AnalyticField<T>,
    { signal, variance }: Kernel<T>,
    { halfWidth }: { readonly halfWidth: T },
    x: T,
  ): T => {
    const { lit, add, sub, mul, div, sqrt } = F
    const [reach, std] = [mul(signal, halfWidth), sqrt(variance)]
    const upper = normalCdf(F, div(add(x, reach), std))
    const lower = normalCdf(F, div(sub(x, reach), std))
    return div(sub(upper, lower), mul(lit(2n), reach))
  },
)
