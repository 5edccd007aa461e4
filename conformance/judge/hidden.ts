import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { mistakesOf } from '../mistakes/index.js'
import { distanceTo, middleOf } from '../numbers/distance.js'
import type { Mistake } from '../operations/operation.js'
import { plainArgs } from './args.js'
import type { JudgedGroup } from './assess.js'
import { attempt, boundsOf } from './candidates.js'
import type { Reference } from './facts.js'
import { type Group, type Judged, referencesOf } from './judged.js'
import { covers, type TruthTable } from './truth-table.js'

/**
 * The known mistakes that the right answers of an operation cannot be told from: on every call where the mistake can change
 * anything it lies within the bound of the truth. With such a mistake in it the implementation would have passed, so nothing is
 * established: the calls, or the format, are too coarse. The groups are all those of one operation in one format, whatever the
 * schedule: it is one piece of code.
 */
export function hiddenMistakes(groups: readonly JudgedGroup[]): readonly Mistake[] {
  const [first] = groups
  if (!first) return []
  return mistakesOf(first.group.operation.name).filter((mistake) => {
    let applied = false
    for (const { group, judged, truths } of groups) {
      for (const one of judged) {
        if (!one.values || one.verdict === 'unsupported') continue
        if (!(mistake.applies?.(plainArgs(one.call)) ?? true)) continue
        applied = true
        if (referencesOf(group).some((reference) => toldApart(group, truths, reference, mistake, one)))
          return false
      }
    }
    return applied
  })
}

/** Whether some right reading of the answer has a bound that the mistake does not lie within. */
function toldApart(
  group: Group,
  truths: TruthTable,
  reference: Reference,
  mistake: Mistake,
  one: Judged,
): boolean {
  const { call, answer, values } = one
  if (!values) return false
  const mistaken = truths.get(reference, mistake.form, call)
  const truth = truths.get(reference, group.operation.truth, call)
  if ('why' in truth) return false
  if ('why' in mistaken) return true
  return group.operation.plans.some(({ id, form }) =>
    reference.readings(group.precision).some((reading) => {
      const candidate = { reference, reading, plan: id, form, truth: group.operation.truth }
      if (!covers(group, truths, candidate, { call, answer, values })) return false
      const bounds = attempt(() => boundsOf(group.operation, reading, form, call))
      return (
        'value' in bounds &&
        truth.value.some((exact, i) => beyond(exact, mistaken.value[i], bounds.value[i]?.bound))
      )
    }),
  )
}

const beyond = (exact: Ball | undefined, mistaken: Ball | undefined, bound = Infinity): boolean => {
  if (exact === undefined || mistaken === undefined) return exact !== mistaken
  return distanceTo(middleOf(mistaken), exact) > bound + Math.abs(middleOf(mistaken)) * 2 ** -52
}
