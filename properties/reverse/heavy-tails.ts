import { logDensity } from '../../reference/data/posterior.js'
import { square } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { epsFromX0, x0FromEps } from '../../reference/process/predictions.js'
import { gaussianExpectation, trapezoid } from '../evidence/index.js'

/**
 * Data without a mean, seen through Ho et al.'s kernel at ᾱ = ½ (a = s = √½) at x = 1.3: expectations of x₀ and ε given x, and
 * the slope of q by a second route, the derivative on the data (integration by parts), which exchanges no ∇ and ∫.
 */
export interface Seen {
  readonly x0Hat: Ball
  readonly epsStar: Ball
  /** −s·q′/q. */
  readonly fromSlope: Ball
}

const POINT = '13/10'
const half = (F: Enclosure) => hoKernel(F, { alphaBar: F.lit('1/2') })

/**
 * Cauchy data, g(z) = 1/(π(1 + z²)). With z = (x − s·u)/a, q(x) = (1/a)·E g, u standard normal, and so
 * E[x₀|x] = E[z·g]/E g, E[ε|x] = E[u·g]/E g and q′ = (1/a²)·E g′.
 *
 * g has poles at ±i; |Im z| = |Im u| ≤ 1/2 as a = s. There |z ± i| ≥ 1/2, so 2/(1 + z²) = i/(z + i) − i/(z − i) is at most 4,
 * 2z/(1 + z²) = 1/(z − i) + 1/(z + i) at most 4: |g| ≤ 2/π, |z·g| ≤ 2/π, |g′| = |2z/(1 + z²)|·|1/(1 + z²)|/π ≤ 8/π,
 * |u·g| ≤ (|Re u| + 1/2)·2/π. All are at most 3·e^{|Re u|}.
 */
export function cauchyData(F: Enclosure): Seen {
  const { lit, add, mul, div, neg, sqrt, pi } = F
  const [kernel, xt] = [half(F), lit(POINT)]
  const density = (z: Ball) => div(lit(1n), mul(pi, add(lit(1n), square(F, z))))
  const slope = (z: Ball) => neg(mul(mul(lit(2n), z), mul(pi, square(F, density(z)))))
  const expectation = (f: (z: Ball, u: Ball) => Ball) =>
    gaussianExpectation(F, (u) => f(x0FromEps(F, kernel, { xt, eps: u }), u), {
      strip: '1/2',
      factor: lit(3n),
      rate: '1',
    })
  const total = expectation(density)
  return {
    x0Hat: div(
      expectation((z) => mul(z, density(z))),
      total,
    ),
    epsStar: div(
      expectation((z, u) => mul(u, density(z))),
      total,
    ),
    fromSlope: neg(div(mul(sqrt(kernel.variance), expectation(slope)), mul(kernel.signal, total))),
  }
}

/**
 * ∫_0^∞ f(z)·[φ_s(x − az) ± φ_s(x + az)] dz by z = e^w, for f analytic with |f| ≤ 2 where Re z ≥ 0.
 *
 * On the line Im w = b, |b| ≤ 1/2, with r = |z|: |φ_s(x ∓ az)| = e^{−(x² ∓ 2axr cos b + a²r² cos 2b)/(2s²)}/(s√2π); completing the
 * square, ∫_0^∞ of it dr is at most e^{x² sin² b/(2s² cos 2b)}/(a√(cos 2b)), and dz = z dw. At a² = s² = 1/2, x = 1.3 that is at most
 * e^{0.72}/0.51 ≤ 5: M = 2·2·5 = 20. Below w = −30 the terms are at most 2·2·φ_s(0)·e^w ≤ 3·e^w, rising: their sum is at most
 * 3·e^{−30}. Above w = 3, az ≥ 14 and the terms fall; their sum is at most 2·2·(1/a)·Q((14 − x)/s) ≤ e^{−100}.
 */
function overHalfLine(F: Enclosure, f: (z: Ball) => Ball, sign: 'even' | 'odd'): Ball {
  const { lit, add, sub, mul, neg, exp } = F
  const [kernel, x] = [half(F), [lit(POINT)]]
  const kernelAt = (z: Ball) => exp(logDensity(F, kernel, [{ weight: lit(1n), mean: [z] }], x))
  const term = (w: Ball) => {
    const z = exp(w)
    const both = sign === 'even' ? add(kernelAt(z), kernelAt(neg(z))) : sub(kernelAt(z), kernelAt(neg(z)))
    return mul(z, mul(f(z), both))
  }
  return trapezoid(F, term, {
    perUnit: 10n,
    below: -300n,
    above: 30n,
    strip: '1/2',
    integral: lit(20n),
    tail: mul(lit(4n), exp(lit('-30'))),
  })
}

/**
 * The density g(z) = .1/(1 + |z|)^{1.2}, which has no mean and a kink at 0. Up to the factor .1, which drops out, the integrands
 * are h = (1 + z)^{−1.2} for q, z·h for E[x₀|x], and h′ = −1.2·h/(1 + z) for the slope: for Re z ≥ 0, |1 + z| ≥ 1 and |1 + z| ≥ |z|, so
 * |h| ≤ 1, |z·h| ≤ |z|/|1 + z| ≤ 1, |h′| ≤ 1.2. By parts, q′ = (1/a)·∫ g′(z)·φ_s(x − az) dz: g is continuous at 0.
 */
export function powerData(F: Enclosure): Seen {
  const { lit, add, mul, div, neg, exp, log, sqrt } = F
  const kernel = half(F)
  const onePlus = (z: Ball) => add(lit(1n), z)
  const density = (z: Ball) => exp(mul(lit('-6/5'), log(onePlus(z))))
  const total = overHalfLine(F, density, 'even')
  const mean = div(
    overHalfLine(F, (z) => mul(z, density(z)), 'odd'),
    total,
  )
  const slope = overHalfLine(F, (z) => div(mul(lit('-6/5'), density(z)), onePlus(z)), 'odd')
  return {
    x0Hat: mean,
    epsStar: epsFromX0(F, kernel, { xt: lit(POINT), x0: mean }),
    fromSlope: neg(div(mul(sqrt(kernel.variance), slope), mul(kernel.signal, total))),
  }
}
