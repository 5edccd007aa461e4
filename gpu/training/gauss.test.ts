import { describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { hermite, legendre, product, type Rule, timeRule } from './gauss.js'

const moment = ({ nodes, weights }: Rule, k: number) =>
  nodes.reduce((sum, x, i) => sum + at(weights, i) * x ** k, 0)
const oddFactorial = (k: number): number => (k <= 1 ? 1 : k * oddFactorial(k - 2))
const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

describe('Gauss–Hermite', () => {
  // The moments are integers, and the first one missed is missed by n!: rounding to integers decides between the two.
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'of %i nodes has the normal moments to degree 2n − 1, and misses z²ⁿ by n!',
    (n) => {
      const rule = hermite(n)
      for (let k = 0; k < 2 * n; k++)
        expect(Math.abs(Math.round(moment(rule, k)))).toBe(k % 2 === 1 ? 0 : oddFactorial(k - 1))
      expect(Math.round(moment(rule, 2 * n))).toBe(oddFactorial(2 * n - 1) - factorial(n))
    },
  )

  it('has positive weights at nodes that are symmetric', () => {
    for (const n of [1, 12, 25, 40]) {
      const { nodes, weights } = hermite(n)
      expect(nodes).toHaveLength(n)
      expect(weights.every((w) => w > 0)).toBe(true)
      expect(nodes.map((x) => Math.fround(x))).toEqual(nodes.map((x) => Math.fround(0 - x)).reverse())
    }
  })

  it('refuses orders that are none', () => {
    expect(() => hermite(0)).toThrow('a Gauss rule of 0 nodes: expected a whole number from 1 to 200')
  })
})

describe('Gauss–Legendre', () => {
  it('has the moments 1/(k + 1) of U[−1, 1], k even', () => {
    const rule = legendre(6)
    for (let k = 0; k < 12; k += 2) expect(Math.round(1e6 * (k + 1) * moment(rule, k))).toBe(1e6)
    expect(Math.round(1e6 * 13 * moment(rule, 12))).not.toBe(1e6)
  })
})

describe('products and times', () => {
  it('a product rule has product moments', () => {
    const { nodes, weights } = product(hermite(3), 2)
    expect(nodes).toHaveLength(9)
    const mixed = nodes.reduce((sum, z, i) => sum + at(weights, i) * at(z, 0) ** 4 * at(z, 1) ** 2, 0)
    expect(Math.round(mixed)).toBe(3)
  })

  it('takes every time where there are few, and a positive rule of degree m − 1 where there are many', () => {
    expect(timeRule(5, 8)).toEqual({ nodes: [1, 2, 3, 4, 5], weights: Array(5).fill(1 / 5) })
    const rule = timeRule(1000, 30)
    expect(rule.nodes.length).toBeLessThanOrEqual(30)
    expect(rule.weights.every((w) => w > 0)).toBe(true)
    for (let k = 0; k <= 3; k++) {
      let exact = 0
      for (let t = 1; t <= 1000; t++) exact += t ** k / 1000
      expect(Math.round(moment(rule, k))).toBe(Math.round(exact))
    }
  })
})
