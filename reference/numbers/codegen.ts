import { at } from './combinators.js'
import { type Node, outputs, pathsOf, type Read, reachable, type Traced, traceDeclared } from './dag.js'
import { FLOAT32, FLOAT64, largest } from './float.js'
import type { Symbols } from './formula.js'
import { erf } from './rounding/erf.js'

/**
 * JavaScript generated from the expression of a formula: the operations of the generic call through FLOAT64 or FLOAT32,
 * in that order, with common subexpressions computed once; the values are the same bits. The text is made of
 * node numbers and of quoted property names only: nothing that a user wrote becomes code.
 */
export type Precision = 'float64' | 'float32'

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const
const literals = { float64: FLOAT64, float32: FLOAT32 }

/** The names that generated code may call. */
const SCOPE = { erf, largest, fround: Math.fround }

function expression(node: Node, precision: Precision, leaf: (node: Node) => string): string {
  const F = literals[precision]
  const arg = (i: number) => `v${at(node.args, i).id}`
  const rounded = (text: string) => (precision === 'float32' ? `fround(${text})` : text)
  switch (node.op) {
    case 'leaf':
      return leaf(node)
    case 'lit':
      return `${F.lit(node.exact)}`
    case 'pi':
      return `${F.pi}`
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return rounded(`${arg(0)} ${INFIX[node.op]} ${arg(1)}`)
    case 'neg':
      return `-${arg(0)}`
    case 'erf':
      return rounded(`erf(${arg(0)})`)
    case 'shift':
      return `largest(${node.args.map((_, i) => arg(i)).join(', ')})`
    default:
      return rounded(`Math.${node.op}(${arg(0)})`)
  }
}

const declare = (nodes: readonly Node[], precision: Precision, leaf: (node: Node) => string) =>
  nodes.map((node) => `const v${node.id} = ${expression(node, precision, leaf)}`)

/** Evaluates generated text with {@link SCOPE} in view. */
function build<R>(lines: readonly string[]): R {
  const text = `'use strict'\n${lines.join('\n')}`
  return new Function(...Object.keys(SCOPE), text)(...Object.values(SCOPE)) as R
}

