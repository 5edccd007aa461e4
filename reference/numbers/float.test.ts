import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLOAT32, FLOAT64, FORMATS, fromDouble, roundNumber, roundToFormat } from './float.js'
import { compare, equal, lowestTerms, parseRational, RATIONALS, type Rational, rational } from './rational.js'
import { bitLength, ceiling, distance, nextUp } from './rounding/convert.js'
import { erf, PI } from './rounding/erf.js'
import { type Format, ulp } from './rounding/format.js'

const { sub, add, mul, div } = RATIONALS
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const ratio = fc
  .tuple(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), fc.bigInt({ min: 1n, max: 1n << 300n }))
  .map(([n, d]) => rational(n, d))
const magnitude = (x: Rational): Rational => (x.num < 0n ? RATIONALS.neg(x) : x)
const half: Rational = rational(1n, 2n)

/** y is a number of the format, and no neighbour is nearer to x; of two as near, y is the even one. */
function isNearest(y: number, x: Rational, format: Format): boolean {
  const bound = mul(add(fromDouble(format.max), mul(half, fromDouble(ulp(format.max, format)))), rational(1n))
  if (!Number.isFinite(y)) return compare(magnitude(x), bound) >= 0
  const unit = fromDouble(ulp(y, format))
  const inUnits = lowestTerms(div(fromDouble(y), unit))
  const error = sub(fromDouble(y), x)
  // below a power of two the spacing is half as large
  const inward =
    error.num > 0n === y > 0 && y !== 0 && magnitude(inUnits).num === 1n << BigInt(format.precision - 1)
  const room = inward && Math.abs(y) > 2 ** format.emin ? mul(half, unit) : unit
  const side = compare(mul(rational(2n), magnitude(error)), room)
  return inUnits.den === 1n && (side < 0 || (side === 0 && inUnits.num % 2n === 0n))
}

describe('conversion', () => {
  test('doubles are rationals exactly, and back', () => {
    fc.assert(fc.property(finite, (x) => roundToFormat(fromDouble(x)) === x))
    expect(equal(fromDouble(0.1), rational(3602879701896397n, 1n << 55n))).toBe(true)
    expect(equal(fromDouble(5e-324), rational(1n, 1n << 1074n))).toBe(true)
    expect(() => fromDouble(Number.NaN)).toThrow(RangeError)
  })

  test('the length of a number, also just below a power of two', () => {
    for (const k of [1, 52, 53, 54, 100, 1023, 1024, 5000]) {
      const power = 1n << BigInt(k)
      expect([power - 1n, power, power + 1n].map(bitLength)).toEqual([k, k + 1, k + 1])
    }
  })

  test('agrees with the engine on decimals', () => {
    fc.assert(
      fc.property(
        finite,
        (x) => roundToFormat(parseRational(x.toPrecision(12))) === Number(x.toPrecision(12)),
      ),
    )
  })

  test.each(Object.values(FORMATS))('$name: the nearest number, ties to even', (format) => {
    const edge = fc.integer({ min: format.emin - format.precision - 2, max: format.emax + 1 }).chain((e) =>
      fc.tuple(fc.bigInt({ min: -1n << 56n, max: 1n << 56n }), fc.constant(e)).map(([m, k]) => {
        const power = BigInt(Math.abs(k - 55))
        return k >= 55 ? rational(m << power) : rational(m, 1n << power)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(ratio, edge), (x) => isNearest(roundToFormat(x, format), x, format)),
      {
        numRuns: 3000,
      },
    )
    fc.assert(
      fc.property(
        fc.oneof(finite, finite.map(Math.fround)),
        (x) => !Number.isFinite(x) || roundNumber(x, format) === roundToFormat(fromDouble(x), format),
      ),
      { numRuns: 2000 },
    )
  })

  test('a long fraction near a tie is decided exactly', () => {
    const tie = add(rational(1n), rational(1n, 1n << 53n))
    const hair = rational(1n, 1n << 3000n)
    expect(roundToFormat(tie)).toBe(1)
    expect(roundToFormat(add(tie, hair))).toBe(1 + 2 ** -52)
    expect(roundToFormat(sub(tie, hair))).toBe(1)
  })

  test('upward: the least double that is not below', () => {
    fc.assert(
      fc.property(ratio.map(magnitude), (x) => {
        const up = ceiling(x)
        return compare(fromDouble(up), x) >= 0 && (up === 0 || compare(fromDouble(-nextUp(-up)), x) < 0)
      }),
    )
    expect(distance(0.1, rational(1n, 10n))).toBe(5.551115123125783e-18)
  })
})

describe('floating readings', () => {
  test('a literal is the nearest number to what it says', () => {
    expect(FLOAT64.lit('1/3')).toBe(1 / 3)
    expect(FLOAT32.lit('0.1')).toBe(Math.fround(0.1))
    // 1 + 2⁻²⁴ + 2⁻⁶⁰ rounded twice is 1, rounded once it is the next float32
    const twice = `${(1n << 60n) + (1n << 36n) + 1n}/${1n << 60n}`
    expect(FLOAT32.lit(twice)).toBe(1 + 2 ** -23)
    expect(Math.fround(FLOAT64.lit(twice))).toBe(1)
  })

  test('shift is the largest, and finite', () => {
    expect(FLOAT64.shift([1, 3, 2])).toBe(3)
    expect(FLOAT64.shift([-Infinity, -Infinity])).toBe(0)
  })
})

describe('erf', () => {
  test('reproduces printed values', () => {
    // erf(1/2), erf(1), erf(2), erf(3) by mpmath at 40 digits, rounded
    expect([erf(0.5), erf(1), erf(2), erf(3)]).toEqual([
      0.5204998778130465, 0.8427007929497149, 0.9953222650189527, 0.9999779095030014,
    ])
  })

  test('odd, within [−1, 1], never falling, exact at 0', () => {
    expect(Object.is(erf(-0), -0)).toBe(true)
    expect(erf(6.5)).toBe(1)
    fc.assert(fc.property(finite, (x) => erf(-x) === -erf(x) && Math.abs(erf(x)) <= 1))
    fc.assert(fc.property(fc.double({ min: -6.5, max: 6.5, noNaN: true }), (x) => erf(nextUp(x)) >= erf(x)))
  })

  test('π lies within 10⁻⁶⁰ above the constant: Machin’s formula in integers', () => {
    const scale = 10n ** 80n
    const arctan = (n: bigint) => {
      let total = 0n
      let term = scale / n
      for (let k = 1n; term !== 0n; k += 2n, term /= -n * n) total += term / k
      return total
    }
    const gap = 4n * (4n * arctan(5n) - arctan(239n)) - PI.num * (scale / PI.den)
    expect(gap > 10n ** 5n && gap < scale / 10n ** 60n).toBe(true)
  })
})
