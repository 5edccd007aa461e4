import { at } from '../../reference/numbers/combinators.js'
import { formulas } from '../../reference/numbers/formula.js'
import { contextOf } from '../run.js'
import { ancestry } from '../selection.js'
import type { Context, Theorem } from '../theorem.js'
import { type Check, checksOf } from './checks.js'
import { type Caller, type Order, orderOf } from './order.js'
import type { FormulaResult, MutantResult, MutationReport } from './report.js'
import { localRunner, type Runner } from './runner.js'

/** Which formulas are mutated, and what the checks are given; 20 runs where nothing is said. */
export interface MutationOptions extends Partial<Context> {
  /**
   * Mutate what the checks of these theorems and of those they rest on call; where there are none, of the whole ledger.
   * Any check of the ledger may catch it.
   */
  readonly ids?: readonly string[]
  /** Mutate only these formulas. */
  readonly formulas?: readonly string[]
}

/** Who does the work, and who hears of it. */
export interface MutationWork {
  /** Work at the same time, on the same ledger and context; one in this process where they are left out. */
  readonly runners?: (context: Context) => readonly Runner[]
  /** Awaited. `result` where all of a formula's mutants are through. */
  readonly onProgress?: (event: {
    readonly done: number
    readonly total: number
    readonly text: string
    readonly result?: FormulaResult
  }) => unknown
}

/** Inputs for each generated claim: a mistake shows at nearly every input, so few are needed. */
const RUNS = 20

/**
 * Puts every mutant of every formula that the ledger's checks call in its place, and runs those checks until one falls or
 * throws. Only checks that hold for the original count.
 * @throws RangeError for an id or a formula that does not exist.
 */
export async function runMutants(
  ledger: readonly Theorem[],
  options: MutationOptions = {},
  { runners: start, onProgress = () => {} }: MutationWork = {},
): Promise<MutationReport> {
  const context = contextOf({ ...options, runs: options.runs ?? RUNS })
  const checks = checksOf(ledger)
  const theorems = ancestry(ledger, options.ids)
  const known = formulas().map(({ formulaName }) => formulaName)
  for (const name of options.formulas ?? [])
    if (!known.includes(name))
      throw new RangeError(`no formula is named '${name}': expected one of ${known.join(', ')}`)

  const runners = start?.(context) ?? [localRunner(ledger, context)]
  try {
    const callers = new Map<string, Caller[]>()
    const chosen = new Set<string>()
    await share(runners, [...checks.entries()], async (runner, [check, { theorem, text }]) => {
      await onProgress({ done: check, total: checks.length, text: `${theorem.id}: ${text}` })
      const { status, ms, called } = await runner.record(check)
      if (status !== 'holds') return
      for (const name of called) {
        if (theorems.includes(theorem)) chosen.add(name)
        const about = theorem.formulas.some(({ formulaName }) => formulaName === name)
        callers.set(name, [...(callers.get(name) ?? []), { check, ms, about }])
      }
    })

    const wanted = known.filter((name) => chosen.has(name) && (options.formulas?.includes(name) ?? true))
    const results: FormulaResult[] = []
    const untraced: { formula: string; reason: string }[] = []
    for (const [done, formula] of wanted.entries()) {
      const progress = (text: string, result?: FormulaResult) =>
        onProgress({ done, total: wanted.length, text: `${formula} ${text}`, ...(result ? { result } : {}) })
      await progress('')
      const [made] = await Promise.all(runners.map((runner) => runner.make(formula)))
      if (made === undefined || 'reason' in made) {
        untraced.push({ formula, reason: made?.reason ?? 'nothing runs' })
        continue
      }
      const order = orderOf(callers.get(formula) ?? [])
      const found: MutantResult[] = []
      const fallen = new Set<number>()
      await share(runners, [...made.mutants.entries()], async (runner, [mutant, description]) => {
        await progress(`${mutant}/${made.mutants.length}`)
        const { check, ...result } = await hunt({ runner, formula, mutant, order, checks })
        if (check !== undefined) fallen.add(check)
        found[mutant] = { description, ...result }
      })
      const stale = await fallStill(runners, [...fallen])
      const result = {
        formula,
        results: found,
        equivalent: made.equivalent,
        stale: stale.map((check) => nameOf(at(checks, check))),
      }
      results.push(result)
      await progress('', result)
    }
    return {
      formulas: results,
      untraced,
      uncalled: known.filter((name) => !callers.has(name)),
    }
  } finally {
    for (const runner of runners) runner.close()
  }
}

/** Each item by the runner that is free first. */
async function share<A>(
  runners: readonly Runner[],
  items: readonly A[],
  work: (runner: Runner, item: A) => Promise<void>,
): Promise<void> {
  const rest = items.values()
  await Promise.all(
    runners.map(async (runner) => {
      for (const item of rest) await work(runner, item)
    }),
  )
}

/** Those of some checks that do not hold with every formula as it is. */
async function fallStill(runners: readonly Runner[], checks: readonly number[]): Promise<readonly number[]> {
  const held = await Promise.all(
    runners.map(async (runner) => {
      const statuses: boolean[] = []
      for (const check of checks) statuses.push((await runner.record(check)).status === 'holds')
      return statuses
    }),
  )
  return checks.filter((_, i) => !held.every((statuses) => statuses[i]))
}

const nameOf = ({ theorem, text }: Check): string => `${theorem.id}, “${text}”`

interface Hunt {
  readonly runner: Runner
  readonly formula: string
  readonly mutant: number
  readonly order: Order
  readonly checks: readonly Check[]
}

/** Runs the checks on one mutant until one falls. */
async function hunt({
  runner,
  formula,
  mutant,
  order,
  checks,
}: Hunt): Promise<Omit<MutantResult, 'description'> & { readonly check?: number }> {
  const stopped: string[] = []
  for (const check of order.now()) {
    const attempt = await runner.attempt({ formula, mutant, check })
    order.learn(check, attempt)
    const { theorem, text } = at(checks, check)
    if (attempt.status === 'falls')
      return { check, caughtBy: { theorem: theorem.id, check: text, counterexample: attempt.says }, stopped }
    if (attempt.status === 'stopped') stopped.push(`${nameOf(at(checks, check))}: ${attempt.says}`)
  }
  return { caughtBy: undefined, stopped }
}
