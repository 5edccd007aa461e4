import type { Place } from './place.js'

/** What a quantity may be asked with, beside the schedule and t. */
export const INPUTS = [
  's',
  'x0',
  'xt',
  'x',
  'data',
  'against',
  'reverseVariance',
  'from',
  'to',
  'value',
] as const
export type Input = (typeof INPUTS)[number]

/** A number, a vector or a matrix. */
export type Shaped<X> = X | readonly X[] | readonly (readonly X[])[]

/** A quantity of the reference, by the formulas that it is read through. */
export interface Quantity {
  readonly name: string
  /** The formula and what it is, in one line. */
  readonly doc: string
  readonly takes: readonly Input[]
  readonly optional: readonly Input[]
  /** The first t of its table. */
  readonly from: number
  /** Which t are meant where none is given. */
  readonly over: 'every t' | 'T' | '1'
  /** The most digits that are reasonable to ask. */
  readonly mostDigits?: number
  /** Where it has no value, and what to do there. */
  readonly domain: string
  readonly read: <X>(place: Place<X>) => Shaped<X>
}

export const NEEDS_NOISE = 'clean data (t = 0) have no noise: ask for t ≥ 1'
export const NEEDS_SIGNAL_AND_NOISE = 'it is ∞ at t = 0 and −∞ where ᾱ_t = 0: ask for the t between'
export const NEEDS_NOISE_UNDER_POINTS =
  'point masses have a density only under noise: ask for t ≥ 1, or give covariances'

/** A quantity of some kind: what is common to the kind, then each. */
export const quantity =
  (given: Partial<Omit<Quantity, 'read'>>) =>
  (name: string, doc: string, read: Quantity['read']): Quantity => ({
    name,
    doc,
    takes: [],
    optional: [],
    from: 0,
    over: 'every t',
    domain: '',
    ...given,
    read,
  })
