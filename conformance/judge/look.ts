import type { Ball } from '../../reference/numbers/enclosure/index.js'
import type { Format } from '../../reference/numbers/float.js'
import type { Operation } from '../operations/operation.js'
import type { Answer, Call } from '../subject.js'
import { plainArgs } from './args.js'
import { formatOf, overflows } from './candidates.js'
import { type Group, type Judged, type Open, referencesOf } from './judged.js'
import { flatten, show } from './output.js'
import type { TruthTable } from './truth-table.js'

/** What can be said before any bound: no answer, no numbers, NaN where there is a value, a value where there is none. */
export function look(
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
  const hasConvention = () =>
    operation.conventions?.some(
      ({ applies, form }) =>
        (applies?.(plainArgs(call)) ?? true) &&
        references.some((reference) => 'value' in truths.get(reference, form, call)),
    ) ?? false
  const undefinedHere =
    (!known || ('value' in known && known.value.every((x) => x === undefined))) && !hasConvention()
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
  if ('wrong' in flat)
    return {
      call,
      answer,
      verdict: 'broken',
      why: flat.wrong,
      ...(flat.numbers && { misshapen: flat.numbers }),
    }
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
      why: notFinite(values[bad]),
    }
  return { call, answer, values }
}

/** What is said of an infinity or NaN in the place of a number. */
export const notFinite = (x: number | undefined): string =>
  `answered ${show(x)} where the true value is finite`

/**
 * Whether a number that is not finite may be right: −∞ for log 0, and an infinity for a truth beyond the largest number of the
 * format, or in the upper half below it. There the bounds decide how far rounding goes; lower down an infinity is no number.
 */
const allowed = (x: number, truth: Ball | undefined, format: Format): boolean =>
  truth === undefined ? x === Number.NEGATIVE_INFINITY : overflows(x, truth, format, format.max / 2)

/** How long the answer should be where the truth cannot say: as long as the first vector that was given. */
function lengthOf({ shape }: Operation, call: Call): number {
  if (shape === 'number') return 1
  const vector = Object.values(call.inputs).find((input) => Array.isArray(input))
  return Array.isArray(vector) ? vector.length : 1
}
