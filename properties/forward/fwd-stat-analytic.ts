import { at, power, square } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { compare, RATIONALS } from '../../reference/numbers/rational.js'
import { composeChain } from '../../reference/process/forward.js'
import { enclosed } from '../evidence/enclosed.js'
import { confirmed, printed } from '../evidence/index.js'
import type { Claim, Counterexample } from '../theorem.js'

/** A chain of `length` steps α_i = exp(−2^{−i}), α_i² + β_i² = 1. */
function slowing(F: Enclosure, length: number) {
  const steps = Array.from({ length }, (_, i) => {
    const signal = F.exp(F.neg(F.div(F.lit(1n), power(F, F.lit(2n), i + 1))))
    return { signal, variance: F.sub(F.lit(1n), square(F, signal)) }
  })
  return composeChain(F, steps)
}

/**
 * x₀ standard Cauchy, α = ½, β = √¾: x_t = γC + √w·ε with γ = 2^{−t} and w the variance of the chain. Its characteristic
 * function e^{−γ|u|−wu²/2} differs from e^{−u²/2} by at most (γu + (1−w)u²/2)·e^{−wu²/2}, so by Gil-Pelaez' formula
 * sup_x |P(x_t ≤ x) − Φ(x)| ≤ (1/π)∫₀^∞ |difference|/u du ≤ (1/π)·(γ√(π/2)/√w + (1−w)/(2w)).
 */
function cauchyBound(F: Enclosure, t: number): Ball {
  const { lit, add, sub, mul, div, sqrt, pi } = F
  const step = { signal: lit('1/2'), variance: lit('3/4') }
  const { signal, variance } = composeChain(
    F,
    Array.from({ length: t }, () => step),
  )
  const linear = mul(signal, sqrt(div(pi, mul(lit(2n), variance))))
  const quadratic = div(sub(lit(1n), variance), mul(lit(2n), variance))
  return div(add(linear, quadratic), pi)
}

const CAUCHY = [
  { t: 2, atMost: '0.114' },
  { t: 5, atMost: '0.0127' },
  { t: 8, atMost: '0.00157' },
] as const

export const analyticCounterexamples: readonly Counterexample[] = [
  {
    drops: 'a constant step: α_i = exp(−2^{−i}), α_i² + β_i² = 1 in every step',
    text: 'After 60 steps ᾱ = 0.36787944 of the signal is left, to its digits the limit e⁻¹: no convergence to N(0, I).',
    check: confirmed(() => [
      printed(
        '0.36787944',
        enclosed((F) => slowing(F, 60).signal),
        'ᾱ after 60 steps',
      ),
      printed(
        '0.36787944',
        enclosed((F) => F.exp(F.lit(-1n))),
        'e⁻¹',
      ),
    ]),
  },
]

/** The slide asks for E x₀ = 0 and a finite covariance: more than it needs. */
export const anyLaw: Claim = {
  text:
    '(ii) x₀ needs no moment: from Cauchy x₀ at α = ½, β = √¾ the Kolmogorov–Smirnov distance of x_t to N(0, 1) is at most 0.114, ' +
    '0.0127, 0.00157 at t = 2, 5, 8. The distances themselves are given as .0493, .00738, .000946: these figures are not reproduced here, only bounded.',
  tier: 'certified',
  engine: 'enclosure',
  check: confirmed(() => {
    const F = enclosure(96)
    return CAUCHY.map(({ t, atMost }, i) => {
      const { hi } = interval(cauchyBound(F, t))
      const before = i === 0 ? '1' : at(CAUCHY, i - 1).atMost
      return {
        text: `t = ${t}: at most ${atMost}`,
        holds:
          compare(hi, RATIONALS.lit(atMost)) <= 0 &&
          compare(RATIONALS.lit(atMost), RATIONALS.lit(before)) < 0,
      }
    })
  }),
}
