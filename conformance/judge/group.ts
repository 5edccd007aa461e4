import type { Call } from '../subject.js'
import { plainArgs } from './args.js'
import { attempt, boundsOf, type Candidate, formatOf, overflows, undecided } from './candidates.js'
import type { Reference } from './facts.js'
import { inWhateverOrder, lowerPrecisions, type Precision } from './formats.js'
import { type Group, type Judged, type Open, referencesOf } from './judged.js'
import { look, notFinite } from './look.js'
import { covers, TruthTable } from './truth-table.js'
import type { Verdict } from './verdict.js'

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
  /** Right, or by a convention, at a precision. */
  const settleAs = (precision: Precision, references: (group: Group) => readonly Reference[]) => {
    settle(candidates(group, precision, 'stable', references(group)), 'right')
    for (const { id, title, form, applies } of group.operation.conventions ?? [])
      settle(
        conventionCandidates(form, precision, references(group)),
        'convention',
        { convention: id, why: title },
        (call) => applies?.(plainArgs(call)) ?? true,
      )
    for (const { alteration, facts } of group.otherSchedules)
      settle(candidates(group, precision, 'stable', references({ ...group, facts })), 'convention', {
        convention: alteration.id,
        why: alteration.title,
      })
  }
  settleAs(group.precision, referencesOf)
  settleAs(inWhateverOrder(group.precision), nearest)
  settle(candidates(group, group.precision, 'unstable'), 'inaccurate', { why: unstableReason(group) })
  for (const lower of lowerPrecisions(group.precision)) {
    const why = `right only to ${lower.label}, below the declared ${group.precision.label}`
    // what may be the definition is no convention
    settle(candidates(group, lower, 'stable', nearest(group)), 'inaccurate', { why })
    for (const { id, form, applies } of group.operation.conventions ?? [])
      settle(
        conventionCandidates(form, lower, nearest(group)),
        'inaccurate',
        { convention: id, why },
        (call) => applies?.(plainArgs(call)) ?? true,
      )
  }
  for (const [i, one] of open) judged.set(i, uncovered(group, truths, one))
  return group.exchanges.map((_, i) => judged.get(i)).filter((one) => one !== undefined)
}

/** What is said of an answer that nothing covers. */
function uncovered(group: Group, truths: TruthTable, one: Open): Judged {
  if (boundless(group, truths, one))
    return {
      ...one,
      verdict: 'unresolved',
      why: `in ${group.precision.label} nothing is certain here: every bound is infinite`,
    }
  const infinite = one.values.find((x, i) => Math.abs(x) === Infinity && isFiniteAt(group, truths, one, i))
  return infinite === undefined
    ? { ...one, verdict: 'wrong' }
    : { ...one, verdict: 'broken', why: notFinite(infinite) }
}

/** Whether a number of the answer should be one that its format has. */
const isFiniteAt = (group: Group, truths: TruthTable, { call, values }: Open, i: number): boolean =>
  referencesOf(group).every((reference) => {
    const truth = truths.get(reference, group.operation.truth, call)
    const exact = 'value' in truth ? truth.value[i] : undefined
    return (
      exact !== undefined && !overflows(values[i] ?? 0, exact, formatOf(group.operation, group.precision))
    )
  })

/**
 * The reference nearest to the operation: its own tables where there are any. A thousand products in a lower precision, or
 * bounded by relative errors, would have so wide a bound that any mistake lies within it.
 */
const nearest = (group: Group): readonly Reference[] => referencesOf(group).slice(-1)

function* conventionCandidates(
  form: Candidate['form'],
  precision: Precision,
  references: readonly Reference[],
): Generator<Candidate> {
  for (const reference of references)
    for (const reading of reference.readings(precision))
      yield { reference, reading, plan: 'as written', form, truth: form }
}

const unstableReason = ({ operation }: Group): string =>
  operation.plans.find(({ unstable }) => unstable !== undefined)?.unstable ?? ''

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
