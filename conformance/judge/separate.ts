import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { distanceTo, middleOf } from '../numbers/distance.js'
import { callsOf, type PlanOptions, seedAt } from '../plan/plan-calls.js'
import type { Call, Subject } from '../subject.js'
import { type Assessed, codeOf, opLabel } from './assess.js'
import { attempt, boundsOf, truthOf } from './candidates.js'

import { type Group, referencesOf } from './judged.js'
import { type Exchange, OWN_TABLES, type Run, scheduleKey } from './recording.js'
import type { Result } from './result.js'
import { type Suspect, suspectsNamed } from './suspects.js'

/** Mistakes that explain the same answers, and a program that can be asked again: inputs are chosen on which they differ. */

/** How many inputs are looked through for each tie of one code, and how many mistakes are told apart at most. */
const LOOKED_THROUGH = 16
const MOST = 4

/** What a suspect computes on a call: each number, and how far rounding may take it. `none` where it has no value. */
type Prediction = readonly (readonly [value: Ball, bound: number] | undefined)[] | 'none'

function prediction(group: Group, { form, run }: Suspect, call: Call): Prediction | undefined {
  const [reference] = referencesOf(group)
  if (!reference) return undefined
  return run(() => {
    const truth = attempt(() => truthOf(group.facts, reference, form, call))
    if ('why' in truth) return truth.unknown ? undefined : 'none'
    const widest = truth.value.map(() => 0)
    for (const reading of reference.readings(group.precision)) {
      const bounds = attempt(() => boundsOf(group.operation, reading, form, call))
      if (!('value' in bounds)) continue
      bounds.value.forEach((one, i) => {
        if (one) widest[i] = Math.max(widest[i] ?? 0, one.bound)
      })
    }
    return truth.value.map((value, i) => value && ([value, widest[i] ?? 0] as const))
  })
}

/** Whether no answer can be both, in whatever order either is evaluated. */
function differ(a: Prediction, b: Prediction): boolean {
  if (a === 'none' || b === 'none') return a !== b
  if (a.length !== b.length) return true
  return a.some((one, i) => {
    const other = b[i]
    if (!one || !other) return one !== other
    return distanceTo(middleOf(one[0]), other[0]) > (one[1] + other[1]) * (1 + 2 ** -38)
  })
}

/** Of some calls those that tell suspects apart which no call before tells apart. */
export function separating(
  group: Group & Parameters<Suspect['group']>[0],
  suspects: readonly Suspect[],
  calls: readonly Call[],
): readonly Call[] {
  // a mistake that can be made in two ways is one: its ways are not told apart
  const names = [...new Set(suspects.map(({ id }) => id))].slice(0, MOST)
  const tied = suspects.filter(({ id }) => names.includes(id))
  const together = new Set(
    tied.flatMap((one, i) =>
      tied.slice(0, i).flatMap((other, j) => (other.id === one.id ? [] : [`${j} ${i}`])),
    ),
  )
  return calls.filter((call) => {
    if (together.size === 0) return false
    const predictions = tied.map((suspect) => {
      const place = suspect.group(group)
      return place && prediction(place, suspect, call)
    })
    const before = together.size
    for (const pair of [...together]) {
      const [a, b] = pair.split(' ').map((k) => predictions[Number(k)])
      if (a && b && differ(a, b)) together.delete(pair)
    }
    return together.size < before
  })
}

/** What is judged anew: the code concerned, with what it was asked again. */
export interface Again {
  readonly ids: ReadonlySet<string>
  readonly runs: readonly Run[]
}

/** Asks again where several mistakes explain the answers of an operation, with inputs that tell them apart; nothing if there are none. */
export async function askAgain(
  subject: Subject,
  {
    assessed,
    results,
    runs,
  }: { assessed: readonly Assessed[]; results: readonly Result[]; runs: readonly Run[] },
  { seed }: Pick<PlanOptions, 'seed'>,
): Promise<Again> {
  const more = new Map<Run, Exchange[]>()
  const codes = new Set<string>()
  const tried = new Set<string>()
  for (const { id, diagnosis } of results) {
    if (diagnosis.length < 2 || id.startsWith('session:')) continue
    // what one schedule tells apart is told apart on all: it is the same code
    const tie = [codeOf(id), ...diagnosis.map(({ mistake }) => mistake)].join(' ')
    if (tried.has(tie)) continue
    tried.add(tie)
    const one = assessed.find((other) => other.id === id)
    const group = one?.groups[0]?.group
    const [first] = group?.exchanges ?? []
    const run = first && runOf(runs, first.call)
    if (!one || !group || !run) continue
    const amount = { seed: seedAt(seed, id, 'again'), many: LOOKED_THROUGH, first: true }
    const candidates = callsOf(one.op, first.call, amount).filter(
      (call) => opLabel({ call }) === opLabel(first),
    )
    const suspects = suspectsNamed(
      one.groups,
      diagnosis.map(({ mistake }) => mistake),
    )
    const calls = separating(group, suspects, candidates)
    if (calls.length === 0) continue
    const answers = await subject.ask(calls)
    const exchanges = calls.map(
      (call, i): Exchange => ({
        call,
        answer: answers[i] ?? { kind: 'broken', message: 'no answer came' },
      }),
    )
    more.set(run, [...(more.get(run) ?? []), ...exchanges])
    codes.add(codeOf(id))
  }
  const concerned = ({ call }: Exchange) =>
    codes.has(`${opLabel({ call })}/${call.dtype}`) || OWN_TABLES.includes(call.op)
  return {
    ids: new Set(assessed.map(({ id }) => id).filter((id) => codes.has(codeOf(id)))),
    runs: runs.flatMap((run) => {
      if (run.sampler !== undefined) return []
      return [{ ...run, exchanges: [...run.exchanges.filter(concerned), ...(more.get(run) ?? [])] }]
    }),
  }
}

/** The run that a call was one of. */
const runOf = (runs: readonly Run[], { schedule, dtype }: Call): Run | undefined =>
  runs.find(
    (run) =>
      run.sampler === undefined && run.dtype === dtype && scheduleKey(run.schedule) === scheduleKey(schedule),
  )
