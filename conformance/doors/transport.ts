/** What a program is reached through, so that the fuzzer can put a stream of its own in place of a process. */

/** Hears what a program sends. Nothing comes after `end`. */
export interface Listener {
  readonly data: (chunk: Uint8Array) => void
  /** It has ended, or could not be started: how, as the predicate of a sentence ("ended with exit status 1"). */
  readonly end: (how: string) => void
}

/** How the end of what never began is told. */
export const NOT_STARTED = 'could not be started'

/** A program that has been started. */
export interface Wire {
  /** Sends a line; never throws, nor blocks. */
  readonly send: (line: string) => void
  readonly listen: (listener: Listener) => void
  /** Stops and starts the reading: while it stands still, at most a pipe's worth is kept. */
  readonly pause: () => void
  readonly resume: () => void
  /** The last lines of its stderr. */
  readonly lastWords: () => readonly string[]
  /** Closes its input and gives it `graceMs` to leave by itself, then kills it. */
  readonly finish: (graceMs: number) => Promise<void>
  /** Ends it and all that it started, at once. */
  readonly kill: () => Promise<void>
}

export interface Clock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number
  /** Calls after so many milliseconds; what it gives calls that off. */
  readonly after: (ms: number, call: () => void) => () => void
  /** Lets what has already arrived be heard. */
  readonly turn: () => Promise<void>
}

export interface Transport {
  readonly launch: () => Wire
  readonly clock: Clock
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  turn: () => new Promise((resolve) => setImmediate(resolve)),
}
