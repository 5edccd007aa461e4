import type { Mistake } from '../operations/operation.js'
import type { Call } from '../subject.js'
import { plainArgs } from './args.js'
import type { Assessed, JudgedGroup } from './assess.js'
import { attempt, boundsOf, formatOf } from './candidates.js'
import { type Diagnosis, diagnose } from './diagnose.js'
import type { Reference, ReferenceName } from './facts.js'
import type { hiddenMistakes } from './hidden.js'
import { type Group, type Judged, referencesOf } from './judged.js'
import { exactly, type Measured, measure, scaleOf } from './measure.js'
import type { Suspect } from './suspects.js'
import { symptoms } from './symptoms.js'
import type { TruthTable } from './truth-table.js'
import { gravest, type Verdict } from './verdict.js'

/** The worst answer of an operation. */
export interface Worst extends Omit<Measured, 'truth'> {
  /** The truth to 20 digits, or what is known of it. */
  readonly exact: string
  readonly inputs: Call['inputs']
  readonly schedule: Call['schedule']
  /** How far an execution of the plan may lie from the truth, in this format; absent where no plan covers the answer. */
  readonly bound?: number
}

/** What is said of one operation, on the schedules of one kind, in one format. */
export interface Result {
  readonly id: string
  readonly op: string
  readonly title: string
  readonly verdict: Verdict
  /** Calls by verdict. */
  readonly counts: Readonly<Partial<Record<Verdict, number>>>
  readonly calls: number
  /** What it was compared with, and in which order of evaluation it is right. */
  readonly reference?: ReferenceName
  readonly plan?: string
  /** Largest error in units in the last place of the largest number of an answer, against each reference. */
  readonly ulps: Readonly<Partial<Record<ReferenceName, number>>>
  readonly worst?: Worst
  readonly convention?: string
  /** One sentence: what it means, or what is not established. */
  readonly meaning: string
  readonly diagnosis: readonly Diagnosis[]
  readonly theorems: readonly string[]
  /** Points (t, error in ulps) for a picture. */
  readonly errors: readonly (readonly [t: number, ulps: number])[]
}

/** What was answered by one piece of code: an operation with its variant, in one format, on any schedule. */
export interface Code {
  readonly groups: readonly JudgedGroup[]
  /** {@link hiddenMistakes} of them. */
  readonly hidden: () => ReturnType<typeof hiddenMistakes>
  /** {@link changesOf} them. */
  readonly changes: () => readonly Suspect[]
}

/** The result of an operation that is judged by bounds. */
export function resultOf({ id, op, operation, groups, unknown }: Assessed, code: Code): Result {
  const judged = groups.flatMap((g) => g.judged)
  const counts = count([...judged.map(({ verdict }) => verdict), ...unknown.map((): Verdict => 'unknown')])
  const worstVerdict = gravest(
    judged.map(({ verdict }) => verdict).filter((v) => v !== 'unknown' || judged.length === counts.unknown),
  )
  const formulas = diagnose(groups, code)
  const diagnosis = formulas.length > 0 ? formulas : symptoms(id, groups, code.groups)
  // a mistake at the declared precision explains more than a precision that was not declared
  const explained =
    worstVerdict === 'inaccurate' && formulas.some(({ sure, catalogued }) => sure || catalogued)
  const hidden = worstVerdict === 'right' ? code.hidden().filter((mistake) => concerns(mistake, judged)) : []
  const verdict: Verdict =
    judged.length === 0 ? 'unknown' : explained ? 'wrong' : hidden.length > 0 ? 'unresolved' : worstVerdict
  const telling = judged.filter((one) => one.verdict === worstVerdict)
  const { worst, ulps, errors } = measured(groups, new Set(telling))
  const by = telling.find((one) => one.by)?.by
  const convention = named(judged.map((one) => one.convention))
  const plans = new Set(telling.flatMap((one) => (one.by ? [one.by.plan] : [])))
  return {
    id,
    op,
    title: operation?.title ?? '',
    verdict,
    counts,
    calls: judged.length + unknown.length,
    ...(by && {
      reference: by.reference.name,
      plan: plans.size > 1 ? `${by.plan}, and ${plans.size - 1} more` : by.plan,
    }),
    ulps,
    ...(worst && { worst }),
    ...(convention !== undefined && { convention }),
    meaning: meaningOf({
      verdict,
      telling,
      // a mistake that is made in several ways is one
      hidden: [...new Set(hidden.map(({ id, title }) => `${id} (${title})`))],
      matters: operation?.matters,
      why: unknown[0]?.why,
      explained,
    }),
    diagnosis,
    theorems: operation?.theorems ?? [],
    errors,
  }
}

