import { type Node, outputs, reachable, type Traced } from './dag.js'
import { infixOf } from './infix.js'
import { plain } from './plain.js'
import { rewrite } from './rewrite.js'

/** The numbers of a formula for reading: what is used more than once has a name. */
export interface Abbreviated {
  /** The names, as TeX, and what they stand for, each after those it uses. */
  readonly named: readonly { readonly tex: string; readonly node: Node }[]
  /** The numbers, in the names; `paths` are the places in the value where the number stands. */
  readonly numbers: readonly { readonly paths: readonly string[]; readonly node: Node }[]
}

/** Shorter expressions are as quickly read as a name. */
const SHORTEST = 8

/** Names every subexpression that is used in more places than one and is longer than a name. */
export function abbreviate(traced: Traced): Abbreviated {
  const roots = outputs(traced.value).map(([, node]) => node)
  const uses = new Map<Node, number>()
  for (const used of [...reachable(roots).flatMap(({ args }) => args), ...new Set(roots)])
    uses.set(used, (uses.get(used) ?? 0) + 1)

  const letter = freeLetter(traced)
  const named: { tex: string; node: Node }[] = []
  const value = rewrite(traced, (node, original) => {
    if (node.args.length === 0 || (uses.get(original) ?? 0) < 2 || infixOf(node).length < SHORTEST)
      return node
    const tex = `${letter}_{${named.length + 1}}`
    named.push({ tex, node })
    return traced.graph.leaf(`named.${tex}`, tex)
  })

  const places = new Map<Node, string[]>()
  for (const [path, node] of outputs(value)) places.set(node, [...(places.get(node) ?? []), path])
  return { named, numbers: [...places].map(([node, paths]) => ({ paths, node })) }
}

/** A letter that no symbol of the formula holds. */
function freeLetter({ leaves }: Traced): string {
  const symbols = leaves.map((leaf) => (leaf.op === 'leaf' ? plain(leaf.leaf.tex) : '')).join(' ')
  return ['b', 'h', 'p', 'z', 'q', 'y'].find((letter) => !symbols.includes(letter)) ?? 'X'
}
