import type { Answer, Call, Claims } from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { claimsFrom } from './claims.js'
import { type Arrival, type Mailbox, mailbox, silent } from './mailbox.js'
import { encodeNumbers } from './numbers.js'
import { quote } from './quote.js'
import { type Clock, NOT_STARTED, type Transport, type Wire } from './transport.js'

/** How long and how much a program may take. */
export interface Limits {
  /** Milliseconds from a call to its answer. */
  readonly callTimeoutMs: number
  /** Milliseconds from the start to the answer to hello: a library may take long to load. */
  readonly startTimeoutMs: number
  /** The longest line that is read. */
  readonly maxLineBytes: number
  /** Milliseconds from one answer to the next once something has gone wrong. */
  readonly graceMs: number
  /** Milliseconds to leave by itself after `bye`. */
  readonly finishMs: number
}

/** A program that has been started and has said hello. */
export interface Connection {
  readonly wire: Wire
  readonly mail: Mailbox
  readonly clock: Clock
  readonly limits: Limits
  readonly claims: Claims
  /** An id that no call had. */
  readonly newId: () => number
}

/** Starts a program and hears its hello. @throws AdapterError when there is none that can be read. */
export async function connect({ launch, clock }: Transport, limits: Limits): Promise<Connection> {
  const wire = launch()
  const mail = mailbox(wire, clock, limits.maxLineBytes)
  wire.send('{"type":"hello","protocol":"alphabar/1"}')
  try {
    const claims = claimsFrom(await hello(mail, limits))
    let id = 0
    return { wire, mail, clock, limits, claims, newId: () => ++id }
  } catch (error) {
    await wire.kill()
    if (!(error instanceof AdapterError)) throw error
    throw new AdapterError(`the program ${error.message}${lastWords(wire)}`)
  }
}

async function hello(mail: Mailbox, { startTimeoutMs }: Limits): Promise<Readonly<Record<string, unknown>>> {
  const first = await mail.next(startTimeoutMs)
  if (first.kind === 'hello') return first.fields
  const instead = insteadOf(first, startTimeoutMs)
  throw new AdapterError(instead.startsWith(NOT_STARTED) ? instead : `did not answer hello: it ${instead}`)
}

function insteadOf(arrival: Exclude<Arrival, { kind: 'hello' }>, timeoutMs: number): string {
  if (arrival.kind === 'end') return arrival.how
  if (arrival.kind === 'silence') return silent(timeoutMs)
  return arrival.kind === 'fault' ? arrival.text : `sent '${arrival.kind}'`
}

/** What a program wrote to stderr last, where it wrote anything. */
export function lastWords(wire: Wire): string {
  const words = wire.lastWords()
  return words.length === 0
    ? ''
    : `; its last words on stderr: ${words.map((line) => quote(line, 300)).join(' ')}`
}

/** The answers to calls, or what was wrong; a connection that is not `usable` must be given up. */
export interface Exchange {
  readonly ids: readonly number[]
  readonly answers: readonly Answer[]
  readonly fault?: string
  readonly usable: boolean
}

/** With how much care calls are asked. */
export interface Care {
  /** How long more is waited for once all is answered: a second answer, or a print. */
  readonly settleMs: number
  /** Told of an answer that was not asked for; whether it knows whose it is, and that call alone is to blame. */
  readonly late: (id: number) => boolean
}

const LITTLE_CARE: Care = { settleMs: 0, late: () => false }

// After something wrong, no more than so many lines out of order are looked at.
const MOST_FAULTS = 1000

/**
 * Asks calls and takes their answers in any order. One thing out of order (a line that is no answer, an id that was not
 * asked or was answered before, silence, the end) and no answer of the exchange is believed.
 */
export async function exchange(
  { wire, mail, clock, limits, newId }: Connection,
  calls: readonly Call[],
  { settleMs, late }: Care = LITTLE_CARE,
): Promise<Exchange> {
  const runs = calls.map((call) => ({ type: 'run', id: newId(), ...onTheWire(call) }))
  const ids = runs.map(({ id }) => id)
  const [only] = runs
  wire.send(JSON.stringify(runs.length === 1 && only ? only : { type: 'batch', calls: runs }))
  const place = new Map(ids.map((id, k) => [id, k]))
  const answers: Answer[] = []
  let fault: string | undefined
  let faults = 0
  let left = calls.length
  let until = clock.now() + limits.callTimeoutMs
  /** Takes an arrival; whether it is an answer that was waited for. */
  const take = (arrival: Arrival): boolean => {
    const k = arrival.kind === 'answer' ? place.get(arrival.id) : undefined
    if (arrival.kind === 'answer' && k !== undefined && !answers[k]) {
      answers[k] = arrival.answer
      left--
      return true
    }
    if (arrival.kind === 'answer' && k === undefined && late(arrival.id)) return false
    if (fault === undefined) until = Math.min(until, clock.now() + limits.graceMs)
    fault ??= outOfOrder(arrival, k)
    faults++
    return false
  }
  const lost = (how: string): Exchange => ({
    ids,
    answers,
    fault: fault ?? `${how}${lastWords(wire)}`,
    usable: false,
  })
  while (left > 0) {
    if (faults > MOST_FAULTS) return lost('never came to an end')
    const arrival = await mail.next(until - clock.now())
    if (arrival.kind === 'end') return lost(arrival.how)
    if (arrival.kind === 'silence') return lost(silent(limits.callTimeoutMs))
    if (take(arrival)) until = clock.now() + (fault === undefined ? limits.callTimeoutMs : limits.graceMs)
  }
  await clock.turn()
  const settled = clock.now() + settleMs
  for (;;) {
    const wait = settled - clock.now()
    const more = mail.arrived() ?? (wait > 0 ? await mail.next(wait) : undefined)
    if (!more || more.kind === 'silence' || more.kind === 'end') break
    take(more)
    // noise without end
    if (fault !== undefined && wait <= 0) break
  }
  return fault === undefined ? { ids, answers, usable: true } : { ids, answers, fault, usable: true }
}

const onTheWire = ({ op, schedule, dtype, inputs }: Call) =>
  encodeNumbers({ op, schedule, dtype, inputs }) as Readonly<Record<string, unknown>>

function outOfOrder(
  arrival: { readonly kind: string; readonly text?: string; readonly id?: number },
  k?: number,
) {
  if (arrival.kind === 'fault') return arrival.text ?? ''
  if (arrival.kind !== 'answer') return `sent '${arrival.kind}' when it was asked for an answer`
  return k === undefined
    ? `answered a call with the id ${arrival.id}, which was not the one asked`
    : `answered the call with the id ${arrival.id} twice`
}
