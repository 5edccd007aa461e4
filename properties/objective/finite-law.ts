import type { ExponentialField } from '../../reference/numbers/algebra.js'
import type { Row } from '../../reference/objective/least-squares.js'
import { exceeds, type Guard, type Point } from '../evidence/index.js'
import { range, read } from './variables.js'

/** A joint law of (X, Z) on finitely many points: masses p_zk and values x_zk, a predictor f_z. */
export const lawVariables = (rows: number, values: number): readonly string[] =>
  range(1, rows).flatMap((z) => [`f${z}`, ...range(1, values).flatMap((k) => [`p${z}_${k}`, `x${z}_${k}`])])

export const lawRows = <T>(v: Point<string, T>, rows: number, values: number): readonly Row<T>[] =>
  range(1, rows).map((z) => ({
    masses: range(1, values).map((k) => read(v, `p${z}_${k}`)),
    values: range(1, values).map((k) => read(v, `x${z}_${k}`)),
  }))

export const predictor = <T>(v: Point<string, T>, rows: number): readonly T[] =>
  range(1, rows).map((z) => read(v, `f${z}`))

export const positiveMasses = (rows: number, values: number): Guard<string> => ({
  kind: 'guard',
  text: 'the masses are positive',
  given: <T>({ lit }: ExponentialField<T>, v: Point<string, T>) =>
    lawRows(v, rows, values).flatMap(({ masses }) => masses.map((mass) => exceeds(mass, lit(0n)))),
})
