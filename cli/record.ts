import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { openProgram } from '../conformance/doors/stdio.js'
import { traceText } from '../conformance/doors/write-trace.js'
import { record } from '../conformance/record.js'
import { DEFAULTS } from '../conformance/validate.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { integer, writable } from './options.js'
import { addProgramLimits, type ProgramLimits, programOptions } from './program-limits.js'
import { meter } from './progress.js'
import { plural } from './terminal.js'

interface Options extends ProgramLimits {
  readonly out?: string
  readonly profile: 'quick' | 'full'
  readonly seed: number
}

export function addRecord(program: Command, environment: Environment, exit: (status: number) => void): void {
  const recorded = program
    .command('record')
    .description(
      'record what a program answers, as a trace that `alphabar validate --trace` judges elsewhere',
    )
    .argument('<CMD...>', 'the program and its arguments, after --')
    .option('--out <file>', 'write the trace there, in place of stdout', writable)
    .addOption(
      new Option('--profile <name>', 'how much is asked')
        .choices(['quick', 'full'])
        .default(DEFAULTS.profile),
    )
    .option('--seed <N>', 'seed of the inputs', integer(0, 2 ** 31 - 1), DEFAULTS.seed)
  addProgramLimits(recorded)
    .addHelpText(
      'after',
      '\nExit status: 0 recorded; 1 some calls had no valid answer, or nothing was asked; 2 bad usage; 3 the program could not be run.',
    )
    .action(async (command: string[], options: Options) => {
      exit(await run(environment, command, options))
    })
}

async function run(
  { stdout, stderr, env }: Environment,
  command: readonly string[],
  { out, profile, seed, ...limits }: Options,
): Promise<number> {
  const progress = meter(stderr, env)
  const subject = await openProgram(command, programOptions(limits))
  try {
    const { trace, counts, firstBroken } = await record(subject, {
      profile,
      seed,
      onProgress: progress.show,
    })
    progress.clear()
    const text = traceText(trace)
    if (out === undefined) stdout.write(text)
    else writeFileSync(out, text)
    const { output, error, unsupported, broken } = counts
    const asked = output + error + unsupported + broken
    stderr.write(
      `${plural(asked, 'call')}: ${plural(output, 'answer')} and ${plural(error, 'error')} recorded, ${unsupported} unsupported\n`,
    )
    if (broken > 0)
      stderr.write(`error: ${plural(broken, 'call')} had no valid answer; the first: ${firstBroken}\n`)
    if (asked === 0)
      stderr.write(
        'error: nothing was asked: the program claims no operation, schedule or dtype that is known\n',
      )
    return broken > 0 || asked === 0 ? EXIT.falls : EXIT.holds
  } finally {
    progress.clear()
    await subject.close()
  }
}
