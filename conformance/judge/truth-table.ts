import type { Ball } from '../../reference/numbers/enclosure/index.js'
import type { Call } from '../subject.js'
import { type Attempt, attempt, boundsOf, type Candidate, formatOf, truthOf, within } from './candidates.js'
import type { Reference } from './facts.js'
import type { Group, Open } from './judged.js'

/** The truth of each call against each reference, once. */
export class TruthTable {
  readonly #known = new Map<string, Attempt<readonly (Ball | undefined)[]>>()
  readonly #ids = new Map<unknown, number>()
  constructor(readonly group: Group) {}

  get(reference: Reference, truth: Candidate['truth'], call: Call) {
    const key = [reference, truth, call].map((x) => this.#id(x)).join(' ')
    const found = this.#known.get(key) ?? attempt(() => truthOf(this.group.facts, reference, truth, call))
    this.#known.set(key, found)
    return found
  }

  #id(x: unknown): number {
    const id = this.#ids.get(x) ?? this.#ids.size
    this.#ids.set(x, id)
    return id
  }
}

/** Whether an answer is what the candidate may give. */
export function covers(
  group: Group,
  truths: TruthTable,
  candidate: Candidate,
  { call, values }: Open,
): boolean {
  const truth = truths.get(candidate.reference, candidate.truth, call)
  if ('why' in truth || truth.value.length !== values.length) return false
  // no bound covers a number where the truth has none, so none is worked out
  if (truth.value.some((exact, i) => exact === undefined && values[i] !== Number.NEGATIVE_INFINITY))
    return false
  const fits = (part: Call, n: number): boolean => {
    const bounds = attempt(() => boundsOf(group.operation, candidate.reading, candidate.form, part))
    return (
      'value' in bounds &&
      within(
        values.slice(0, n),
        truth.value.slice(0, n),
        bounds.value,
        formatOf(group.operation, group.precision),
      )
    )
  }
  // most candidates fall at the first number, so that is looked at alone
  const first = group.operation.shape === 'elements' ? headOf(call, values.length) : undefined
  return (first === undefined || fits(first, 1)) && fits(call, values.length)
}

const heads = new WeakMap<Call, Call | undefined>()
/** {@link firstElement}, once for each call. */
function headOf(call: Call, length: number): Call | undefined {
  if (!heads.has(call)) heads.set(call, firstElement(call, length))
  return heads.get(call)
}

/** The call for its first element alone; undefined where there is but one, or some input is of another length. */
function firstElement(call: Call, length: number): Call | undefined {
  const vectors = Object.entries(call.inputs).filter(([, input]) => Array.isArray(input))
  if (length < 3 || vectors.some(([, input]) => Array.isArray(input) && input.length !== length))
    return undefined
  const heads = vectors.map(([name, input]) => [name, Array.isArray(input) ? input.slice(0, 1) : input])
  return { ...call, inputs: { ...call.inputs, ...Object.fromEntries(heads) } }
}
