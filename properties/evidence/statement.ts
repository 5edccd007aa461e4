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

/**
 * Reads a statement's variables in an algebra, in the order they are listed: `free` makes the free ones, `root` the
 * non-negative roots. A name that is no variable, or not yet read, is an error where it is used.
 */
export function readVariables<V extends string, T>(
  { variables, roots }: Statement<V>,
  F: ExponentialField<T>,
  make: {
    readonly free: (name: V) => T
    readonly root: (name: V, radicand: T) => T
  },
): Point<V, T> {
  const values = new Map<string, T>()
  const point = new Proxy({} as Point<V, T>, {
    get: (_, name) => {
      const value = values.get(String(name))
      if (value === undefined)
        throw new RangeError(
          `the statement uses '${String(name)}', which is not listed in its variables before that point`,
        )
      return value
    },
    ownKeys: () => [...values.keys()],
    getOwnPropertyDescriptor: (_, name) => ({
      value: values.get(String(name)),
      enumerable: true,
      configurable: true,
    }),
  })
  for (const name of Object.keys(roots ?? {}))
    if (!variables.some((known) => known === name))
      throw new RangeError(`the statement declares '${name}' as a root but does not list it in its variables`)
  for (const name of variables) {
    const radicand = roots?.[name]
    values.set(name, radicand ? make.root(name, radicand(F, point)) : make.free(name))
  }
  return point
}

/** The relations that the guards give, in order. */
export const hypothesesOf = <V extends string, T>(
  { guards }: Statement<V>,
  F: ExponentialField<T>,
  point: Point<V, T>,
): readonly Relation<T>[] => guards.flatMap(({ given }) => given(F, point))

/** The name of the i-th conclusion, for messages. */
export const labelOf = ({ label }: { readonly label?: string }, i: number): string =>
  label ?? `conclusion ${i + 1}`

export const equals = <T>(left: T, right: T, label?: string): Relation<T> => relation(left, '=', right, label)
export const differs = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '≠', right, label)
export const exceeds = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '>', right, label)
export const atLeast = <T>(left: T, right: T, label?: string): Relation<T> =>
  relation(left, '≥', right, label)

const relation = <T>(left: T, is: Relation<T>['is'], right: T, label?: string): Relation<T> =>
  label === undefined ? { left, is, right } : { left, is, right, label }
