import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRational, RATIONALS, type Rational, rational } from '../rational.js'
import { fromDouble } from '../rounding/convert.js'
import { type Ball, contains, enclosure, hi, intersects, lo } from './index.js'
import * as operations from './triple-double.js'
import { fromBall, toBall } from './triple-double-balls.js'
import * as division from './triple-double-division.js'
import * as functions from './triple-double-functions.js'

/** h, m, l and the bound. */
type Number3 = readonly [number, number, number, number]
const { WORDS } = operations
const F = enclosure(400)

const op2 = (f: (r: Float64Array, i: number, j: number, k: number) => void) => (a: Number3, b: Number3) => {
  const r = Float64Array.from([...a, ...b, 0, 0, 0, 0])
  f(r, 0, WORDS, 2 * WORDS)
  return [...r.slice(2 * WORDS)] as unknown as Number3
}
const op1 = (f: (r: Float64Array, i: number, k: number) => void) => (a: Number3) =>
  op2((r, i, _, k) => f(r, i, k))(a, a)
const add = op2(operations.add)
const sub = op2(operations.sub)
const mul = op2(operations.mul)
const div = op2(division.div)
const sqrt = op1(division.sqrt)
const negated = op1(operations.neg)
const TRIPLE = {
  exp: op1(functions.exp),
  expm1: op1(functions.expm1),
  log: op1(functions.log),
  log1p: op1(functions.log1p),
}
const FUNCTIONS = ['exp', 'expm1', 'log', 'log1p'] as const

const exact = (...words: number[]): Number3 => [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, 0]
const middle = ([h, m, l]: Number3): Rational =>
  RATIONALS.add(RATIONALS.add(fromDouble(h), fromDouble(m)), fromDouble(l))
const shifted = (q: Rational, by: number): Rational => RATIONALS.add(q, fromDouble(by))
/** Does the number say that it is q, within its bound? */
function holds(a: Number3, q: Rational): boolean {
  const off = RATIONALS.sub(q, middle(a))
  const [size, err] = [off.num < 0n ? RATIONALS.neg(off) : off, fromDouble(a[3])]
  return RATIONALS.sub(err, size).num >= 0n
}
const between = (a: Number3): Ball => {
  const q = middle(a)
  return F.between(shifted(q, -a[3]), shifted(q, a[3]))
}
const isKnown = (a: Number3) => a[3] < Infinity

const sized = (low: number, high: number) =>
  fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: low, max: high }), fc.boolean())
    .map(([m, e, negative]) => (negative ? -1 : 1) * m * 2 ** e)
const part = fc.double({ min: -1, max: 1, noNaN: true })
/** Three full words that do not overlap. */
const full = (low: number, high: number) =>
  fc
    .tuple(sized(low, high), part, part)
    .map(([x, y, z]) => add(exact(x, x * y * 2 ** -54), exact(x * z * 2 ** -107)))
/** Words with gaps, or that overlap. */
const odd = (low: number, high: number) =>
  fc
    .tuple(
      sized(low, high),
      part,
      part,
      fc.constantFrom(0, 2 ** -20, 2 ** -54),
      fc.constantFrom(0, 2 ** -60, 2 ** -107, 2 ** -300),
    )
    .map(([x, y, z, s, t]) => exact(x, x * y * s, x * z * t))
const any = (low: number, high: number) => fc.oneof(full(low, high), odd(low, high))
const runs = { numRuns: 1000, seed: 1 }

