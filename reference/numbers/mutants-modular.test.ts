import { describe, expect, test } from 'vitest'
import { type Graph, graph, type Node } from './dag.js'
import { compareAtAPoint } from './mutants-modular.js'

const F = graph()
const [x, y, z] = ['x', 'y', 'z'].map((name) => F.leaf(name)) as [Node, Node, Node]
const { lit, add, sub, mul, div, neg, sqrt, exp, log, expm1, log1p, erf, sin, cos, shift } = F
const verdict = (a: Node, b: Node) => compareAtAPoint(a, b).is

describe('two expressions at a random point modulo a random prime', () => {
  test('rational functions: equal or different', () => {
    const sum = add(div(x, y), div(y, x))
    expect(verdict(sum, div(add(mul(x, x), mul(y, y)), mul(x, y)))).toBe('equal')
    expect(verdict(sum, div(add(mul(x, x), mul(y, z)), mul(x, y)))).toBe('different')
    // equal to 200 digits of any double, and different
    expect(verdict(sum, add(sum, lit(`1/1${'0'.repeat(200)}`)))).toBe('different')
  })

  test('the probability of a mistake grows with the degree and stays below 2^-90', () => {
    const power = (n: number): Node => (n === 0 ? lit(1n) : mul(x, power(n - 1)))
    const small = compareAtAPoint(mul(x, y), mul(y, x))
    const large = compareAtAPoint(mul(power(40), y), mul(y, power(40)))
    if (small.is !== 'equal' || large.is !== 'equal') throw new Error('both are equal')
    expect(small.errorProbability).toBeGreaterThan(0)
    expect(large.errorProbability).toBeGreaterThan(small.errorProbability)
    expect(large.errorProbability).toBeLessThan(2 ** -90)
  })

  test('a root is known by its square, whatever its sign', () => {
    expect(verdict(mul(sqrt(x), sqrt(x)), x)).toBe('equal')
    expect(verdict(div(x, sqrt(x)), sqrt(x))).toBe('equal')
    expect(verdict(mul(sqrt(lit(2n)), sqrt(lit(2n))), lit(2n))).toBe('equal')
    const nested = sqrt(add(x, sqrt(y)))
    expect(verdict(mul(nested, nested), add(x, sqrt(y)))).toBe('equal')
    // (√x + √y)(√x − √y)
    expect(verdict(mul(add(sqrt(x), sqrt(y)), sub(sqrt(x), sqrt(y))), sub(x, y))).toBe('equal')
  })

  test('one radicand in two forms is one root', () => {
    expect(verdict(sqrt(add(mul(x, y), x)), sqrt(mul(x, add(y, lit(1n)))))).toBe('equal')
  })

  test.each<[string, Node, Node]>([
    ['√x and −√x', sqrt(x), neg(sqrt(x))],
    ['√x and its neighbour', sqrt(x), sqrt(y)],
    ['√(x²) and x, which x < 0 tells apart', sqrt(mul(x, x)), x],
    ['√(xy) and √x√y, a relation that it does not know', sqrt(mul(x, y)), mul(sqrt(x), sqrt(y))],
    ['√x and x', sqrt(x), x],
    ['a root in one sheet only', mul(sqrt(mul(x, x)), sub(sqrt(mul(x, x)), x)), lit(0n)],
    ['e^(x+y) and e^x·e^y', exp(add(x, y)), mul(exp(x), exp(y))],
    ['erf and sin', erf(x), sin(x)],
    ['erf of something else', erf(x), erf(y)],
    ['log(1+x) and x', log1p(x), x],
    ['cos is not odd', cos(neg(x)), neg(cos(x))],
    ['erf is not even', erf(neg(x)), erf(x)],
    ['erf of a root, which is odd in its sign', erf(sqrt(x)), neg(erf(sqrt(x)))],
  ])('undecided, and never equal: %s', (_, a, b) => {
    expect(verdict(a, b)).toBe('undecided')
  })

  test('functions are free, one for each argument', () => {
    expect(verdict(exp(add(x, y)), exp(add(y, x)))).toBe('equal')
    expect(verdict(add(expm1(x), lit(1n)), exp(x))).toBe('equal')
    expect(verdict(log1p(x), log(add(x, lit(1n))))).toBe('equal')
    expect(verdict(exp(sub(x, x)), lit(1n))).toBe('equal')
    expect(verdict(erf(sub(x, y)), neg(erf(sub(y, x))))).toBe('equal')
    expect(verdict(cos(sub(x, y)), cos(sub(y, x)))).toBe('equal')
    expect(verdict(sub(exp(x), shift([x, y])), sub(exp(x), shift([x, y])))).toBe('equal')
    expect(verdict(mul(F.pi, x), mul(x, F.pi))).toBe('equal')
    expect(verdict(erf(div(x, sqrt(y))), neg(erf(neg(div(x, sqrt(y))))))).toBe('equal')
  })

  test('a denominator that is 0 everywhere decides nothing', () => {
    expect(verdict(div(x, sub(y, y)), x)).toBe('undecided')
  })

  test('more roots than are tried decide nothing', () => {
    const G: Graph = graph()
    const roots = Array.from({ length: 7 }, (_, i) => G.sqrt(G.leaf(`x${i}`)))
    const total = roots.reduce((sum, root) => G.add(sum, root))
    const reversed = [...roots].reverse().reduce((sum, root) => G.add(sum, root))
    expect(compareAtAPoint(total, reversed).is).toBe('undecided')
  })
})
