import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enclosure, hi, intersects, lo } from './enclosure/index.js'
import { down, expDown, expUp, logDown, logUp, RANGES, type Range, up } from './outward.js'
import { compare, RATIONALS } from './rational.js'
import { fromDouble } from './rounding/convert.js'

const F = enclosure(120)
const atMost = (a: number, b: Parameters<typeof hi>[0]) => compare(fromDouble(a), hi(b)) <= 0
const atLeast = (a: number, b: Parameters<typeof lo>[0]) => compare(fromDouble(a), lo(b)) >= 0

const runs = { numRuns: 2000 }

describe('ranges, against enclosures of 120 bits', () => {
  it('exp: above and below, by less than 1e-11 of it', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => {
        const exact = F.exp(F.double(x))
        expect(atLeast(expUp(x), exact)).toBe(true)
        expect(atMost(expDown(x), exact)).toBe(true)
        expect(expUp(x) / expDown(x)).toBeLessThan(1 + 1e-11)
      }),
      runs,
    )
  })

  it('exp beyond: zero and infinity are ends, not values', () => {
    expect([expDown(-800), expDown(800)]).toEqual([0, 2 ** 995 * (1 - 2 ** -39)])
    expect(atLeast(expUp(-690.5), F.exp(F.lit('-690.5')))).toBe(true)
    expect(expUp(691)).toBe(Number.POSITIVE_INFINITY)
  })

  it('log: above and below', () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }), (x) => {
        const exact = F.log(F.double(x))
        expect(atLeast(logUp(x), exact)).toBe(true)
        expect(atMost(logDown(x), exact)).toBe(true)
      }),
      runs,
    )
    expect(logDown(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(() => logUp(0)).toThrow('log of 0: expected a number above 0')
  })

  const doubles = fc.double({ min: -1e150, max: 1e150, noNaN: true })
  it.each(['add', 'sub', 'mul', 'div'] as const)(
    '%s holds the exact result of every pair of ends',
    (name) => {
      fc.assert(
        fc.property(doubles, doubles, doubles, doubles, (a, b, c, d) => {
          const [x, y] = [
            { lo: Math.min(a, b), hi: Math.max(a, b) },
            { lo: Math.min(c, d), hi: Math.max(c, d) },
          ]
          fc.pre(name !== 'div' || y.lo > 1e-150 || y.hi < -1e-150)
          const found: Range = RANGES[name](x, y)
          fc.pre(Number.isFinite(found.lo) && Number.isFinite(found.hi))
          for (const p of [a, b])
            for (const q of [c, d]) {
              const exact = RATIONALS[name](fromDouble(p), fromDouble(q))
              expect(compare(fromDouble(found.lo), exact)).toBeLessThanOrEqual(0)
              expect(compare(fromDouble(found.hi), exact)).toBeGreaterThanOrEqual(0)
            }
        }),
        runs,
      )
    },
  )

  it('a subnormal goes to the next double, roots and literals hold their number', () => {
    expect([up(5e-324), down(5e-324)]).toEqual([1e-323, 0])
    const third = RANGES.lit('1/3')
    expect(compare(fromDouble(third.lo), RATIONALS.lit('1/3'))).toBe(-1)
    expect(compare(fromDouble(third.hi), RATIONALS.lit('1/3'))).toBe(1)
    const root = RANGES.sqrt({ lo: 2, hi: 3 })
    expect(intersects(F.double(root.lo), F.sqrt(F.lit(2n)))).toBe(false)
    expect(root.lo ** 2).toBeLessThan(2)
    expect(() => RANGES.div({ lo: 1, hi: 1 }, { lo: -1, hi: 1 })).toThrow('holds 0')
    expect(() => RANGES.sqrt({ lo: -1, hi: 1 })).toThrow('no negative number')
    expect(() => RANGES.log({ lo: 0, hi: 1 })).toThrow('positive numbers')
  })
})
