import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, parseRational, RATIONALS, type Rational, rational } from '../rational.js'
import { enclose, enclosure, toDecimal, Undecided } from './index.js'

/** Every number that `text` with one digit more or less at its end is nearest to. */
const nearest = (text: string, q: Rational): boolean => {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const places = (mantissa.split('.')[1] ?? '').length - Number(exponent)
  const unit = places >= 0 ? rational(1n, 10n ** BigInt(places)) : rational(10n ** BigInt(-places))
  const distance = RATIONALS.sub(parseRational(text), q)
  const size = distance.num < 0n ? RATIONALS.neg(distance) : distance
  return compare(RATIONALS.mul(size, rational(2n)), unit) <= 0
}

describe('toDecimal prints only digits that are certain', () => {
  const value = fc
    .tuple(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.bigInt({ min: 1n, max: 10n ** 30n }),
      fc.integer({ min: -40, max: 40 }),
    )
    .map(([num, den, e]) =>
      e < 0 ? rational(num, den * 10n ** BigInt(-e)) : rational(num * 10n ** BigInt(e), den),
    )
  test('the decimal of its length nearest to the true value', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 8, max: 200 }), (q, p) => {
        const text = toDecimal(enclosure(p).of(q))
        expect(nearest(text, q)).toBe(true)
        expect(text.replace(/e.*|[^0-9]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(
          0.302 * (p + 3) + 2,
        )
      }),
      { seed: 1 },
    )
  })

  test('known values', () => {
    expect(enclose((F) => F.exp(F.mul(F.pi, F.sqrt(F.lit(163n)))), { digits: 31 }).decimal).toBe(
      '262537412640768743.9999999999993',
    )
    expect(enclose((F) => F.tanh(F.lit('1/2')), { digits: 8 }).decimal).toBe('0.46211716')
    expect(enclose((F) => F.erfc(F.lit(30n)), { digits: 5 }).decimal).toBe('2.5647e-393')
    expect(enclose((F) => F.neg(F.lit('1e-429')), { digits: 3 }).decimal).toBe('-1.00e-429')
    expect(enclose((F) => F.lit(10n), { digits: 1 }).decimal).toBe('1e1')
    const F = enclosure(20)
    expect(
      [F.lit('0.5'), F.lit('-12'), F.lit(0n), F.lit('1/1024'), F.sub(F.lit('0.1'), F.lit('0.1'))].map((b) =>
        toDecimal(b),
      ),
    ).toEqual(['0.5', '-12', '0', '0.0009765625', '[-0.000000150, 0.000000150]'])
    expect(toDecimal(enclosure(40).exp(enclosure(40).lit('-1e9')))).toBe('[0, 2^-1442695040]')
  })
})

describe('enclose raises the precision until the digits are decided', () => {
  test('a cancellation of 400 bits', () => {
    const { decimal, precision } = enclose((F) => F.sub(F.exp(F.lit('1e-120')), F.lit(1n)), { digits: 10 })
    expect(decimal).toBe('1.000000000e-120')
    expect(precision).toBeGreaterThan(400)
  })

  test('an Undecided on the way is taken up again at more bits', () => {
    const f = enclose((F) => F.log(F.sub(F.exp(F.lit('1e-40')), F.lit(1n))), { digits: 6 })
    expect(f.decimal).toBe('-92.1034')
  })

  test('what cannot be decided is said so', () => {
    const zero = (most: number) => () =>
      enclose((F) => F.sub(F.log(F.lit(4n)), F.mul(F.lit(2n), F.log(F.lit(2n)))), { digits: 5, most })
    expect(zero(999)).toThrow(/5 digits were not decided at 528 bits: the value lies in \[-/)
    expect(() => enclose((F) => F.log(F.sub(F.lit('1/3'), F.lit('1/3'))), { digits: 2, most: 500 })).toThrow(
      Undecided,
    )
    expect(() => enclose((F) => F.log(F.lit('-2')), { digits: 2 })).toThrow(/expected a number above 0/)
    expect(() => enclose((F) => F.pi, { digits: 0 })).toThrow(/natural number/)
  })
})
