import { unchanged } from '../../reference/data/location.js'
import { type Data, epsCovariance, logDensity } from '../../reference/data/posterior.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { square } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, hi } from '../../reference/numbers/enclosure/index.js'
import { inverseQuadratic, ldl, matrix, trace, vector } from '../../reference/numbers/linear.js'
import { compare, RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { enclosed, gaussianExpectation, mixtureExpectation } from '../evidence/index.js'

/** The law of many counterexamples: x₀ = ±1, equiprobable. */
export const fairSigns = <T>({ lit }: Field<T>): Data<T> =>
  [lit(1n), lit('-1')].map((sign) => ({ weight: lit('1/2'), mean: [sign] }))

/**
 * E tr Cov(ε|x) for fair signs at SNR γ ≤ 16: the expectation of the reference's own covariance for y = √γ·x₀ + ε.
 *
 * By symmetry x₀ = 1: y = √γ + z. The covariance is γ·sech²(√γ·y) (TB-ATOM), analytic for |Im √γ·y| < π/2, and
 * |cosh(u + ib)|² = sinh² u + cos² b, so that it is at most γ/cos² 1 where √γ·|Im y| ≤ 1.
 */
export function signsEpsError(F: Enclosure, gamma: Ball): Ball {
  const signal = F.sqrt(gamma)
  const [kernel, data] = [{ signal, variance: F.lit(1n) }, fairSigns(F)]
  const strip = ['1', '1/2', '1/4'].find(
    (width) => compare(hi(F.mul(signal, F.lit(width))), rational(1n)) <= 0,
  )
  if (strip === undefined)
    throw new RangeError('the strip is proved for SNR up to 16: a larger one was given')
  const factor = F.div(gamma, square(F, F.cos(F.lit(1n))))
  const error = (z: Ball) => trace(F, epsCovariance(F, kernel, data, [F.add(signal, z)]))
  return gaussianExpectation(F, error, { strip, factor, rate: '0' })
}

/** The same at ᾱ = ½, where γ = 1. */
export const irreducibleError = (F: Enclosure): Ball => signsEpsError(F, F.lit(1n))

/** E ε^k of a standard normal ε: (k − 1)!! for even k, 0 for odd k. */
const normalMoment = (k: number): bigint =>
  k % 2 === 1 ? 0n : k === 0 ? 1n : BigInt(k - 1) * normalMoment(k - 2)

const choose = (n: number, k: number): bigint =>
  k === 0 ? 1n : (choose(n, k - 1) * BigInt(n - k + 1)) / BigInt(k)

/** E[ε^power·(x₀ + ε)^j] for fair signs: Σ C(j,i) E[x₀^{j−i}] E[ε^{i+power}], where E[x₀^even] = 1, E[x₀^odd] = 0. */
function moment(j: number, power: number): Rational {
  let total = 0n
  for (let i = j % 2; i <= j; i += 2) total += choose(j, i) * normalMoment(i + power)
  return rational(total)
}

/**
 * The least E(ε − f(x))² over polynomials f of degree ≤ n, fair signs at ᾱ = ½, exactly: with y = √2·x = x₀ + ε, the
 * Gram matrix G of 1, y, …, yⁿ and c_j = E[ε·y^j] it is E ε² − cᵀG⁻¹c.
 */
export function leastPolynomialLoss(n: number): Rational {
  const gram = matrix(n + 1, n + 1, (i, j) => moment(i + j, 0))
  const c = vector(n + 1, (j) => moment(j, 1))
  return RATIONALS.sub(moment(0, 2), inverseQuadratic(RATIONALS, ldl(RATIONALS, gram), c))
}

/** The loss of {@link leastPolynomialLoss} above the least of all, E tr Cov(ε|x). */
export const polynomialGap = (n: number) =>
  enclosed((F) => F.sub(F.of(leastPolynomialLoss(n)), irreducibleError(F)))

/**
 * −E log p, the entropy of ½N(m, v) + ½N(−m, v), for 1/50 ≤ v ≤ 10 and m/√v ≤ `ratio`, `ratio` ≥ 1.
 *
 * log p(y) = −½ log 2πv − (y² + m²)/(2v) + log cosh(my/v). On its components y = ±m + √v·z. With R = ratio and |Im z| ≤ 1/R:
 * |y|/√v ≤ R + 1 + |x| for x = Re z, and my/v has a real part of modulus ≤ R² + R|x| and an imaginary part of modulus ≤ 1,
 * where cosh has no zero: |cosh(u + ib)|² = sinh² u + cos² b lies between cos² 1 and cosh² u, and its argument in [−1, 1]. So
 * |log p| ≤ ½|log 2πv| + ½(R + 1 + |x|)² + ½R² + R² + R|x| + log(1/cos 1) + 1 ≤ (5 + 4(R + 1)²)·e^{|x|}, term by term with
 * e^{|x|} ≥ 1 + |x| + x²/2.
 */
export function entropyOfPair(F: Enclosure, law: Data<Ball>, ratio: bigint): Ball {
  const factor = F.lit(5n + 4n * (ratio + 1n) ** 2n)
  const logLaw = (y: Ball) => logDensity(F, unchanged(F), law, [y])
  return F.neg(mixtureExpectation(F, law, logLaw, { strip: `1/${ratio}`, factor, rate: '1' }, 12))
}
