import { type Data, epsCovariance, logDensity } from '../../reference/data/posterior.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { square, sum } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { inverseQuadratic, ldl, matrix, trace, vector } from '../../reference/numbers/linear.js'
import { RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { enclosed } from '../evidence/index.js'

/** The law of many counterexamples: x₀ = ±1, equiprobable. */
export const fairSigns = <T>({ lit }: Field<T>): Data<T> =>
  [lit(1n), lit('-1')].map((sign) => ({ weight: lit('1/2'), mean: [sign] }))

/** The kernel of Ho et al. at ᾱ = ½: a = s = √½. */
const half = (F: Enclosure) => hoKernel(F, { alphaBar: F.lit('1/2') })

/**
 * E tr Cov(ε|x) for fair signs at ᾱ = ½: ∫ q(x)·Cov(ε|x) dx by the trapezoid rule on the reference's own density and
 * covariance, with its error proved.
 *
 * In y = √2·x the integrand is e^{−1/2} φ(y) sech y (TB-ATOM: Var(x₀|x) = sech² y, q dx = e^{−1/2} φ(y) cosh y dy), which
 * is analytic for |Im y| < π/2. On the line Im y = b, |b| ≤ 1, its modulus has an integral of at most
 * M = e^{−1/2} e^{b²/2}/cos b ≤ 1/cos 1 ≤ 2, so the rule with step h errs by at most 2M/(e^{2π/h} − 1) (Trefethen and
 * Weideman 2014, Theorem 5.1). The terms beyond |y| = L ≥ 1 sum to at most 2∫_L^∞ φ ≤ e^{−L²/2}.
 */
export function irreducibleError(F: Enclosure): Ball {
  const { add, sub, mul, div, exp, expm1, lit, sqrt, pi } = F
  const [perUnit, reach] = [8n, 8n]
  const scale = sqrt(lit('1/2'))
  const [kernel, data] = [half(F), fairSigns(F)]
  const terms: Ball[] = []
  for (let k = -reach * perUnit; k <= reach * perUnit; k++) {
    const x = [mul(scale, lit(`${k}/${perUnit}`))]
    terms.push(mul(exp(logDensity(F, kernel, data, x)), trace(F, epsCovariance(F, kernel, data, x))))
  }
  const rule = mul(div(scale, lit(perUnit)), sum(F, terms))
  const ofStep = div(lit(4n), expm1(mul(lit(2n * perUnit), pi)))
  const ofTail = exp(mul(lit('-1/2'), square(F, lit(reach))))
  const either = F.between(rational(-1n), rational(1n))
  return sub(rule, mul(either, add(ofStep, ofTail)))
}

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
