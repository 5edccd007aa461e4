import { gridResult } from './grids/grid-result.js'
import { type Assessed, assess, codeOf, scheduleLabel } from './judge/assess.js'
import { changesOf } from './judge/diagnose.js'
import { hiddenMistakes } from './judge/hidden.js'
import { factsOf } from './judge/prepare.js'
import { ownTables, type Run } from './judge/recording.js'
import { type Code, type Result, resultOf } from './judge/result.js'
import { askAgain } from './judge/separate.js'
import { askable, unasked } from './judge/unasked.js'
import type { Verdict } from './judge/verdict.js'
import { once } from './known/known.js'
import { type LawResult, runLaws } from './laws/run-laws.js'
import { preserving } from './laws/tables.js'
import { type PlanOptions, plannedCalls, restricted } from './plan/plan-calls.js'
import { runSessions, type Sessions } from './sessions/run-sessions.js'
import { type Smoke, smoke } from './smoke.js'
import type { Claims, Subject } from './subject.js'

/** What came of validating an implementation. */
export interface Validation extends PlanOptions {
  readonly implementation: Claims['implementation']
  /** What was judged, as the command line ends that names it: `-- CMD…` or `--trace FILE`; absent for functions. */
  readonly subject?: readonly string[]
  /** Whether the adapter works at all; absent where nothing was asked but read from a trace. */
  readonly adapter?: Smoke
  readonly results: readonly Result[]
  readonly laws: readonly LawResult[]
  /** Results by verdict. */
  readonly summary: Readonly<Partial<Record<Verdict, number>>>
}

/** Which calls are planned, and who hears how far they are. */
export interface ValidateOptions extends Partial<PlanOptions> {
  readonly onProgress?: (event: {
    readonly done: number
    readonly total: number
    readonly text: string
  }) => void
}

export const DEFAULTS: PlanOptions = { seed: 1, profile: 'quick' }

/** Judges recordings: what a trace holds, or what a program has answered. */
export const judgeRuns = async (runs: readonly Run[]): Promise<readonly Result[]> =>
  resultsOf(await assess(runs))

function resultsOf(assessed: readonly Assessed[]): readonly Result[] {
  const codes = new Map<string, Code>()
  for (const [key, those] of grouped(assessed, ({ id }) => codeOf(id))) {
    const groups = those.flatMap((one) => one.groups)
    codes.set(key, {
      groups,
      hidden: once(() => hiddenMistakes(groups)),
      changes: once(() => changesOf(groups)),
    })
  }
  return assessed.map((one) => {
    const code = codes.get(codeOf(one.id))
    return one.op === 'timesteps' || !code ? gridResult(one) : resultOf(one, code)
  })
}

/** Values by a key. */
function grouped<A>(values: readonly A[], keyOf: (value: A) => string): ReadonlyMap<string, readonly A[]> {
  const found = new Map<string, A[]>()
  for (const value of values) found.set(keyOf(value), [...(found.get(keyOf(value)) ?? []), value])
  return found
}

/** Asks an implementation what it claims to have, and judges the answers, the laws and the sessions. */
export async function validateSubject(given: Subject, options: ValidateOptions = {}): Promise<Validation> {
  const claims = restricted(given.claims, options.only)
  const subject: Subject = { ...given, claims: askable(claims) }
  const plan: PlanOptions = {
    seed: options.seed ?? DEFAULTS.seed,
    profile: options.profile ?? DEFAULTS.profile,
  }
  const adapter = await smoke({ ...subject, claims })
  const planned = plannedCalls(subject.claims, plan)
  const total = planned.length + 2
  const runs: Run[] = []
  for (const [i, { calls, ...place }] of planned.entries()) {
    options.onProgress?.({
      done: i,
      total,
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
  options.onProgress?.({ done: planned.length, total, text: 'trying laws' })
  const laws = await lawsOf(subject, runs, plan)
  options.onProgress?.({ done: planned.length + 1, total, text: 'running samplers' })
  const sessions = await runSessions(subject, plan)
  options.onProgress?.({ done: total, total, text: 'judging' })
  const judged = await judgedTwice(subject, [...runs, ...sessions.runs], plan)
  const results = [...judged, ...unasked(claims, judged)]
  return {
    ...plan,
    implementation: subject.claims.implementation,
    adapter,
    results,
    laws: [...laws, ...sessionLaw(sessions, plan)],
    summary: summaryOf(results),
  }
}

/** The results; where several mistakes explain an operation, after it was asked again with inputs that tell them apart. */
async function judgedTwice(
  subject: Subject,
  runs: readonly Run[],
  plan: PlanOptions,
): Promise<readonly Result[]> {
  const assessed = await assess(runs)
  const results = resultsOf(assessed)
  const { ids, runs: again } = await askAgain(subject, { assessed, results, runs }, plan)
  if (ids.size === 0) return results
  const anew = new Map((await judgeRuns(again)).map((result) => [result.id, result]))
  return results.map((result) => (ids.has(result.id) ? (anew.get(result.id) ?? result) : result))
}

/** The laws, in each format on the first schedule that most of them are for. */
async function lawsOf(
  subject: Subject,
  runs: readonly Run[],
  plan: PlanOptions,
): Promise<readonly LawResult[]> {
  const own = ownTables(runs)
  const firsts = [...new Set(runs.map(({ dtype }) => dtype))].flatMap((dtype) => {
    const those = runs.filter((run) => run.dtype === dtype)
    return those.find(preserving) ?? those.slice(0, 1)
  })
  const all: LawResult[] = []
  for (const run of firsts) {
    const { schedule, dtype, tableDtype } = run
    const tables = own(run)
    const facts = await factsOf(schedule, tables)
    all.push(...(await runLaws({ subject, schedule, dtype, tableDtype, facts, own: tables }, plan)))
  }
  return all
}

/** K16: samplers step along the list that they publish. */
function sessionLaw({ count, faults }: Sessions, { seed }: PlanOptions): readonly LawResult[] {
  if (count === 0) return []
  const [first] = faults
  return [
    {
      id: 'K16',
      title:
        'a sampler evaluates its model at the timesteps that it publishes, one after the other, each within 0..T−1',
      domain: 'every spacing, n that does not divide T',
      dtype: 'all',
      asks: [],
      verdict: first ? 'fails' : 'holds',
      runs: count,
      seed,
      ...(first && { says: first.says, counterexample: JSON.stringify(first.opening) }),
    },
  ]
}

/** Results by verdict. */
export function summaryOf(results: readonly Result[]): Partial<Record<Verdict, number>> {
  const summary: Partial<Record<Verdict, number>> = {}
  for (const { verdict } of results) summary[verdict] = (summary[verdict] ?? 0) + 1
  return summary
}
