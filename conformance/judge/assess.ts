import { OPERATIONS } from '../operations/index.js'
import type { Operation } from '../operations/operation.js'
import type { WireSchedule } from '../subject.js'
import { type Altered, SCHEDULE_CONVENTIONS, SCHEDULE_MISTAKES } from './alterations.js'
import { plainArgs } from './args.js'
import type { OwnTables } from './facts.js'
import { declaredPrecision, type Precision } from './formats.js'
import { judgeGroup } from './group.js'
import type { Group, Judged } from './judged.js'
import { altered, factsOf } from './prepare.js'
import { type Exchange, ownTables, type Run, rows, scheduleKey } from './recording.js'
import { TruthTable } from './truth-table.js'

/** The calls of one result: an operation with its variant, on schedules of one kind, in one format. */
export interface Assessed {
  /** `op:variant/schedule/dtype`. */
  readonly id: string
  readonly op: string
  readonly operation?: Operation
  readonly groups: readonly JudgedGroup[]
  /** Calls that nothing can be said of, and why. */
  readonly unknown: readonly { readonly exchange: Exchange; readonly why: string }[]
}

export interface JudgedGroup {
  readonly group: Group & { readonly wrongSchedules: readonly Altered[] }
  readonly judged: readonly Judged[]
  /** The truths that were worked out on the way. */
  readonly truths: TruthTable
}

/** The kind of a schedule, as results name it. */
export const scheduleLabel = ({ kind, rescale_zero_terminal_snr }: WireSchedule): string =>
  rescale_zero_terminal_snr ? `${kind}+zsnr` : kind

/** `ddpm_step:epsilon:fixed_small`: the operation and the words that tell its variants apart. */
export function opLabel({ call }: Pick<Exchange, 'call'>): string {
  const { op, inputs } = call
  const words = (OPERATIONS.get(op)?.variants ?? []).map((name) => inputs[name])
  return [op, ...words.filter((word) => typeof word === 'string')].join(':')
}

/** One piece of code, by the id of a result: an operation with its variant, in one format, on any schedule. */
export function codeOf(id: string): string {
  const [op = '', , dtype = ''] = id.split('/')
  return `${op}/${dtype}`
}

type Prepared = Pick<Group, 'facts' | 'otherSchedules'> & { readonly wrongSchedules: readonly Altered[] }

const prepare = async (wire: WireSchedule, own: OwnTables): Promise<Prepared> => ({
  facts: await factsOf(wire, own),
  otherSchedules: await altered(wire, SCHEDULE_CONVENTIONS),
  wrongSchedules: await altered(wire, SCHEDULE_MISTAKES),
})

interface Bucket extends Prepared {
  readonly operation: Operation
  readonly precision: Precision
  readonly exchanges: Exchange[]
}

/** Steps of a session; its tables are asked for their own sake elsewhere. */
const sessionLabel = (sampler: string, op: string): string | undefined =>
  op === 'betas' || op === 'alphas_cumprod' ? undefined : `session:${sampler}:${op}`

interface Entry {
  readonly op: string
  readonly buckets: Map<string, Bucket>
  readonly unknown: { exchange: Exchange; why: string }[]
}
const newEntry = (op: string): Entry => ({ op, buckets: new Map(), unknown: [] })

/** Judges recordings, and sorts the judged calls by result. */
export async function assess(runs: readonly Run[]): Promise<readonly Assessed[]> {
  const own = ownTables(runs)
  const facts = new Map<string, Promise<Prepared>>()
  const found = new Map<string, Entry>()
  for (const run of runs) {
    const key = `${scheduleKey(run.schedule)} ${run.tableDtype ?? run.dtype}`
    // of grids alone nothing has to be known
    const known = () => {
      const prepared = facts.get(key) ?? prepare(run.schedule, own(run))
      facts.set(key, prepared)
      return prepared
    }
    for (const exchange of run.exchanges.flatMap(rows)) {
      const { op } = exchange.call
      const label = run.sampler === undefined ? opLabel(exchange) : sessionLabel(run.sampler, op)
      if (label === undefined) continue
      const id = `${label}/${scheduleLabel(run.schedule)}/${run.dtype}`
      const entry = found.get(id) ?? newEntry(op)
      found.set(id, entry)
      const operation = OPERATIONS.get(op)
      const why = operation ? unjudgeable(exchange, run) : `the operation '${op}' is not in the vocabulary`
      if (!operation || why) {
        entry.unknown.push({ exchange, why: why ?? '' })
        continue
      }
      const bucketKey = `${key} ${run.dtype}`
      const bucket = entry.buckets.get(bucketKey) ?? {
        operation,
        ...(operation.scheduleFree
          ? { ...(await known()), otherSchedules: [], wrongSchedules: [] }
          : await known()),
        precision: declaredPrecision(run.dtype, run.tableDtype),
        exchanges: [],
      }
      entry.buckets.set(bucketKey, bucket)
      bucket.exchanges.push(exchange)
    }
  }
  return [...found].map(([id, { op, buckets, unknown }]) => {
    const groups = [...buckets.values()].map((group) => {
      const truths = new TruthTable(group)
      return { group, truths, judged: judgeGroup(group, truths) }
    })
    const operation = OPERATIONS.get(op)
    return { id, op, ...(operation && { operation }), groups, unknown }
  })
}

/** Why a call cannot be judged though its operation is known. */
function unjudgeable({ call }: Exchange, run: Run): string | undefined {
  try {
    declaredPrecision(run.dtype, run.tableDtype)
    plainArgs(call)
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
