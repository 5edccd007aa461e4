import { sourceIn } from './codegen.js'
import { type Batch, compileBatchIn } from './codegen-batch.js'
import { build, type Writer } from './codegen-text.js'
import { type Node, outputs, type Read, reachable, reader, type Traced, traceDeclared } from './dag.js'
import {
  add,
  type DoubleDouble,
  div,
  mul,
  nearestAt,
  neg,
  sqrt,
  sub,
  unknown,
  write,
} from './enclosure/double-double.js'
import { exp, expm1, log, log1p } from './enclosure/double-double-functions.js'
import { DOUBLE_DOUBLES, shift } from './enclosure/first-stage.js'
import { type Ball, nearest } from './enclosure/index.js'
import type { Symbols } from './formula.js'

/** What the generated text may call; sin, cos and erf are left to the enclosures. */
const SCOPE = { add, sub, mul, div, neg, sqrt, exp, expm1, log, log1p, shift, unknown }

/**
 * The formula as a plain function of doubles: same arguments without the algebra; each number of its value is the double nearest
 * to the true one at exactly those doubles. Generated code, in double-doubles with their bound; a value that they leave
 * undecided is read through enclosures. `symbols` gives the shape of the arguments where they hold lists.
 * @throws RangeError for an argument that is no finite number, and where the formula leaves the domain of an operation;
 * Undecided as {@link nearest}, of a value exactly half-way between two doubles
 */
export function compileCertified<A extends readonly unknown[], R>(
  formula: Read<number, A, R>,
  symbols: readonly Symbols[] = formula.symbols,
): (...args: A) => R {
  const traced = traceDeclared(formula, symbols)
  const writer = certified(traced)
  return build([sourceIn(traced, writer)], writer.scope)
}

/** The same over many rows, as `compileBatch`: what does not depend on `varying` is computed once. */
export function compileCertifiedBatch<A extends readonly unknown[], R>(
  formula: Read<number, A, R>,
  varying: readonly string[],
  symbols: readonly Symbols[] = formula.symbols,
): Batch {
  const traced = traceDeclared(formula, symbols)
  const batch = compileBatchIn(traced, varying, certified(traced))
  return {
    ...batch,
    run: (count, inputs, into) => {
      for (const [path, column] of Object.entries(into))
        if (('data' in column ? column.data : column) instanceof Float32Array)
          throw new TypeError(
            `the output '${path}' is a Float32Array, which would round the nearest doubles again: expected a Float64Array`,
          )
      batch.run(count, inputs, into)
    },
  }
}

/** An expression in double-doubles, three registers a node. What rests on no variable is computed here. */
function certified(traced: Traced): Writer {
  const nodes = reachable(outputs(traced.value).map(([, node]) => node))
  const registers = new Float64Array(3 * nodes.length)
  const places = new Map(nodes.map((node, i) => [node, 3 * i]))
  const place = (node: Node) => places.get(node) as number
  const scope = { ...SCOPE, r: registers, nearest: settle(traced, registers, place) }
  const constants = new Set<Node>()
  for (const node of nodes) {
    if (node.op === 'leaf' || !node.args.every((arg) => constants.has(arg))) continue
    constants.add(node)
    const known = node.op === 'lit' ? DOUBLE_DOUBLES.lit(node.exact) : DOUBLE_DOUBLES.pi
    if (node.op === 'lit' || node.op === 'pi') writeAt(registers, place(node), known)
    else build<void>([step(node, place)], scope)
  }
  return {
    steps: (some, leaf) =>
      some
        .filter((node) => !constants.has(node))
        .map((node) => (node.op === 'leaf' ? `r[${place(node)}] = ${leaf(node)}` : step(node, place))),
    value: (node) => `nearest(${place(node)})`,
    scope,
  }
}

const writeAt = (r: Float64Array, k: number, { hi, lo, err }: DoubleDouble) => write(r, k, hi, lo, err)

/** An operation as text, with the places of its arguments and of its result. */
function step(node: Node, place: (node: Node) => number): string {
  const [from, to] = [node.args.map(place), place(node)]
  switch (node.op) {
    case 'sin':
    case 'cos':
    case 'erf':
      return `unknown(r, ${to})`
    case 'shift':
      return `shift(r, [${from}], ${to})`
    default:
      return `${node.op}(r, ${[...from, to]})`
  }
}

/** The double nearest to what stands in a register, or to the value of its node at the doubles in the variables' registers. */
function settle(traced: Traced, r: Float64Array, place: (node: Node) => number) {
  const results = new Map(outputs(traced.value).map(([path, node]) => [place(node), { path, node }]))
  const variables = new Map(traced.leaves.map((node) => [node.op === 'leaf' && node.leaf.path, place(node)]))
  const inputs = (path: string) => r[variables.get(path) as number] as number
  return (k: number): number => {
    const first = nearestAt(r, k)
    if (!Number.isNaN(first)) return first
    const { path, node } = results.get(k) as { path: string; node: Node }
    return nearest((F) => reader(node)<Ball>(F, (name) => F.double(inputs(name))) as Ball, {
      name: () => `${traced.name}${path === '' ? '' : `.${path}`}`,
    })
  }
}
