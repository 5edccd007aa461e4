import type { Stream } from './environment.js'
import { columnsOf } from './terminal.js'

/** What shows how far the work is: one line that is written over, and nothing where the stream is no terminal. */
export interface Meter {
  readonly show: (event: { readonly done: number; readonly total: number; readonly text: string }) => void
  readonly clear: () => void
}

const ERASE_LINE = '\r\u001b[K'

// One line shorter than the terminal needs no more than this, hides no cursor and leaves interruption to the system.
export function meter(stream: Stream, env: Readonly<Record<string, string | undefined>>): Meter {
  if (stream.isTTY !== true || env.TERM === 'dumb') return { show: () => {}, clear: () => {} }
  return {
    show: ({ text, done, total }) => {
      const line = `${done}/${total} ${text.replaceAll('\n', ' ')}`
      stream.write(ERASE_LINE + line.slice(0, columnsOf(stream, env) - 1))
    },
    clear: () => stream.write(ERASE_LINE),
  }
}
