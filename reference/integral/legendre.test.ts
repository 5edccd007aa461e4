import { describe, expect, it } from 'vitest'
import { at, power, sum } from '../numbers/combinators.js'
import { contains, enclosure, hi, lo } from '../numbers/enclosure/index.js'
import { compare, RATIONALS, rational } from '../numbers/rational.js'
import { gaussLegendre } from './legendre.js'

describe('Gauss’s rule', () => {
  it.each([
    [2, 60],
    [5, 100],
    [16, 120],
    [33, 80],
    [60, 400],
  ])('%i points at %i bits: exact for every power up to 2n − 1, narrowly', (n, bits) => {
    const F = enclosure(bits + 40)
    const nodes = gaussLegendre(n, bits)
    for (let k = 0; k < 2 * n; k++) {
      const total = sum(
        F,
        nodes.map(({ x, weight }) => F.mul(weight, power(F, x, k))),
      )
      expect(contains(total, k % 2 === 1 ? rational(0n) : rational(2n, BigInt(k + 1)))).toBe(true)
      const width = RATIONALS.sub(hi(total), lo(total))
      expect(compare(width, RATIONALS.lit(`1e-${Math.floor(bits * 0.3) - 4}`))).toBeLessThan(0)
    }
    // and not for the next one
    const next = sum(
      F,
      nodes.map(({ x, weight }) => F.mul(weight, power(F, x, 2 * n))),
    )
    if (bits > 4 * n) expect(contains(next, rational(2n, BigInt(2 * n + 1)))).toBe(false)
  })

  it('has the points of degree 2: ±1/√3', () => {
    const F = enclosure(100)
    const [a, b] = gaussLegendre(2, 100)
    const root = F.sqrt(F.lit('1/3'))
    expect(contains(F.sub(at([a, b], 1)?.x ?? F.lit(0n), root), rational(0n))).toBe(true)
    expect(contains(F.add(a?.x ?? F.lit(0n), root), rational(0n))).toBe(true)
  })

  it('refuses a rule of one point', () => {
    expect(() => gaussLegendre(1, 53)).toThrow('a rule of 1 points: expected at least 2')
  })
})
