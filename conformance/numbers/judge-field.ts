import type { AnalyticField } from '../../reference/numbers/algebra.js'

/**
 * The algebra that operations of the vocabulary are read in: what the reference's formulas need, and a clamp, for libraries
 * clip, and rounding to the format of the data, which libraries do to coefficients. The clamp is 1-Lipschitz, so a rounding bound passes through it: where a bound straddles a limit both branches lie
 * within it, and no comparison is made.
 */
export interface JudgeField<T> extends AnalyticField<T> {
  /** The number as an operand of the data: rounded to their format where formats are, itself where numbers are exact. */
  readonly data: (a: T) => T
  /** min(max(a, low), high); an end that is left out does not limit. */
  readonly clamp: (a: T, limits: { readonly low?: T; readonly high?: T }) => T
}
