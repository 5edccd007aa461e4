import * as fc from 'fast-check'
import { describe, expect } from 'vitest'
import { logSumExp, softmax, sum } from '../combinators.js'
import { RATIONALS, type Rational, rational } from '../rational.js'
import { point } from './ball.js'
import { half, holds0, magnitude, moderate, precision, property } from './fixtures/properties.js'
import { type Ball, contains, type Enclosure, enclosure, intersects } from './index.js'

const unary = ['exp', 'expm1', 'log', 'log1p', 'sqrt', 'sin', 'cos', 'tanh', 'erf', 'erfc'] as const

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