describe('triple-doubles lie within their bound of the true value', () => {
  test('+ − ×: exactly', () => {
    fc.assert(
      fc.property(any(-40, 40), any(-40, 40), (a, b) => {
        const [x, y] = [middle(a), middle(b)]
        expect(holds(add(a, b), RATIONALS.add(x, y))).toBe(true)
        expect(holds(sub(a, b), RATIONALS.sub(x, y))).toBe(true)
        expect(holds(mul(a, b), RATIONALS.mul(x, y))).toBe(true)
      }),
      runs,
    )
  })

  test('÷ and √', () => {
    fc.assert(
      fc.property(any(-40, 40), any(-40, 40), (a, b) => {
        expect(holds(div(a, b), RATIONALS.div(middle(a), middle(b)))).toBe(true)
        const x = a[0] < 0 ? negated(a) : a
        const root = sqrt(x)
        expect(!isKnown(root) || intersects(between(root), F.sqrt(F.of(middle(x))))).toBe(true)
        const square = mul(x, x)
        expect(holds(sqrt(square), middle(x))).toBe(true)
      }),
      runs,
    )
  })

  test.each(FUNCTIONS)('%s', (name) => {
    const f = TRIPLE[name]
    const near1 = fc
      .tuple(full(-70, -1), fc.constant(name === 'log'))
      .map(([d, is]) => (is ? add(exact(1), d) : d))
    fc.assert(
      fc.property(fc.oneof(any(-60, 8), near1, full(-27, -23)), (a) => {
        const x = name.startsWith('log') && a[0] < 0 ? negated(a) : a
        const result = f([x[0], x[1], x[2], 0])
        if (isKnown(result)) {
          const truth = F[name](F.of(middle(x)))
          const within = between(result)
          expect(contains(within, lo(truth)) && contains(within, hi(truth))).toBe(true)
        }
      }),
      { numRuns: 1500, seed: 1 },
    )
  })

  test('the bounds are small, of full words', () => {
    const isSmall = ([h, , , err]: Number3, by: number) => err <= by * Math.abs(h)
    fc.assert(
      fc.property(full(-40, 40), full(-40, 40), (a, b) => {
        const positive = a[0] < 0 ? negated(a) : a
        for (const x of [mul(a, b), div(a, b), sqrt(positive)]) expect(isSmall(x, 2 ** -154)).toBe(true)
        expect(add(a, b)[3]).toBeLessThan(2 ** -158 * (Math.abs(a[0]) + Math.abs(b[0])))
      }),
      runs,
    )
    fc.assert(
      fc.property(full(-60, 7), (a) => {
        const positive = a[0] < 0 ? negated(a) : a
        const size = Math.max(1, Math.abs(a[0]))
        expect(isSmall(TRIPLE.exp(a), 2 ** -150 * size)).toBe(true)
        for (const name of ['expm1', 'log', 'log1p'] as const)
          expect(isSmall(TRIPLE[name](positive), 2 ** -126 * size)).toBe(true)
      }),
      runs,
    )
  })

  test('the error of an argument is passed on', () => {
    fc.assert(
      fc.property(
        full(-8, 5),
        full(-8, 5),
        fc.integer({ min: 7, max: 140 }),
        fc.constantFrom(-1, 1),
        (a, b, k, side) => {
          const [h, m, l] = a[0] < 0 ? negated(a) : a
          const x: Number3 = [h, m, l, h * 2 ** -k]
          const at = shifted(middle(x), side * x[3])
          for (const name of FUNCTIONS) {
            const result = TRIPLE[name](x)
            if (isKnown(result)) expect(intersects(between(result), F[name](F.of(at)))).toBe(true)
          }
          const root = sqrt(x)
          if (isKnown(root)) expect(intersects(between(root), F.sqrt(F.of(at)))).toBe(true)
          expect(holds(add(x, x), RATIONALS.add(at, at))).toBe(true)
          expect(holds(sub(b, x), RATIONALS.sub(middle(b), at))).toBe(true)
          expect(holds(mul(x, x), RATIONALS.mul(at, at))).toBe(true)
          expect(holds(mul(b, x), RATIONALS.mul(middle(b), at))).toBe(true)
          expect(holds(div(b, x), RATIONALS.div(middle(b), at))).toBe(true)
          expect(holds(div(x, b), RATIONALS.div(at, middle(b)))).toBe(true)
        },
      ),
      runs,
    )
  })

  test('what is exact is exact', () => {
    const [zero, one, two, three] = [0, 1, 2, 3].map((x) => exact(x)) as [Number3, Number3, Number3, Number3]
    expect([TRIPLE.exp(zero), TRIPLE.log(one)]).toEqual([one, zero])
    expect([TRIPLE.expm1(zero), TRIPLE.log1p(zero)]).toEqual([zero, zero])
    expect([sqrt(exact(9)), sqrt(zero), div(exact(6), two), div(zero, two)]).toEqual([
      three,
      zero,
      three,
      zero,
    ])
    expect([mul(three, two), mul(zero, [1, 0, 0, 1]), sub(three, three)]).toEqual([exact(6), zero, zero])
    expect(add(one, exact(2 ** -200))).toEqual([1, 2 ** -200, 0, 0])
    expect(op1((r, i, k) => operations.move(r, i, 0.5, k))(three)).toEqual(exact(1.5))
    // an error is not lost where its product is, nor a word on the way
    expect(mul(exact(2 ** -100), [1, 0, 0, 2 ** -1070])[3]).toBeGreaterThan(0)
    const tiny = op1((r, i, k) => operations.move(r, i, 2 ** -50, k))(exact(1, 2 ** -1060))
    expect(holds(tiny, RATIONALS.mul(middle(exact(1, 2 ** -1060)), rational(1n, 2n ** 50n)))).toBe(true)
  })

  test('outside its range nothing is claimed, or little', () => {
    const x: Number3 = [1, 0, 0, 0.1]
    const [huge, small] = [exact(2 ** 400), exact(2 ** -400)]
    for (const y of [
      mul(huge, huge),
      div(huge, small),
      mul(x, x),
      div(x, x),
      div(exact(1), exact(0)),
      div(exact(0), exact(0)),
      div(exact(0), x),
      sqrt(exact(-1)),
      sqrt(x),
    ])
      expect(y[3]).toBe(Infinity)
    expect(mul(exact(0), [0, 0, 0, Infinity])[3]).toBe(Infinity)
    expect(holds(mul(small, small), parseRational(`${1}/${2n ** 800n}`))).toBe(true)
    expect(operations.isWide(...([0, mul(small, small)[3]] as const))).toBe(true)
    for (const far of [exact(501), [0, 0, 0, 1] as const]) expect(TRIPLE.exp(far)[3]).toBe(Infinity)
    expect(contains(between(TRIPLE.exp(exact(-700))), lo(F.exp(F.lit('-700'))))).toBe(true)
    for (const name of ['log', 'log1p'] as const) expect(TRIPLE[name](exact(-2))[3]).toBe(Infinity)
    expect(add(exact(2 ** 1023), exact(2 ** 1023))[3]).toBeNaN()
  })
})

