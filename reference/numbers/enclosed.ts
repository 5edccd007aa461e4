import { sourceIn } from './codegen.js'
import { build, type Writer } from './codegen-text.js'
import { type Node, outputs, type Read, reachable, readNode, type Traced, traceDeclared } from './dag.js'
import type { Ball, Enclosure } from './enclosure/index.js'
import type { Symbols } from './formula.js'

export interface EnclosedOptions {
  /** The shape of the arguments where they hold lists. */
  readonly symbols?: readonly Symbols[]
  /** Numbers that stay the same, by path: what rests on them alone is computed once. They are not read from the arguments. */
  readonly given?: Readonly<Record<string, Ball>>
}

/**
 * The formula as a function of balls, at the precision of F: the same arguments without the algebra, the same operations as the
 * generic call, with common subexpressions and constants computed once.
 * @throws RangeError for a path in `given` that is no input
 */
export function compileEnclosed<A extends readonly unknown[], R>(
  formula: Read<Ball, A, R>,
  F: Enclosure,
  { symbols = formula.symbols, given = {} }: EnclosedOptions = {},
): (...args: A) => R {
  const traced = traceDeclared(formula, symbols)
  const paths = traced.leaves.map((node) => (node.op === 'leaf' ? node.leaf.path : ''))
  for (const path of Object.keys(given))
    if (!paths.includes(path))
      throw new RangeError(`'${path}' is no input of ${traced.name}: expected one of ${paths.join(', ')}`)
  const writer = enclosed(traced, F, given)
  return build([sourceIn(traced, writer)], writer.scope)
}

function enclosed(traced: Traced, F: Enclosure, given: Readonly<Record<string, Ball>>): Writer {
  const known = new Map<Node, Ball>()
  const input = (path: string) => given[path] as Ball
  for (const node of reachable(outputs(traced.value).map(([, node]) => node)))
    if (node.op === 'leaf' ? node.leaf.path in given : node.args.every((arg) => known.has(arg)))
      known.set(
        node,
        readNode(node, F, input, (arg) => known.get(arg) as Ball),
      )
  const name = (node: Node) => (known.has(node) ? `k${node.id}` : `v${node.id}`)
  const constants = [...known].map(([node, value]) => [name(node), value] as const)
  return {
    steps: (nodes, leaf) =>
      nodes
        .filter((node) => !known.has(node))
        .map((node) => `const ${name(node)} = ${node.op === 'leaf' ? leaf(node) : call(node, name)}`),
    value: name,
    scope: { F, ...Object.fromEntries(constants) },
  }
}

const call = (node: Node, name: (node: Node) => string): string => {
  const args = node.args.map(name).join(', ')
  return node.op === 'shift' ? `F.shift([${args}])` : `F.${node.op}(${args})`
}
