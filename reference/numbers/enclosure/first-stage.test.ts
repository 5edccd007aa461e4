import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dot, softmax } from '../combinators.js'
import { equal, parseRational, RATIONALS, type Rational, rational } from '../rational.js'
import { fromDouble, roundToFormat } from '../rounding/convert.js'
import { type DoubleDouble, nearestDouble, productError } from './double-double.js'
import { fromBall } from './double-double-functions.js'
import { certify, DOUBLE_DOUBLES, type InputField } from './first-stage.js'
import {
  type Ball,
  contains,
  enclosure,
  hi,
  intersects,
  lo,
  nearest,
  nearestTable,
  roundTo,
  Undecided,
} from './index.js'

const D = DOUBLE_DOUBLES
const F = enclosure(400)
const sized = (low: number, high: number) =>
  fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: low, max: high }), fc.boolean())
    .map(([m, e, negative]) => (negative ? -1 : 1) * m * 2 ** e)

/** hi + lo exactly. */
const middle = ({ hi, lo }: DoubleDouble): Rational => RATIONALS.add(fromDouble(hi), fromDouble(lo))
const ballOf = (a: DoubleDouble): Ball => {
  const [m, e] = [middle(a), fromDouble(a.err)]
  return F.between(RATIONALS.sub(m, e), RATIONALS.add(m, e))
}
/** A double-double of full length. */
const pair = (low: number, high: number) =>
  fc
    .tuple(sized(low, high), fc.double({ min: -1, max: 1, noNaN: true }))
    .map(([x, y]): DoubleDouble => ({ ...D.add(D.double(x), D.double(y * x * 2 ** -54)), err: 0 }))
const runs = { numRuns: 300, seed: 1 }

describe('double-doubles lie within their bound of the true value', () => {
  for (const op of ['add', 'sub', 'mul'] as const)
    test(op, () =>
      fc.assert(
        fc.property(pair(-40, 40), pair(-40, 40), (a, b) => {
          expect(contains(ballOf(D[op](a, b)), RATIONALS[op](middle(a), middle(b)))).toBe(true)
        }),
        runs,
      ),
    )

  test('a product of two doubles is p + e exactly', () => {
    fc.assert(
      fc.property(sized(-400, 400), sized(-400, 400), (a, b) => {
        const exact = RATIONALS.mul(fromDouble(a), fromDouble(b))
        expect(equal(RATIONALS.add(fromDouble(a * b), fromDouble(productError(a, b, a * b))), exact)).toBe(
          true,
        )
      }),
      runs,
    )
  })

  test('div and sqrt', () => {
    fc.assert(
      fc.property(pair(-40, 40), pair(-40, 40), (a, b) => {
        expect(contains(ballOf(D.div(a, b)), RATIONALS.div(middle(a), middle(b)))).toBe(true)
        const [x, square] = [a.hi < 0 ? D.neg(a) : a, D.mul(a, a)]
        expect(intersects(ballOf(D.sqrt(x)), F.sqrt(F.of(middle(x))))).toBe(true)
        expect(contains(ballOf(D.sqrt(square)), middle(x))).toBe(true)
      }),
      runs,
    )
  })

  for (const name of ['exp', 'expm1', 'log', 'log1p'] as const)
    test(name, () =>
      fc.assert(
        fc.property(pair(-60, 9), (a) => {
          const x = (name === 'log' || name === 'log1p') && a.hi < 0 ? D.neg(a) : a
          fc.pre(Math.abs(x.hi) < 590)
          const result = D[name](x)
          expect(result.err).toBeLessThan(Math.abs(result.hi) * 2 ** (name === 'log' ? -20 : -60))
          const truth = F[name](F.of(middle(x)))
          const within = ballOf(result)
          expect(contains(within, lo(truth)) && contains(within, hi(truth))).toBe(true)
        }),
        runs,
      ),
    )

  test('the error of an argument is passed on', () => {
    const functions = ['exp', 'expm1', 'log', 'log1p', 'sqrt'] as const
    fc.assert(
      fc.property(pair(-8, 5), fc.integer({ min: 8, max: 60 }), fc.constantFrom(-1, 1), (p, k, side) => {
        const a = { ...(p.hi < 0 ? D.neg(p) : p), err: Math.abs(p.hi) * 2 ** -k }
        const at = RATIONALS.add(middle(a), RATIONALS.mul(rational(BigInt(side)), fromDouble(a.err)))
        for (const name of functions) {
          const result = D[name](a)
          if (result.err < Infinity) expect(intersects(ballOf(result), F[name](F.of(at)))).toBe(true)
        }
        const reciprocal = D.div(D.double(1), a)
        if (reciprocal.err < Infinity)
          expect(contains(ballOf(reciprocal), RATIONALS.div(rational(1n), at))).toBe(true)
        expect(contains(ballOf(D.mul(a, a)), RATIONALS.mul(at, at))).toBe(true)
        expect(contains(ballOf(D.add(a, a)), RATIONALS.add(at, at))).toBe(true)
      }),
      runs,
    )
  })

  test('outside the range nothing is claimed', () => {
    const huge = D.mul(D.double(1e200), D.double(1e200))
    expect(huge.err).toBe(Infinity)
    expect(nearestDouble(huge)).toBeUndefined()
    expect(D.exp(D.double(1e4)).err).toBe(Infinity)
    expect(contains(ballOf(D.exp(D.double(-700))), lo(F.exp(F.lit('-700'))))).toBe(true)
    expect(contains(ballOf(D.mul(D.double(1e-200), D.double(1e-200))), parseRational('1e-400'))).toBe(true)
    expect(D.div(D.double(1), { hi: 1, lo: 0, err: 1 }).err).toBe(Infinity)
    expect(D.log(D.double(-1)).err).toBe(Infinity)
    expect(() => D.sin(D.double(1))).toThrow(Undecided)
    expect(fromBall(F.exp(F.lit('-1000'))).err).toBeGreaterThan(2 ** -900)
  })
})

