import { type Integrand, integrate } from '../../reference/integral/quadrature.js'
import { enclosureStage, type Stage } from '../../reference/integral/stage.js'
import { square } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { logUp, up } from '../../reference/numbers/outward.js'
import { compare, RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'
import { composeChain } from '../../reference/process/forward.js'
import type { Kernel } from '../../reference/process/kernel.js'

/**
 * The Kolmogorov–Smirnov distance to N(0, 1) of x_t = γC + √w·ε, C standard Cauchy: for x₀ Cauchy, α = ½, β = √¾ in every step γ = 2^−t
 * and w = 1 − γ² are those of the chain. By Gil-Pelaez' formula, from the characteristic functions,
 *
 *     D(x) = P(x_t ≤ x) − Φ(x) = (1/π)∫₀^∞ (sin ux)/u·(e^{−γu − wu²/2} − e^{−u²/2}) du,   odd in x.
 */
const chain = (F: Enclosure, t: number): Kernel<Ball> =>
  composeChain(
    F,
    Array.from({ length: t }, () => ({ signal: F.lit('1/2'), variance: F.lit('3/4') })),
  )

/** The integral is taken over [0, 2³]. */
const SIZE = 3

/**
 * The integrand and, for z = u + iv with |v| ≤ h and u ≥ −r, its modulus: |sin zx|/|z| = |∫₀ˣ cos(zs) ds| ≤ x·e^{xh},
 * |e^{−γz − wz²/2}| = e^{−γu − w(u² − v²)/2} ≤ e^{γr + h²/2 − wu²/2} as w ≤ 1, and |e^{−z²/2}| is no more. It has no pole.
 */
function difference(
  { F, range }: Stage<Ball>,
  { signal, variance }: Kernel<Ball>,
  x: number,
): Integrand<Ball> {
  const { sub, mul, div, neg, exp, lit } = F
  const [gamma, w, half, place] = [range(signal).hi, range(variance).lo, lit('1/2'), F.double(x)]
  return {
    value: ([u = lit(0n)]) => {
      const bell = mul(half, square(F, u))
      const ofChain = exp(neg(F.add(mul(signal, u), mul(variance, bell))))
      return mul(div(F.sin(mul(u, place)), u), sub(ofChain, exp(neg(bell))))
    },
    logBound: ({ centre: [c = 0], reach: [r = 0], height: h }) => {
      const near = Math.max(0, Math.abs(c) - r - 2 ** -40)
      const left = Math.max(0, r - c + 2 ** -40)
      // The exponent is below 2⁷, its roundings below 2⁻⁴⁰.
      const grown = up(up(up(x * h) + up(gamma * left)) + up(h * h) / 2)
      return up(up(up(logUp(x) + grown) - (w * near * near) / 2 + 2 ** -40) + logUp(2))
    },
  }
}

/** D(x) to about 2^−bits. Beyond U = 2³ the integrand is at most (2/u)·e^{−wu²/2} ≤ (2u/U²)·e^{−wu²/2}: 2·e^{−wU²/2}/(wU²) in all. */
function distanceAt(stage: Stage<Ball>, kernel: Kernel<Ball>, x: number, bits: number): Ball {
  const { F } = stage
  const { lit, add, mul, div, exp, neg } = F
  const within = integrate(stage, difference(stage, kernel, x), [{ from: 0, size: SIZE }], bits)
  const squared = lit(4n ** BigInt(SIZE))
  const beyond = exp(neg(div(mul(kernel.variance, squared), lit(2n))))
  const tail = div(mul(lit(2n), beyond), mul(kernel.variance, squared))
  return div(add(within, mul(tail, stage.within(0))), F.pi)
}

/**
 * |D″| ≤ (1/π)∫₀^∞ u·|difference| du, where the difference is at most (γu + (1 − w)u²/2)·e^{−wu²/2}:
 * (1/π)(γ√(π/2)/w^{3/2} + (1 − w)/w²).
 */
function curvature(F: Enclosure, { signal: gamma, variance: w }: Kernel<Ball>): Ball {
  const { lit, add, sub, mul, div, sqrt, pi } = F
  const linear = div(mul(gamma, sqrt(div(pi, mul(lit(2n), w)))), w)
  return div(add(linear, div(sub(lit(1n), w), square(F, w))), pi)
}

const { add, mul, div } = RATIONALS
const most = (a: Rational, b: Rational): Rational => (compare(a, b) < 0 ? b : a)
/** Bounds of |x|. */
function size(x: Ball): { readonly lo: Rational; readonly hi: Rational } {
  const { lo, hi } = interval(x)
  return { lo: most(rational(0n), most(lo, RATIONALS.neg(hi))), hi: most(hi, RATIONALS.neg(lo)) }
}

/** Beyond it |D| is bounded by the tails. */
const REACH = 4
const BITS = 34

/**
 * sup |D| within `tolerance`. On [a, b] |D| is at most what it is at the ends and K(b − a)²/8, K ≥ |D″|: intervals are halved until that
 * is no more than the largest |D| found and the tolerance. For x ≥ X = 4 both tails are at most what they are at X:
 * |D(x)| ≤ max(Q(X), Q(X) − D(X)) with Q = 1 − Φ.
 */
export function kolmogorovFromNormal(
  F: Enclosure,
  t: number,
  tolerance: string,
): { readonly lo: Rational; readonly hi: Rational } {
  const stage = enclosureStage(F)
  const kernel = chain(F, t)
  const K = interval(curvature(F, kernel)).hi
  const at = (x: number) => size(distanceAt(stage, kernel, x, BITS))
  const last = at(REACH)
  const normalTail = interval(
    F.div(F.sub(F.lit(1n), F.erf(F.div(F.lit(BigInt(REACH)), F.sqrt(F.lit(2n))))), F.lit(2n)),
  )
  const [enough, none] = [RATIONALS.lit(tolerance), { lo: rational(0n), hi: rational(0n) }]
  let lo = last.lo
  let hi = add(normalTail.hi, last.hi)
  const visit = (a: number, atA: typeof none, b: number, atB: typeof none, width: Rational): void => {
    const between = div(mul(K, mul(width, width)), rational(8n))
    const bound = add(most(atA.hi, atB.hi), between)
    if (compare(bound, add(lo, enough)) <= 0) {
      hi = most(hi, bound)
      return
    }
    const middle = (a + b) / 2
    const there = at(middle)
    lo = most(lo, there.lo)
    const half = div(width, rational(2n))
    visit(a, atA, middle, there, half)
    visit(middle, there, b, atB, half)
  }
  visit(0, none, REACH, last, rational(BigInt(REACH)))
  return { lo, hi }
}
