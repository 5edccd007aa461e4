import type { Ball } from '../../reference/numbers/enclosure/index.js'
import type { Format } from '../../reference/numbers/float.js'
import type { Operation } from '../operations/operation.js'
import type { Answer, Call } from '../subject.js'
import type { Altered } from './alterations.js'
import { plainArgs } from './args.js'
import {
  type Attempt,
  attempt,
  boundsOf,
  type Candidate,
  formatOf,
  overflows,
  truthOf,
  undecided,
  within,
} from './candidates.js'
import type { Facts, Reference } from './facts.js'
import { lowerPrecisions, type Precision } from './formats.js'
import { flatten, show } from './output.js'
import type { Verdict } from './verdict.js'

/** One call, what came back, and what is to be said of it. */
export interface Judged {
  readonly call: Call
  readonly answer: Answer
  readonly verdict: Verdict
  /** The numbers of the answer, where it had any. */
  readonly values?: readonly number[]
  /** What it was found to be: right by this, or by a convention. */
  readonly by?: Candidate
  readonly convention?: string
  /** What was declared of the formats. */
  readonly precision?: Precision
  /** Whether the operation has no value at this call. */
  readonly noValue?: true
  /** In words, where there is more to say than the numbers do. */
  readonly why?: string
}

/** Calls of one operation on one schedule in one format. */
export interface Group {
  readonly operation: Operation
  readonly facts: Facts
  readonly precision: Precision
  /** Other schedules that libraries build under the name of this one. */
  readonly otherSchedules: readonly Altered[]
  readonly exchanges: readonly { readonly call: Call; readonly answer: Answer }[]
}

/** A call whose answer is numbers of the right shape, all finite where the truth is. */
export interface Open {
  readonly call: Call
  readonly answer: Answer
  readonly values: readonly number[]
}

/** The references an operation is judged against. */
export const referencesOf = ({
  operation,
  facts,
}: Pick<Group, 'operation' | 'facts'>): readonly Reference[] =>
  operation.scheduleFree ? [facts.plain] : facts.referencesFor(operation.name)

/** Everything that an answer of the group may rightly be, the best first. */
export function* candidates(
  group: Group,
  precision: Precision,
  kind: 'stable' | 'unstable',
  references = referencesOf(group),
): Generator<Candidate> {
  const { truth, plans } = group.operation
  const fitting = plans.filter(({ unstable }) => (unstable === undefined) === (kind === 'stable'))
  for (const reference of references)
    for (const { id, form } of fitting)
      for (const reading of reference.readings(precision)) yield { reference, reading, plan: id, form, truth }
}

/** Judges a group: each call by the first candidate that covers it, and all by one where one covers all. */
export function judgeGroup(group: Group, truths = new TruthTable(group)): readonly Judged[] {
  const judged = new Map<number, Judged>()
  const open = new Map<number, Open>()
  group.exchanges.forEach((exchange, i) => {
    const first = look(group, truths, exchange)
    if ('verdict' in first) judged.set(i, first)
    else open.set(i, first)
  })
  const settle = (
    found: Iterable<Candidate>,
    verdict: Verdict,
    extra: Partial<Judged> = {},
    only?: (call: Call) => boolean,
  ) => {
    const best = new Map<number, Candidate>()
    for (const candidate of found) {
      const asked = [...open].filter(([, { call }]) => !only || only(call))
      if (asked.length === 0) return
      const covered = asked.filter(([, one]) => covers(group, truths, candidate, one)).map(([i]) => i)
      if (covered.length === asked.length) {
        best.clear()
        for (const i of covered) best.set(i, candidate)
        break
      }
      for (const i of covered) if (!best.has(i)) best.set(i, candidate)
    }
    for (const [i, by] of best) {
      const one = open.get(i)
      if (one) judged.set(i, { ...one, verdict, by, precision: group.precision, ...extra })
      open.delete(i)
    }
  }
  settle(candidates(group, group.precision, 'stable'), 'right')
  for (const convention of group.operation.conventions ?? [])
    settle(
      conventionCandidates(group, convention.form),
      'convention',
      { convention: convention.id, why: convention.title },
      (call) => convention.applies?.(plainArgs(call)) ?? true,
    )
  for (const { alteration, facts } of group.otherSchedules)
    settle(candidates(group, group.precision, 'stable', referencesOf({ ...group, facts })), 'convention', {
      convention: alteration.id,
      why: alteration.title,
    })
  settle(candidates(group, group.precision, 'unstable'), 'inaccurate', { why: unstableReason(group) })
  for (const lower of lowerPrecisions(group.precision)) {
    const why = `right only to ${lower.label}, below the declared ${group.precision.label}`
    for (const { id, form, applies } of group.operation.conventions ?? [])
      settle(
        conventionCandidates(group, form, lower, nearest(group)),
        'inaccurate',
        { convention: id, why },
        (call) => applies?.(plainArgs(call)) ?? true,
      )
    settle(candidates(group, lower, 'stable', nearest(group)), 'inaccurate', { why })
  }
  for (const [i, one] of open)
    judged.set(
      i,
      boundless(group, truths, one)
        ? {
            ...one,
            verdict: 'unresolved',
            why: `in ${group.precision.label} nothing is certain here: every bound is infinite`,
          }
        : { ...one, verdict: 'wrong' },
    )
  return group.exchanges.map((_, i) => judged.get(i)).filter((one) => one !== undefined)
}

