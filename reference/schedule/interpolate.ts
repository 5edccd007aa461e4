import type { Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'

/** How far a time is along a segment, as two weights: done to the end, left to the start. Not both are 0. */
export interface Progress<T> {
  readonly left: T
  readonly done: T
}

/** (left·start + done·end)/(left + done): no cancellation where start and end have one sign. */
export const interpolate = formula(
  'interpolate',
  'x(u)',
  [
    { start: 'x_0', end: 'x_1' },
    { left: 'T-1-i', done: 'i' },
  ],
  <T>({ mul, add, div }: Field<T>, ends: { start: T; end: T }, { left, done }: Progress<T>): T =>
    div(add(mul(left, ends.start), mul(done, ends.end)), add(left, done)),
)

/** Step t in 1..T on a grid that touches both ends: i = t−1 of T−1. One step alone is at the start. */
export const closedGrid = <T>({ lit }: Field<T>, length: number, t: number): Progress<T> => ({
  left: lit(BigInt(length === 1 ? 1 : length - t)),
  done: lit(BigInt(t - 1)),
})

/** Time t in 0..T on the grid u = t/T. */
export const unitGrid = <T>({ lit }: Field<T>, length: number, t: number): Progress<T> => ({
  left: lit(BigInt(length - t)),
  done: lit(BigInt(t)),
})
