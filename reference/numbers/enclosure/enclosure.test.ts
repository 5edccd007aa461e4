import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logSumExp, softmax, sum } from '../combinators.js'
import { compare, RATIONALS, type Rational, rational } from '../rational.js'
import { point } from './ball.js'
import { fixedLog2, fixedPi } from './constants.js'
import { fixedAsymptotic, fixedErfSeries } from './error-function.js'
import { type Fixed, fixedExp, fixedExpm1Ratio, halvings, tabledExp } from './exponential.js'
import {
  type Ball,
  contains,
  type Enclosure,
  enclosure,
  hi,
  intersects,
  interval,
  lo,
  Undecided,
} from './index.js'
import { fixedArtanh, tabledLog } from './logarithm.js'
import { FINE, LONGEST_TABLE, logsCoarse, logsFine, powersCoarse, powersFine } from './tables.js'
import { fixedAlternating } from './trigonometric.js'

function property<Ts extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  body: (...args: Ts) => void,
  numRuns = 100,
) {
  test(name, () => fc.assert(fc.property(...arbitraries, body), { numRuns, seed: 1 }))
}

const precision = fc.oneof(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 900, max: 1100 }))
const fraction = fc
  .tuple(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 1n, max: 2n ** 70n }))
  .map(([num, den]) => rational(num, den))
/** Rationals of all sizes from 2⁻¹³⁰ to 2¹⁰. */
const moderate = fc
  .tuple(fraction, fc.integer({ min: 0, max: 60 }))
  .map(([{ num, den }, shift]) => rational(num, den << BigInt(60 + shift)))
  .filter(({ num }) => num !== 0n)
const magnitude = (q: Rational): Rational => (q.num < 0n ? RATIONALS.neg(q) : q)
const half = rational(1n, 2n)
const holds0 = (b: Ball) => contains(b, rational(0n))
const unary = ['exp', 'expm1', 'log', 'log1p', 'sqrt', 'sin', 'cos', 'tanh', 'erf', 'erfc'] as const

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

describe('one true value: the enclosures of it at different precisions meet', () => {
  for (const name of unary) {
    const domain = (a: Rational) => (name === 'log' || name === 'sqrt' || name === 'log1p' ? magnitude(a) : a)
    property(
      name,
      [moderate, precision],
      (a, p) => {
        const x = enclosure(600).of(domain(a))
        const [coarse, fine] = [enclosure(p)[name](x), enclosure(4 * p)[name](x)]
        expect(intersects(coarse, fine)).toBe(true)
        expect(fine.rad * 2 ** (fine.exp - coarse.exp)).toBeLessThanOrEqual(coarse.rad)
      },
      40,
    )
    property(
      `${name} of a ball meets ${name} of its points`,
      [moderate, fc.bigInt({ min: 1n, max: 1000n }), precision],
      (a, factor, p) => {
        const [low, high] = [domain(a), RATIONALS.mul(domain(a), rational(factor))]
        const F = enclosure(p)
        const whole = F[name](F.between(low, high))
        for (const q of [low, high, RATIONALS.mul(RATIONALS.add(low, high), half)])
          expect(intersects(whole, enclosure(700)[name](enclosure(1400).of(q)))).toBe(true)
      },
      30,
    )
  }

  // At such an argument the result lies half-way between two numbers of p bits, to within 2^−2p: the whole error bound counts.
  const inverse = [
    ['exp', (G: Enclosure, y: Ball) => G.log(y)],
    ['log', (G: Enclosure, y: Ball) => G.exp(y)],
    ['expm1', (G: Enclosure, y: Ball) => G.log1p(y)],
    ['log1p', (G: Enclosure, y: Ball) => G.expm1(y)],
  ] as const
  for (const [name, invert] of inverse)
    property(
      `${name} next to a midpoint`,
      [
        fc.bigInt({ min: 0n, max: 2n ** 400n }),
        fc.integer({ min: 4, max: 400 }),
        fc.integer({ min: -20, max: 9 }),
      ],
      (n, p, scale) => {
        const G = enclosure(4 * p + 200)
        const y = { mid: (1n << BigInt(p)) | (n % (1n << BigInt(p))) | 1n, exp: scale - p, rad: 0 }
        const x = point(invert(enclosure(3 * p + 100), y))
        expect(intersects(enclosure(p)[name](x), G[name](x))).toBe(true)
      },
    )

  // log(1 + x) = log x + θ with θ < 1/x is used from x = 2^(p + 10) on. At x = 2^(p + 12) or so it is 2⁻¹⁶ of a unit, and decides
  // where the result lies ¼θ beyond a midpoint.
  property(
    'log1p of a large number next to a midpoint',
    [fc.bigInt({ min: 0n, max: 2n ** 400n }), fc.integer({ min: 30, max: 300 })],
    (n, p) => {
      const shift = p - Math.floor(Math.log2((p + 12) * Math.LN2))
      const target = BigInt(Math.round((p + 12) * Math.LN2 * 2 ** 20)) << BigInt(shift)
      const midpoint = (target >> 20n) | (n % (1n << BigInt(shift - 2))) | 1n
      const y = { mid: (midpoint << BigInt(p + 14 - shift)) + 1n, exp: -p - 14, rad: 0 }
      const x = point(enclosure(3 * p + 100).expm1(y))
      expect(intersects(enclosure(p).log1p(x), enclosure(4 * p + 200).log1p(x))).toBe(true)
    },
  )
})

