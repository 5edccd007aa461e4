import { EngineAbsent } from '../../reference/numbers/z3-session.js'
import type { Claim, Findings, Outcome } from '../theorem.js'

export const holds = (cases: number, findings: Findings = {}): Outcome => ({
  status: 'holds',
  cases,
  ...findings,
})

export const falls = (cases: number, counterexample: string): Outcome => ({
  status: 'falls',
  cases,
  counterexample,
})

/** A check whose errors are falls with their message, except the absence of its engine. */
export function guarded(check: Claim['check']): Claim['check'] {
  return async (context) => {
    try {
      return await check(context)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return error instanceof EngineAbsent ? { status: 'not run', reason: message } : falls(0, message)
    }
  }
}

/** `1 thing`, `2 things`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
