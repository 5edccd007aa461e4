import type { Claim, Theorem } from '../theorem.js'

/** One check of a ledger: of a claim, a counterexample or an erratum. */
export interface Check {
  readonly theorem: Theorem
  readonly text: string
  readonly check: Claim['check']
}

/** Every check of a ledger, in an order that is the same wherever the ledger is. */
export const checksOf = (ledger: readonly Theorem[]): readonly Check[] =>
  ledger.flatMap((theorem) => [
    ...theorem.claims.map(({ text, check }) => ({ theorem, text, check })),
    ...theorem.counterexamples.map(({ text, check }) => ({
      theorem,
      text: `counterexample: ${text}`,
      check,
    })),
    ...theorem.errata.map(({ id, printed, check }) => ({ theorem, text: `${id}: ${printed}`, check })),
  ])
