import type { Answer } from '../subject.js'
import { decodeNumbers } from './numbers.js'
import { oneLine, quote, quoteValue } from './quote.js'

/** One line of a program, understood as far as the protocol goes; a fault is what the protocol has no place for. */
export type Message =
  | { readonly kind: 'hello'; readonly fields: Fields }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'timesteps'; readonly id: number; readonly timesteps: unknown }
  | { readonly kind: 'evaluate'; readonly id: number; readonly fields: Fields }
  | { readonly kind: 'done'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'fault'; readonly text: string }

export type Fields = Readonly<Record<string, unknown>>

const fault = (text: string): Message => ({ kind: 'fault', text })
const utf8 = new TextDecoder('utf-8', { fatal: true })
const lossy = new TextDecoder('utf-8')

/** Reads a line; undefined for one of blanks only. */
export function readMessage(line: Uint8Array): Message | undefined {
  let text: string
  try {
    text = utf8.decode(line)
  } catch {
    return fault(`sent bytes that are not UTF-8: ${quote(lossy.decode(line))}`)
  }
  if (text.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fault(notJson(text))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault(printed(text))
  const twice = saidTwice(text)
  if (twice) return fault(`sent '${twice}' twice in one line: ${quote(text)}`)
  const fields = value as Fields
  if (fields.type !== 'hello' && !('id' in fields)) return fault(printed(text))
  try {
    return said(fields, text)
  } catch (error) {
    return fault(`sent ${(error as Error).message}: ${quote(text)}`)
  }
}

function said(fields: Fields, text: string): Message {
  if (fields.type === 'hello') return { kind: 'hello', fields: decodeNumbers(fields) as Fields }
  const { id } = fields
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    return fault(`answered with the id ${quoteValue(id)}, expected the number that it was asked with`)
  return withId(id, fields, text)
}

function withId(id: number, fields: Fields, text: string): Message {
  const { type, timesteps, sample } = fields
  if (type === 'evaluate') return { kind: 'evaluate', id, fields: decodeNumbers(fields) as Fields }
  if (type === 'done')
    return 'sample' in fields
      ? { kind: 'done', id, answer: { kind: 'output', output: decodeNumbers(sample) } }
      : fault(`ended a session without a sample: ${quote(text)}`)
  const given = SAYINGS.filter((name) => fields[name] !== undefined && fields[name] !== null)
  const [what, more] = given
  if (more) return fault(`said both '${what}' and '${more}' in one answer: ${quote(text)}`)
  if (what === 'timesteps') return { kind: 'timesteps', id, timesteps: decodeNumbers(timesteps) }
  if (what === undefined && !('output' in fields))
    return fault(`answered with none of output, unsupported and error: ${quote(text)}`)
  return { kind: 'answer', id, answer: answerOf(what ?? 'output', fields[what ?? 'output']) }
}

const SAYINGS = ['output', 'unsupported', 'error', 'timesteps'] as const

function answerOf(what: Exclude<(typeof SAYINGS)[number], 'timesteps'>, said: unknown): Answer {
  if (what === 'output') return { kind: 'output', output: decodeNumbers(said) }
  const words = typeof said === 'string' ? oneLine(said) : quoteValue(said)
  return what === 'error' ? { kind: 'error', message: words } : { kind: 'unsupported', why: words }
}

const printed = (text: string) =>
  `printed this on stdout: ${quote(text)}; stdout carries the protocol only, so print to stderr`

const BARE = /[[:,]\s*-?(?:nan|inf(?:inity)?)\s*[\],}]/i

function notJson(text: string): string {
  if (BARE.test(text))
    return `sent NaN or an infinity that is no JSON: ${quote(text)}; send it as the string "NaN", "Infinity" or "-Infinity"`
  if (/^\s*\{\s*"/.test(text)) return `sent a line that is broken JSON: ${quote(text)}`
  return printed(text)
}

/** A key given twice, of which a JSON parser keeps the last: neither is the answer. */
function saidTwice(text: string): string | undefined {
  return ['id', ...SAYINGS, 'sample', 'x'].find((key) => {
    const found = text.indexOf(`"${key}"`)
    return found >= 0 && new RegExp(`"${key}"\\s*:.*"${key}"\\s*:`, 's').test(text.slice(found))
  })
}