/** Whether a mistake can change anything on some of the calls. */
const concerns = ({ applies }: Mistake, judged: readonly Judged[]): boolean =>
  judged.some(({ call }) => applies?.(plainArgs(call)) ?? true)

/** How many there are of each verdict. */
export function count(verdicts: readonly Verdict[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {}
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}

interface Telling {
  readonly verdict: Verdict
  readonly telling: readonly Judged[]
  readonly hidden: readonly string[]
  readonly matters: string | undefined
  readonly why: string | undefined
  /** Whether a mistake takes the place of what was said of each answer. */
  readonly explained: boolean
}

/** Each of some names once; undefined where there is none. */
export function named(names: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(names.filter((name) => name !== undefined))]
  return distinct.length > 0 ? distinct.join('; ') : undefined
}

/** One sentence of meaning. */
function meaningOf({ verdict, telling, hidden, matters, why, explained }: Telling): string {
  const reason = telling.find((one) => one.why)?.why
  switch (verdict) {
    case 'right':
      return reason ?? 'every answer lies within the rounding of a legitimate order of evaluation'
    case 'convention':
      return named(telling.map((one) => one.why)) ?? 'right under another convention'
    case 'unresolved':
      return hidden.length > 0
        ? `these calls cannot tell the right formula from ${hidden.join('; ')}`
        : (reason ?? '')
    case 'inaccurate':
      return reason ?? 'right only at a lower precision than declared'
    case 'broken':
      return reason ?? matters ?? ''
    case 'wrong':
      // the mistake has a line of its own
      return [explained ? undefined : reason, matters]
        .filter((x) => x !== undefined && x !== '')
        .map((x, i) => (i === 0 ? x : x?.replace(/^./, (letter) => letter.toUpperCase())))
        .join('. ')
    default:
      return reason ?? why ?? ''
  }
}

/** The worst of some answers against the reference they are nearest to, and the errors against each reference. */
function measured(groups: readonly JudgedGroup[], telling: ReadonlySet<Judged>) {
  const ulps: Partial<Record<ReferenceName, number>> = {}
  let worst: Worst | undefined
  const errors: (readonly [number, number])[] = []
  for (const { group, judged, truths } of groups)
    for (const one of judged) {
      const each = referencesOf(group).flatMap((reference) => {
        const found = furthest(group, truths, reference, one)
        if (!found) return []
        ulps[reference.name] = Math.max(ulps[reference.name] ?? 0, found.scaledUlps)
        return [found]
      })
      const nearest = each.reduce<Measured | undefined>(
        (a, b) => (a && a.scaledUlps <= b.scaledUlps ? a : b),
        undefined,
      )
      if (!nearest) continue
      const { t, sigma } = one.call.inputs
      const place = typeof t === 'number' ? t : typeof sigma === 'number' ? sigma : nearest.index
      errors.push([place, nearest.scaledUlps])
      if (telling.has(one) && !(worst && worst.scaledUlps >= nearest.scaledUlps))
        worst = {
          ...withoutTruth(nearest),
          inputs: one.call.inputs,
          schedule: one.call.schedule,
          ...boundAt(group, one, nearest.index),
        }
    }
  return { worst, ulps, errors }
}

/** For a report: the truth as digits. */
const withoutTruth = ({ truth, ...rest }: Measured) => ({ ...rest, exact: exactly(truth) })

/** The number of an answer furthest from the truth of a reference. */
function furthest(
  group: Group,
  truths: TruthTable,
  reference: Reference,
  { call, values, by }: Judged,
): Measured | undefined {
  if (!values) return undefined
  const truth = truths.get(reference, by?.truth ?? group.operation.truth, call)
  if (!('value' in truth)) return undefined
  const scale = scaleOf(truth.value)
  const all = truth.value.flatMap((exact, i) => {
    const got = values[i]
    if (exact === undefined || got === undefined) return []
    return [measure(i, got, exact, { format: formatOf(group.operation, group.precision), scale })]
  })
  return all.reduce<Measured | undefined>((a, b) => (a && !(b.scaledUlps > a.scaledUlps) ? a : b), undefined)
}

/** The bound of the plan that covers an answer, at one of its numbers. */
function boundAt(group: Group, { call, by }: Judged, index: number): { readonly bound?: number } {
  if (!by) return {}
  const bounds = attempt(() => boundsOf(group.operation, by.reading, by.form, call))
  const bound = 'value' in bounds ? bounds.value[index]?.bound : undefined
  return bound === undefined ? {} : { bound }
}
