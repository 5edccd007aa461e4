import { traceDeclared } from '../reference/numbers/dag.js'
import {
  type FormulaInfo,
  formulas,
  recordingFormulas,
  withReplacement,
} from '../reference/numbers/formula.js'
import { type Mutant, mutantsOf } from '../reference/numbers/mutants.js'
import { contextOf, outcomeOf } from './run.js'
import { ancestry } from './selection.js'
import type { Claim, Context, Theorem } from './theorem.js'

/** The check that notices a mutant. */
export interface Catch {
  readonly theorem: string
  /** The claim's text, or that of the counterexample or erratum. */
  readonly check: string
  /** What it said. */
  readonly counterexample: string
}

export interface MutantResult {
  readonly mutant: Mutant
  /** Undefined where every check that calls the formula holds for the mutant too. */
  readonly caughtBy: Catch | undefined
}

export interface MutationReport {
  readonly results: readonly MutantResult[]
  /** Changes proved to leave a formula as it is: no check could notice them. */
  readonly equivalent: readonly string[]
  /** Formulas that a check calls and that no mutants could be made of. */
  readonly untraced: readonly { readonly formula: string; readonly reason: string }[]
  /** Declared formulas that no check calls. */
  readonly uncalled: readonly string[]
}

export interface MutationOptions extends Partial<Context> {
  /** Mutate what these theorems and those they rest on call; of the whole ledger where there are none. */
  readonly ids?: readonly string[]
  /** Mutate only these formulas. */
  readonly formulas?: readonly string[]
}

export type MutationProgress = (event: {
  readonly done: number
  readonly total: number
  readonly text: string
  readonly result?: MutantResult
}) => unknown

interface Check {
  readonly theorem: string
  readonly text: string
  readonly check: Claim['check']
  readonly ms: number
}

/** Inputs for each generated claim: a mistake shows at nearly every input, so few are needed. */
const RUNS = 20

/**
 * Puts every mutant of every formula that the ledger's checks call in its place, and runs those checks, cheapest first,
 * until one falls or throws. Only checks that hold for the original count.
 * @throws RangeError for an id or a formula that does not exist.
 */
export async function runMutants(
  ledger: readonly Theorem[],
  options: MutationOptions = {},
  onProgress: MutationProgress = () => {},
): Promise<MutationReport> {
  const context = contextOf({ ...options, runs: options.runs ?? RUNS })
  const callers = await checksByFormula(ancestry(ledger, options.ids), context, onProgress)
  const untraced: { formula: string; reason: string }[] = []
  const made = chosenFormulas(options.formulas, callers).flatMap((info) => {
    try {
      return [mutantsOf(traceDeclared(info, info.symbols))]
    } catch (error) {
      untraced.push({
        formula: info.formulaName,
        reason: error instanceof Error ? error.message : String(error),
      })
      return []
    }
  })
  const mutants = made.flatMap((m) => m.mutants)
  const results: MutantResult[] = []
  for (const mutant of mutants) {
    const result = { mutant, caughtBy: await catcher(mutant, callers.get(mutant.formula) ?? [], context) }
    results.push(result)
    await onProgress({ done: results.length, total: mutants.length, text: mutant.description, result })
  }
  return {
    results,
    equivalent: made.flatMap((m) => m.equivalent),
    untraced,
    uncalled: formulas()
      .map(({ formulaName }) => formulaName)
      .filter((name) => !callers.has(name)),
  }
}

function chosenFormulas(
  wanted: readonly string[] | undefined,
  callers: ReadonlyMap<string, unknown>,
): readonly FormulaInfo[] {
  const known = formulas().map(({ formulaName }) => formulaName)
  for (const name of wanted ?? [])
    if (!known.includes(name))
      throw new RangeError(`no formula is named '${name}': expected one of ${known.join(', ')}`)
  return formulas().filter(
    ({ formulaName }) => callers.has(formulaName) && (wanted?.includes(formulaName) ?? true),
  )
}

/** For each formula the checks that call it and hold, cheapest first. */
async function checksByFormula(
  theorems: readonly Theorem[],
  context: Context,
  onProgress: MutationProgress,
): Promise<ReadonlyMap<string, readonly Check[]>> {
  const all = theorems.flatMap((theorem) => checksOf(theorem))
  const callers = new Map<string, Check[]>()
  for (const [i, { theorem, text, check }] of all.entries()) {
    await onProgress({ done: i, total: all.length, text: `${theorem}: ${text}` })
    const start = performance.now()
    const { value, called } = await recordingFormulas(() => outcomeOf({ check }, context))
    const caller = { theorem, text, check, ms: performance.now() - start }
    if (value.status !== 'holds') continue
    for (const name of called) callers.set(name, [...(callers.get(name) ?? []), caller])
  }
  for (const checks of callers.values()) checks.sort((a, b) => a.ms - b.ms)
  return callers
}

const checksOf = ({ id, claims, counterexamples, errata }: Theorem) => [
  ...claims.map((c) => ({ theorem: id, text: c.text, check: c.check })),
  ...counterexamples.map((c) => ({ theorem: id, text: `counterexample: ${c.text}`, check: c.check })),
  ...errata.map((e) => ({ theorem: id, text: `${e.id}: ${e.printed}`, check: e.check })),
]

async function catcher(
  mutant: Mutant,
  checks: readonly Check[],
  context: Context,
): Promise<Catch | undefined> {
  for (const { theorem, text, check } of checks) {
    const outcome = await withReplacement(mutant.formula, mutant.replacement, () =>
      outcomeOf({ check }, context),
    )
    if (outcome.status === 'falls') return { theorem, check: text, counterexample: outcome.counterexample }
  }
  return undefined
}
