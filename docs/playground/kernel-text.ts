import { build, declare } from '../../reference/numbers/codegen-text.js'
import { at } from '../../reference/numbers/combinators.js'
import { type Node, outputs, pathsOf, reachable, traceDeclared } from '../../reference/numbers/dag.js'
import type { FormulaInfo, Symbols } from '../../reference/numbers/formula.js'

/**
 * A formula of the reference as a gpu.js kernel: another reading of the same expression. What does not depend on the point is
 * computed once on the host, in float64, and handed over as float32 numbers `c`, every literal among them: GPUs take logarithms
 * badly, and none is left for them but the one that is a function of the point. The kernel does the rest, operation by operation.
 */
export interface KernelText {
  /** `function (c, xs, ys)`: output z of the formula at (xs[thread.x], ys[thread.y]). */
  readonly source: string
  /** How many numbers `c` holds. */
  readonly constants: number
  /** Those numbers in float64, from the formula's arguments by path. */
  readonly host: (inputs: Readonly<Record<string, number>>) => readonly number[]
  /** What the host computes in order, with the nodes of `c` among it; what the kernel computes in order; the outputs. */
  readonly still: readonly Node[]
  readonly given: readonly Node[]
  readonly moving: readonly Node[]
  readonly results: readonly Node[]
  /** The paths of the two coordinates of the point. */
  readonly point: readonly [x: string, y: string]
}

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const

/** `symbols` ends with the point, a list of two. */
export function kernelText(name: string, formula: FormulaInfo, symbols: readonly Symbols[]): KernelText {
  const traced = traceDeclared(formula, symbols)
  const start = at(pathsOf(symbols), symbols.length - 1)
  const point: KernelText['point'] = [`${start}.0`, `${start}.1`]
  const results = outputs(traced.value).map(([, node]) => node)
  const all = reachable(results)
  const moves = new Set<Node>()
  for (const node of all)
    if (node.op === 'leaf' ? point.includes(node.leaf.path) : node.args.some((arg) => moves.has(arg)))
      moves.add(node)
  const still = all.filter((node) => !moves.has(node))
  const moving = all.filter((node) => moves.has(node))
  const given = still.filter((node) => moving.some(({ args }) => args.includes(node)))
  const slot = new Map(given.map((node, i) => [node, `c[${i}]`]))
  const term = (node: Node) => slot.get(node) ?? `v${node.id}`
  const coordinate = (node: Node & { op: 'leaf' }) =>
    node.leaf.path === point[0] ? 'xs[this.thread.x]' : 'ys[this.thread.y]'
  const expression = (node: Node): string => {
    const arg = (i: number) => term(at(node.args, i))
    switch (node.op) {
      case 'leaf':
        return coordinate(node)
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
        return `${arg(0)} ${INFIX[node.op]} ${arg(1)}`
      case 'neg':
        return `-${arg(0)}`
      case 'shift':
        return node.args.map(term).reduce((a, b) => `Math.max(${a}, ${b})`)
      case 'exp':
      case 'log':
      case 'sqrt':
        return `Math.${node.op}(${arg(0)})`
      default:
        throw new Error(`the kernel of '${name}' would need ${node.op}, which GPUs do not share`)
    }
  }
  const last = results.length - 1
  const source = [
    `function ${name}(c, xs, ys) {`,
    ...moving.map((node) => `  const v${node.id} = ${expression(node)}`),
    ...results.slice(0, last).map((node, z) => `  if (this.thread.z === ${z}) { return ${term(node)} }`),
    `  return ${term(at(results, last))}`,
    '}',
  ].join('\n')
  const host = build<(a: Readonly<Record<string, number>>) => readonly number[]>([
    'return function (a) {',
    ...declare(still, 'float64', (node) =>
      node.op === 'leaf' ? `a[${JSON.stringify(node.leaf.path)}]` : 'NaN',
    ),
    `return [${given.map((node) => `v${node.id}`).join(', ')}]`,
    '}',
  ])
  return { source, constants: given.length, host, still, given, moving, results, point }
}
