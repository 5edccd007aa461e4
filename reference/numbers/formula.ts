/**
 * A formula as a value: the generic function itself, callable as such, with its name and the symbols of its
 * arguments. The symbols let every reading see the same formula: TeX prints it, the expression DAG compiles and
 * mutates it, the ledger records which theorems rest on it.
 */

/** Symbols in the place of numbers, nested as the arguments are: each leaf is the TeX of that number. */
export type Symbols = string | readonly Symbols[] | { readonly [name: string]: Symbols }

/** The function of a formula, its algebra and arguments left open. */
// biome-ignore lint/suspicious/noExplicitAny: a bare type parameter keeps the generic signature; nothing reads it as any
export type Reading = (F: any, ...args: any[]) => unknown

/** What a formula is called and how it is written: enough to trace and to print it. */
export interface FormulaInfo {
  readonly formulaName: string
  /** One entry an argument after the algebra. */
  readonly symbols: readonly Symbols[]
  /** TeX of what is computed, e.g. `\tilde\mu`. */
  readonly tex: string
}

/** A formula of the reference: the generic function with its name and symbols. */
export type Formula<R extends Reading = Reading> = R & FormulaInfo

interface Slot {
  readonly info: FormulaInfo
  readonly original: Reading
  current: Reading
}

const slots = new Map<string, Slot>()
let listener: ((name: string) => void) | undefined
let depth = 0

/** How many formulas are being read, one inside the other: 0 outside of any. */
export const readingDepth = (): number => depth

/** Declares a formula. The name is unique; what comes back is called like the function given. */
export function formula<R extends Reading>(
  name: string,
  tex: string,
  symbols: readonly Symbols[],
  read: R,
): Formula<R> {
  if (slots.has(name)) throw new Error(`two formulas are named '${name}'`)
  const info: FormulaInfo = { formulaName: name, symbols, tex }
  const slot: Slot = { info, original: read, current: read }
  slots.set(name, slot)
  const call: Reading = (F, ...args) => {
    listener?.(name)
    depth++
    try {
      return slot.current(F, ...args)
    } finally {
      depth--
    }
  }
  return Object.assign(call as R, info)
}

/** Every formula declared so far, by name. */
export function formulas(): readonly FormulaInfo[] {
  return [...slots.values()].map(({ info }) => info)
}

/** The function a formula was declared with, untouched by {@link withReplacement}. */
export function originalOf(name: string): Reading {
  return slot(name).original
}

/** Runs `body` with one formula replaced everywhere it is called: how a mutant is put in the place of the original. */
export async function withReplacement<A>(
  name: string,
  replacement: Reading,
  body: () => Promise<A>,
): Promise<A> {
  const target = slot(name)
  target.current = replacement
  try {
    return await body()
  } finally {
    target.current = target.original
  }
}

/** {@link withReplacement} for what is done at once. */
export function replacing<A>(name: string, replacement: Reading, body: () => A): A {
  const target = slot(name)
  target.current = replacement
  try {
    return body()
  } finally {
    target.current = target.original
  }
}

/** Runs `body` and names the formulas that it called. */
export async function recordingFormulas<A>(
  body: () => Promise<A>,
): Promise<{ value: A; called: ReadonlySet<string> }> {
  const called = new Set<string>()
  const outer = listener
  listener = (name) => {
    called.add(name)
    outer?.(name)
  }
  try {
    return { value: await body(), called }
  } finally {
    listener = outer
  }
}

/** The formulas that `body` calls. */
export function formulasOf(body: () => unknown): ReadonlySet<string> {
  const called = new Set<string>()
  const outer = listener
  listener = (name) => called.add(name)
  try {
    body()
  } finally {
    listener = outer
  }
  return called
}

/**
 * Runs `body` with every formula as it was declared and none recorded: for what a check takes as given, such as the
 * schedules it is tried on, rather than what it checks.
 */
export function asGiven<A>(body: () => A): A {
  const outer = listener
  const replaced = [...slots.values()].filter(({ current, original }) => current !== original)
  const replacements = replaced.map(({ current }) => current)
  listener = undefined
  for (const one of replaced) one.current = one.original
  try {
    return body()
  } finally {
    listener = outer
    for (const [i, one] of replaced.entries()) one.current = replacements[i] ?? one.original
  }
}

function slot(name: string): Slot {
  const found = slots.get(name)
  if (!found) throw new Error(`no formula is named '${name}'`)
  return found
}
