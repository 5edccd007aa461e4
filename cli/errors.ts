import { CommanderError } from 'commander'
import { AdapterError } from '../conformance/doors/adapter-error.js'

/** Exit statuses of every command. */
export const EXIT = { holds: 0, falls: 1, usage: 2, adapter: 3, bug: 70, brokenPipe: 141 } as const

// What the JavaScript engine says of our own mistakes, in the error classes that the reference uses for bad input.
const OF_THE_ENGINE =
  /is not a function|is not a constructor|is not iterable|[Cc]annot (read|set|access|convert|mix)|Maximum call stack|Invalid array length/

/** Whether an error tells of what the user gave, rather than of a bug. */
export const isUserError = (error: unknown): error is Error =>
  (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) &&
  !OF_THE_ENGINE.test(error.message)

/** Explains an error on stderr and gives the exit status that goes with it. */
export function reportError(error: unknown, print: (text: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.usage
  if (isUserError(error)) {
    print(`error: ${error.message}\n`)
    return EXIT.usage
  }
  if (error instanceof AdapterError) {
    print(`error: ${error.message}\n`)
    return EXIT.adapter
  }
  print(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n`)
  print(
    'This is a bug in alphabar, not in what you gave it. Please report it with the command and the text above.\n',
  )
  return EXIT.bug
}
