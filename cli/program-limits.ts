import { type Command, InvalidArgumentError } from 'commander'
import { PROGRAM_OPTIONS, type ProgramOptions } from '../conformance/doors/program.js'

/** How long a program under test may take, as commander gives it: in seconds. */
export interface ProgramLimits {
  readonly callTimeout: number
  readonly startTimeout: number
}

const MOST_SECONDS = 86_400

function positiveSeconds(given: string): number {
  const value = Number(given)
  if (!(value > 0 && value <= MOST_SECONDS))
    throw new InvalidArgumentError(`Expected a number of seconds, above 0 and at most ${MOST_SECONDS}.`)
  return value
}

/** Adds the limits to a command that runs a program. */
export const addProgramLimits = (command: Command): Command =>
  command
    .option(
      '--call-timeout <s>',
      'seconds from a call to its answer',
      positiveSeconds,
      PROGRAM_OPTIONS.callTimeoutMs / 1000,
    )
    .option(
      '--start-timeout <s>',
      'seconds that the program may take to start',
      positiveSeconds,
      PROGRAM_OPTIONS.startTimeoutMs / 1000,
    )

/** The limits as the door takes them. */
export const programOptions = ({ callTimeout, startTimeout }: ProgramLimits): Partial<ProgramOptions> => ({
  callTimeoutMs: 1000 * callTimeout,
  startTimeoutMs: 1000 * startTimeout,
})
