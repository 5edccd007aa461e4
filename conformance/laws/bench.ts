import { FORMATS, roundNumber } from '../../reference/numbers/float.js'
import { ARITHMETICS, type Rounded, rounding } from '../../reference/numbers/rounding.js'
import { argsOf } from '../judge/args.js'
import { attempt } from '../judge/candidates.js'
import type { Facts, OwnTables } from '../judge/facts.js'
import type { Precision } from '../judge/formats.js'
import type { TableFormats } from '../known/stored.js'
import { exactAt, type Promoted } from '../numbers/promoting.js'
import { OPERATIONS } from '../operations/index.js'
import type { Call, Input, Subject, WireSchedule } from '../subject.js'

/** What laws are tried on: an implementation that answers, on one schedule, in one format. */

/** An answer, and how far it may lie from the exact value of its operation, whatever its order of evaluation. */
export type Tracked = Rounded

/** Thrown where an implementation says that it has no such thing: the law is not tried. */
export class Unsupported extends Error {
  override name = 'Unsupported'
}

/** Thrown where rounding allows any answer: the inputs say nothing of the law. */
export class Undecided extends Error {
  override name = 'Undecided'
}

/** Thrown where a law is broken: what it says of the inputs. */
export class Broken extends Error {
  override name = 'Broken'
}

export interface Bench {
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly T: number
  /** The formats that the tables are computed and kept in. */
  readonly tables: TableFormats
  /** The tables that were answered first. */
  readonly own: OwnTables
  /** How many inputs are tried. */
  readonly runs: number
  readonly seed: number
  /** The numbers answered to one call, with bounds given the implementation's own tables. `given` are inputs that are known to a bound only. */
  readonly ask: (
    op: string,
    inputs: Inputs,
    given?: Readonly<Record<string, readonly Tracked[]>>,
  ) => Promise<readonly Tracked[]>
  /** The same as it came, numbers flattened, without bounds. */
  readonly raw: (op: string, inputs: Inputs) => Promise<readonly number[]>
  /** A number of the data's format. */
  readonly datum: (x: number) => number
}

export type Inputs = Readonly<Record<string, Input>>

/** The algebra of residuals: float64 with bounds. */
export const R = rounding(ARITHMETICS.float64)

interface Place {
  readonly subject: Subject
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly facts: Facts
  readonly own?: OwnTables | undefined
  readonly precision: Precision
  readonly runs: number
  readonly seed: number
}

export function benchOf({ subject, schedule, dtype, facts, own = {}, precision, runs, seed }: Place): Bench {
  const answer = async (op: string, inputs: Inputs): Promise<readonly number[]> => {
    const [found] = await subject.ask([{ op, schedule, dtype, inputs }])
    if (!found || found.kind === 'broken')
      throw new Broken(`${op} gave no answer: ${found?.message ?? 'none came'}`)
    if (found.kind === 'unsupported') throw new Unsupported(`${op}: ${found.why}`)
    if (found.kind === 'error') throw new Unsupported(`${op} refuses: ${found.message}`)
    const values = numbersIn(found.output)
    if (!values) throw new Broken(`${op} answered what is no number, and no list of numbers`)
    const bad = values.find((x) => !Number.isFinite(x))
    if (bad !== undefined) throw new Broken(`${op} answered ${bad} to ${JSON.stringify(inputs)}`)
    return values
  }
  return {
    schedule,
    dtype,
    T: schedule.T ?? 1,
    tables: precision.tables,
    own,
    runs,
    seed,
    datum: (x) => roundNumber(x, FORMATS[dtype as keyof typeof FORMATS] ?? FORMATS.float32),
    raw: answer,
    ask: async (op, inputs, given = {}) => {
      const values = await answer(op, inputs)
      const bounds = loosest({ op, schedule, dtype, inputs }, facts, precision, given)
      return values.map((value, i) => ({ value, bound: bounds[i] ?? Infinity }))
    },
  }
}

const numbersIn = (output: unknown): readonly number[] | undefined => {
  if (typeof output === 'number') return [output]
  if (!Array.isArray(output)) return undefined
  const parts = output.map(numbersIn)
  return parts.every((part) => part !== undefined) ? parts.flatMap((part) => part ?? []) : undefined
}

/** For each number of an answer the widest finite bound of any stable plan, against the reference nearest to the operation. */
function loosest(
  call: Call,
  facts: Facts,
  precision: Precision,
  given: Readonly<Record<string, readonly Tracked[]>>,
): readonly number[] {
  const operation = OPERATIONS.get(call.op)
  if (!operation) throw new RangeError(`no operation is named '${call.op}'`)
  const [reference] = operation.scheduleFree ? [facts.plain] : facts.referencesFor(call.op).slice(-1)
  if (!reference) throw new Unsupported(`the schedule '${call.schedule.kind}' is not in the vocabulary`)
  const args = argsOf<Promoted>(call, { data: (x) => exactAt(x, 2), host: (x) => exactAt(x, 0) })
  const uncertain = {
    ...args,
    vec: (name: string) =>
      given[name]?.map(({ value, bound }): Promoted => ({ value, bound, rank: 2 })) ?? args.vec(name),
    num: (name: string) => {
      const [first] = given[name] ?? []
      return first ? { ...first, rank: 2 as const } : args.num(name)
    },
  }
  const widest: number[] = []
  for (const { form, unstable } of operation.plans)
    for (const { F, known } of reference.readings(precision)) {
      if (unstable !== undefined) continue
      const read = attempt(() => form(F, known, uncertain).map((a) => a && F.as(a, 2)))
      if ('value' in read)
        read.value.forEach((one, i) => {
          const bound = one?.bound ?? Infinity
          if (bound < Infinity) widest[i] = Math.max(widest[i] ?? 0, bound)
        })
    }
  return widest
}

/** Throws unless a residual, exactly 0 by the law, is 0 within its bound. */
export function zero(residual: Tracked, says: string): void {
  if (residual.bound === Infinity) throw new Undecided(`${says}: rounding allows anything`)
  if (!(Math.abs(residual.value) <= residual.bound))
    throw new Broken(`${says}: off by ${residual.value}, where rounding allows ${residual.bound}`)
}

/** Throws unless a is b within the bounds of both. */
export const same = (a: Tracked, b: Tracked, says: string): void => zero(R.sub(a, b), says)

export const exact = (value: number): Tracked => ({ value, bound: 0 })

/** The one entry there is. */
export function only(xs: readonly Tracked[], i = 0): Tracked {
  const x = xs[i]
  if (!x)
    throw new Broken(`an answer of ${xs.length} ${xs.length === 1 ? 'number' : 'numbers'} has no entry ${i}`)
  return x
}
