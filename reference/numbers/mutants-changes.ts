import { at } from './combinators.js'
import { type Binary, type Graph, type Node, outputs, reachable, type Traced } from './dag.js'
import { withArgs } from './rewrite.js'

/** What stands at a place: an operation wherever it is used, or one use of a variable or literal. */
export interface Change {
  readonly before: Node
  readonly after: Node
}

/** All single changes, as one node taking the place of another. */
export function changes(traced: Traced): readonly Change[] {
  const { graph: F, value, leaves } = traced
  const roots = outputs(value).map(([, node]) => node)
  const found: Change[] = []
  // The depths are read first: a change that makes a node anew would bring it to the surface.
  const levels = reachable(roots).map((node) => ({ node, depth: F.depthOf(node) }))
  for (const { node, depth } of levels) {
    if (depth > 1) continue
    if (depth === 0) for (const after of operatorChanges(F, node)) found.push({ before: node, after })
    node.args.forEach((arg, i) => {
      for (const other of useChanges(F, arg, leaves))
        found.push({
          before: node,
          after: withArgs(
            F,
            node,
            node.args.map((old, j) => (j === i ? other : old)),
          ),
        })
    })
  }
  for (const root of new Set(roots))
    for (const after of useChanges(F, root, leaves)) found.push({ before: root, after })
  return found
}

const SWAPS: Readonly<Record<Binary, readonly Binary[]>> = {
  add: ['sub', 'mul'],
  sub: ['add', 'mul'],
  mul: ['div', 'add'],
  div: ['mul', 'sub'],
}
const TWINS = {
  exp: 'expm1',
  expm1: 'exp',
  log: 'log1p',
  log1p: 'log',
  sin: 'cos',
  cos: 'sin',
  erf: 'sin',
} as const

/** What an operation may be mistaken for: another operation, one argument alone, the other order, the other sign. */
function operatorChanges(F: Graph, node: Node): readonly Node[] {
  switch (node.op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div': {
      const [a, b] = [at(node.args, 0), at(node.args, 1)]
      return [...SWAPS[node.op].map((op) => F[op](a, b)), F[node.op](b, a), a, b, F.neg(node)]
    }
    case 'neg':
      return [at(node.args, 0)]
    case 'sqrt':
      return [at(node.args, 0), F.neg(node)]
    case 'leaf':
    case 'lit':
    case 'pi':
    case 'shift':
      return []
    default:
      return [F[TWINS[node.op]](at(node.args, 0)), at(node.args, 0), F.neg(node)]
  }
}

/** What one use of a variable or literal may be mistaken for. */
function useChanges(F: Graph, node: Node, leaves: readonly Node[]): readonly Node[] {
  const [zero, one] = [F.lit(0n), F.lit(1n)]
  if (node.op === 'leaf')
    return [...leaves.filter((leaf) => leaf !== node && related(leaf, node)), zero, one, F.neg(node)]
  if (node.op === 'lit') {
    const { num, den } = node.value
    return [zero, one, F.lit(`${num + den}/${den}`), F.lit(`${-num}/${den}`)].filter((n) => n !== node)
  }
  return node.op === 'pi' ? [one] : []
}

/** Variables that are easily taken for each other: of the same name elsewhere, or beside each other. */
function related(a: Node, b: Node): boolean {
  if (a.op !== 'leaf' || b.op !== 'leaf') return false
  const [x, y] = [a.leaf.path.split('.'), b.leaf.path.split('.')]
  return x.at(-1) === y.at(-1) || x.slice(0, -1).join('.') === y.slice(0, -1).join('.')
}
