import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, RATIONALS, rational } from '../rational.js'
import { fraction, half, holds0, magnitude, moderate, precision, property } from './fixtures/properties.js'
import { contains, enclosure, hi, lo, Undecided } from './index.js'

describe('field operations hold the exact rational', () => {
  for (const operation of ['add', 'sub', 'mul', 'div'] as const)
    property(operation, [fraction, fraction, precision], (a, b, p) => {
      const F = enclosure(p)
      const [x, y] = [F.of(a), F.of(b)]
      fc.pre(operation !== 'div' || !holds0(y))
      expect(contains(F[operation](x, y), RATIONALS[operation](a, b))).toBe(true)
    })

  property(
    'of wide balls, at every corner',
    [moderate, moderate, moderate, moderate, precision],
    (a, b, c, d, p) => {
      const F = enclosure(p)
      const [x, y] = [F.between(a, b), F.between(c, d)]
      for (const q of [a, b, RATIONALS.mul(RATIONALS.add(a, b), half)])
        for (const r of [c, d])
          for (const operation of ['add', 'sub', 'mul', 'div'] as const)
            if (operation !== 'div' || !holds0(y))
              expect(contains(F[operation](x, y), RATIONALS[operation](q, r))).toBe(true)
    },
  )

  property('√a: the squares of the ends are on either side of a', [moderate, precision], (a, p) => {
    const root = enclosure(p).sqrt(enclosure(300).of(magnitude(a)))
    const [low, high] = [lo(root), hi(root)]
    expect(compare(RATIONALS.mul(low, low), magnitude(a))).toBeLessThanOrEqual(0)
    expect(compare(RATIONALS.mul(high, high), magnitude(a))).toBeGreaterThanOrEqual(0)
  })

  property(
    '√ next to the square of a midpoint',
    [fc.bigInt({ min: 0n, max: 2n ** 99n }), fc.integer({ min: -1, max: 1 })],
    (n, one) => {
      const midpoint = 2n ** 100n + 2n * (n % 2n ** 99n) + 1n
      const a = rational(midpoint * midpoint * 2n ** 200n + BigInt(one))
      const root = enclosure(100).sqrt({ mid: a.num, exp: 0, rad: 0 })
      expect(compare(RATIONALS.mul(lo(root), lo(root)), a)).toBeLessThanOrEqual(0)
      expect(compare(RATIONALS.mul(hi(root), hi(root)), a)).toBeGreaterThanOrEqual(0)
    },
  )

  property(
    'a quotient next to a midpoint',
    [
      fc.bigInt({ min: 0n, max: 2n ** 99n }),
      fc.bigInt({ min: 1n, max: 2n ** 300n }),
      fc.integer({ min: -1, max: 1 }),
    ],
    (n, b, one) => {
      const midpoint = 2n ** 100n + 2n * n + 1n
      // a truncated quotient of either sign, beside the midpoint on either side
      for (const a of [midpoint * b + BigInt(one), -midpoint * b - BigInt(one)]) {
        const quotient = enclosure(100).div({ mid: a, exp: 0, rad: 0 }, { mid: b, exp: 0, rad: 0 })
        expect(contains(quotient, rational(a, b))).toBe(true)
        expect(contains(enclosure(100).of(rational(a, b)), rational(a, b))).toBe(true)
      }
    },
  )

  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
  property('doubles come in exactly', [finite, finite], (x, y) => {
    const F = enclosure(4096)
    expect(contains(F.sub(F.add(F.double(x), F.double(y)), F.double(y)), lo(F.double(x)))).toBe(true)
    expect(F.double(x).rad + F.add(F.double(x), F.double(y)).rad).toBe(0)
    const { num, den } = lo(F.double(x))
    if (Math.abs(x) > 2 ** -900 && Math.abs(x) < 2 ** 900) expect(Number(num) / Number(den)).toBe(x)
  })
})

test('outside the domain: certain and undecided', () => {
  const F = enclosure(64)
  const aroundZero = F.sub(F.lit('1/3'), F.lit('1/3'))
  expect(() => F.div(F.lit(1n), aroundZero)).toThrow(Undecided)
  expect(() => F.sqrt(aroundZero)).toThrow(Undecided)
  expect(() => F.log(aroundZero)).toThrow(Undecided)
  expect(() => F.div(F.lit(1n), F.lit(0n))).toThrow(/exactly 0/)
  expect(() => F.log(F.lit('-1'))).toThrow(/log of \[-1.00, -1.00\]: expected a number above 0/)
  expect(() => F.sqrt(F.lit('-1'))).toThrow(/not real/)
  expect(() => F.log1p(F.lit('-1'))).toThrow(/above −1/)
  expect(() => F.exp(F.lit('1e20'))).toThrow(/rescale/)
  expect(() => F.double(Number.NaN)).toThrow(/finite double/)
  expect(() => enclosure(1)).toThrow(/from 2 to/)
  expect(holds0(F.exp(F.lit('-1e20')))).toBe(true)
})