describe('functional equations', () => {
  property('exp log, log1p, erf + erfc, tanh', [moderate, precision], (a, p) => {
    const F = enclosure(p)
    const [x, y] = [F.of(a), F.of(magnitude(a))]
    fc.pre(!holds0(y))
    expect(contains(F.exp(F.log(y)), magnitude(a))).toBe(true)
    expect(intersects(F.log1p(y), F.log(F.add(F.lit(1n), y)))).toBe(true)
    expect(intersects(F.expm1(x), F.sub(F.exp(x), F.lit(1n)))).toBe(true)
    expect(holds0(F.sub(F.add(F.erf(x), F.erfc(x)), F.lit(1n)))).toBe(true)
    const [plus, minus] = [F.exp(x), F.exp(F.neg(x))]
    expect(holds0(F.sub(F.mul(F.tanh(x), F.add(plus, minus)), F.sub(plus, minus)))).toBe(true)
  })

  property(
    'addition theorems of exp, sin and cos; quarter turns',
    [moderate, moderate, precision],
    (a, b, p) => {
      const F = enclosure(p)
      const [x, y] = [F.of(a), F.of(b)]
      const both = F.add(x, y)
      expect(intersects(F.exp(both), F.mul(F.exp(x), F.exp(y)))).toBe(true)
      const sine = F.add(F.mul(F.sin(x), F.cos(y)), F.mul(F.cos(x), F.sin(y)))
      expect(intersects(F.sin(both), sine)).toBe(true)
      expect(intersects(F.sin(F.add(x, F.div(F.pi, F.lit(2n)))), F.cos(x))).toBe(true)
    },
  )

  property(
    'softmax sums to 1; log-sum-exp of the normalised is 0',
    [fc.array(moderate, { minLength: 1, maxLength: 5 }), precision],
    (qs, p) => {
      const F = enclosure(p + 20)
      const xs = qs.map(F.of)
      expect(contains(sum(F, softmax(F, xs)), rational(1n))).toBe(true)
      const total = logSumExp(F, xs)
      expect(
        holds0(
          logSumExp(
            F,
            xs.map((x) => F.sub(x, total)),
          ),
        ),
      ).toBe(true)
    },
  )
})

