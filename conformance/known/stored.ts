import { type Arithmetic, type Rounded, rounding } from '../../reference/numbers/rounding.js'
import type { Level } from '../../reference/process/step.js'
import type { Promoted } from '../numbers/promoting.js'
import { ratioOf } from './known.js'

/** How tables are accumulated and kept. */

/** How ᾱ is accumulated, and where β_{t|s} comes from at stride 1; at larger strides it is 1 − ᾱ_t/ᾱ_s. */
export interface Order {
  /** `carried`: ᾱ by products, and 1 − ᾱ beside it as v ← α·v + β, without a difference. */
  readonly accumulate: 'product' | 'log' | 'carried'
  /** `complement`: as `table`, but at larger strides α is 1 − β again. */
  readonly step: 'table' | 'ratio' | 'complement'
}

/** The format that the tables are computed in, and the one that they are stored in. */
export interface TableFormats {
  readonly compute: Arithmetic
  readonly store: Arithmetic
}

/** A number of a table, as it is kept. */
export const table = (a: Rounded): Promoted => ({ value: a.value, bound: a.bound, rank: 1 })

/** √(v/ᾱ) of the values. */
export const ratioOfValues = ({ alphaBar, variance }: Level<Promoted>): number =>
  ratioOf(alphaBar.value, variance.value)

/** Each entry stored: rounded to the format of storage, and known to half an ulp of it. */
export function kept(values: readonly Rounded[], { compute, store }: TableFormats): readonly Rounded[] {
  if (store.format.name === compute.format.name) return values
  const S = rounding(store)
  return values.map((a) => S.convert(a))
}