describe('rounding to the nearest number of a format', () => {
  test('of a rational: as the exact rounding', () => {
    fc.assert(
      fc.property(sized(-1100, 1000), sized(-30, 30), (x, y) => {
        fc.pre(x !== 0)
        const q = RATIONALS.div(fromDouble(x), fromDouble(y))
        const exact = roundToFormat(q) + 0 // one zero
        expect(roundTo(enclosure(300).of(q)) ?? exact).toBe(exact)
        expect(nearest((G) => G.of(q), { exact: () => q })).toBe(exact)
        expect(certify((G) => G.of(q))).toBe(exact)
      }),
      runs,
    )
  })

  test('certify: both stages give the same double; the first decides nearly always', () => {
    const mean = <T>(G: InputField<T>, xs: readonly number[]): T =>
      dot(
        G,
        softmax(G, xs.map(G.double)),
        xs.map((x) => G.double(x / 3)),
      )
    let [decided, all] = [0, 0]
    fc.assert(
      fc.property(fc.array(sized(-10, 6), { minLength: 2, maxLength: 5 }), (xs) => {
        const first = nearestDouble(mean(D, xs))
        const second = nearest((G) => mean(G, xs))
        all++
        if (first !== undefined) decided++
        expect(first ?? second).toBe(second)
      }),
      { numRuns: 200, seed: 1 },
    )
    expect(decided / all).toBeGreaterThan(0.95)
  })

  test('midpoints, zero, overflow, subnormals', () => {
    const midpoint = rational(2n ** 53n + 1n, 2n ** 53n)
    const root = (G: InputField<Ball>) => G.sqrt(G.of(RATIONALS.mul(midpoint, midpoint)))
    expect(nearest((G) => root(G))).toBe(1)
    const never = (G: InputField<Ball>) => G.exp(G.log(G.of(midpoint)))
    expect(() =>
      nearestTable([0, 1], (G) => (i) => (i === 0 ? G.lit(1n) : never(G)), {
        name: (i) => `β_${i}`,
        most: 500,
      }),
    ).toThrow(/β_1 was not decided to float64 at 412 bits/)
    expect(nearestTable([0], (G) => () => never(G), { exact: () => midpoint })).toEqual([1])
    expect(nearest((G) => G.sub(G.lit(1n), G.lit(1n)))).toBe(0)
    expect(nearest((G) => G.exp(G.lit('-1000')))).toBe(0)
    expect(nearest((G) => G.exp(G.lit('-744')))).toBe(Number.MIN_VALUE * 2)
    expect(nearest((G) => G.exp(G.lit('1000')))).toBe(Infinity)
    expect(nearest((G) => G.neg(G.exp(G.lit('-1e9'))))).toBe(0)
    expect(certify((G) => G.sin(G.lit('1')))).toBe(roundTo(F.sin(F.lit('1'))))
    expect(() => nearest((G) => G.log(G.sub(G.lit('1/3'), G.lit('1/3'))), { most: 300 })).toThrow(Undecided)
  })
})
