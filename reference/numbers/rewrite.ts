import { at } from './combinators.js'
import { type Graph, mapNodes, type Node, outputs, reachable, type Traced } from './dag.js'

/** The same operation on other arguments. */
export function withArgs(F: Graph, node: Node, args: readonly Node[]): Node {
  switch (node.op) {
    case 'leaf':
    case 'lit':
    case 'pi':
      return node
    case 'shift':
      return F.shift(args)
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return F[node.op](at(args, 0), at(args, 1))
    default:
      return F[node.op](at(args, 0))
  }
}

/**
 * The value with nodes replaced wherever they are used: `replace` is given each node, its arguments already replaced, and
 * what stands there before.
 */
export function rewrite(
  { value, graph }: Pick<Traced, 'value' | 'graph'>,
  replace: (rebuilt: Node, original: Node) => Node,
): unknown {
  const rebuilt = new Map<Node, Node>()
  for (const node of reachable(outputs(value).map(([, root]) => root))) {
    const args = node.args.map((arg) => rebuilt.get(arg) as Node)
    const same = args.every((arg, i) => arg === node.args[i])
    rebuilt.set(node, replace(same ? node : withArgs(graph, node, args), node))
  }
  return mapNodes(value, (node) => rebuilt.get(node) as Node)
}
