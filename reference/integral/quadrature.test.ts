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
  value: exp,
  logBound: (centre, reach) => centre + reach + 1e-9,
}

/** 1/(1 + x²): |1 + z²| = |z − i||z + i| ≥ (1 − height)² where the height is below 1. */
const witch = (poles: number): Integrand<Ball> => ({
  value: (x) => div(lit(1n), add(lit(1n), mul(x, x))),
  logBound: (_, __, height) => (height < poles ? -2 * Math.log(Math.abs(1 - height)) + 1e-9 : undefined),
})

describe('Gauss’s rule on bisected cells, with its error proved', () => {
  it('∫ e^x over [−1, 3] = e³ − e⁻¹', () => {
    const value = integrate(stage, exponential, { from: -1, size: 2 }, 90)
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
    const value = integrate(stage, witch(1), { from: -8, size: 4 }, 90)
    expect(intersects(value, F.sub(F.pi, mul(lit(2n), arctan)))).toBe(true)
    expect(narrow(value, '1e-24')).toBe(true)
  })

  it('rests on the bound: with one a million times too small, and past the poles, it misses', () => {
    const wrong: Integrand<Ball> = { ...exponential, logBound: (c, r) => c + r - 40 }
    expect(
      intersects(integrate(stage, wrong, { from: -1, size: 2 }, 60), F.sub(exp(lit(3n)), exp(lit('-1')))),
    ).toBe(false)
    const through: Integrand<Ball> = { ...witch(1), logBound: () => 0 }
    const value = integrate(stage, through, { from: -8, size: 4 }, 60)
    const right = integrate(stage, witch(1), { from: -8, size: 4 }, 60)
    expect(intersects(value, right)).toBe(false)
  })

  it('takes a cell on which the integrand is nothing without a point, and says where nothing is known', () => {
    let points = 0
    const nothing: Integrand<Ball> = {
      value: (x) => {
        points++
        return x
      },
      logBound: () => -1000,
    }
    expect(contains(integrate(stage, nothing, { from: 0, size: 0 }, 60), RATIONALS.lit('0'))).toBe(true)
    expect(points).toBe(0)
    const unknown: Integrand<Ball> = { value: log, logBound: () => undefined }
    expect(() => integrate(stage, unknown, { from: 0, size: 0 }, 60)).toThrow(
      'was not bounded beside the real line',
    )
  })

  it('stops where a cell has no middle any more, far from 0', () => {
    const peak: Integrand<Ball> = {
      value: (x) => x,
      logBound: (_, reach) => (reach > 2 ** -30 ? undefined : 0),
    }
    expect(() => integrate(stage, peak, { from: 2 ** 40, size: 0 }, 60)).toThrow('was not bounded')
    expect(() => integrate(stage, peak, { from: 2 ** 20, size: -28 }, 60)).not.toThrow()
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
