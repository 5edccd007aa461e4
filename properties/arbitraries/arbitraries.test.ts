import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { square } from '../../reference/numbers/combinators.js'
import {
  compare,
  equal,
  RATIONALS,
  type Rational,
  rationalSqrt,
  sign,
} from '../../reference/numbers/rational.js'
import {
  anyRational,
  betweenZeroAndOne,
  nonNegative,
  nonZero,
  positive,
  pythagorean,
  squareBetweenZeroAndOne,
} from './rationals.js'
import { rationalStep, transition, WHOLLY_RATIONAL } from './transitions.js'

const { lit, add, sub, mul, div } = RATIONALS
const one = lit(1n)
const always = <T>(arbitrary: fc.Arbitrary<T>, is: (value: T) => boolean) =>
  fc.assert(
    fc.property(arbitrary, (value) => is(value)),
    { numRuns: 300, seed: 1 },
  )
const inside = (a: Rational) => sign(a) > 0 && compare(a, one) < 0

describe('arbitraries', () => {
  it('of numbers keep their sign and range', () => {
    always(positive, (a) => sign(a) > 0)
    always(nonNegative, (a) => sign(a) >= 0)
    always(nonZero, (a) => sign(a) !== 0)
    always(betweenZeroAndOne, inside)
    always(squareBetweenZeroAndOne, (a) => inside(a) && rationalSqrt(a) !== undefined)
    always(transition, ({ step }) => sign(step.variance) > 0)
  })

  it('reach the corners: 0, tiny, huge and next to 1', () => {
    const drawn = fc.sample(anyRational, { numRuns: 500, seed: 1 })
    for (const corner of ['0', '1e-30', '-1e30', '1000000000001/1000000000000'])
      expect(drawn.some((a) => equal(a, lit(corner)))).toBe(true)
  })

  it('of the unit circle lie on it, and its levels have rational roots', () => {
    const onCircle = (cos: Rational, sin: Rational) =>
      equal(add(square(RATIONALS, cos), square(RATIONALS, sin)), one)
    always(pythagorean, ({ cos, sin }) => inside(cos) && inside(sin) && onCircle(cos, sin))
    always(rationalStep, ({ prior, after }) => {
      const alpha = div(after.alphaBar, prior.alphaBar)
      return inside(alpha) && onCircle(prior.root, prior.std) && onCircle(after.root, after.std)
    })
  })

  it('of one step at which everything is rational: its levels compose', () => {
    const { prior, step, after } = WHOLLY_RATIONAL
    expect(equal(mul(prior.signal, step.signal), after.signal)).toBe(true)
    for (const { signal, std } of [prior, step, after])
      expect(equal(square(RATIONALS, std), sub(one, square(RATIONALS, signal)))).toBe(true)
  })
})
