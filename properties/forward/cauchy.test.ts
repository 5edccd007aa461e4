import { describe, expect, it } from 'vitest'
import { enclosure } from '../../reference/numbers/enclosure/index.js'
import { compare, RATIONALS } from '../../reference/numbers/rational.js'
import { kolmogorovFromNormal } from './cauchy.js'

const { lit, sub } = RATIONALS

describe('the Kolmogorov–Smirnov distance of noised Cauchy data to N(0, 1)', () => {
  // By mpmath: P(x_t ≤ x) = (1/π)∫ Φ((x − γ·tan θ)/√w) dθ over (−π/2, π/2), at its largest distance from Φ
  it.each([
    [1, '0.0827077760376646', '1e-6'],
    [2, '0.0494459924482094', '1e-7'],
    [5, '0.00740004958388', '1e-7'],
    [8, '0.00094801323491', '1e-9'],
  ])('t = %i: holds %s and is no wider than %s', (t, known, tolerance) => {
    const { lo, hi } = kolmogorovFromNormal(enclosure(64), t, tolerance)
    expect([compare(lo, lit(known)), compare(lit(known), hi)]).toEqual([-1, -1])
    expect(compare(sub(hi, lo), lit(tolerance))).toBeLessThanOrEqual(0)
  })
})
