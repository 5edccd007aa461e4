import { at } from '../../reference/numbers/combinators.js'
import { traceDeclared } from '../../reference/numbers/dag.js'
import { formulas, recordingFormulas, withReplacement } from '../../reference/numbers/formula.js'
import { type Equivalent, type Mutants, mutantsOf } from '../../reference/numbers/mutants.js'
import { outcomeOf } from '../run.js'
import type { Context, Theorem } from '../theorem.js'
import { checksOf } from './checks.js'

/** What one check said, and the milliseconds it took. */
export interface Attempt {
  readonly status: 'holds' | 'falls' | 'not run' | 'stopped'
  /** Why it fell, was not run or was stopped. */
  readonly says: string
  readonly ms: number
}

/** The mutants that can be made of a formula, or why none can. */
export type Made =
  | { readonly mutants: readonly string[]; readonly equivalent: readonly Equivalent[] }
  | { readonly reason: string }

/**
 * What plants mutants and runs checks: in this process ({@link localRunner}), or in another that can be ended where a
 * check does not. Formulas go by name, mutants by their place in what `make` lists, checks by their place in the ledger.
 */
export interface Runner {
  /** Runs a check with every formula as it is. */
  readonly record: (check: number) => Promise<Attempt & { readonly called: readonly string[] }>
  readonly make: (formula: string) => Promise<Made>
  readonly attempt: (place: { formula: string; mutant: number; check: number }) => Promise<Attempt>
  readonly close: () => void
}

export function localRunner(ledger: readonly Theorem[], context: Context): Runner {
  const checks = checksOf(ledger)
  const run = async (check: number): Promise<Attempt> => {
    const start = performance.now()
    const outcome = await outcomeOf(at(checks, check), context)
    const ms = performance.now() - start
    if (outcome.status === 'holds') return { status: 'holds', says: '', ms }
    const says = outcome.status === 'falls' ? outcome.counterexample : outcome.reason
    return { status: outcome.status, says: says.slice(0, LONGEST), ms }
  }
  // Of the formula at hand only: a graph of thousands of nodes stands behind each.
  let made: { readonly formula: string; readonly mutants: Mutants } | undefined
  const mutants = (name: string): Mutants => {
    if (made?.formula === name) return made.mutants
    const info = formulas().find(({ formulaName }) => formulaName === name)
    if (!info) throw new RangeError(`no formula is named '${name}'`)
    made = { formula: name, mutants: mutantsOf(traceDeclared(info, info.symbols)) }
    return made.mutants
  }
  return {
    record: async (check) => {
      const { value, called } = await recordingFormulas(() => run(check))
      return { ...value, called: [...called] }
    },
    make: async (formula) => {
      try {
        const { mutants: list, equivalent } = mutants(formula)
        return { mutants: list.map(({ description }) => description), equivalent }
      } catch (error) {
        return { reason: error instanceof Error ? error.message : String(error) }
      }
    },
    attempt: async ({ formula, mutant, check }) =>
      withReplacement(formula, at(mutants(formula).mutants, mutant).replacement, () => run(check)),
    close: () => {},
  }
}

/** Characters of what a check said: a difference of polynomials may fill pages. */
const LONGEST = 500
