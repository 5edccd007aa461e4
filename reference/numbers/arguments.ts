import { at } from './combinators.js'
import type { Symbols } from './formula.js'

/** The arguments of formulas: numbers nested in records and lists, named by the path at which they stand. */

/** Numbers nested in arrays and records, as the arguments and values of formulas are. */
export type Nested<T> = T | readonly Nested<T>[] | { readonly [name: string]: Nested<T> }

/** Replaces each symbol by what `leaf` makes of its path and TeX. */
export function mapSymbols<L>(
  symbols: Symbols,
  path: string,
  leaf: (path: string, tex: string) => L,
): Nested<L> {
  if (typeof symbols === 'string') return leaf(path, symbols)
  const inside = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
  if (isList(symbols)) return symbols.map((entry, i) => mapSymbols(entry, inside(i), leaf))
  return Object.fromEntries(
    Object.entries(symbols).map(([name, entry]) => [name, mapSymbols(entry, inside(name), leaf)]),
  )
}

const isList = (symbols: Symbols): symbols is readonly Symbols[] => Array.isArray(symbols)

/**
 * Where each argument's paths start: nowhere for a record (its names speak for themselves), the symbol's own letters
 * for a number or a list; `arg1`, `arg2`, … for all where two arguments would share a path.
 */
export function pathsOf(symbols: readonly Symbols[]): readonly string[] {
  const known = paths.get(symbols) ?? distinctPaths(symbols)
  paths.set(symbols, known)
  return known
}

// the symbols of a formula are one object, and a mutant is matched with its arguments at every call
const paths = new WeakMap<readonly Symbols[], readonly string[]>()

function distinctPaths(symbols: readonly Symbols[]): readonly string[] {
  const starts = symbols.map((symbol, i) =>
    typeof symbol === 'string' ? letters(symbol) || `arg${i + 1}` : isList(symbol) ? `arg${i + 1}` : '',
  )
  const seen = new Set<string>()
  let total = 0
  symbols.forEach((symbol, i) => {
    mapSymbols(symbol, at(starts, i), (path) => {
      seen.add(path)
      total += 1
    })
  })
  return seen.size === total ? starts : symbols.map((_, i) => `arg${i + 1}`)
}

const letters = (tex: string) => tex.replace(/[^A-Za-z0-9]+/g, '')

/**
 * The arguments' numbers by path, where the arguments have the shape of the symbols; undefined where they have not.
 * A symbol matches any value other than undefined: a number of an algebra may itself be a record.
 */
export function matchArguments<T>(
  symbols: readonly Symbols[],
  args: readonly unknown[],
): ReadonlyMap<string, T> | undefined {
  const found = new Map<string, T>()
  const paths = pathsOf(symbols)
  const match = (symbol: Symbols, value: unknown, path: string): boolean => {
    if (value === undefined || value === null) return false
    if (typeof symbol === 'string') {
      found.set(path, value as T)
      return true
    }
    if (isList(symbol) !== Array.isArray(value) || typeof value !== 'object') return false
    if (isList(symbol) && (value as readonly unknown[]).length !== symbol.length) return false
    return Object.entries(symbol).every(([name, entry]) =>
      match(entry, (value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`),
    )
  }
  return symbols.length === args.length && symbols.every((s, i) => match(s, args[i], at(paths, i)))
    ? found
    : undefined
}
