import { traceDeclared } from '../../reference/numbers/dag.js'
import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { type FormulaInfo, formulas, formulasOf, replacing } from '../../reference/numbers/formula.js'
import { type Mutant, mutantsOf } from '../../reference/numbers/mutants.js'
import type { Equality } from '../../reference/numbers/mutants-equal.js'
import { mistakesOf } from '../mistakes/index.js'
import { truthOnMisread } from '../mistakes/misread.js'
import { distanceTo, middleOf } from '../numbers/distance.js'
import type { Promoted } from '../numbers/promoting.js'
import type { Mistake, Truth } from '../operations/operation.js'
import { plainArgs } from './args.js'
import type { JudgedGroup } from './assess.js'
import { attempt, boundsOf, formatOf, truthOf, within } from './candidates.js'
import type { Reference } from './facts.js'
import { type Group, type Judged, referencesOf } from './judged.js'

/** A mistake that explains the answers of an operation. */
export interface Diagnosis {
  readonly mistake: string
  readonly title: string
  /** Calls that it reproduces, of those that are not right. */
  readonly explains: number
  /** Whether it is told from the truth, and from every convention, on three calls at different times at least. */
  readonly sure: boolean
  /** Whether it is in the catalogue of mistakes that were made; else one change of the formula. */
  readonly catalogued: boolean
  readonly ambiguousWith: readonly string[]
  readonly links: readonly string[]
  readonly fix: string
}

/** A formula that may be what an implementation computes. */
export interface Suspect {
  readonly id: string
  readonly title: string
  readonly links: readonly string[]
  readonly fix: string
  readonly form: Truth
  /** Where it changes anything by intent; everywhere if left out. */
  readonly applies?: Mistake['applies']
  /** Where it is evaluated: the group as it is, or on another schedule. */
  readonly group: (group: JudgedGroup['group']) => Group | undefined
  /** Runs an evaluation with what the suspect changes in place. */
  readonly run: <A>(body: () => A) => A
}

const asIs = <A>(body: () => A): A => body()

/** How often three different times must tell a mistake from the truth. */
const TIMES = 3

/** Whether calls are at different times, three at least; the entries of a table are. */
export const isToldOften = (
  groups: readonly JudgedGroup[],
  calls: readonly Pick<Judged, 'call'>[],
): boolean =>
  groups.every(({ group }) => group.operation.shape === 'table')
    ? calls.length > 0
    : new Set(calls.map(({ call }) => call.inputs.t ?? call.inputs.sigma ?? call)).size >= TIMES

/**
 * Names the mistakes that reproduce every wrong answer of an operation, and contradict none of its right ones. Several are told
 * apart by what the same code answered elsewhere, on other schedules.
 */
export function diagnose(
  groups: readonly JudgedGroup[],
  code: readonly JudgedGroup[] = groups,
): readonly Diagnosis[] {
  const [first] = groups
  if (!first || !groups.some(({ judged }) => judged.some(isWrong))) return []
  const elsewhere = code.filter((one) => !groups.includes(one))
  const known = notContradicted(explaining(groups, knownSuspects(first)), elsewhere)
  // of a NaN every mistake that divides by 0 is a cause, and what is right to fewer digits is no other formula: there only what
  // was catalogued is named
  const numbers = groups.some(({ judged }) =>
    judged.some((one) => one.verdict === 'wrong' && one.values?.every(Number.isFinite)),
  )
  const all =
    known.length > 0 || !numbers
      ? known
      : notContradicted(explaining(groups, mutantSuspects(first)), elsewhere)
  // a mistake that was made in two ways is one
  const found = all.filter(({ suspect }, i) => all.findIndex((one) => one.suspect.id === suspect.id) === i)
  return found.map(({ suspect, explains, sure }) => ({
    mistake: suspect.id,
    title: suspect.title,
    explains,
    sure,
    catalogued: known.length > 0,
    ambiguousWith: found.filter((other) => other.suspect !== suspect).map((other) => other.suspect.id),
    links: suspect.links,
    fix: suspect.fix,
  }))
}

/** The suspects of some names, as they were diagnosed. */
export function suspectsNamed([first]: readonly JudgedGroup[], ids: readonly string[]): readonly Suspect[] {
  if (!first) return []
  const isNamed = ({ id }: Suspect) => ids.includes(id)
  const known = knownSuspects(first).filter(isNamed)
  return known.length > 0 ? known : mutantSuspects(first).filter(isNamed)
}

/** What is to be explained by a formula; where there is no value, that is the explanation. */
export const isWrong = ({ verdict, values, misshapen, noValue }: Judged): boolean =>
  noValue !== true &&
  (verdict === 'wrong' || verdict === 'inaccurate' || verdict === 'broken') &&
  (values ?? misshapen) !== undefined

function knownSuspects({ group }: JudgedGroup): readonly Suspect[] {
  const formulas = mistakesOf(group.operation.name).map(
    (mistake): Suspect => ({ ...mistake, group: (one) => one, run: asIs }),
  )
  const alterations = group.wrongSchedules
    .filter(({ alteration }) => !alteration.except?.includes(group.operation.name))
    .map(
      ({ alteration }): Suspect => ({
        id: alteration.id,
        title: alteration.title,
        links: alteration.links ?? [],
        fix: alteration.fix ?? '',
        form: alteration.misread
          ? truthOnMisread(group.operation, alteration.misread)
          : group.operation.truth,
        run: asIs,
        group: (one) => {
          const other = one.wrongSchedules.find((w) => w.alteration === alteration)
          return other && { ...one, facts: other.facts }
        },
      }),
    )
  return [...formulas, ...alterations]
}

