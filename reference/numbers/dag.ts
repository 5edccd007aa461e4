import type { AnalyticField, Exact } from './algebra.js'
import { mapSymbols, pathsOf } from './arguments.js'
import { at } from './combinators.js'
import { type FormulaInfo, originalOf, readingDepth, type Symbols } from './formula.js'
import { lowestTerms, parseRational, type Rational } from './rational.js'

export { matchArguments, pathsOf } from './arguments.js'

/**
 * Expressions as a hash-consed graph: an algebra whose values are the expressions themselves. Equal subexpressions are
 * one node, so that code generation shares them and the rounding reading knows that a node minus itself is 0. Nothing is
 * simplified or reordered: re-reading a graph performs exactly the operations that the formula wrote.
 */

export type Unary = 'neg' | 'sqrt' | 'exp' | 'log' | 'expm1' | 'log1p' | 'sin' | 'cos' | 'erf'
export type Binary = 'add' | 'sub' | 'mul' | 'div'
export const UNARY: readonly Unary[] = ['neg', 'sqrt', 'exp', 'log', 'expm1', 'log1p', 'sin', 'cos', 'erf']
export const BINARY: readonly Binary[] = ['add', 'sub', 'mul', 'div']

/** A free variable: where it stands in the arguments (`prior.signal`), and its TeX. */
export interface Leaf {
  readonly path: string
  readonly tex: string
}

/** One operation. Arguments have smaller ids than the node that uses them, so that order of id is an order of evaluation. */
export type Node = { readonly id: number; readonly args: readonly Node[] } & (
  | { readonly op: 'leaf'; readonly leaf: Leaf }
  | { readonly op: 'lit'; readonly exact: Exact; readonly value: Rational }
  | { readonly op: 'pi' }
  | { readonly op: Unary }
  | { readonly op: Binary }
  | { readonly op: 'shift' }
)

/** A graph under construction: the algebra of its nodes, and its variables. */
export interface Graph extends AnalyticField<Node> {
  readonly leaf: (path: string, tex?: string) => Node
  /** How deep in formulas that call formulas the node was asked for, at the least: 0 by none. */
  readonly depthOf: (node: Node) => number
}

type Content<N = Node> = N extends Node ? Omit<N, 'id'> : never

export function graph(): Graph {
  const nodes = new Map<string, Node>()
  const depths: number[] = []
  const intern = (key: string, content: Content): Node => {
    const node = nodes.get(key) ?? { ...content, id: nodes.size }
    if (node.id === nodes.size) nodes.set(key, node)
    depths[node.id] = Math.min(depths[node.id] ?? Number.POSITIVE_INFINITY, readingDepth())
    return node
  }
  const apply = (op: Unary | Binary | 'shift', ...args: readonly Node[]): Node =>
    intern(`${op} ${args.map(({ id }) => id).join(' ')}`, { op, args })
  const unary = (op: Unary) => (a: Node) => apply(op, a)
  const binary = (op: Binary) => (a: Node, b: Node) => apply(op, a, b)
  return {
    depthOf: ({ id }) => at(depths, id),
    leaf: (path, tex = path) => intern(`leaf ${path}`, { op: 'leaf', args: [], leaf: { path, tex } }),
    lit: (exact) => {
      const value = lowestTerms(parseRational(exact))
      return intern(`lit ${value.num}/${value.den}`, { op: 'lit', args: [], exact, value })
    },
    get pi() {
      return intern('pi', { op: 'pi', args: [] })
    },
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    neg: unary('neg'),
    sqrt: unary('sqrt'),
    exp: unary('exp'),
    log: unary('log'),
    expm1: unary('expm1'),
    log1p: unary('log1p'),
    sin: unary('sin'),
    cos: unary('cos'),
    erf: unary('erf'),
    shift: (xs) => apply('shift', ...xs),
  }
}

/** The expression of a formula: its variables in the order of the arguments, and its value with nodes for numbers. */
export interface Traced<R = unknown> {
  readonly name: string
  readonly tex: string
  readonly symbols: readonly Symbols[]
  readonly graph: Graph
  readonly leaves: readonly Node[]
  readonly value: R
}

/** A formula at one algebra, as an instantiation expression gives it: `posteriorMean<Node>`. */
export type Read<T, A extends readonly unknown[], R> = ((F: AnalyticField<T>, ...args: A) => R) & FormulaInfo

