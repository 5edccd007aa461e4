import { Command } from 'commander'
import { addCompute } from './compute.js'
import type { Environment } from './environment.js'
import { reportError } from './errors.js'
import { addExperiment } from './experiment.js'
import { addExplain } from './explain.js'
import { addInit } from './init.js'
import { addRecord } from './record.js'
import { columnsOf } from './terminal.js'
import { addTrain } from './train.js'
import { addValidate } from './validate.js'
import { addVerify } from './verify.js'

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
      getOutHelpWidth: () => Math.min(columnsOf(stdout, environment.env), 100),
      getErrHelpWidth: () => Math.min(columnsOf(stderr, environment.env), 100),
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
  addValidate(program, environment, exit)
  addInit(program, environment, exit)
  addRecord(program, environment, exit)
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    return reportError(error, (text) => stderr.write(text))
  }
}
