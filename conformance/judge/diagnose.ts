import { plainArgs } from './args.js'
import type { JudgedGroup } from './assess.js'
import type { Judged } from './judged.js'
import { isAnswered, isWrong, reproduces } from './reproduces.js'
import type { Code } from './result.js'
import { changeSuspects, knownSuspects, type Suspect } from './suspects.js'

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
 * apart by what the same code answered elsewhere, on other schedules; a change of a formula has to reproduce that too.
 */
export function diagnose(
  groups: readonly JudgedGroup[],
  code: Pick<Code, 'groups' | 'changes'>,
): readonly Diagnosis[] {
  const [first] = groups
  if (!first || !groups.some(({ judged }) => judged.some(isWrong))) return []
  const elsewhere = code.groups.filter((one) => !groups.includes(one))
  const known = notContradicted(explaining(groups, knownSuspects(first)), elsewhere)
  const all = known.length > 0 || !hasWrongNumbers(groups) ? known : explaining(groups, code.changes())
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

interface Found {
  readonly suspect: Suspect
  readonly explains: number
  readonly sure: boolean
}

/** The suspects that reproduce everything; those that are told from the truth, if there are any. */
function explaining(groups: readonly JudgedGroup[], suspects: readonly Suspect[]): readonly Found[] {
  const answers = inOrder(groups)
  const wrong = answers.filter(({ one }) => isWrong(one))
  const found = suspects.flatMap((suspect): readonly Found[] => {
    const places = new Map(groups.map(({ group }) => [group, suspect.group(group)]))
    if (wrong.some(({ group }) => !places.get(group))) return []
    const apart: Judged[] = []
    for (const { group, one } of answers) {
      const place = places.get(group)
      if (!place) continue
      const match = suspect.run(() => reproduces(group, place, suspect, one))
      if (match === 'no') return []
      if (match === 'apart from the truth') apart.push(one)
    }
    return wrong.length > 0 && apart.length > 0
      ? [{ suspect, explains: wrong.length, sure: isToldOften(groups, apart) }]
      : []
  })
  const sure = found.filter(({ sure }) => sure)
  return sure.length > 0 ? sure : found
}

/** The answers of a code, those first that soonest show a suspect to be none: the wrong ones, of the fewest numbers. */
function inOrder(groups: readonly JudgedGroup[]) {
  const size = ({ values, misshapen }: Judged) => (values ?? misshapen ?? []).length
  return groups
    .flatMap(({ group, judged }) => judged.filter(isAnswered).map((one) => ({ group, one })))
    .sort((a, b) => Number(isWrong(b.one)) - Number(isWrong(a.one)) || size(a.one) - size(b.one))
}

/** The single changes of its formulas that reproduce all that a code answered, on whatever schedule. */
export const changesOf = (groups: readonly JudgedGroup[]): readonly Suspect[] =>
  explaining(groups, changeSuspects(groups)).map(({ suspect }) => suspect)

// of a NaN every formula that divides by 0 is a cause, and what is right to fewer digits is no other formula
const hasWrongNumbers = (groups: readonly JudgedGroup[]): boolean =>
  groups.some(({ judged }) =>
    judged.some(({ verdict, values }) => verdict === 'wrong' && values?.every(Number.isFinite)),
  )

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
