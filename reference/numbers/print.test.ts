import { describe, expect, test } from 'vitest'
import { compose, diffuse } from '../process/kernel.js'
import { posteriorMean } from '../process/posterior.js'
import { graph, type Node, trace } from './dag.js'
import { infixOf } from './infix.js'
import { texOf } from './tex.js'

const F = graph()
const [a, b, c] = [F.leaf('a'), F.leaf('b', '\\beta'), F.leaf('c', 'c_0')]
const cases: readonly (readonly [Node, tex: string, infix: string])[] = [
  [F.add(a, F.add(b, c)), 'a + \\beta + c_0', 'a + (β + c₀)'],
  [F.sub(a, F.add(b, c)), 'a - \\left(\\beta + c_0\\right)', 'a − (β + c₀)'],
  [F.sub(F.sub(a, b), c), 'a - \\beta - c_0', 'a − β − c₀'],
  [F.sub(a, F.neg(b)), 'a - \\left(-\\beta\\right)', 'a − (−β)'],
  [F.add(a, F.lit('-2')), 'a + \\left(-2\\right)', 'a + (−2)'],
  [F.mul(F.add(a, b), c), '\\left(a + \\beta\\right) c_0', '(a + β)·c₀'],
  [F.mul(a, F.mul(b, c)), 'a \\beta c_0', 'a·(β·c₀)'],
  [F.mul(b, F.lit(2n)), '\\beta \\cdot 2', 'β·2'],
  [F.mul(F.lit('1/2'), a), '\\frac{1}{2} a', '1/2·a'],
  [F.div(F.mul(a, b), F.mul(b, c)), '\\frac{a \\beta}{\\beta c_0}', 'a·β/(β·c₀)'],
  [F.mul(F.div(a, b), F.div(a, b)), '{\\left(\\frac{a}{\\beta}\\right)}^2', '(a/β)²'],
  [F.mul(c, c), 'c_0^2', 'c₀²'],
  [F.sqrt(F.add(a, b)), '\\sqrt{a + \\beta}', '√(a + β)'],
  [F.neg(F.mul(a, b)), '-a \\beta', '−a·β'],
  [F.mul(F.neg(a), b), '\\left(-a\\right) \\beta', '(−a)·β'],
  [F.log1p(F.neg(a)), '\\log\\left(1 + \\left(-a\\right)\\right)', 'log(1 + (−a))'],
  [F.mul(a, F.expm1(b)), 'a \\left(\\exp\\left(\\beta\\right) - 1\\right)', 'a·(exp(β) − 1)'],
  [F.shift([a, b]), '\\max\\left(a, \\beta\\right)', 'max(a, β)'],
]

describe('expressions in print', () => {
  test.each(cases)('case %#', (node, tex, infix) => {
    expect(texOf(node)).toBe(tex)
    expect(infixOf(node)).toBe(infix)
  })

  test('formulas of the reference', () => {
    const mean = trace(posteriorMean<Node>).value
    expect(texOf(mean)).toBe('\\frac{a_s v x_0 + a v_s x_t}{a^2 v_s + v}')
    expect(infixOf(mean)).toBe('(a_s·v·x₀ + a·v_s·x_t)/(a²·v_s + v)')
    expect(infixOf(trace(compose<Node>).value.variance)).toBe('a²·v_s + v')
    expect(texOf(trace(diffuse<Node>).value)).toBe('a x_0 + \\sqrt{v} \\varepsilon')
  })
})
