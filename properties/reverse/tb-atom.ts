import fc from 'fast-check'
import { uniformDensity } from '../../reference/data/line.js'
import {
  type Data,
  logDensity,
  logDensityHessian,
  score,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import type { Exact, ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualAnalytic } from '../../reference/numbers/dual.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { entryOf } from '../../reference/numbers/linear.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import {
  agree,
  atLeast,
  confirmed,
  enclosed,
  equals,
  exactInPowersOfTwo,
  exceeds,
  guard,
  lessThan,
  printed,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { fairSigns } from './fair-signs.js'
import { firstShift } from './mixture.js'
import { TB_GMM } from './tb-gmm.js'
import { kernelOf, noisy } from './variables.js'

/** p·δ_μ + p′·δ_{−μ}. Only the ratio of the weights matters. */
const signs = <T>(
  { neg }: Field<T>,
  { mu, p, q }: { readonly mu: T; readonly p: T; readonly q: T },
): Data<T> => [
  { weight: p, mean: [mu] },
  { weight: q, mean: [neg(mu)] },
]

/** tanh u = (1 − e^{−2u})/(1 + e^{−2u}). */
function tanh<T>({ lit, sub, add, mul, div, exp }: ExponentialField<T>, u: T): T {
  const e = exp(mul(lit('-2'), u))
  return div(sub(lit(1n), e), add(lit(1n), e))
}

/** aμx/s² + ½(log p − log p′). */
function argument<T>(
  F: ExponentialField<T>,
  v: { readonly [name in 'signal' | 'std' | 'mu' | 'p' | 'q' | 'x']: T },
): T {
  const { lit, add, sub, mul, div, log } = F
  const linear = div(mul(mul(v.signal, v.mu), v.x), square(F, v.std))
  return add(linear, mul(lit('1/2'), sub(log(v.p), log(v.q))))
}

/** x̂₀ = μ·tanh(aμx/s² + ½ log(p/p′)), and through it the variance, the score and its derivative. */
const twoPoints = statement({
  variables: ['signal', 'std', 'mu', 'p', 'q', 'x'],
  guards: [
    noisy,
    guard<'p' | 'q'>('both points have mass', ({ lit }, { p, q }) => [
      exceeds(p, lit(0n)),
      exceeds(q, lit(0n)),
    ]),
  ],
  conclude: (field, v) => {
    const F = firstShift(field)
    const { sub, mul, div } = F
    const [kernel, data] = [kernelOf(F, v), signs(F, v)]
    const clean = mul(v.mu, tanh(F, argument(F, v)))
    const hidden = sub(square(F, v.mu), square(F, clean))
    const noise = square(F, v.std)
    const curvature = sub(div(mul(square(F, v.signal), hidden), square(F, noise)), div(F.lit(1n), noise))
    return [
      equals(at(x0Hat(F, kernel, data, [v.x]), 0), clean, 'x̂₀ = μ·tanh u'),
      equals(entryOf(x0Covariance(F, kernel, data, [v.x]), 0, 0), hidden, 'Var(x₀|x) = μ²(1 − tanh² u)'),
      equals(
        at(score(F, kernel, data, [v.x]), 0),
        div(sub(mul(v.signal, clean), v.x), noise),
        'S = (aμ·tanh u − x)/s²',
      ),
      equals(
        entryOf(logDensityHessian(F, kernel, data, [v.x]), 0, 0),
        curvature,
        'S′ = a²μ²(1 − tanh² u)/s⁴ − 1/s²',
      ),
    ]
  },
})

/**
 * Inputs at which every exponent is a multiple of ½ and every logarithm is of a power of 2: s = 2ᵏ, x − aμ = s·i and x + aμ =
 * s·j for integers i, j.
 */
const inputs = fc
  .record({
    k: fc.integer({ min: -2, max: 2 }),
    i: fc.integer({ min: -5, max: 5 }),
    j: fc.integer({ min: -5, max: 5 }),
    p: fc.integer({ min: -3, max: 3 }),
    q: fc.integer({ min: -3, max: 3 }),
    signal: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ k, i, j, p, q, signal }) => {
    const { lit, mul, div } = RATIONALS
    const two = (n: number) => (n < 0 ? rational(1n, 2n ** BigInt(-n)) : rational(2n ** BigInt(n)))
    const [std, a] = [two(k), lit(`${signal}/4`)]
    const half = (n: number) => mul(std, lit(`${n}/2`))
    return { signal: a, std, mu: div(half(j - i), a), p: two(p), q: two(q), x: half(i + j) }
  })

/** Fair: the derivative of the score at 0 is (a²μ² − s²)/s⁴. */
const atZero = statement({
  variables: ['signal', 'std', 'mu'],
  guards: [noisy],
  conclude: (F, v) => {
    const [zero, half] = [F.lit(0n), F.lit('1/2')]
    const data = signs(F, { mu: v.mu, p: half, q: half })
    const noise = square(F, v.std)
    const expected = F.div(F.sub(square(F, F.mul(v.signal, v.mu)), noise), square(F, noise))
    return [
      equals(at(score(F, kernelOf(F, v), data, [zero]), 0), zero, 'S(0)'),
      equals(entryOf(logDensityHessian(F, kernelOf(F, v), data, [zero]), 0, 0), expected, 'S′(0)'),
    ]
  },
})

/** S′ as a function of h = sech² u ∈ (0, 1]. */
const slopeOf = <T>(
  F: Field<T>,
  { reach, std, h }: { readonly reach: T; readonly std: T; readonly h: T },
): T => {
  const noise = square(F, std)
  return F.sub(F.div(F.mul(square(F, reach), h), square(F, noise)), F.div(F.lit(1n), noise))
}
const fraction = guard<'h' | 'reach' | 'std'>('0 < h ≤ 1, aμ > 0, s > 0', ({ lit }, { h, reach, std }) => [
  exceeds(h, lit(0n)),
  atLeast(lit(1n), h),
  exceeds(reach, lit(0n)),
  exceeds(std, lit(0n)),
])

const oneMode = statement({
  variables: ['reach', 'std', 'h'],
  guards: [fraction, guard<'reach' | 'std'>('aμ ≤ s', (_, { reach, std }) => [atLeast(std, reach)])],
  conclude: (F, v) => [atLeast(F.lit(0n), slopeOf(F, v), 'S′ ≤ 0')],
})
const twoModes = statement({
  variables: ['reach', 'std', 'h'],
  guards: [
    fraction,
    guard<'reach' | 'std' | 'h'>('aμ > s, and h = 1: x = 0', ({ lit }, { reach, std, h }) => [
      exceeds(reach, std),
      { left: h, is: '=', right: lit(1n) },
    ]),
  ],
  conclude: (F, v) => [exceeds(slopeOf(F, v), F.lit(0n), 'S′(0) > 0')],
})

const uniformKernel = <T>({ lit }: Field<T>) => ({ signal: lit('4/5'), variance: lit('9/25') })

/** 2c·q(x; c), whose derivative in c is φ_s(x − ac) + φ_s(x + ac). */
const uniformMass = (F: Enclosure, x: Exact): Ball =>
  derivative(
    dualAnalytic(F),
    (D, c) =>
      D.mul(D.mul(D.lit(2n), c), uniformDensity(D, uniformKernel(D), { halfWidth: c }, constant(F.lit(x)))),
    F.lit('3/2'),
  )

const endsOf = (F: Enclosure, x: Exact): Ball =>
  ['3/2', '-3/2']
    .map((end) =>
      F.exp(logDensity(F, uniformKernel(F), [{ weight: F.lit(1n), mean: [F.lit(end)] }], [F.lit(x)])),
    )
    .reduce(F.add)

export const TB_ATOM = theorem({
  id: 'TB-ATOM',
  title: 'Two points: x̂₀ = μ·tanh(aμx/s² + ½ log(p/(1−p))); and uniform data',
  statement: String.raw`\pi = p\,\delta_\mu + (1-p)\,\delta_{-\mu}:\quad \hat x_0 = \mu\tanh u,\ u = \tfrac{a\mu x}{s^2} + \tfrac12\log\tfrac{p}{1-p},\
    \operatorname{Var}(x_0|x) = \mu^2\operatorname{sech}^2 u,\ S = \tfrac{a\mu\tanh u - x}{s^2},\
    S' = \tfrac{a^2\mu^2}{s^4}\operatorname{sech}^2 u - \tfrac1{s^2};\quad p = \tfrac12:\ q\ \text{bimodal} \iff a\mu > s;\quad
    U[-c,c]:\ q(x) = \frac{\Phi(\frac{x+ac}{s}) - \Phi(\frac{x-ac}{s})}{2ac}`,
  sources: [cite('alphabar', 'TB-ATOM')],
  uses: [TB_GMM],
  hypotheses: [...twoPoints.guards],
  reduction:
    'r₊ − r₋ = tanh(½(ℓ₊ − ℓ₋)), and the log odds ℓ₊ − ℓ₋ are linear in x: the squares cancel. sech² = 1 − tanh². In the ' +
    'symbolic reading the shift of the softmax is one of its exponents, which its value does not depend on, so that the ' +
    'reference and the formula hold the same exponential; log(p/(1−p)) is read as log p − log(1−p). Modes, p = ½: S(0) = 0, and ' +
    'S′(x) = (a²μ²/s⁴)·h − 1/s² with h = sech²(aμx/s²) = 1 at 0 alone. If aμ ≤ s, S′ < 0 but at 0: one mode. If aμ > s, S′(0) > 0, ' +
    'and S is concave for x > 0 (h decreases) and tends to −∞: one zero on each side, a mode, and a minimum between. N points: ' +
    'X-EMPSOFT. Uniform data: 2c·q = ∫_{−c}^{c} φ_s(x − az) dz is 0 at c = 0 and has the derivative φ_s(x − ac) + φ_s(x + ac) in c.',
  formulas: [x0Hat, x0Covariance, score, logDensityHessian, uniformDensity, logDensity],
  claims: [
    provedByNormalForm('x̂₀, Var(x₀|x), S and S′ are those of μ·tanh u, any two weights.', twoPoints),
    exactInPowersOfTwo(
      'The same where exponentials are powers of two, with the shift as it is.',
      twoPoints,
      inputs,
    ),
    provedByNormalForm('Fair: S(0) = 0 and S′(0) = (a²μ² − s²)/s⁴.', atZero),
    provedByZ3('aμ ≤ s: S′ ≤ 0 everywhere, one mode.', oneMode),
    provedByZ3('aμ > s: S′(0) > 0, so that 0 is a minimum.', twoModes),
    {
      text: 'Uniform data on [−3/2, 3/2], a = 4/5, s = 3/5, at three points: ∂(2c·q)/∂c = φ_s(x − ac) + φ_s(x + ac) to 25 digits.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        ...['0', '1', '-13/4'].map((x) =>
          agree(
            enclosed((F) => uniformMass(F, x)),
            enclosed((F) => endsOf(F, x)),
            25,
            `x = ${x}`,
          ),
        ),
        lessThan(
          enclosed((F) =>
            F.mul(
              F.lit('2e-12'),
              uniformDensity(F, uniformKernel(F), { halfWidth: F.lit('1e-12') }, F.lit(0n)),
            ),
          ),
          rational(1n, 10n ** 11n),
          '2c·q < 1e-11 at c = 1e-12',
        ),
      ]),
    },
    {
      text: 'Fair signs at ᾱ = .9: q(15) = 1.16e-429, far below the least double, and its logarithm is no trouble.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed(
          '1.16e-429',
          enclosed((F) =>
            F.exp(logDensity(F, hoKernel(F, { alphaBar: F.lit('9/10') }), fairSigns(F), [F.lit(15n)])),
          ),
          'q(15)',
        ),
      ]),
    },
  ],
  counterexamples: [],
  errata: [],
})
