import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logSumExp, softmax, sum } from '../combinators.js'
import { RATIONALS, rational } from '../rational.js'
import { type Ball, contains, enclose, enclosure, intersects, toDecimal, Undecided } from './index.js'

function property<Ts extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  numRuns = 100,
) {
  return (name: string, body: (...args: Ts) => void) =>
    test(name, () => fc.assert(fc.property(...arbitraries, body), { numRuns }))
}

const precision = fc.oneof(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1000, max: 1100 }))
const fraction = fc
  .tuple(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 1n, max: 2n ** 70n }))
  .map(([num, den]) => rational(num, den))
const positive = fraction.filter(({ num }) => num > 0n)
const small = fraction.map(({ num, den }) => rational(num, den * 2n ** 60n))

describe('field operations hold the exact rational', () => {
  for (const operation of ['add', 'sub', 'mul', 'div'] as const)
    property([fraction, fraction, precision])(operation, (a, b, p) => {
      fc.pre(operation !== 'div' || b.num !== 0n)
      const F = enclosure(p)
      const [x, y] = [F.of(a), F.of(b)]
      fc.pre(operation !== 'div' || !contains(y, rational(0n)))
      expect(contains(F[operation](x, y), RATIONALS[operation](a, b))).toBe(true)
    })

  property([fraction, precision])('√ of a square', (a, p) => {
    const F = enclosure(p)
    const square = F.of(RATIONALS.mul(a, a))
    const root = a.num < 0n ? RATIONALS.neg(a) : a
    try {
      expect(contains(F.sqrt(square), root)).toBe(true)
    } catch (error) {
      expect(error).toBeInstanceOf(Undecided)
    }
  })

  property([
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ])('doubles come in exactly', (x, y) => {
    const F = enclosure(4096)
    expect(F.double(x).rad).toBe(0)
    expect(F.sub(F.add(F.double(x), F.double(y)), F.double(y))).toMatchObject({ rad: 0 })
  })
})

/** Every function at p bits must meet itself at 4p bits: both hold the same true value. */
describe('the enclosure at p bits meets the one at 4p bits', () => {
  const unary = ['exp', 'expm1', 'log1p', 'sin', 'cos', 'tanh', 'erf', 'erfc', 'log', 'sqrt'] as const
  for (const name of unary)
    property([fc.oneof(positive, small), precision], 60)(name, (a, p) => {
      const x = RATIONALS.div(a.num < 0n ? RATIONALS.neg(a) : a, rational(2n ** 20n))
      fc.pre(x.num > 0n)
      const [F, G] = [enclosure(p), enclosure(4 * p)]
      let coarse: Ball
      try {
        coarse = F[name](F.of(x))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
        return
      }
      expect(intersects(coarse, G[name](G.of(x)))).toBe(true)
    })
})

describe('functional equations', () => {
  const holds0 = (b: Ball) => contains(b, rational(0n))

  property([positive, precision])('exp(log x) holds x; log1p(x) = log(1 + x); erf + erfc = 1', (x, p) => {
    const F = enclosure(p)
    const y = F.of(RATIONALS.div(x, rational(2n ** 60n)))
    fc.pre(!holds0(y))
    expect(contains(F.exp(F.log(y)), RATIONALS.div(x, rational(2n ** 60n)))).toBe(true)
    expect(intersects(F.log1p(y), F.log(F.add(F.lit(1n), y)))).toBe(true)
    expect(holds0(F.sub(F.add(F.erf(y), F.erfc(y)), F.lit(1n)))).toBe(true)
  })

  property([small, small, precision])('addition theorems of exp, sin and cos; tanh', (a, b, p) => {
    const F = enclosure(p)
    const [x, y] = [F.of(a), F.of(b)]
    const both = F.add(x, y)
    expect(intersects(F.exp(both), F.mul(F.exp(x), F.exp(y)))).toBe(true)
    expect(intersects(F.expm1(x), F.sub(F.exp(x), F.lit(1n)))).toBe(true)
    const sine = F.add(F.mul(F.sin(x), F.cos(y)), F.mul(F.cos(x), F.sin(y)))
    expect(intersects(F.sin(both), sine)).toBe(true)
    const [p1, p2] = [F.exp(x), F.exp(F.neg(x))]
    expect(intersects(F.mul(F.tanh(x), F.add(p1, p2)), F.sub(p1, p2))).toBe(true)
  })

  property([fc.array(fraction, { minLength: 1, maxLength: 5 }), precision])('softmax sums to 1', (xs, p) => {
    const F = enclosure(p + 80)
    const scaled = xs.map((x) => F.of(RATIONALS.div(x, rational(2n ** 60n))))
    expect(contains(sum(F, softmax(F, scaled)), rational(1n))).toBe(true)
    const shifted = scaled.map((x) => F.sub(x, logSumExp(F, scaled)))
    expect(contains(logSumExp(F, shifted), rational(0n))).toBe(true)
  })
})

describe('decimals', () => {
  test('only certain digits are printed', () => {
    expect(enclose((F) => F.exp(F.mul(F.pi, F.sqrt(F.lit(163n)))), { digits: 31 }).decimal).toBe(
      '262537412640768743.9999999999993',
    )
    expect(enclose((F) => F.tanh(F.lit('1/2')), { digits: 8 }).decimal).toBe('0.46211716')
    expect(enclose((F) => F.erfc(F.lit(30n)), { digits: 5 }).decimal).toBe('2.5647e-393')
    expect(toDecimal(enclosure(20).lit('0.5'))).toBe('0.5')
  })

  test('what cannot be decided is said so', () => {
    const zero = () =>
      enclose((F) => F.sub(F.log(F.lit(4n)), F.mul(F.lit(2n), F.log(F.lit(2n)))), { digits: 5, most: 999 })
    expect(zero).toThrow(/5 digits were not decided at 999 bits/)
    expect(() => enclosure(64).log(enclosure(64).lit('-1'))).toThrow(/expected a number above 0/)
    const F = enclosure(64)
    const aroundZero = F.sub(F.lit('1/3'), F.lit('1/3'))
    expect(() => F.div(F.lit(1n), aroundZero)).toThrow(Undecided)
    expect(() => F.sqrt(aroundZero)).toThrow(Undecided)
    expect(() => F.div(F.lit(1n), F.lit(0n))).toThrow(/exactly 0/)
  })
})
