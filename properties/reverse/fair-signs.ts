import { type Data, epsCovariance, logDensity } from '../../reference/data/posterior.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { square, sum } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, hi } from '../../reference/numbers/enclosure/index.js'
import { inverseQuadratic, ldl, matrix, trace, vector } from '../../reference/numbers/linear.js'
import { compare, RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { enclosed } from '../evidence/index.js'

/** The law of many counterexamples: x₀ = ±1, equiprobable. */
export const fairSigns = <T>({ lit }: Field<T>): Data<T> =>
  [lit(1n), lit('-1')].map((sign) => ({ weight: lit('1/2'), mean: [sign] }))

/**
 * E tr Cov(ε|x) for fair signs at SNR γ ≤ 16: ∫ q(y)·Cov(ε|y) dy for y = √γ·x₀ + ε, by the trapezoid rule on the
 * reference's own density and covariance, with its error proved.
 *
 * The integrand is γ e^{−γ/2} φ(y) sech(√γ y) (TB-ATOM: Var(x₀|y) = sech²(√γ y), q(y) = e^{−γ/2} φ(y) cosh(√γ y)), even in y.
 * On the line Im y = b with b ≤ 1 and √γ·b ≤ 1 its modulus has an integral of at most M = γ e^{b²/2}/cos 1 ≤ 4γ, so the rule
 * with step h errs by at most 2M/(e^{2πb/h} − 1) (Trefethen and Weideman 2014, Theorem 5.1). It is at most γφ, so the terms
 * beyond |y| = L ≥ 1 sum to at most 2γ∫_L^∞ φ ≤ γ e^{−L²/2}.
 */
export function signsEpsError(F: Enclosure, gamma: Ball): Ball {
  const { add, sub, mul, div, exp, expm1, lit, sqrt, pi } = F
  const reach = 8n
  const signal = sqrt(gamma)
  const wide = compare(hi(signal), rational(1n)) <= 0
  const [perUnit, strip] = wide ? [8n, lit(1n)] : [16n, div(lit(1n), signal)]
  const kernel = { signal, variance: lit(1n) }
  const data = fairSigns(F)
  const term = (k: bigint) => {
    const y = [lit(`${k}/${perUnit}`)]
    return mul(exp(logDensity(F, kernel, data, y)), trace(F, epsCovariance(F, kernel, data, y)))
  }
  const right = Array.from({ length: Number(reach * perUnit) }, (_, k) => term(BigInt(k) + 1n))
  const rule = div(add(term(0n), mul(lit(2n), sum(F, right))), lit(perUnit))
  const ofStep = div(lit(8n), expm1(mul(lit(2n * perUnit), mul(pi, strip))))
  const ofTail = exp(mul(lit('-1/2'), square(F, lit(reach))))
  const either = F.between(rational(-1n), rational(1n))
  return sub(rule, mul(either, mul(gamma, add(ofStep, ofTail))))
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