/**
 * The reference nearest to the operation: its own tables where there are any. A thousand products in a lower precision would
 * have so wide a bound that any mistake lies within it.
 */
const nearest = (group: Group): readonly Reference[] => referencesOf(group).slice(-1)

function* conventionCandidates(
  group: Group,
  form: Candidate['form'],
  precision = group.precision,
  references = referencesOf(group),
): Generator<Candidate> {
  for (const reference of references)
    for (const reading of reference.readings(precision))
      yield { reference, reading, plan: 'as written', form, truth: form }
}

const unstableReason = ({ operation }: Group): string =>
  operation.plans.find(({ unstable }) => unstable !== undefined)?.unstable ?? ''

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

/** Whether no reference decides: against each, some legitimate order of evaluation has no finite bound. */
const boundless = (group: Group, truths: TruthTable, { call, values }: Open): boolean =>
  referencesOf(group).every((reference) => {
    const truth = truths.get(reference, group.operation.truth, call)
    if ('why' in truth) return false
    return group.operation.plans.some(({ form, unstable }) =>
      reference.readings(group.precision).some((reading) => {
        const bounds = attempt(() => boundsOf(group.operation, reading, form, call))
        return unstable === undefined && 'value' in bounds && undecided(values, truth.value, bounds.value)
      }),
    )
  })

/** What can be said before any bound: no answer, no numbers, NaN where there is a value, a value where there is none. */
function look(
  group: Group,
  truths: TruthTable,
  { call, answer }: { call: Call; answer: Answer },
): Judged | Open {
  const { operation } = group
  if (answer.kind === 'unsupported') return { call, answer, verdict: 'unsupported', why: answer.why }
  const references = referencesOf(group)
  if (references.length === 0)
    return {
      call,
      answer,
      verdict: 'unknown',
      why: `the schedule '${call.schedule.kind}' is not in the vocabulary, and no tables of its own were answered`,
    }
  const tries = references.map((reference) => truths.get(reference, operation.truth, call))
  const known = tries.find((one) => 'value' in one)
  const missing = tries.find((one) => 'why' in one && one.unknown)
  if (!known && missing && 'why' in missing) return { call, answer, verdict: 'unknown', why: missing.why }
  const why = tries.find((one) => 'why' in one)
  const hasConvention =
    operation.conventions?.some(({ applies }) => applies?.(plainArgs(call)) ?? true) ?? false
  const undefinedHere =
    (!known || ('value' in known && known.value.every((x) => x === undefined))) && !hasConvention
  if (answer.kind === 'broken') return { call, answer, verdict: 'broken', why: answer.message }
  if (answer.kind === 'error') {
    if (!known || ('value' in known && known.value.some((x) => x === undefined)))
      return { call, answer, verdict: 'right', why: 'refused, rightly: there is no value here' }
    return {
      call,
      answer,
      verdict: 'broken',
      why: `raised an error where there is a value: ${answer.message}`,
    }
  }
  const length = known && 'value' in known ? known.value.length : lengthOf(operation, call)
  const flat = flatten(answer.output, operation.shape, length)
  if ('wrong' in flat) return { call, answer, verdict: 'broken', why: flat.wrong }
  const { values } = flat
  if (undefinedHere) {
    const reason = why && 'why' in why ? why.why : 'log 0'
    const finite = values.every(Number.isFinite)
    if (known && values.every((x) => x === Number.NEGATIVE_INFINITY))
      return { call, answer, values, verdict: 'right' }
    return {
      call,
      answer,
      values,
      verdict: finite ? 'wrong' : 'broken',
      noValue: true,
      why: `answered ${show(values[0])} where there is no value (${reason}): refuse, or predict what has one`,
    }
  }
  const truth = known && 'value' in known ? known.value : []
  const bad = values.findIndex(
    (x, i) => !Number.isFinite(x) && !allowed(x, truth[i], formatOf(operation, group.precision)),
  )
  if (bad >= 0)
    return {
      call,
      answer,
      values,
      verdict: 'broken',
      why: `answered ${show(values[bad])} where the true value is finite`,
    }
  return { call, answer, values }
}

/** Whether a number that is not finite is right: −∞ for log 0, and what is too large for the format. */
const allowed = (x: number, truth: Ball | undefined, format: Format): boolean =>
  truth === undefined ? x === Number.NEGATIVE_INFINITY : overflows(x, truth, format)

/** How long the answer should be where the truth cannot say: as long as the first vector that was given. */
function lengthOf({ shape }: Operation, call: Call): number {
  if (shape === 'number') return 1
  const vector = Object.values(call.inputs).find((input) => Array.isArray(input))
  return Array.isArray(vector) ? vector.length : 1
}