/** Where each path stands in the arguments: `arguments[0]["prior"]["signal"]` as text. */
function accesses(symbols: readonly Symbols[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const paths = pathsOf(symbols)
  const visit = (symbol: Symbols, path: string, access: string): void => {
    if (typeof symbol === 'string') found.set(path, access)
    else
      for (const [name, entry] of Object.entries(symbol))
        visit(entry, path === '' ? name : `${path}.${name}`, `${access}[${JSON.stringify(name)}]`)
  }
  symbols.forEach((symbol, i) => {
    visit(symbol, at(paths, i), `a${i}`)
  })
  return found
}

/** The value's nesting as text: `{"signal": v3, "variance": v9}`. */
function nesting(value: unknown): string {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${String(value)} is no expression`)
  if ('op' in value) return `v${(value as Node).id}`
  if (Array.isArray(value)) return `[${value.map(nesting).join(', ')}]`
  return `{${Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${nesting(entry)}`)}}`
}

/** The text of the function that {@link compile} builds. */
export function source(traced: Traced, precision: Precision = 'float64'): string {
  const access = accesses(traced.symbols)
  const nodes = reachable(outputs(traced.value).map(([, node]) => node))
  const leaf = (node: Node) => (node.op === 'leaf' ? (access.get(node.leaf.path) ?? 'NaN') : 'NaN')
  return [
    `return function (${traced.symbols.map((_, i) => `a${i}`).join(', ')}) {`,
    ...declare(nodes, precision, leaf).map((line) => `  ${line}`),
    `  return ${nesting(traced.value)}`,
    '}',
  ].join('\n')
}

/**
 * The formula as a plain function of numbers: same arguments without the algebra, same value, the same bits as
 * `formula(FLOAT64, …)` or `formula(FLOAT32, …)`. In float32 the arguments are taken to be float32 numbers.
 * `symbols` gives the shape of the arguments where they hold lists.
 */
export function compile<A extends readonly unknown[], R>(
  formula: Read<number, A, R>,
  precision: Precision = 'float64',
  symbols: readonly Symbols[] = formula.symbols,
): (...args: A) => R {
  return compileTraced(traceDeclared(formula, symbols), precision) as (...args: A) => R
}

/** The function of {@link source}. */
export const compileTraced = (
  traced: Traced,
  precision: Precision = 'float64',
): ((...args: readonly never[]) => unknown) => build([source(traced, precision)])

/** Numbers in memory: entry i is data[offset + i·stride]. */
export interface Column {
  readonly data: Float64Array | Float32Array | number[]
  readonly offset?: number
  readonly stride?: number
}

/** A number that stays the same over the batch, or one a row. */
export type Input = number | Column | Column['data']
export type Output = Column | Column['data']

export interface Batch {
  /** Paths of the inputs, in the order of the arguments. */
  readonly inputs: readonly string[]
  /** Paths of the outputs; '' where the formula's value is one number. */
  readonly outputs: readonly string[]
  /** Computes rows 0 … count − 1. @throws RangeError for a missing input, a missing output or a short column. */
  readonly run: (
    count: number,
    inputs: Readonly<Record<string, Input>>,
    into: Readonly<Record<string, Output>>,
  ) => void
}

type Loop = (count: number, inputs: readonly (number | Strided)[], into: readonly Strided[]) => void
type Strided = Required<Column>

/**
 * The formula over many rows at once. `varying` names the paths that differ from row to row; what depends on the others
 * only is computed once, before the loop.
 */
export function compileBatch<A extends readonly unknown[], R>(
  formula: Read<number, A, R>,
  varying: readonly string[],
  precision: Precision = 'float64',
  symbols: readonly Symbols[] = formula.symbols,
): Batch {
  const traced = traceDeclared(formula, symbols)
  const paths = traced.leaves.map((node) => (node.op === 'leaf' ? node.leaf.path : ''))
  for (const path of varying)
    if (!paths.includes(path))
      throw new RangeError(`'${path}' is no input of ${traced.name}: expected one of ${paths.join(', ')}`)
  const results = outputs(traced.value)
  const loop = build<Loop>(batchLines(traced, paths, varying, precision))
  const names = results.map(([path]) => path)
  return {
    inputs: paths,
    outputs: names,
    run: (count, inputs, into) =>
      loop(
        count,
        paths.map((path) => {
          const input = entry(inputs, path, 'input')
          if (typeof input !== 'number') {
            if (varying.includes(path)) return strided(input, count, path)
            throw new RangeError(`the input '${path}' is a column: expected a number, or name it as varying`)
          }
          return varying.includes(path) ? strided({ data: [input], stride: 0 }, count, path) : input
        }),
        names.map((path) => strided(entry(into, path, 'output'), count, path)),
      ),
  }
}

function batchLines(
  traced: Traced,
  paths: readonly string[],
  varying: readonly string[],
  precision: Precision,
) {
  const results = outputs(traced.value)
  const nodes = reachable(results.map(([, node]) => node))
  const moves = new Set<Node>()
  for (const node of nodes)
    if (node.op === 'leaf' ? varying.includes(node.leaf.path) : node.args.some((arg) => moves.has(arg)))
      moves.add(node)
  const used = nodes.filter((node) => node.op === 'leaf' && moves.has(node))
  const index = (node: Node) => (node.op === 'leaf' ? paths.indexOf(node.leaf.path) : -1)
  const columns = (name: string, k: number) =>
    `  const { data: ${name}d${k}, offset: ${name}o${k}, stride: ${name}s${k} } = ${name}[${k}]`
  return [
    'return function (count, x, y) {',
    ...used.map((node) => columns('x', index(node))),
    ...results.map((_, k) => columns('y', k)),
    ...declare(
      nodes.filter((node) => !moves.has(node)),
      precision,
      (node) => `x[${index(node)}]`,
    ).map((line) => `  ${line}`),
    '  for (let i = 0; i < count; i++) {',
    ...declare(
      nodes.filter((node) => moves.has(node)),
      precision,
      (node) => `xd${index(node)}[xo${index(node)} + i * xs${index(node)}]`,
    ).map((line) => `    ${line}`),
    ...results.map(([, node], k) => `    yd${k}[yo${k} + i * ys${k}] = v${node.id}`),
    '  }',
    '}',
  ]
}

function entry<V>(values: Readonly<Record<string, V>>, path: string, role: string): V {
  const value = values[path]
  if (value === undefined) throw new RangeError(`no ${role} was given for '${path}'`)
  return value
}

function strided(column: Column | Column['data'], count: number, path: string): Strided {
  const { data, offset = 0, stride = 1 } = 'data' in column ? column : { data: column }
  const ends = [offset, offset + Math.max(0, count - 1) * stride]
  if (count > 0 && ends.some((i) => !(i >= 0 && i < data.length)))
    throw new RangeError(
      `the column of '${path}' has ${data.length} entries: too few for ${count} rows from ${offset} in steps of ${stride}`,
    )
  return { data, offset, stride }
}
