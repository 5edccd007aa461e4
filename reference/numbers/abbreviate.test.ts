import { expect, test } from 'vitest'
import '../index.js'
import { gaussianPosterior } from '../data/gaussian.js'
import { posteriorMean } from '../process/posterior.js'
import { abbreviate } from './abbreviate.js'
import { evaluateNode, type Node, outputs, trace, traceDeclared } from './dag.js'
import { FLOAT64 } from './float.js'
import { formulas } from './formula.js'
import { infixOf } from './infix.js'

test.each(formulas().map((f) => [f.formulaName, f] as const))(
  '%s: the names stand for what the formula computes, bit for bit',
  (_, formula) => {
    const traced = traceDeclared(formula, formula.symbols)
    const { named, numbers } = abbreviate(traced)
    const values = new Map(
      traced.leaves.map((leaf, i) => [leaf.op === 'leaf' ? leaf.leaf.path : '', 0.3 + ((i * 0.618) % 1)]),
    )
    const read = (node: Node) => evaluateNode(node, FLOAT64, (path) => values.get(path) ?? Number.NaN)
    const expected = new Map(outputs(traced.value).map(([path, node]) => [path, read(node)]))
    for (const { tex, node } of named) values.set(`named.${tex}`, read(node))
    expect(new Map(numbers.flatMap(({ paths, node }) => paths.map((path) => [path, read(node)])))).toEqual(
      expected,
    )
  },
)

test('what is used once or short keeps its place', () => {
  const { named, numbers } = abbreviate(trace(posteriorMean<Node>))
  expect(named).toEqual([])
  expect(numbers.map(({ node }) => infixOf(node))).toEqual(['(a_s·v·x₀ + a·v_s·x_t)/(a²·v_s + v)'])
})

test('each name is explained before it is used, and used more than once', () => {
  const { named, numbers } = abbreviate(trace(gaussianPosterior<Node>))
  const lines = [...named, ...numbers].map(({ node }) => infixOf(node))
  for (const [i, { tex }] of named.entries()) {
    const name = tex.replace(/_\{(\d)\}/, (_, n) => String.fromCharCode(0x2080 + Number(n)))
    expect(lines.slice(0, i + 1).filter((line) => line.includes(name))).toEqual([])
    const uses = lines.slice(i + 1).reduce((sum, line) => sum + line.split(name).length - 1, 0)
    expect(uses, name).toBeGreaterThan(1)
  }
  expect(named.length).toBeGreaterThan(3)
})
