import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { AdapterError, openProgram } from '../conformance/doors/stdio.js'
import { parseTrace, restrictedTrace } from '../conformance/doors/trace.js'
import type { Run } from '../conformance/judge/recording.js'
import { falls } from '../conformance/judge/verdict.js'
import { compareExpected, type Expected, parseExpectations } from '../conformance/report/expectations.js'
import { validationHtml } from '../conformance/report/html.js'
import { validateReport } from '../conformance/report/json.js'
import { validationJunit } from '../conformance/report/junit.js'
import { DEFAULTS, judgeRuns, summaryOf, type Validation, validateSubject } from '../conformance/validate.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { textOf } from './files.js'
import { integer, writable } from './options.js'
import { addProgramLimits, type ProgramLimits, programOptions } from './program-limits.js'
import { meter } from './progress.js'
import { hang, terminalOf } from './terminal.js'
import {
  beginText,
  expectedText,
  lawText,
  resultsText,
  unsupportedText,
  validationSummary,
} from './validate-text.js'

interface Options extends ProgramLimits {
  readonly trace?: string
  readonly profile: 'quick' | 'full'
  readonly seed: number
  readonly json?: string
  readonly junit?: string
  readonly html?: string
  readonly expect?: string
  readonly all?: true
  readonly only?: readonly string[]
}

export function addValidate(
  program: Command,
  environment: Environment,
  exit: (status: number) => void,
): void {
  const validate = program
    .command('validate')
    .description('judge an implementation: a program that speaks alphabar/1, or a recorded trace')
    .argument('[CMD...]', 'the program and its arguments, after --')
    .option('--trace <file>', 'judge a recorded trace instead')
    .addOption(
      new Option('--profile <name>', 'how much is asked').choices(['quick', 'full']).default('quick'),
    )
    .option('--seed <N>', 'seed of the inputs', integer(0, 2 ** 31 - 1), DEFAULTS.seed)
    .option('--only <names...>', 'operations and samplers to ask; the others are left out')
    .option('--all', 'also list what is right')
    .option('--json <file>', 'write the report as JSON', writable)
    .option('--junit <file>', 'write the report as JUnit XML', writable)
    .option('--html <file>', 'write the report as one page', writable)
    .option('--expect <file>', 'failures that are known: a JSON list of {id, expect, reason, issue}')
  addProgramLimits(validate)
    .addHelpText(
      'after',
      '\nExit status: 0 all is right, or a named convention; 1 something is wrong, inaccurate or broken, or nothing was checked; 2 bad usage; 3 the program could not be run.',
    )
    .action(async (command: string[], options: Options) => {
      exit(await run(environment, command, options))
    })
}

async function run(environment: Environment, command: readonly string[], options: Options): Promise<number> {
  const { stdout, stderr, env } = environment
  if ((options.trace === undefined) === (command.length === 0))
    throw new RangeError(
      'validate judges one thing: give a program after --, as in `alphabar validate -- python my_scheduler.py`, or --trace FILE',
    )
  const expectations =
    options.expect === undefined
      ? undefined
      : parseExpectations(
          textOf(options.expect, 'a JSON list of {id, expect, reason, issue}'),
          options.expect,
        )
  const out = terminalOf(stdout, env)
  const progress = meter(stderr, env)
  try {
    const validation =
      options.trace !== undefined
        ? { ...(await ofTrace(options.trace, options)), subject: ['--trace', options.trace] }
        : { ...(await ofProgram(command, options, progress.show)), subject: ['--', ...command] }
    progress.clear()
    for (const text of resultsText(validation.results, out, options.all === true)) stdout.write(`${text}\n`)
    const unsupported = options.all ? '' : unsupportedText(validation.results, out)
    if (unsupported !== '') stdout.write(`${unsupported}\n`)
    for (const law of validation.laws) {
      const text = lawText(law, validation.results, out)
      if (text !== '') stdout.write(`${text}\n`)
    }
    for (const text of beginText(validation, out)) stdout.write(`${text}\n`)
    const { adapter } = validation
    if (adapter && adapter.adapter !== 'works') stdout.write(`${hang(adapter.message, out.width, 0)}\n`)
    stdout.write(`${validationSummary(validation, out)}\n`)
    const expected = expectations && compareExpected(expectations, validation)
    if (expected) stdout.write(`${expectedText(expected, out)}\n`)
    if (options.json)
      writeFileSync(options.json, `${JSON.stringify(validateReport(validation, expected), null, 2)}\n`)
    if (options.junit) writeFileSync(options.junit, validationJunit(validation, { timestamp: new Date() }))
    if (options.html) writeFileSync(options.html, validationHtml(validation))
    return exitOf(validation, expected)
  } catch (error) {
    progress.clear()
    if (!(error instanceof AdapterError)) throw error
    stderr.write(`error: ${error.message}\n`)
    return EXIT.adapter
  }
}

/** Known failures are no failures; a line that is no longer so is one. Where nothing was checked, nothing is right. */
function exitOf({ results, laws, adapter }: Validation, expected: Expected | undefined): number {
  const checked = results.filter(({ verdict }) => verdict !== 'unknown' && verdict !== 'unsupported')
  if (checked.length === 0 || adapter?.adapter === 'broken') return EXIT.falls
  if (expected) return expected.unexpected.length + expected.stale.length > 0 ? EXIT.falls : EXIT.holds
  const fallen =
    checked.some(({ verdict }) => falls(verdict)) || laws.some(({ verdict }) => verdict === 'fails')
  return fallen ? EXIT.falls : EXIT.holds
}

async function ofTrace(file: string, { seed, profile, only }: Options): Promise<Validation> {
  const trace = await parseTrace(textOf(file, 'a trace, as `alphabar record` writes it'), file)
  const runs = restrictedTrace(trace, only).runs.map(
    ({ schedule, dtype, scheduleDtype, calls }): Run => ({
      schedule,
      dtype,
      ...(scheduleDtype !== undefined && { tableDtype: scheduleDtype }),
      exchanges: calls,
    }),
  )
  const results = await judgeRuns(runs)
  return {
    seed,
    profile,
    implementation: trace.implementation,
    results,
    laws: [],
    summary: summaryOf(results),
  }
}

async function ofProgram(
  command: readonly string[],
  { seed, profile, only, ...limits }: Options,
  onProgress: (event: { done: number; total: number; text: string }) => void,
): Promise<Validation> {
  const subject = await openProgram(command, programOptions(limits))
  try {
    return await validateSubject(subject, { seed, profile, onProgress, ...(only && { only }) })
  } finally {
    await subject.close()
  }
}
