import { lineReader } from './lines.js'
import { type Message, readMessage } from './message.js'
import { bytes, quote, seconds } from './quote.js'
import type { Clock, Wire } from './transport.js'

/** What arrives from a program, or that nothing does. */
export type Arrival = Message | { readonly kind: 'silence' } | { readonly kind: 'end'; readonly how: string }

export interface Mailbox {
  /** The next arrival, or silence after so many milliseconds. After the end, the end for ever. */
  readonly next: (ms: number) => Promise<Arrival>
  /** What has arrived already, without waiting for more. */
  readonly arrived: () => Arrival | undefined
}

// The reading stands still while so many lines wait to be looked at.
const MOST_WAITING = 1000

/** The lines of a program, one after the other, each looked at as it is asked for. */
export function mailbox(wire: Wire, clock: Clock, maxLineBytes: number): Mailbox {
  const waiting: Uint8Array[] = []
  let ended: Arrival | undefined
  let wake: (() => void) | undefined
  let paused = false

  const finish = (how: string): void => {
    ended ??= { kind: 'end', how }
    wake?.()
  }
  const reader = lineReader(maxLineBytes, {
    line: (line) => waiting.push(line),
    tooLong: (start) => {
      const beginning = quote(Buffer.from(start.subarray(0, 60)).toString('utf8'))
      finish(`sent a line of more than ${bytes(maxLineBytes)}, beginning with ${beginning}`)
      wire.pause()
    },
  })
  wire.listen({
    data: (chunk) => {
      if (ended) return
      reader.take(chunk)
      if (waiting.length > MOST_WAITING && !paused) {
        paused = true
        wire.pause()
      }
      wake?.()
    },
    end: (how) => {
      if (ended) return
      const rest = reader.rest()
      finish(
        rest.length === 0
          ? how
          : `${how} in the middle of the line ${quote(Buffer.from(rest.subarray(0, 500)).toString('utf8'))}`,
      )
    },
  })

  const arrived = (): Arrival | undefined => {
    for (;;) {
      const line = waiting.shift()
      if (line === undefined) return ended
      if (paused && waiting.length === 0 && !ended) {
        paused = false
        wire.resume()
      }
      const message = readMessage(line)
      if (message) return message
    }
  }

  return {
    arrived,
    next: async (ms) => {
      const until = clock.now() + ms
      for (;;) {
        const arrival = arrived()
        if (arrival) return arrival
        const left = until - clock.now()
        if (left <= 0) return { kind: 'silence' }
        await new Promise<void>((resolve) => {
          const calledOff = clock.after(left, resolve)
          wake = () => {
            calledOff()
            resolve()
          }
        })
        wake = undefined
      }
    },
  }
}

/** The predicate of a sentence about a program that was not heard of. */
export const silent = (ms: number): string =>
  `did not answer within ${seconds(ms)} (each answer is one line, flushed at once)`
