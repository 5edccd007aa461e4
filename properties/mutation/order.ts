import { at } from '../../reference/numbers/combinators.js'
import type { Attempt } from './runner.js'

/** A check that calls a formula and holds for it. */
export interface Caller {
  readonly check: number
  /** Milliseconds it took with the formula as it is. */
  readonly ms: number
  /** Whether its theorem is about the formula. */
  readonly about: boolean
}

/** In which order the checks are tried on the mutants of one formula. */
export interface Order {
  /** The checks, the most promising first. */
  readonly now: () => readonly number[]
  readonly learn: (check: number, attempt: Attempt) => void
}

/**
 * By the milliseconds that a check has cost for each mutant it has caught, on the mutants so far. Its run on the formula as
 * it is counts as half a catch where its theorem is about the formula, else as a quarter.
 */
export function orderOf(callers: readonly Caller[]): Order {
  const seen = callers.map(({ check, ms, about }) => ({ check, ms, caught: about ? 0.5 : 0.25 }))
  const cost = ({ ms, caught }: { readonly ms: number; readonly caught: number }) => ms / caught
  return {
    now: () => [...seen].sort((a, b) => cost(a) - cost(b)).map(({ check }) => check),
    learn: (check, { status, ms }) => {
      const entry = at(
        seen,
        seen.findIndex((one) => one.check === check),
      )
      entry.ms += ms
      if (status === 'falls') entry.caught++
    },
  }
}
