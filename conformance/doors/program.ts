import type { Answer, Call, Opening, SessionModel, SessionRecord, Subject } from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { type Care, type Connection, connect, type Exchange, exchange, type Limits } from './exchange.js'
import { session } from './session.js'
import type { Transport } from './transport.js'

/** What a program may take, how its calls are batched, and how often it is started again. */
export interface ProgramOptions extends Limits {
  /** Calls in one batch, at most. */
  readonly batch: number
  /** How often the program is started again after it broke. */
  readonly restarts: number
  /** After so many breakdowns at one operation under one kind of schedule it is not asked for that any more. */
  readonly breakdowns: number
}

export const PROGRAM_OPTIONS: ProgramOptions = {
  callTimeoutMs: 10_000,
  startTimeoutMs: 60_000,
  maxLineBytes: 16 * 2 ** 20,
  graceMs: 1000,
  finishMs: 1000,
  batch: 128,
  restarts: 20,
  breakdowns: 2,
}

const SETTLE_MS = 5

const broken = (what: string): Answer => ({ kind: 'broken', message: `the program ${what}` })

/**
 * A program behind a transport. A batch in which anything is out of order is asked again, one call at a time, so that what
 * is wrong is told of the call that it belongs to and the others keep their answers; a program that breaks is started
 * again for the rest.
 * @throws AdapterError when it cannot be started.
 */
export async function openTransport(
  transport: Transport,
  options: Partial<ProgramOptions> = {},
): Promise<Subject> {
  const limits = { ...PROGRAM_OPTIONS, ...options }
  const first = await connect(transport, limits)
  let connection: Connection | undefined = first
  let restarts = 0
  let gone: string | undefined
  const breakdowns = new Map<string, number>()

  const giveUp = async (): Promise<void> => {
    const { wire } = connection ?? first
    connection = undefined
    await wire.kill()
  }

  /** The program, started again where it must be; in words, why it is not asked any more. */
  const running = async (): Promise<Connection | string> => {
    if (gone !== undefined) return gone
    if (connection) return connection
    if (restarts >= limits.restarts)
      return `was not asked: it has been started again ${restarts} times after it broke, and that is enough`
    restarts++
    try {
      connection = await connect(transport, limits)
      return connection
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error
      gone = `was not asked: after it broke it could not be started again (${error.message})`
      return gone
    }
  }

  const attempt = async (calls: readonly Call[], care?: Care): Promise<Exchange | string> => {
    const ready = await running()
    if (typeof ready === 'string') return ready
    const made = await exchange(ready, calls, care)
    if (!made.usable) await giveUp()
    return made
  }

  const believed = (call: Call, { answers: [answer], fault, usable }: Exchange): Answer => {
    if (!usable) breakdowns.set(keyOf(call), (breakdowns.get(keyOf(call)) ?? 0) + 1)
    return fault === undefined && answer ? answer : broken(fault ?? 'gave no answer')
  }

  /** Why a call is not made any more, in words. */
  const refusal = (call: Call): string | undefined => {
    const failed = breakdowns.get(keyOf(call)) ?? 0
    return failed < limits.breakdowns
      ? undefined
      : `was not asked: it broke at ${failed} calls of ${keyOf(call)} before`
  }

  /** One call at a time: what is out of order is the fault of the call asked last, or of the one whose id it has. */
  const askOneByOne = async (calls: readonly Call[]): Promise<readonly Answer[]> => {
    const answers: Answer[] = []
    const asked = new Map<number, number>()
    const late = (id: number): boolean => {
      const k = asked.get(id)
      if (k !== undefined) answers[k] = broken(`answered the call with the id ${id} twice`)
      return k !== undefined
    }
    for (const call of calls) {
      const made = refusal(call) ?? (await attempt([call], { settleMs: SETTLE_MS, late }))
      if (typeof made === 'string') {
        answers.push(broken(made))
        continue
      }
      for (const id of made.ids) asked.set(id, answers.length)
      answers.push(believed(call, made))
    }
    return answers
  }

  const askTogether = async (calls: readonly Call[]): Promise<readonly Answer[]> => {
    if (calls.length === 0) return []
    const made = await attempt(calls)
    if (typeof made === 'string') return calls.map(() => broken(made))
    if (made.fault === undefined) return made.answers
    const [only] = calls
    return calls.length === 1 && only && !made.usable ? [believed(only, made)] : askOneByOne(calls)
  }

  const ask = async (calls: readonly Call[]): Promise<readonly Answer[]> => {
    const answers: Answer[] = []
    for (let from = 0; from < calls.length; from += limits.batch) {
      const batch = calls.slice(from, from + limits.batch)
      const refused = batch.map(refusal)
      const given = (await askTogether(batch.filter((_, k) => refused[k] === undefined))).values()
      for (const why of refused)
        answers.push(why === undefined ? (given.next().value ?? broken('gave no answer')) : broken(why))
    }
    return answers
  }

  const open = async (opening: Opening, model: SessionModel): Promise<SessionRecord> => {
    const ready = await running()
    if (typeof ready === 'string') return { opened: broken(ready), evaluations: [] }
    try {
      const { record, usable } = await session(ready, opening, model)
      if (!usable) await giveUp()
      return record
    } catch (error) {
      await giveUp()
      throw error
    }
  }

  const close = async (): Promise<void> => {
    gone = 'was not asked: it has been closed'
    const { wire } = connection ?? first
    if (connection) wire.send('{"type":"bye"}')
    connection = undefined
    await wire.finish(limits.finishMs)
  }

  const inTurn = queue()
  return {
    claims: first.claims,
    ask: (calls) => inTurn(() => ask(calls)),
    open: (opening, model) => inTurn(() => open(opening, model)),
    close: () => inTurn(close),
  }
}

/** Calls that are likely to break for the same reason. */
const keyOf = ({ op, schedule }: Call): string => `${op} under the schedule ${schedule.kind}`

/** Runs one piece of work after the other: a program has one conversation at a time. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
