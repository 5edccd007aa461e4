import type { Data } from '../data/posterior.js'
import type { Exact } from '../numbers/algebra.js'
import { square, sum } from '../numbers/combinators.js'
import type { Ball, Enclosure } from '../numbers/enclosure/index.js'
import { FLOAT64 } from '../numbers/float.js'
import { entryOf } from '../numbers/linear.js'
import { rational } from '../numbers/rational.js'

/**
 * Integrals over ℝ of analytic functions, by the trapezoid rule with its error proved. What is known of the integrand off the
 * real line, where it is not evaluated, is the caller's to prove, in words beside the call.
 */
export interface Rule {
  /** The rule takes the points k/perUnit, below ≤ k ≤ above. */
  readonly perUnit: bigint
  readonly below: bigint
  readonly above: bigint
  /** g is analytic where |Im x| < strip, and tends to 0 there as |Re x| → ∞. */
  readonly strip: Exact
  /** No less than ∫ |g(x + ib)| dx on every line |b| < strip. */
  readonly integral: Ball
  /** No less than (Σ |g(k/perUnit)|)/perUnit over the points left out. */
  readonly tail: Ball
}

/**
 * ∫ g dx. With step h and ∫ |g(x + ib)| dx ≤ M for |b| < a, the whole sum errs by at most 2M/(e^{2πa/h} − 1) (Trefethen and
 * Weideman 2014, Theorem 5.1).
 */
export function trapezoid(F: Enclosure, g: (x: Ball) => Ball, rule: Rule): Ball {
  const { lit, add, mul, div, expm1, pi } = F
  const { perUnit, below, above, strip, integral, tail } = rule
  const terms: Ball[] = []
  for (let k = below; k <= above; k++) terms.push(g(lit(`${k}/${perUnit}`)))
  const exponent = mul(lit(2n * perUnit), mul(pi, lit(strip)))
  const ofStep = div(mul(lit(2n), integral), expm1(exponent))
  const within = F.between(rational(-1n), rational(1n))
  return add(div(sum(F, terms), lit(perUnit)), mul(within, add(ofStep, tail)))
}

/** f is analytic where |Im z| ≤ strip, and |f(z)| ≤ factor·e^{rate·|Re z|} there. */
export interface Growth {
  readonly strip: Exact
  readonly factor: Ball
  readonly rate: Exact
}

/**
 * E f(z), z ∼ N(0, 1), to about as many digits: {@link trapezoid} for φ·f. On the line Im z = b, |φ(x + ib)| = φ(x)·e^{b²/2}, so
 * with a = strip and κ = rate the integral of the modulus is at most factor·e^{a²/2}·E e^{κ|z|} ≤ 2·factor·e^{(a² + κ²)/2}.
 * For L ≥ κ the function φ(x)·e^{κx} decreases beyond L, so the terms left out come to at most
 * 2·factor·∫_L^∞ φ(x)·e^{κx} dx = 2·factor·e^{κ²/2}·Q(L − κ) ≤ factor·e^{κ²/2 − (L−κ)²/2}.
 */
export function gaussianExpectation(
  F: Enclosure,
  f: (z: Ball) => Ball,
  { strip, factor, rate }: Growth,
  digits = 14,
): Ball {
  const { lit, sub, mul, neg, exp, sqrt, pi } = F
  // the size of the rule is a plan: any size gives an enclosure
  const [a, kappa, wanted] = [FLOAT64.lit(strip), FLOAT64.lit(rate), digits * Math.LN10]
  const perUnit = BigInt(Math.ceil(wanted / (2 * Math.PI * a)))
  const reach = BigInt(Math.ceil(kappa + Math.sqrt(2 * wanted)))
  const half = lit('1/2')
  const scale = sqrt(mul(lit(2n), pi))
  const growth = exp(mul(half, square(F, lit(rate))))
  return trapezoid(F, (z) => F.div(mul(exp(neg(mul(half, square(F, z)))), f(z)), scale), {
    perUnit,
    below: -reach * perUnit,
    above: reach * perUnit,
    strip,
    integral: mul(mul(lit(2n), factor), mul(growth, exp(mul(half, square(F, lit(strip)))))),
    tail: mul(factor, mul(growth, exp(neg(mul(half, square(F, sub(lit(reach), lit(rate)))))))),
  })
}

/** E f(x) for x of a mixture of Gaussians on the line: Σ w_k E f(m_k + σ_k·z). The bound is that of f(m_k + σ_k·z), for every k. */
export const mixtureExpectation = (
  F: Enclosure,
  law: Data<Ball>,
  f: (x: Ball) => Ball,
  growth: Growth,
  digits?: number,
): Ball =>
  sum(
    F,
    law.map(({ weight, mean: [mean], covariance }) => {
      if (mean === undefined || covariance === undefined)
        throw new RangeError(
          'the expectation is over Gaussians on the line: a point or a law without dimension was given',
        )
      const std = F.sqrt(entryOf(covariance, 0, 0))
      const ofComponent = gaussianExpectation(F, (z) => f(F.add(mean, F.mul(std, z))), growth, digits)
      return F.mul(weight, ofComponent)
    }),
  )