describe('between balls and triple-doubles', () => {
  const bits = fc.bigInt({ min: -(2n ** 170n), max: 2n ** 170n })
  test('nothing is lost', () => {
    fc.assert(
      fc.property(
        bits,
        fc.integer({ min: 0, max: 170 }),
        fc.integer({ min: -400, max: 400 }),
        fc.constantFrom(0, 0.75, 3, 2 ** 39),
        fc.integer({ min: 2, max: 128 }),
        (mid, cut, exp, rad, precision) => {
          const ball: Ball = { mid: mid >> BigInt(cut), exp, rad }
          const r = new Float64Array(WORDS)
          fromBall(ball, r, 0)
          const words = [...r] as unknown as Number3
          for (const end of [lo(ball), hi(ball)]) expect(holds(words, end)).toBe(true)
          if (!operations.isWide(words[0], words[3])) {
            const back = toBall(r, 0, precision)
            const [q, err] = [middle(words), words[3]]
            for (const side of [-err, err]) expect(contains(back, shifted(q, side))).toBe(true)
            if (rad === 0 && back.rad === 0) expect(contains(back, lo(ball))).toBe(true)
          }
        },
      ),
      runs,
    )
  })

  test('an error too small for the unit is not forgotten, an exact number stays one', () => {
    const back = (...words: number[]) => toBall(Float64Array.from(words), 0, 100)
    expect(back(2 ** 700, 0, 0, 2 ** -1070).rad).toBeGreaterThan(0)
    expect(back(1, 2 ** -1060, 0, 0).rad).toBeGreaterThan(0)
    for (const words of [
      [1, 0, 0, 0],
      [3, 2 ** -60, 0, 0],
      [-3, 2 ** -60, 0, 0],
    ] as readonly Number3[]) {
      const ball = toBall(Float64Array.from(words), 0, 100)
      expect(ball.rad).toBe(0)
      expect(contains(ball, middle(words))).toBe(true)
    }
  })
})
