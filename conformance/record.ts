import type { Recorded, Trace, TraceRun } from './doors/trace.js'
import { scheduleLabel } from './judge/assess.js'
import { askable } from './judge/unasked.js'
import { type PlanOptions, plannedCalls } from './plan/plan-calls.js'
import type { Answer, Subject } from './subject.js'
import type { ValidateOptions } from './validate.js'

/** A trace of an implementation, and what is not in it. */
export interface Recording {
  readonly trace: Trace
  /** How many answers of each kind there were: outputs and errors are in the trace, the others are not. */
  readonly counts: Readonly<Record<Answer['kind'], number>>
  /** The first answer that was none. */
  readonly firstBroken?: string
}

/** Asks an implementation the calls that `validate` asks it, and keeps its answers. */
export async function record(
  subject: Subject,
  plan: PlanOptions & Pick<ValidateOptions, 'onProgress'>,
): Promise<Recording> {
  const claims = askable(subject.claims)
  const planned = plannedCalls(claims, plan)
  const counts: Record<Answer['kind'], number> = { output: 0, error: 0, unsupported: 0, broken: 0 }
  let firstBroken: string | undefined
  const runs: TraceRun[] = []
  for (const [done, { schedule, dtype, tableDtype, calls }] of planned.entries()) {
    const text = `asking ${scheduleLabel(schedule)} in ${dtype}`
    plan.onProgress?.({ done, total: planned.length, text })
    const answers = await subject.ask(calls)
    const table = tableDtype === undefined ? {} : { scheduleDtype: tableDtype }
    // Calls on another schedule, such as a grid of another T, are a run of their own in the format.
    const bySchedule = new Map<string, Recorded[]>()
    for (const [k, call] of calls.entries()) {
      const answer = answers[k] ?? { kind: 'broken', message: 'no answer came' }
      counts[answer.kind]++
      if (answer.kind === 'broken') firstBroken ??= answer.message
      if (answer.kind !== 'output' && answer.kind !== 'error') continue
      const key = JSON.stringify(call.schedule)
      const recorded = bySchedule.get(key) ?? []
      bySchedule.set(key, recorded)
      recorded.push({ call, answer, extra: {} })
    }
    for (const recorded of bySchedule.values()) {
      const of = recorded[0]?.call.schedule ?? schedule
      const label = `${scheduleLabel(of)}/T=${of.T}/${dtype}`
      runs.push({ label, schedule: of, dtype, ...table, calls: recorded, extra: {} })
    }
  }
  const { implementation, conventions } = claims
  const notes = [`recorded by alphabar, profile ${plan.profile}, seed ${plan.seed}`]
  return {
    trace: { implementation, conventions, notes, runs },
    counts,
    ...(firstBroken === undefined ? {} : { firstBroken }),
  }
}
