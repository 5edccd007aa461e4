import { describe, expect, it } from 'vitest'
import { type Ball, contains, enclosure, hi, intersects, lo } from '../numbers/enclosure/index.js'
import { compare, RATIONALS } from '../numbers/rational.js'
import { type Integrand, integrate, windowAround } from './quadrature.js'
import { enclosureStage } from './stage.js'

const F = enclosure(110)
const stage = enclosureStage(F)
const { lit, add, mul, div, exp, log } = F
const narrow = (b: Ball, most: string) => compare(RATIONALS.sub(hi(b), lo(b)), RATIONALS.lit(most)) < 0

/** e^x on [−1, 3]: |e^z| ≤ e^(Re z). */
const exponential: Integrand<Ball> = {
  value: ([x = lit(0n)]) => exp(x),
  logBound: ({ centre: [c = 0], reach: [r = 0] }) => c + r + 1e-9,
}

/** 1/(1 + x²): |1 + z²| = |z − i||z + i| ≥ (1 − height)² where the height is below 1. */
const witch = (poles: number): Integrand<Ball> => ({
  value: ([x = lit(0n)]) => div(lit(1n), add(lit(1n), mul(x, x))),
  logBound: ({ height }) => (height < poles ? -2 * Math.log(Math.abs(1 - height)) + 1e-9 : undefined),
})

describe('Gauss’s rule on bisected cells, with its error proved', () => {
  it('∫ e^x over [−1, 3] = e³ − e⁻¹', () => {
    const value = integrate(stage, exponential, [{ from: -1, size: 2 }], 90)
    expect(intersects(value, F.sub(exp(lit(3n)), exp(lit('-1'))))).toBe(true)
    expect(narrow(value, '1e-24')).toBe(true)
  })

  it('∫ 1/(1 + x²) over [−8, 8] = 2 arctan 8, by ln and by poles it stays away from', () => {
    // 2 arctan 8 = π − 2 arctan(1/8), by its alternating series: the next term is below 2^−100
    const terms = Array.from(
      { length: 20 },
      (_, k) => `${k % 2 ? '-' : ''}1/${(2n * BigInt(k) + 1n) * 8n ** (2n * BigInt(k) + 1n)}`,
    )
    const arctan = terms.map(lit).reduce(add)
    const value = integrate(stage, witch(1), [{ from: -8, size: 4 }], 90)
    expect(intersects(value, F.sub(F.pi, mul(lit(2n), arctan)))).toBe(true)
    expect(narrow(value, '1e-24')).toBe(true)
  })

  it('over a box: ∫∫ e^{x + 2y} = (e − 1)(e⁴ − 1)/2 over [0, 1] × [0, 2], and ∫∫∫ 1/(2 + x + y + z) meets itself at other bits', () => {
    const plane: Integrand<Ball> = {
      value: ([x = lit(0n), y = lit(0n)]) => exp(add(x, mul(lit(2n), y))),
      logBound: ({ centre: [c = 0, d = 0], reach: [r = 0, s = 0] }) => c + r + 2 * (d + s) + 1e-9,
    }
    const value = integrate(
      stage,
      plane,
      [
        { from: 0, size: 0 },
        { from: 0, size: 1 },
      ],
      80,
    )
    const known = div(mul(F.expm1(lit(1n)), F.expm1(lit(4n))), lit(2n))
    expect(intersects(value, known)).toBe(true)
    expect(narrow(value, '1e-20')).toBe(true)
    // |2 + Σ z| ≥ 2 + Σ (c − r), where that is above 0
    const space: Integrand<Ball> = {
      value: (x) => div(lit(1n), x.reduce(add, lit(2n))),
      logBound: ({ centre, reach }) => {
        const least = centre.reduce((sum, c, i) => sum + c - (reach[i] ?? 0), 2)
        return least > 0 ? -Math.log(least) + 1e-9 : undefined
      },
    }
    const cube = [0, 0, 0].map(() => ({ from: 0, size: 0 }))
    const [coarse, fine] = [20, 40].map((bits) => integrate(stage, space, cube, bits))
    if (!coarse || !fine) throw new Error('two values are needed')
    expect(intersects(coarse, fine)).toBe(true)
    expect(narrow(fine, '1e-10')).toBe(true)
    // ∫∫∫ 1/(2 + x + y + z) = Σ ±C(3, k)(2 + k)²log(2 + k)/2 (the third difference of x² log x/2)
    const term = (k: number, c: string) => mul(lit(c), mul(lit(`${(2 + k) ** 2}/2`), log(lit(BigInt(2 + k)))))
    const exact = [term(3, '1'), term(2, '-3'), term(1, '3'), term(0, '-1')].reduce(add)
    expect(intersects(fine, exact)).toBe(true)
  })

  it('rests on the bound: with one a million times too small, and past the poles, it misses', () => {
    const wrong: Integrand<Ball> = {
      ...exponential,
      logBound: ({ centre: [c = 0], reach: [r = 0] }) => c + r - 40,
    }
    expect(
      intersects(integrate(stage, wrong, [{ from: -1, size: 2 }], 60), F.sub(exp(lit(3n)), exp(lit('-1')))),
    ).toBe(false)
    const through: Integrand<Ball> = { ...witch(1), logBound: () => 0 }
    const value = integrate(stage, through, [{ from: -8, size: 4 }], 60)
    const right = integrate(stage, witch(1), [{ from: -8, size: 4 }], 60)
    expect(intersects(value, right)).toBe(false)
  })

  it('takes a cell on which the integrand is nothing without a point, and says where nothing is known', () => {
    let points = 0
    const nothing: Integrand<Ball> = {
      value: ([x = lit(0n)]) => {
        points++
        return x
      },
      logBound: () => -1000,
    }
    expect(contains(integrate(stage, nothing, [{ from: 0, size: 0 }], 60), RATIONALS.lit('0'))).toBe(true)
    expect(points).toBe(0)
    const unknown: Integrand<Ball> = { value: ([x = lit(1n)]) => log(x), logBound: () => undefined }
    expect(() => integrate(stage, unknown, [{ from: 0, size: 0 }], 60)).toThrow(
      'was not bounded beside the real points',
    )
  })

  it('stops where a cell has no middle any more, far from 0', () => {
    const peak: Integrand<Ball> = {
      value: ([x = lit(0n)]) => x,
      logBound: ({ reach: [r = 0] }) => (r > 2 ** -30 ? undefined : 0),
    }
    expect(() => integrate(stage, peak, [{ from: 2 ** 40, size: 0 }], 60)).toThrow('was not bounded')
    expect(() => integrate(stage, peak, [{ from: 2 ** 20, size: -28 }], 60)).not.toThrow()
  })

  it('a window holds what it is asked to, and little more', () => {
    for (const [low, high] of [
      [-3.3, 5.1],
      [1e-5, 2e-5],
      [-1e9, 17],
      [0.1, 0.1 + 2 ** -30],
    ] as const) {
      const { from, size } = windowAround(low, high)
      expect(from).toBeLessThanOrEqual(low)
      expect(from + 2 ** size).toBeGreaterThanOrEqual(high)
      expect(2 ** size).toBeLessThan(5 * (high - low))
    }
  })
})