describe('fixed-point kernels keep their bounds', () => {
  property(
    'fixedExp, with squarings and without',
    [fc.bigInt({ min: 0n, max: 2n ** 80n - 1n }), fc.integer({ min: 96, max: 400 }), fc.boolean()],
    (t, v, squared) => {
      const shift = BigInt(v - 80)
      const j = squared ? 12 + halvings(v) : 0
      const small = squared ? t : t >> 12n
      const { value, error } = fixedExp(small << shift, v, j)
      const longer = fixedExp(small << (shift + 200n), v + 200, j)
      const difference = (value << 200n) - longer.value
      const bound = BigInt(Math.ceil(error * 1000 + 1)) << 200n
      expect(1000n * difference <= bound && -1000n * difference <= bound).toBe(true)
      // The bound is not idle: squaring really loses bits.
      expect(error).toBeLessThan(2 ** (j + 12))
    },
  )

  property(
    'exp and log by tables',
    [fc.bigInt({ min: 0n, max: 2n ** 400n - 1n }), fc.integer({ min: 96, max: 150 })],
    (x, v) => {
      const one = (w: number) => 2n ** BigInt(w)
      const kernels = [
        (w: number) => tabledExp((x >> 320n) << BigInt(w - 80), w, 0),
        (w: number) => tabledLog(one(w) + (x >> BigInt(400 - w)), w),
      ]
      for (const kernel of kernels) {
        const [short, long] = [kernel(v), kernel(v + 200)]
        const difference = (short.value << 200n) - long.value
        const bound = BigInt(Math.ceil(short.error + 1)) << 200n
        // log's argument is cut, which its error counts
        expect(difference <= bound && -difference <= bound).toBe(true)
        expect(short.error).toBeLessThan(40)
      }
    },
    1000,
  )

  /** value/2^w against the same series at w + 300 bits and its argument there; `size` scales an error that is relative. */
  const within = (coarse: Fixed, fine: Fixed, size = 1n): boolean => {
    const difference = (coarse.value << 300n) - fine.value
    const bound = (BigInt(Math.ceil(coarse.error * 1000)) * size * (1n << 300n)) / 1000n
    return difference <= bound && -difference <= bound
  }
  const kernels: readonly (readonly [string, number, (t: bigint, w: number) => Fixed])[] = [
    ['(e^x − 1)/x', 2, fixedExpm1Ratio],
    ['artanh', 9, fixedArtanh],
    ['cos', 1, (t, w) => fixedAlternating(t, 1, w)],
    ['sin x / x', 1, (t, w) => fixedAlternating(t, 2, w)],
    ['the series of erf', -4, fixedErfSeries],
    ['the series of erfc', 11, (t, w) => fixedAsymptotic(t, w)],
  ]
  for (const [name, below, kernel] of kernels)
    property(
      name,
      [fc.bigInt({ min: 0n, max: 2n ** 400n - 1n }), fc.integer({ min: 80, max: 120 })],
      (x, w) => {
        // x·2^−(400 + below) is the exact argument: its cut at w bits is part of the error
        const fine = kernel(x >> BigInt(100 + below - w), w + 300)
        const coarse = kernel(x >> BigInt(400 + below - w), w)
        expect(
          within(coarse, fine, name === 'the series of erf' ? (fine.value >> BigInt(w + 300)) + 1n : 1n),
        ).toBe(true)
      },
    )

  property(
    'π and log 2 within 2 units, the same whatever was asked before',
    [fc.integer({ min: 1, max: 1500 })],
    (w) => {
      for (const constant of [fixedPi, fixedLog2]) {
        const longer = constant(w + 3000)
        const difference = (constant(w) << 3000n) - longer
        expect(difference <= 3n << 3000n && -difference <= 3n << 3000n).toBe(true)
      }
    },
  )

  test('the tables hold what they say, within 2 units', () => {
    // Beyond the longest table, exp and log are computed without them.
    const F = enclosure(LONGEST_TABLE + 1)
    const entry = (num: number, den: number) => F.of(rational(BigInt(num), BigInt(den)))
    const tables = [
      [powersCoarse, 256, (i: number) => F.exp(entry(i, 256))],
      [powersFine, 256, (i: number) => F.exp(entry(i, 65536))],
      [logsCoarse, 129, (i: number) => F.neg(F.log(entry(256 - i, 256)))],
      [logsFine, 2 * FINE + 1, (i: number) => F.neg(F.log(entry(16384 + FINE - i, 16384)))],
    ] as const
    for (const [table, length, value] of tables)
      for (let i = 0; i < length; i++) {
        const truth = value(i)
        for (const w of [200, 500, 1100]) {
          const c = F.of(rational(table(w)[i] as bigint, 2n ** BigInt(w)))
          const { lo, hi } = interval(F.sub(c, truth))
          const unit = rational(2n, 2n ** BigInt(w))
          expect(RATIONALS.sub(unit, hi).num >= 0n && RATIONALS.add(unit, lo).num >= 0n).toBe(true)
        }
      }
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
