import { at } from './combinators.js'
import {
  type Binary,
  environment,
  type Graph,
  mapNodes,
  matchArguments,
  type Node,
  outputs,
  reachable,
  reader,
  type Traced,
} from './dag.js'
import { originalOf, type Reading } from './formula.js'
import { infixOf } from './infix.js'
import { type Equality, equality, interchangeable } from './mutants-equal.js'

/**
 * Mutants: formulas with one mistake in them. Every operator is changed, every sign flipped, every term and factor left
 * out, every use of a variable given to a neighbour or to 0 or 1, every literal changed. A claim that holds for
 * a mutant too does not see what the formula says there. The operations of a formula that it calls are that one's to
 * mutate, wherever it is called; here only what is passed to it is mistaken.
 */
export interface Mutant {
  readonly formula: string
  /** `posteriorMean: a_s·v → a_s·v_s`. */
  readonly description: string
  /** The mistaken formula, for `withReplacement`. Arguments of another shape than the traced one get the original. */
  readonly replacement: Reading
  /** The mistaken expression. */
  readonly value: unknown
  /** Whether a point tells it from the original; `undecided` where none did and no proof of equality was found. */
  readonly differs: 'shown' | 'undecided'
}

export interface Mutants {
  readonly mutants: readonly Mutant[]
  /** Changes that were proved to leave the value as it is. */
  readonly equivalent: readonly string[]
}

/** What stands at a place: an operation wherever it is used, or one use of a variable or literal. */
interface Change {
  readonly before: Node
  readonly after: Node
}

/** Every mutant of a traced formula, those proved equal to it apart. */
export function mutantsOf(traced: Traced, compare: Equality = equality): Mutants {
  const mutants: Mutant[] = []
  const equivalent: string[] = []
  const seen = new Set([signature(traced.value)])
  const decide = compare(traced)
  for (const { before, after } of changes(traced)) {
    const value = substitute(traced, before, after)
    const key = signature(value)
    if (seen.has(key)) continue
    seen.add(key)
    const description = `${traced.name}: ${short(infixOf(before))} → ${short(infixOf(after))}`
    const verdict = commuted(before, after) || interchangeable(before, after) ? 'equal' : decide(value)
    if (verdict === 'equal') equivalent.push(description)
    else
      mutants.push({
        formula: traced.name,
        description,
        replacement: replacementFor(traced, value),
        value,
        differs: verdict === 'different' ? 'shown' : 'undecided',
      })
  }
  return { mutants, equivalent }
}

/** Hash-consing makes equal values the same nodes: their numbers tell changes apart. */
const signature = (value: unknown) =>
  outputs(value)
    .map(([path, { id }]) => `${path}=${id}`)
    .join(' ')

/** b + a for a + b, b·a for a·b. */
const commuted = (before: Node, after: Node): boolean =>
  before.op === after.op &&
  (before.op === 'add' || before.op === 'mul') &&
  before.args[0] === after.args[1] &&
  before.args[1] === after.args[0]

const short = (text: string) => (text.length <= 64 ? text : `${text.slice(0, 40)}…${text.slice(-20)}`)

function replacementFor(traced: Traced, value: unknown): Reading {
  const read = reader(value)
  return (F, ...args) => {
    const inputs = matchArguments(traced.symbols, args)
    return inputs ? read(F, environment(inputs)) : originalOf(traced.name)(F, ...args)
  }
}

/** The value with one operation replaced wherever it is used. */
function substitute({ value, graph }: Traced, before: Node, after: Node): unknown {
  const rebuilt = new Map<Node, Node>([[before, after]])
  const roots = outputs(value).map(([, node]) => node)
  for (const node of reachable(roots)) {
    if (rebuilt.has(node)) continue
    const args = node.args.map((arg) => rebuilt.get(arg) as Node)
    rebuilt.set(node, args.every((arg, i) => arg === node.args[i]) ? node : withArgs(graph, node, args))
  }
  return mapNodes(value, (node) => rebuilt.get(node) as Node)
}

/** The same operation on other arguments. */
function withArgs(F: Graph, node: Node, args: readonly Node[]): Node {
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

/** All single changes, as one node taking the place of another. */
function changes(traced: Traced): readonly Change[] {
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
