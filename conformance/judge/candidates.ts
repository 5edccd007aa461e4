import type { Ball } from '../../reference/numbers/enclosure/index.js'
import type { Format } from '../../reference/numbers/float.js'
import { NotKnown } from '../known/known.js'
import { distanceTo, middleOf, widthOf } from '../numbers/distance.js'
import { exactAt, type Promoted } from '../numbers/promoting.js'
import type { Operation, Truth } from '../operations/operation.js'
import type { Call } from '../subject.js'
import { argsOf, BadCall } from './args.js'
import type { Facts, Reading, Reference } from './facts.js'
import type { Precision } from './formats.js'

/** One way to be right: an order of evaluation, of what is known in one way, at one precision, against one reference. */
export interface Candidate {
  readonly reference: Reference
  readonly reading: Reading
  readonly plan: string
  readonly form: Truth
  /** What the form is an evaluation of: the truth itself, or a convention or mistake. */
  readonly truth: Truth
}

/** What a form gives in enclosures; undefined where it has no value, an error where the whole call has none. */
export function truthOf(
  facts: Facts,
  reference: Reference,
  truth: Truth,
  call: Call,
): readonly (Ball | undefined)[] {
  const args = argsOf(call, { data: facts.F.double, host: facts.F.double })
  return truth(facts.F, reference.truth, args)
}

/** A form read with rounding bounds, stored where the operation stores its output. */
export function boundsOf(
  { storage }: Pick<Operation, 'storage'>,
  { F, known, precision }: Reading,
  form: Truth,
  call: Call,
): readonly (Promoted | undefined)[] {
  const args = argsOf<Promoted>(call, { data: (x) => exactAt(x, 2), host: (x) => exactAt(x, 0) })
  const results = form(F, known, args)
  if (storage === 'data') return results.map((a) => a && F.as(a, 2))
  return results.map((a) => a && stored(F.as(a, 1), precision))
}

/** A table entry as it is kept. */
function stored(a: Promoted, { tables }: Precision): Promoted {
  const { compute, store } = tables
  if (compute.format.name === store.format.name) return a
  // one rounding more, to nearest: half an ulp of what is stored
  const extra = (Math.abs(a.value) + a.bound) * store.format.u * (1 + 2 ** -40) + store.format.eta
  return { ...a, bound: (a.bound + extra) * (1 + 2 ** -50) }
}

export type Attempt<A> = { readonly value: A } | { readonly why: string; readonly unknown: boolean }

/** What a form gives, or why it gives nothing: a division by 0, a logarithm of nothing, a table that was not answered. Errors of ours are passed on. */
export function attempt<A>(read: () => A): Attempt<A> {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof BadCall || !(error instanceof RangeError)) throw error
    return { why: error.message, unknown: error instanceof NotKnown }
  }
}

/** Whether x may lie within a bound of the truth: the distance is known to 2⁻³⁹ of itself, the truth to its width. */
const reaches = (bound: number, x: number, truth: Ball): boolean =>
  distanceTo(x, truth) <= bound * (1 + 2 ** -38) + widthOf(truth)

/** Whether an infinity is what the format has for a truth beyond its largest number, or for what lies within a bound of such. */
export const overflows = (x: number, truth: Ball, { max, u }: Format, bound = 0): boolean =>
  Math.abs(x) === Infinity && middleOf(truth) * Math.sign(x) + (bound < Infinity ? bound : 0) >= max * (1 - u)

/** The format that an operation answers in. */
export const formatOf = ({ storage }: Pick<Operation, 'storage'>, { data, tables }: Precision): Format =>
  storage === 'data' ? data.format : tables.store.format

/** Whether nothing but an infinite bound keeps a number from being apart from the truth: the order of evaluation says nothing. */
export const undecided = (
  got: readonly number[],
  truths: readonly (Ball | undefined)[],
  bounds: readonly (Promoted | undefined)[],
): boolean =>
  bounds.some((one) => one?.bound === Infinity) &&
  got.every((x, i) => {
    const truth = truths[i]
    const bound = bounds[i]?.bound ?? 0
    if (truth === undefined) return x === Number.NEGATIVE_INFINITY
    return bound === Infinity || reaches(bound, x, truth)
  })

/**
 * Whether every number lies within its bound of the truth; where the truth has no value, −∞ is what a float has for log 0.
 * An infinite bound says nothing, so nothing lies within it. The truth is known to some 2⁻¹⁵⁰ of itself: what may be the truth
 * is not called apart from it.
 */
export function within(
  got: readonly number[],
  truths: readonly (Ball | undefined)[],
  bounds: readonly (Promoted | undefined)[],
  format: Format,
): boolean {
  return got.every((x, i) => {
    const truth = truths[i]
    if (truth === undefined) return x === Number.NEGATIVE_INFINITY
    const bound = bounds[i]?.bound ?? 0
    if (overflows(x, truth, format, bound)) return true
    return Number.isFinite(x) && bound < Infinity && reaches(bound, x, truth)
  })
}
