import type { Shaped } from './quantities.js'

type Either<X> = X | readonly X[]

/** The numbers of a value in order: entries of a vector, a matrix row by row. */
export const entriesOf = <X>(value: Shaped<X>): readonly X[] =>
  ([value] as readonly Shaped<X>[]).flat(2) as X[]

/** Other entries in the places of a value's, in the order of {@link entriesOf}. */
export function inShapeOf<X, Y>(value: Shaped<X>, entries: readonly Y[]): Shaped<Y> {
  const rest = [...entries]
  const next = (): Y => rest.shift() as Y
  const row = (a: Either<X>): Either<Y> => (Array.isArray(a) ? a.map(next) : next())
  return (Array.isArray(value) ? value.map(row) : next()) as Shaped<Y>
}
