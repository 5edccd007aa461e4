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

/** Thrown by an engine that is not installed: the claim is *not run*. */
export class EngineAbsent extends Error {
  override readonly name = 'EngineAbsent'
}

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
export const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
