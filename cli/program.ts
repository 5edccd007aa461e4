import type { EventEmitter } from 'node:events'
import { Command } from 'commander'
import type { Theorem } from '../properties/theorem.js'
import { addCompute } from './compute.js'
import { reportError } from './errors.js'
import { addExperiment } from './experiment.js'
import { addExplain } from './explain.js'
import { addTrain } from './train.js'
import { addVerify } from './verify.js'

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
  /** Where SIGINT is heard by a command that saves its work first; the process where it is left out. */
  readonly signals?: Pick<EventEmitter, 'once' | 'removeListener'>
}

/** Runs one command line and gives its exit status. */
export async function runCommand(args: readonly string[], environment: Environment): Promise<number> {
  let status = 0
  const { stdout, stderr, version } = environment
  const program = new Command('alphabar')
    .description(
      'The exact reference, the property suite and the executable companion of the mathematics of diffusion models',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => Math.min(stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(stderr.columns ?? 80, 100),
    })
    .showHelpAfterError('(`alphabar help` lists the commands, `alphabar help COMMAND` its options)')
  addExplain(program, environment)
  const exit = (given: number): void => {
    status = given
  }
  addVerify(program, environment, exit)
  addCompute(program, environment, exit)
  addTrain(program, environment, exit)
  addExperiment(program, environment, exit)
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    return reportError(error, (text) => stderr.write(text))
  }
}
