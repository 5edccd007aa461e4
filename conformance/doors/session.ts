import type { Answer, Evaluation, Opening, SessionModel, SessionRecord } from '../subject.js'
import { type Connection, lastWords } from './exchange.js'
import { type Arrival, silent } from './mailbox.js'
import type { Fields } from './message.js'
import { encodeNumbers } from './numbers.js'
import { quoteValue } from './quote.js'

/** The record of a session; a connection that is not `usable` must be given up. */
export interface Session {
  readonly record: SessionRecord
  readonly usable: boolean
}

/** More evaluations than any sampler of so many steps makes. */
export const mostEvaluations = (n: number): number => 20 * n + 20

/** Runs a sampler of the program whole, with `model` as its model. */
export async function session(
  { wire, mail, limits, newId }: Connection,
  opening: Opening,
  model: SessionModel,
): Promise<Session> {
  const id = newId()
  const send = (message: object) => wire.send(JSON.stringify(encodeNumbers(message)))
  const broken = (what: string): Answer => ({ kind: 'broken', message: `the program ${what}` })
  /** The next message of this session, or what came in its place. */
  const receive = async (): Promise<Exclude<Arrival, { kind: 'fault' }> | string> => {
    const arrival = await mail.next(limits.callTimeoutMs)
    if (arrival.kind === 'fault') return arrival.text
    if (arrival.kind === 'end') return `${arrival.how}${lastWords(wire)}`
    if (arrival.kind === 'silence') return `${silent(limits.callTimeoutMs)}${lastWords(wire)}`
    if ('id' in arrival && arrival.id !== id)
      return `sent a message with the id ${arrival.id} in the session with the id ${id}`
    return arrival
  }

  send({ type: 'open', id, ...opening })
  const first = await receive()
  const refused = refusal(first)
  if (refused) return { record: { opened: refused, evaluations: [] }, usable: true }
  if (typeof first === 'string' || first.kind !== 'timesteps') {
    const what = typeof first === 'string' ? first : `sent '${first.kind}' when a session was opened`
    return { record: { opened: broken(`${what}, expected its timesteps`), evaluations: [] }, usable: false }
  }
  const opened: Answer = { kind: 'output', output: first.timesteps }
  const evaluations: Evaluation[] = []
  const end = (done: Answer, usable: boolean): Session => ({ record: { opened, evaluations, done }, usable })
  for (;;) {
    const message = await receive()
    if (typeof message === 'string') return end(broken(message), false)
    const given = refusal(message)
    if (given) return end(given, true)
    if (message.kind === 'done') return end(message.answer, true)
    if (message.kind !== 'evaluate') return end(broken(`sent '${message.kind}' within a session`), false)
    const at = evaluationFrom(message.fields, opening.x_T.length)
    if (typeof at === 'string') return end(broken(at), false)
    if (evaluations.length >= mostEvaluations(opening.n))
      return end(broken(`evaluated its model ${evaluations.length} times in ${opening.n} steps`), false)
    const output = model(at)
    evaluations.push({ ...at, output })
    send({ type: 'model', id, output })
  }
}

/** An answer that ends a session: it does not have the sampler, or failed in it. */
function refusal(message: Exclude<Arrival, { kind: 'fault' }> | string): Answer | undefined {
  if (typeof message === 'string' || message.kind !== 'answer') return undefined
  const { answer } = message
  return answer.kind === 'unsupported' || answer.kind === 'error' ? answer : undefined
}

/** Where the model is asked for; in words, what is wrong with it. */
export function evaluationFrom(fields: Fields, dimension: number): Omit<Evaluation, 'output'> | string {
  const { x, t, sigma } = fields
  if (!Array.isArray(x) || x.length !== dimension || !x.every(Number.isFinite))
    return `evaluated its model at x = ${quoteValue(encodeNumbers(x))}, expected ${dimension} finite numbers`
  if (typeof t !== 'number' || !Number.isFinite(t))
    return `evaluated its model at t = ${quoteValue(encodeNumbers(t))}, expected a finite number`
  if (sigma === undefined || sigma === null) return { x, t }
  if (typeof sigma !== 'number' || !(sigma >= 0) || sigma === Number.POSITIVE_INFINITY)
    return `evaluated its model at sigma = ${quoteValue(encodeNumbers(sigma))}, expected a finite number that is not negative`
  return { x, t, sigma }
}
