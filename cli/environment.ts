import type { EventEmitter } from 'node:events'
import type { Runner } from '../properties/mutation/index.js'
import type { Context, Theorem } from '../properties/theorem.js'

/** What a stream of the command line is used for. */
export interface Stream {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** All that the command line takes from outside. */
export interface Environment {
  readonly ledger: readonly Theorem[]
  readonly version: string
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
  /** What plants mutants, on this ledger; one in this process where they are left out. */
  readonly runners?: (context: Context) => readonly Runner[]
  /** Where SIGINT is heard by a command that saves its work first; the process where it is left out. */
  readonly signals?: Pick<EventEmitter, 'once' | 'removeListener'>
}
