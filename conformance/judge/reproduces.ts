import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { distanceTo, middleOf } from '../numbers/distance.js'
import type { Promoted } from '../numbers/promoting.js'
import { attempt, boundsOf, formatOf, truthOf, within } from './candidates.js'
import type { Reference } from './facts.js'
import { type Group, type Judged, referencesOf } from './judged.js'
import type { Suspect } from './suspects.js'

/** What is to be explained by a formula; where there is no value, that is the explanation. */
export const isWrong = ({ verdict, values, misshapen, noValue }: Judged): boolean =>
  noValue !== true &&
  (verdict === 'wrong' || verdict === 'inaccurate' || verdict === 'broken') &&
  (values ?? misshapen) !== undefined

/** Whether there are numbers to be explained: of whatever shape. */
export const isAnswered = ({ values, misshapen, noValue, verdict }: Judged): boolean =>
  (values ?? misshapen) !== undefined && !noValue && verdict !== 'unsupported' && verdict !== 'unknown'

/** Whether an answer is what the suspect computes, and whether that is told from the truth on this call. */
export function reproduces(
  meant: Group,
  group: Group,
  { form, references }: Suspect,
  { call, verdict, values: rightlyShaped, misshapen }: Judged,
): 'no' | 'yes' | 'apart from the truth' {
  const values = rightlyShaped ?? misshapen ?? []
  let answer: 'no' | 'yes' = 'no'
  for (const reference of references(group)) {
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
