import { build, declare, type Precision } from './codegen-text.js'
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
