import { describe, expect, it } from 'vitest'
import { square } from '../numbers/combinators.js'
import { type Ball, contains, enclosure, hi, intersects, lo } from '../numbers/enclosure/index.js'
import { compare, RATIONALS, rational } from '../numbers/rational.js'
import { gaussianExpectation, mixtureExpectation, trapezoid } from './trapezoid.js'

const F = enclosure(128)
const { lit, add, sub, mul, div, neg, exp, sqrt, cos, pi } = F
const width = (b: Ball) => RATIONALS.sub(hi(b), lo(b))
const narrow = (b: Ball, most: string) => compare(width(b), RATIONALS.lit(most)) < 0

describe('the trapezoid rule with a proved error', () => {
  it('encloses E cos z = e^(−1/2) and E z⁴ = 3, narrowly', () => {
    // |cos(x + iy)| ≤ cosh y; |x + iy|⁴ ≤ (|x| + 1)⁴ ≤ 24·e·e^{|x|}, as r⁴/4! ≤ e^r
    const ofCos = gaussianExpectation(F, cos, { strip: '1', factor: exp(lit(1n)), rate: '0' })
    expect(intersects(ofCos, exp(lit('-1/2')))).toBe(true)
    expect(narrow(ofCos, '1e-11')).toBe(true)
    const fourth = gaussianExpectation(F, (z) => square(F, square(F, z)), {
      strip: '1',
      factor: mul(lit(24n), exp(lit(1n))),
      rate: '1',
    })
    expect(contains(fourth, rational(3n))).toBe(true)
    expect(narrow(fourth, '1e-9')).toBe(true)
  })

  it('says so where the rule is too coarse: the interval grows and still holds the value', () => {
    const coarse = gaussianExpectation(F, cos, { strip: '1', factor: exp(lit(1n)), rate: '0' }, 2)
    expect(intersects(coarse, exp(lit('-1/2')))).toBe(true)
    expect(narrow(coarse, '1e-3')).toBe(false)
  })

  // E 1/(1 + z²) = √(π/2)·e^{1/2}·erfc(1/√2); 1/|1 + z²| ≤ 1/(1 − |Im z|) by 2/(1+z²) = 1/(1−iz) + 1/(1+iz)
  const witch = (z: Ball) => div(lit(1n), add(lit(1n), square(F, z)))
  const exact = mul(mul(sqrt(div(pi, lit(2n))), exp(lit('1/2'))), F.erfc(sqrt(lit('1/2'))))

  it('encloses E 1/(1 + z²), with poles at ±i', () => {
    const value = gaussianExpectation(F, witch, { strip: '1/2', factor: lit(2n), rate: '0' })
    expect(intersects(value, exact)).toBe(true)
    expect(narrow(value, '1e-11')).toBe(true)
  })

  it('rests on the strip it is given: a strip past the poles is a false statement, and misses', () => {
    const value = gaussianExpectation(F, witch, { strip: '4', factor: lit(2n), rate: '0' })
    expect(intersects(value, exact)).toBe(false)
  })

  it('takes the mean and variance of a mixture of Gaussians', () => {
    const law = [
      { weight: lit('1/4'), mean: [lit(3n)], covariance: [[lit('1/4')]] },
      { weight: lit('3/4'), mean: [lit('-1')], covariance: [[lit(2n)]] },
    ]
    // E x² = ¼(9 + ¼) + ¾(1 + 2); |3 + z/2|², |−1 + √2 z|² ≤ (3 + √2(|x| + 1))² ≤ 2·e^{3 + √2 + √2|x|}
    const growth = { strip: '1', factor: mul(lit(2n), exp(lit(5n))), rate: '3/2' }
    const value = mixtureExpectation(F, law, (x) => square(F, x), growth)
    expect(contains(value, RATIONALS.lit('73/16'))).toBe(true)
    expect(() => mixtureExpectation(F, [{ weight: lit(1n), mean: [lit(0n)] }], cos, growth)).toThrow(
      /a point/,
    )
  })

  it('integrates a function given as it is: ∫ e^{−x²} = √π', () => {
    // |e^{−(x+ib)²}| = e^{b² − x²}, and Σ_{|k/4| > 6} e^{−(k/4)²}/4 ≤ ∫_6^∞ 2e^{−x²} ≤ e^{−36}
    const value = trapezoid(F, (x) => exp(neg(square(F, x))), {
      perUnit: 4n,
      below: -24n,
      above: 24n,
      strip: '2',
      integral: mul(exp(lit(4n)), sqrt(pi)),
      tail: exp(lit('-36')),
    })
    expect(contains(sub(value, sqrt(pi)), rational(0n))).toBe(true)
    expect(narrow(value, '1e-14')).toBe(true)
  })
})
