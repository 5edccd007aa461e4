import { createRequire } from 'node:module'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { restricted } from '../plan/plan-calls.js'
import type { Answer, Call, Claims, WireSchedule } from '../subject.js'
import { decodeNumbers } from './numbers.js'
import { oneLine, quote } from './quote.js'

type Fields = Readonly<Record<string, unknown>>

/** A recorded trace: what an implementation was asked, elsewhere, and what it answered. */
export interface Trace {
  readonly implementation: Claims['implementation']
  readonly conventions: Claims['conventions']
  readonly notes: readonly string[]
  readonly runs: readonly TraceRun[]
}

/** Calls under one schedule in one format. */
export interface TraceRun {
  readonly label: string
  readonly schedule: WireSchedule
  readonly dtype: string
  /** The format of the tables, where it was recorded; `float64->float32` as in {@link Claims}. */
  readonly scheduleDtype?: string
  readonly calls: readonly Recorded[]
  /** Fields of the recorder's own. */
  readonly extra: Fields
}

/** One call of a trace and the answer that was recorded. */
export interface Recorded {
  readonly call: Call
  readonly answer: Answer
  /** Fields of the recorder's own, such as `api` or `note`. */
  readonly extra: Fields
}

interface FileCall {
  readonly op: string
  readonly inputs: Call['inputs']
  readonly output?: unknown
  readonly error?: string
}

interface FileRun {
  readonly label?: string
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly schedule_dtype?: string | null
  readonly calls: readonly FileCall[]
}

interface File {
  readonly implementation: string
  readonly convention?: Fields
  readonly notes?: readonly string[]
  readonly runs: readonly FileRun[]
}

/**
 * The trace in a text of the format `diffusion-trace/1`.
 * @throws SyntaxError for no JSON, TypeError for JSON of another form, with the place in it.
 */
export async function parseTrace(text: string, name = 'the trace'): Promise<Trace> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const bare = /[[:,]\s*-?(NaN|Infinity)\b/.exec(text)
    const remedy = endsInTheMiddle((error as Error).message, text)
      ? '; it ends in the middle: was it cut short?'
      : bare
        ? `; it has a bare ${bare[1]}, which JSON writes in quotes`
        : ''
    throw new SyntaxError(`${name} is no JSON (${oneLine((error as Error).message)})${remedy}`)
  }
  const valid = await validator()
  if (!valid(value)) throw new TypeError(`${name} is no diffusion-trace/1: ${complaint(valid.errors)}`)
  const { implementation, convention = {}, notes = [], runs, ...about } = value as File & Fields
  const words = Object.entries(about).filter(
    ([key, said]) => key !== 'format' && key !== 'name' && typeof said === 'string',
  )
  return {
    implementation: { name: implementation, ...(Object.fromEntries(words) as Record<string, string>) },
    conventions: convention,
    notes,
    runs: runs.map((run, i) => runFrom(run, `runs[${i}]`, name)),
  }
}

function runFrom(run: FileRun, place: string, name: string): TraceRun {
  const { label, schedule, dtype, schedule_dtype, calls, ...extra } = run
  return {
    label: label ?? place,
    schedule,
    dtype,
    ...(schedule_dtype ? { scheduleDtype: schedule_dtype } : {}),
    calls: calls.map(({ op, inputs, output, error, ...own }, k): Recorded => {
      try {
        return {
          call: { op, schedule, dtype, inputs: decodeNumbers(inputs) as Call['inputs'] },
          answer:
            error === undefined
              ? { kind: 'output', output: decodeNumbers(output) }
              : { kind: 'error', message: oneLine(error) },
          extra: own,
        }
      } catch (problem) {
        throw new TypeError(
          `${name} is no diffusion-trace/1: ${place}.calls[${k}] has ${(problem as Error).message}`,
        )
      }
    }),
    extra,
  }
}

/**
 * The trace with the calls of some operations, and of the tables that they are judged given.
 * @throws RangeError for one that is not in it.
 */
export function restrictedTrace(trace: Trace, only: readonly string[] | undefined): Trace {
  if (only === undefined) return trace
  const ops = new Set(trace.runs.flatMap(({ calls }) => calls.map(({ call }) => call.op)))
  const { implementation } = trace
  const asked = restricted({ implementation, ops: [...ops], samplers: [] }, only).ops
  const keeps = ({ call }: Recorded) => asked.includes(call.op)
  return { ...trace, runs: trace.runs.map((run) => ({ ...run, calls: run.calls.filter(keeps) })) }
}

/** What a run says of the implementation, as its hello would. */
export function claimsOfRun({ implementation, conventions }: Trace, run: TraceRun): Claims {
  const ops = [...new Set(run.calls.map(({ call }) => call.op))]
  return {
    implementation,
    ops,
    schedules: [run.schedule.kind],
    dtypes: [run.dtype],
    tableDtypes: [run.scheduleDtype ?? run.dtype],
    samplers: [],
    spacings: [],
    conventions,
  }
}

function endsInTheMiddle(complaint: string, text: string): boolean {
  const at = /at position (\d+)/.exec(complaint)
  return (
    /Unexpected end|Unterminated/.test(complaint) || (at !== null && Number(at[1]) >= text.trimEnd().length)
  )
}

let compiled: Promise<ValidateFunction> | undefined

function validator(): Promise<ValidateFunction> {
  compiled ??= import('ajv').then(({ Ajv }) =>
    // the schema where the package ships it, from the sources as from what is built of them
    new Ajv({ allowUnionTypes: true }).compile(
      createRequire(import.meta.url)('alphabar/schema/trace.json') as object,
    ),
  )
  return compiled
}

/** The first thing wrong, as `runs[0].calls[3].op must be string`. */
function complaint(errors: ErrorObject[] | null | undefined): string {
  const [first] = errors ?? []
  if (!first) return 'it does not obey its schema'
  const place = first.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '')
  const more = first.keyword === 'const' ? ` ${quote(String(first.params.allowedValue))}` : ''
  return `${place || 'the whole'} ${first.message ?? 'is invalid'}${more}`
}
