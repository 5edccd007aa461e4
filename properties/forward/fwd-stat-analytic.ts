import { power, square } from '../../reference/numbers/combinators.js'
import { type Enclosure, enclosure } from '../../reference/numbers/enclosure/index.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { composeChain } from '../../reference/process/forward.js'
import { enclosed } from '../evidence/enclosed.js'
import { confirmed, lessThan, printed } from '../evidence/index.js'
import type { Claim, Counterexample } from '../theorem.js'
import { kolmogorovFromNormal } from './cauchy.js'

/** A chain of `length` steps α_i = exp(−2^{−i}), α_i² + β_i² = 1. */
function slowing(F: Enclosure, length: number) {
  const steps = Array.from({ length }, (_, i) => {
    const signal = F.exp(F.neg(F.div(F.lit(1n), power(F, F.lit(2n), i + 1))))
    return { signal, variance: F.sub(F.lit(1n), square(F, signal)) }
  })
  return composeChain(F, steps)
}

/** Distances at t, and as they were first written down. */
const CAUCHY = [
  { t: 2, distance: '0.049446', given: '0.0493' },
  { t: 5, distance: '0.007400', given: '0.00738' },
  { t: 8, distance: '0.000948', given: '0.000946' },
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
    '(ii) x₀ needs no moment: from Cauchy x₀ at α = ½, β = √¾ the Kolmogorov–Smirnov distance of x_t to N(0, 1) is 0.049446, 0.007400, ' +
    '0.000948 at t = 2, 5, 8. The figures first noted here, .0493, .00738, .000946, are too small and not reproduced.',
  tier: 'certified',
  engine: 'enclosure',
  check: confirmed(() => {
    const F = enclosure(64)
    return CAUCHY.flatMap(({ t, distance, given }) => {
      const found = kolmogorovFromNormal(F, t, '1e-7')
      return [
        printed(distance, found, `distance at t = ${t}`),
        lessThan(RATIONALS.lit(given), found.lo, `more than ${given}`),
      ]
    })
  }),
}