/**
 * The expression of a formula as it was declared, with a variable for each of its symbols. `symbols` gives another
 * shape of arguments where they are lists of any length.
 */
export const trace = <A extends readonly unknown[], R>(
  formula: Read<Node, A, R>,
  symbols: readonly Symbols[] = formula.symbols,
): Traced<R> => traceDeclared(formula, symbols) as Traced<R>

/** {@link trace} for a formula known by its description only. */
export function traceDeclared({ formulaName, tex }: FormulaInfo, symbols: readonly Symbols[]): Traced {
  const F = graph()
  const paths = pathsOf(symbols)
  const leaves: Node[] = []
  const args = symbols.map((symbol, i) =>
    mapSymbols(symbol, at(paths, i), (path, tex) => {
      const leaf = F.leaf(path, tex)
      leaves.push(leaf)
      return leaf
    }),
  )
  const value = originalOf(formulaName)(F, ...args)
  outputs(value)
  return { name: formulaName, tex, symbols, graph: F, leaves, value }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value && 'id' in value

/** The nodes of a traced value with their paths in it; a single number has the path ''. */
export function outputs(value: unknown, path = ''): readonly (readonly [path: string, node: Node])[] {
  if (isNode(value)) return [[path, value]]
  if (typeof value !== 'object' || value === null)
    throw new TypeError(
      `the value of a traced formula holds ${String(value)} at '${path}': expected numbers of the algebra, nested in arrays and records`,
    )
  return Object.entries(value).flatMap(([name, entry]) =>
    outputs(entry, path === '' ? name : `${path}.${name}`),
  )
}

/** The same nesting with each node replaced. */
export function mapNodes<T>(value: unknown, change: (node: Node) => T): unknown {
  if (isNode(value)) return change(value)
  if (Array.isArray(value)) return value.map((entry) => mapNodes(entry, change))
  return Object.fromEntries(
    Object.entries(value as object).map(([name, entry]) => [name, mapNodes(entry, change)]),
  )
}

/** Everything that the nodes rest on, each once, arguments before uses. */
export function reachable(roots: readonly Node[]): readonly Node[] {
  const seen = new Set<Node>()
  const stack = [...roots]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    stack.push(...node.args)
  }
  return [...seen].sort((a, b) => a.id - b.id)
}

/** The variables of an expression, read by path. */
export type Environment<T> = (path: string, leaf: Leaf) => T

/**
 * The order of evaluation of a traced value, worked out once: what comes back reads it in any algebra, each node once,
 * with the nesting of `value`.
 */
export function reader(value: unknown): <T>(F: AnalyticField<T>, env: Environment<T>) => unknown {
  const order = reachable(outputs(value).map(([, node]) => node))
  return <T>(F: AnalyticField<T>, env: Environment<T>) => {
    const results = new Map<Node, T>()
    const read = (arg: Node) => results.get(arg) as T
    for (const node of order) results.set(node, readNode(node, F, env, read))
    return mapNodes(value, read)
  }
}

/** Reads a traced value in another algebra, the variables given by path. */
export const evaluate = <T>(value: unknown, F: AnalyticField<T>, env: Environment<T>): unknown =>
  reader(value)(F, env)

/** {@link evaluate} for a single node. */
export const evaluateNode = <T>(node: Node, F: AnalyticField<T>, env: Environment<T>): T =>
  evaluate(node, F, env) as T

/** One operation of the graph, performed in F. */
export function readNode<T>(node: Node, F: AnalyticField<T>, env: Environment<T>, read: (arg: Node) => T): T {
  switch (node.op) {
    case 'leaf':
      return env(node.leaf.path, node.leaf)
    case 'lit':
      return F.lit(node.exact)
    case 'pi':
      return F.pi
    case 'shift':
      return F.shift(node.args.map(read))
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return F[node.op](read(at(node.args, 0)), read(at(node.args, 1)))
    default:
      return F[node.op](read(at(node.args, 0)))
  }
}

/** An environment from a record or map of values by path. @throws RangeError for a variable that has none. */
export function environment<T>(values: ReadonlyMap<string, T> | Readonly<Record<string, T>>) {
  const get = (path: string) =>
    values instanceof Map ? values.get(path) : (values as Record<string, T>)[path]
  return (path: string): T => {
    const value = get(path)
    if (value === undefined) throw new RangeError(`no value was given for the variable '${path}'`)
    return value
  }
}
