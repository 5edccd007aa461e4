import type { Theorem } from './theorem.js'

/** The theorems, each after those it rests on. */
export const LEDGER: readonly Theorem[] = []
