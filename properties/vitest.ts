import { describe, type TestContext, test } from 'vitest'
import { LEDGER } from './ledger.js'
import { replay } from './report/replay.js'
import { checksOf, contextOf, falseAlarmOf, verify } from './run.js'
import { ancestry } from './selection.js'
import type { Context, Theorem } from './theorem.js'

/** Which theorems are registered, and what their checks are given. */
export interface RegisterOptions extends Partial<Context> {
  /** These theorems and those they rest on; all where there are none. */
  readonly ids?: readonly string[]
  readonly ledger?: readonly Theorem[]
  /** Milliseconds for one theorem. */
  readonly timeout?: number
}

/**
 * Registers one test a theorem, named by its id and title, in the vitest that runs the file. A theorem of which a check
 * was not run is skipped with the reason, once all that was run holds; the theorems it rests on have tests of their own.
 */
export function registerTheorems(options: RegisterOptions = {}): void {
  const { ids, ledger = LEDGER, timeout = 120_000 } = options
  const context = { ...contextOf(options), falseAlarm: falseAlarmOf(ledger) }
  describe('alphabar', () => {
    for (const theorem of ancestry(ledger, ids))
      test(`${theorem.id} ${theorem.title}`, { timeout }, (t) => checkTheorem(theorem, context, t))
  })
}

async function checkTheorem(theorem: Theorem, context: Context, t: TestContext): Promise<void> {
  const { theorems } = await verify([{ ...theorem, uses: [] }], context)
  const outcomes = theorems
    .flatMap(checksOf)
    .map(({ of, outcome }) => ({ text: 'text' in of ? of.text : of.id, outcome }))
  const fallen = outcomes.flatMap(({ text, outcome }) =>
    outcome.status === 'falls' ? [`${text}\n  falls: ${outcome.counterexample}`] : [],
  )
  if (fallen.length > 0) throw new Error(`${fallen.join('\n')}\nreplay: npx ${replay(theorem.id, context)}`)
  const waiting = outcomes.flatMap(({ text, outcome }) =>
    outcome.status === 'not run' ? [`not run: ${text} (${outcome.reason})`] : [],
  )
  if (waiting.length > 0) t.skip(waiting.join('; '))
}
