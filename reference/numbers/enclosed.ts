import { sourceIn } from './codegen.js'
import { build, type Writer } from './codegen-text.js'
import { type Node, outputs, type Read, reachable, readNode, type Traced, traceDeclared } from './dag.js'
import { compileWords } from './enclosed-words.js'
import type { Ball, Enclosure } from './enclosure/index.js'
import type { Symbols } from './formula.js'
import { scaling } from './scaling.js'

/** How a formula is compiled: the shape of its lists, and what stays the same from call to call. */
export interface EnclosedOptions {
  /** The shape of the arguments where they hold lists. */
  readonly symbols?: readonly Symbols[]
  /** Numbers that stay the same, by path: what rests on them alone is computed once. They are not read from the arguments. */
  readonly given?: Readonly<Record<string, Ball>>
}

/**
 * The formula as a function of balls, at the precision of F: the same arguments without the algebra, the same operations as the
 * generic call, with common subexpressions and constants computed once. Beyond 128 bits they are the balls of the generic call; up
 * to 128 bits the work is done in triple-doubles where these are as good, and the balls are others, but no wider to speak of (each
 * operation adds 2⁻⁴⁷ of a radius); only an exact value of more than 53 bits may have come to one that is not.
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
  const known = constantsOf(traced, F, given)
  const writer = enclosed(known, F)
  const balls = build<(...args: A) => R>([sourceIn(traced, writer)], writer.scope)
  const words = compileWords(traced, F.precision, known, balls as never)
  return (words as typeof balls | undefined) ?? balls
}

/** What rests on no argument but those given. */
function constantsOf(traced: Traced, F: Enclosure, given: Readonly<Record<string, Ball>>) {
  const known = new Map<Node, Ball>()
  const input = (path: string) => given[path] as Ball
  for (const node of reachable(outputs(traced.value).map(([, node]) => node)))
    if (node.op === 'leaf' ? node.leaf.path in given : node.args.every((arg) => known.has(arg)))
      known.set(
        node,
        readNode(node, F, input, (arg) => known.get(arg) as Ball),
      )
  return known
}

function enclosed(known: ReadonlyMap<Node, Ball>, F: Enclosure): Writer {
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

/** An operation as text. */
function call(node: Node, name: (node: Node) => string): string {
  const args = node.args.map(name)
  if (node.op === 'shift') return `F.shift([${args}])`
  const moved = scaling(node)
  if (!moved) return `F.${node.op}(${args})`
  const x = name(moved.of)
  return `{ mid: ${x}.mid, exp: ${x}.exp + ${moved.by}, rad: ${x}.rad }`
}
