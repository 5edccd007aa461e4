import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compare,
  EAGER_BITS,
  equal,
  format,
  gcd,
  integerSqrt,
  literal,
  lowestTerms,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
  rationalSqrt,
  sign,
} from './rational.js'

const { add, sub, mul, div, neg, lit, sqrt } = RATIONALS

/** The same operations with nothing cancelled and nothing shared: what the others are held against. */
const plain = {
  add: (a: Rational, b: Rational): Rational => ({ num: a.num * b.den + b.num * a.den, den: a.den * b.den }),
  mul: (a: Rational, b: Rational): Rational => ({ num: a.num * b.num, den: a.den * b.den }),
  div: (a: Rational, b: Rational): Rational =>
    b.num < 0n ? { num: -a.num * b.den, den: -a.den * b.num } : { num: a.num * b.den, den: a.den * b.num },
}
const same = (a: Rational, b: Rational): boolean =>
  a.den > 0n && b.den > 0n && a.num * b.den === b.num * a.den

/** Products of few factors, short and long, so that denominators divide one another, coincide or do neither. */
const factor = fc.constantFrom(1n, 2n, 3n, 7n, 999n, 2n ** 61n - 1n, 2n ** 300n, 3n ** 400n, 2n ** 1279n - 1n)
const whole = fc.array(factor, { maxLength: 4 }).map((fs) => fs.reduce((a, b) => a * b, 1n))
const signed = fc.tuple(whole, fc.constantFrom(1n, -1n, 0n)).map(([n, s]) => n * s)
const number = fc.tuple(signed, whole).map(([n, d]) => rational(n, d))
const RUNS = { numRuns: 400 }

describe('arithmetic, short and long', () => {
  it('is that of fractions with nothing cancelled', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(same(add(a, b), plain.add(a, b))).toBe(true)
        expect(same(sub(a, b), plain.add(a, neg(b)))).toBe(true)
        expect(same(mul(a, b), plain.mul(a, b))).toBe(true)
        if (sign(b) !== 0) expect(same(div(a, b), plain.div(a, b))).toBe(true)
      }),
      RUNS,
    )
  })

  it('is a field', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        expect(equal(add(a, b), add(b, a)) && equal(mul(a, b), mul(b, a))).toBe(true)
        expect(equal(add(add(a, b), c), add(a, add(b, c)))).toBe(true)
        expect(equal(mul(mul(a, b), c), mul(a, mul(b, c)))).toBe(true)
        expect(equal(mul(a, add(b, c)), add(mul(a, b), mul(a, c)))).toBe(true)
        expect(equal(sub(a, a), lit(0n)) && equal(add(a, lit(0n)), a) && equal(mul(a, lit(1n)), a)).toBe(true)
        if (sign(a) !== 0) expect(equal(div(a, a), lit(1n))).toBe(true)
      }),
      RUNS,
    )
  })

  it('orders as subtraction does', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(compare(a, b)).toBe(sign(sub(a, b)))
        expect(equal(a, b)).toBe(compare(a, b) === 0)
      }),
      RUNS,
    )
  })

  it('keeps short fractions in lowest terms, and long ones equal to theirs', () => {
    fc.assert(
      fc.property(number, (a) => {
        const least = lowestTerms(a)
        expect(gcd(least.num, least.den)).toBe(1n)
        expect(equal(a, least)).toBe(true)
        const short = 1n << EAGER_BITS
        if (a.den < short && a.num < short && -a.num < short) expect(a).toEqual(least)
      }),
      RUNS,
    )
  })

  it('cancels the long factors that a table’s neighbours share', () => {
    const common = 3n ** 2000n
    const ratio = div(rational(5n, common), rational(7n, common * 11n))
    expect(ratio).toEqual(rational(55n, 7n))
    expect(add(rational(1n, common), rational(1n, common * 11n)).den).toBe(common * 11n)
  })

  it('refuses division by zero', () => {
    expect(() => div(lit(1n), lit(0n))).toThrow(/division by zero/)
    expect(() => rational(1n, 0n)).toThrow(/a denominator was 0/)
  })
})

describe('literals', () => {
  it.each([
    ['2', 2n, 1n],
    ['-3', -3n, 1n],
    ['+.5', 1n, 2n],
    ['5.', 5n, 1n],
    ['0.02', 1n, 50n],
    ['1e-4', 1n, 10000n],
    ['-1.25E2', -125n, 1n],
    [' 1/3 ', 1n, 3n],
    ['1e-4/-0.5', -1n, 5000n],
    ['0/7', 0n, 1n],
  ])('%j', (text, num, den) => expect(parseRational(text)).toEqual({ num, den }))

  it.each(['', ' ', '.', 'x', '1/2/3', '1/', '0x1F', 'NaN', 'Infinity', '1e', '1 2', '1e9999999', '١'])(
    'refuses %j',
    (text) => expect(() => parseRational(text)).toThrow(SyntaxError),
  )

  it('refuses an exponent too large to be meant', () => {
    expect(() => parseRational('1e100001')).toThrow(/exponent/)
    expect(parseRational('1e-400').den).toBe(10n ** 400n)
  })

  it('are spelled whole, and read back', () => {
    fc.assert(
      fc.property(number, (a) => void expect(equal(parseRational(literal(a)), a)).toBe(true)),
      RUNS,
    )
  })

  it('are shortened in messages', () => {
    expect(format(rational(1n, 3n))).toBe('1/3')
    expect(format(rational(10n ** 400n, 3n))).toMatch(/^1000.*…0+\/3 \(403 characters\)$/)
  })
})

describe('roots', () => {
  it('are exact, or undefined', () => {
    fc.assert(
      fc.property(number, (a) => {
        const root = rationalSqrt(mul(a, a))
        expect(root !== undefined && equal(root, sign(a) < 0 ? neg(a) : a)).toBe(true)
      }),
      RUNS,
    )
    expect(rationalSqrt(lit(2n))).toBeUndefined()
    expect(rationalSqrt(lit('-4'))).toBeUndefined()
    expect(() => sqrt(lit('1/2'))).toThrow(/√\(1\/2\) is not rational/)
  })

  it('of integers are rounded down', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 2000n }), (n) => {
        const r = integerSqrt(n)
        expect(r * r <= n && n < (r + 1n) * (r + 1n)).toBe(true)
      }),
      RUNS,
    )
  })
})
