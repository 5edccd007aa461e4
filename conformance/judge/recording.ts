import type { Answer, Call, WireSchedule } from '../subject.js'
import type { OwnTables } from './facts.js'

/** Calls and answers, however they came to be: asked through a door, or read from a trace. */
export interface Exchange {
  readonly call: Call
  readonly answer: Answer
}

/** Exchanges of one schedule and one format. */
export interface Run {
  readonly schedule: WireSchedule
  readonly dtype: string
  /** Format of the tables, as declared; that of the data if nothing is said. */
  readonly tableDtype?: string
  /** The sampler whose session these are the steps of. */
  readonly sampler?: string
  readonly exchanges: readonly Exchange[]
}

/** What two runs must share to share their tables: the definition, as text. */
export function scheduleKey(schedule: WireSchedule): string {
  const { kind, T, params = {}, betas, rescale_zero_terminal_snr } = schedule
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([kind, T ?? null, sorted, betas ?? null, rescale_zero_terminal_snr === true])
}

const finite = (xs: unknown): readonly number[] | undefined =>
  Array.isArray(xs) && xs.length > 0 && xs.every((x) => typeof x === 'number' && Number.isFinite(x))
    ? xs
    : undefined

/** The operations whose answers are tables that others are judged given. */
export const OWN_TABLES: readonly string[] = ['betas', 'alphas_cumprod', 'alpha_sigma']

/**
 * The tables that were answered, by definition and format of the tables. A table is usable if it is finite numbers, one a step;
 * one that is answered again differently counts as it was first.
 */
export function ownTables(runs: readonly Run[]): (run: Run) => OwnTables {
  const found = new Map<
    string,
    {
      betas?: readonly number[]
      alphaBars?: readonly number[]
      levels?: Map<number, readonly [number, number]>
    }
  >()
  const keyOf = (run: Run) => `${scheduleKey(run.schedule)} ${run.tableDtype ?? run.dtype}`
  for (const run of runs) {
    const key = keyOf(run)
    const tables = found.get(key) ?? {}
    found.set(key, tables)
    for (const { call, answer } of run.exchanges) {
      if (answer.kind !== 'output') continue
      const values = finite(answer.output)
      if (!values) continue
      const whole = values.length === run.schedule.T
      if (call.op === 'betas' && whole) tables.betas ??= values
      if (call.op === 'alphas_cumprod' && whole) tables.alphaBars ??= values
      if (call.op === 'alpha_sigma' && typeof run.schedule.T !== 'number' && values.length === 2) {
        tables.levels ??= new Map()
        if (typeof call.inputs.t === 'number')
          tables.levels.set(call.inputs.t, [values[0] as number, values[1] as number])
      }
    }
  }
  return (run) => found.get(keyOf(run)) ?? {}
}

/** A call on a batch as one call a row: t and every list of lists beside it, row by row; the answer too, where it has as many rows. */
export function rows({ call, answer }: Exchange): readonly Exchange[] {
  const { t } = call.inputs
  if (!Array.isArray(t)) return [{ call, answer }]
  const n = t.length
  const pick = (input: Call['inputs'][string], i: number) =>
    Array.isArray(input) && input.length === n && (input === t || input.some(Array.isArray) || isTimes(input))
      ? (input[i] as Call['inputs'][string])
      : input
  return t.map((_, i) => ({
    call: {
      ...call,
      inputs: Object.fromEntries(Object.entries(call.inputs).map(([name, input]) => [name, pick(input, i)])),
    },
    answer: rowOf(answer, i, n),
  }))
}

const isTimes = (input: readonly unknown[]) =>
  input.every((x) => typeof x === 'number' && Number.isInteger(x))

function rowOf(answer: Answer, i: number, n: number): Answer {
  if (answer.kind !== 'output') return answer
  const { output } = answer
  if (!Array.isArray(output) || output.length !== n)
    return {
      kind: 'broken',
      message: `answered ${Array.isArray(output) ? `${output.length} rows` : 'no list'} to a batch of ${n}`,
    }
  return { kind: 'output', output: output[i] }
}