/** Every single change of the formulas that the truth calls. */
function mutantSuspects({ group, judged }: JudgedGroup): readonly Suspect[] {
  const { operation, facts } = group
  const [reference] = referencesOf(group).slice(-1)
  const sample = judged.find(isWrong) ?? judged[0]
  if (!reference || !sample) return []
  const called = formulasOf(() => attempt(() => truthOf(facts, reference, operation.truth, sample.call)))
  return formulas()
    .filter(({ formulaName }) => called.has(formulaName))
    .flatMap((info) =>
      changesOf(info).map(
        ({ description, replacement }): Suspect => ({
          id: description,
          title: `the formula with one change: ${description}`,
          links: [],
          fix: `compare the code with the formula ${info.formulaName}`,
          form: operation.truth,
          group: (one) => one,
          run: (body) => replacing(info.formulaName, replacement, body),
        }),
      ),
    )
}

// Whether a change is one at all is told by the answers, so no proof of equality is looked for.
const UNDECIDED: Equality = () => () => ({ is: 'undecided' })
const changes = new Map<string, readonly Mutant[]>()
function changesOf(info: FormulaInfo): readonly Mutant[] {
  const found =
    changes.get(info.formulaName) ?? mutantsOf(traceDeclared(info, info.symbols), UNDECIDED).mutants
  changes.set(info.formulaName, found)
  return found
}

interface Found {
  readonly suspect: Suspect
  readonly explains: number
  readonly sure: boolean
}

/** The suspects that reproduce everything; those that are told from the truth, if there are any. */
function explaining(groups: readonly JudgedGroup[], suspects: readonly Suspect[]): readonly Found[] {
  const found = suspects.flatMap((suspect): readonly Found[] => {
    const apart: Judged[] = []
    let explains = 0
    for (const { group, judged } of groups) {
      const place = suspect.group(group)
      if (!place) {
        if (judged.some(isWrong)) return []
        continue
      }
      for (const one of [...judged].sort((a, b) => Number(isWrong(b)) - Number(isWrong(a)))) {
        if (!isAnswered(one)) continue
        const match = suspect.run(() => reproduces(group, place, suspect, one))
        if (match === 'no') return []
        if (isWrong(one)) explains++
        if (match === 'apart from the truth') apart.push(one)
      }
    }
    return explains > 0 && apart.length > 0 ? [{ suspect, explains, sure: isToldOften(groups, apart) }] : []
  })
  const sure = found.filter(({ sure }) => sure)
  return sure.length > 0 ? sure : found
}

/** Of several suspects those that the same code does not contradict elsewhere, where they would change something; all if it contradicts all. */
function notContradicted(found: readonly Found[], elsewhere: readonly JudgedGroup[]): readonly Found[] {
  if (found.length < 2) return found
  const left = found.filter(({ suspect }) =>
    elsewhere.every(({ group, judged }) => {
      const place = suspect.group(group)
      return (
        !place ||
        judged.every(
          (one) =>
            !isAnswered(one) ||
            !(suspect.applies?.(plainArgs(one.call)) ?? true) ||
            suspect.run(() => reproduces(group, place, suspect, one)) !== 'no',
        )
      )
    }),
  )
  return left.length > 0 ? left : found
}

/** Whether there are numbers to be explained: of whatever shape. */
const isAnswered = ({ values, misshapen, noValue, verdict }: Judged): boolean =>
  (values ?? misshapen) !== undefined && !noValue && verdict !== 'unsupported' && verdict !== 'unknown'

/** Whether an answer is what the suspect computes, and whether that is told from the truth on this call. */
function reproduces(
  meant: Group,
  group: Group,
  { form }: Suspect,
  { call, verdict, values: rightlyShaped, misshapen }: Judged,
): 'no' | 'yes' | 'apart from the truth' {
  const values = rightlyShaped ?? misshapen ?? []
  let answer: 'no' | 'yes' = 'no'
  for (const reference of referencesOf(group)) {
    const mistaken = attempt(() => truthOf(group.facts, reference, form, call))
    if ('why' in mistaken) {
      // no value: NaN or an infinity is what floating-point arithmetic makes of it
      if (verdict === 'broken' && values.some((x) => !Number.isFinite(x))) return 'apart from the truth'
      if (values.every((x) => x === Number.NEGATIVE_INFINITY)) answer = 'yes'
      continue
    }
    for (const reading of reference.readings(group.precision)) {
      const bounds = attempt(() => boundsOf(group.operation, reading, form, call))
      if (!('value' in bounds) || mistaken.value.length !== values.length) continue
      if (!within(values, mistaken.value, bounds.value, formatOf(group.operation, group.precision))) continue
      answer = 'yes'
      // another schedule is told from the definition of the one that was meant, never from itself
      const [against] = group === meant ? [reference] : referencesOf(meant)
      if (against && apart(meant, against, mistaken.value, bounds.value, call)) return 'apart from the truth'
    }
  }
  return answer
}

/** Whether a mistake differs from the truth of a reference by more than both may err, whatever the order of evaluation. */
function apart(
  group: Group,
  reference: Reference,
  mistaken: readonly (Ball | undefined)[],
  slack: readonly (Promoted | undefined)[],
  call: Judged['call'],
): boolean {
  const truth = attempt(() => truthOf(group.facts, reference, group.operation.truth, call))
  if (!('value' in truth)) return true
  return reference.readings(group.precision).every((reading) => {
    const [plan] = group.operation.plans
    const bounds = plan && attempt(() => boundsOf(group.operation, reading, plan.form, call))
    if (!bounds || !('value' in bounds)) return true
    return mistaken.some((wrong, i) => {
      const exact = truth.value[i]
      if (exact === undefined || wrong === undefined) return exact !== wrong
      return distanceTo(middleOf(wrong), exact) > (bounds.value[i]?.bound ?? 0) + (slack[i]?.bound ?? 0)
    })
  })
}
