import { assess, scheduleLabel } from './judge/assess.js'
import type { Run } from './judge/recording.js'
import { gridResult, type Result, resultOf } from './judge/result.js'
import type { Verdict } from './judge/verdict.js'
import { type PlanOptions, plannedCalls } from './plan/plan-calls.js'
import type { Claims, Subject } from './subject.js'

/** What came of validating an implementation. */
export interface Validation extends PlanOptions {
  readonly implementation: Claims['implementation']
  readonly results: readonly Result[]
  /** Results by verdict. */
  readonly summary: Readonly<Partial<Record<Verdict, number>>>
}

export interface ValidateOptions extends Partial<PlanOptions> {
  readonly onProgress?: (event: {
    readonly done: number
    readonly total: number
    readonly text: string
  }) => void
}

export const DEFAULTS: PlanOptions = { seed: 1, profile: 'quick' }

/** Judges recordings: what a trace holds, or what a program has answered. */
export async function judgeRuns(runs: readonly Run[]): Promise<readonly Result[]> {
  const assessed = await assess(runs)
  return assessed.map((one) => (one.op === 'timesteps' ? gridResult(one) : resultOf(one)))
}

/** Asks an implementation what it claims to have, and judges the answers. */
export async function validateSubject(subject: Subject, options: ValidateOptions = {}): Promise<Validation> {
  const plan: PlanOptions = {
    seed: options.seed ?? DEFAULTS.seed,
    profile: options.profile ?? DEFAULTS.profile,
  }
  const planned = plannedCalls(subject.claims, plan)
  const runs: Run[] = []
  for (const [i, { calls, ...place }] of planned.entries()) {
    options.onProgress?.({
      done: i,
      total: planned.length,
      text: `asking ${scheduleLabel(place.schedule)} in ${place.dtype}`,
    })
    const answers = await subject.ask(calls)
    runs.push({
      ...place,
      exchanges: calls.map((call, k) => ({
        call,
        answer: answers[k] ?? { kind: 'broken', message: 'no answer came' },
      })),
    })
  }
  options.onProgress?.({ done: planned.length, total: planned.length, text: 'judging' })
  const results = await judgeRuns(runs)
  return { ...plan, implementation: subject.claims.implementation, results, summary: summaryOf(results) }
}

/** Results by verdict. */
export function summaryOf(results: readonly Result[]): Partial<Record<Verdict, number>> {
  const summary: Partial<Record<Verdict, number>> = {}
  for (const { verdict } of results) summary[verdict] = (summary[verdict] ?? 0) + 1
  return summary
}
