import { build, floats, type Precision, type Writer } from './codegen-text.js'
import { at } from './combinators.js'
import { type Node, outputs, pathsOf, type Read, reachable, type Traced, traceDeclared } from './dag.js'
import type { Symbols } from './formula.js'

export { type Batch, type Column, compileBatch, type Input, type Output } from './codegen-batch.js'
export type { Precision } from './codegen-text.js'

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
function nesting(value: unknown, name: Writer['value']): string {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${String(value)} is no expression`)
  if ('op' in value) return name(value as Node)
  const entries = Object.entries(value).map(([key, entry]) => [key, nesting(entry, name)] as const)
  return Array.isArray(value)
    ? `[${entries.map(([, text]) => text).join(', ')}]`
    : `{${entries.map(([key, text]) => `${JSON.stringify(key)}: ${text}`)}}`
}

/** The text of the function that {@link compile} builds. */
export const source = (traced: Traced, precision: Precision = 'float64'): string =>
  sourceIn(traced, floats(precision))

/** The text of a traced formula as a function of its arguments, in another arithmetic. */
export function sourceIn(traced: Traced, writer: Writer): string {
  const access = accesses(traced.symbols)
  const nodes = reachable(outputs(traced.value).map(([, node]) => node))
  const leaf = (node: Node) => (node.op === 'leaf' ? (access.get(node.leaf.path) ?? 'NaN') : 'NaN')
  return [
    `return function (${traced.symbols.map((_, i) => `a${i}`).join(', ')}) {`,
    ...writer.steps(nodes, leaf).map((line) => `  ${line}`),
    `  return ${nesting(traced.value, writer.value)}`,
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
): ((...args: readonly never[]) => unknown) => build([source(traced, precision)], floats(precision).scope)
