import { build, floats, type Precision, type Writer } from './codegen-text.js'
import { type Node, outputs, type Read, reachable, type Traced, traceDeclared } from './dag.js'
import type { Symbols } from './formula.js'

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
export type Strided = Required<Column>

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
  return compileBatchIn(traceDeclared(formula, symbols), varying, floats(precision))
}

/** {@link compileBatch} of a traced formula in another arithmetic. */
export function compileBatchIn(traced: Traced, varying: readonly string[], writer: Writer): Batch {
  const paths = traced.leaves.map((node) => (node.op === 'leaf' ? node.leaf.path : ''))
  for (const path of varying)
    if (!paths.includes(path))
      throw new RangeError(`'${path}' is no input of ${traced.name}: expected one of ${paths.join(', ')}`)
  const results = outputs(traced.value)
  const loop = build<Loop>(batchLines(traced, paths, varying, writer), writer.scope)
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

function batchLines(traced: Traced, paths: readonly string[], varying: readonly string[], writer: Writer) {
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
    ...writer
      .steps(
        nodes.filter((node) => !moves.has(node)),
        (node) => `x[${index(node)}]`,
      )
      .map((line) => `  ${line}`),
    '  for (let i = 0; i < count; i++) {',
    ...writer
      .steps(
        nodes.filter((node) => moves.has(node)),
        (node) => `xd${index(node)}[xo${index(node)} + i * xs${index(node)}]`,
      )
      .map((line) => `    ${line}`),
    ...results.map(([, node], k) => `    yd${k}[yo${k} + i * ys${k}] = ${writer.value(node)}`),
    '  }',
    '}',
  ]
}

export function entry<V>(values: Readonly<Record<string, V>>, path: string, role: string): V {
  const value = values[path]
  if (value === undefined) throw new RangeError(`no ${role} was given for '${path}'`)
  return value
}

export function strided(column: Column | Column['data'], count: number, path: string): Strided {
  const { data, offset = 0, stride = 1 } = 'data' in column ? column : { data: column }
  const ends = [offset, offset + Math.max(0, count - 1) * stride]
  if (count > 0 && ends.some((i) => !(i >= 0 && i < data.length)))
    throw new RangeError(
      `the column of '${path}' has ${data.length} entries: too few for ${count} rows from ${offset} in steps of ${stride}`,
    )
  return { data, offset, stride }
}
