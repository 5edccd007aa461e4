import type { ExponentialField } from '../../reference/numbers/algebra.js'

/** Real numbers, by name, read in one algebra. */
export type Point<V extends string, T> = { readonly [K in V]: T }

/** left □ right, in one algebra. */
export interface Relation<T> {
  readonly left: T
  readonly is: '=' | '≠' | '>' | '≥'
  readonly right: T
  /** Which of several, e.g. `(2,1) entry`. */
  readonly label?: string
}

/** A hypothesis that is checked: relations between the variables of a statement. */
export interface Guard<V extends string = never> {
  readonly kind: 'guard'
  readonly text: string
  readonly given: <T>(F: ExponentialField<T>, v: Point<V, T>) => readonly Relation<T>[]
}

export const guard = <V extends string>(text: string, given: Guard<V>['given']): Guard<V> => ({
  kind: 'guard',
  text,
  given,
})

/**
 * For all real values of the variables that satisfy the guards: the conclusions. Written once over any algebra, by
 * calling the functions of the reference, and read by every engine of evidence.
 */
export interface Statement<V extends string = string> {
  readonly variables: readonly V[]
  /**
   * Variables defined as non-negative roots of expressions in the variables listed before them: `s: 1 − ᾱ` says
   * s ≥ 0 and s² = 1 − ᾱ.
   */
  readonly roots?: { readonly [K in V]?: <T>(F: ExponentialField<T>, v: Point<V, T>) => T }
  readonly guards: readonly Guard<V>[]
  readonly conclude: <T>(F: ExponentialField<T>, v: Point<V, T>) => readonly Relation<T>[]
}

export const statement = <const V extends string>(value: Statement<V>): Statement<V> => value

export const equals = <T>(left: T, right: T, label?: string): Relation<T> => relation(left, '=', right, label)
export const differs = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '≠', right, label)
export const exceeds = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '>', right, label)
export const atLeast = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '≥', right, label)

const relation = <T>(left: T, is: Relation<T>['is'], right: T, label?: string): Relation<T> =>
  label === undefined ? { left, is, right } : { left, is, right, label }
