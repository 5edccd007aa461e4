import { writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { verifyReport } from '../properties/report/json.js'
import { junit } from '../properties/report/junit.js'
import { DEFAULT_SEED, LARGEST_SEED, MOST_RUNS, RUNS, type Verification, verify } from '../properties/run.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { verifyMutants } from './mutants.js'
import { integer, writable } from './options.js'
import { meter } from './progress.js'
import { hang, terminalOf } from './terminal.js'
import { errataText, notRunText, proofsText, summaryText, theoremText } from './verify-text.js'

interface Options {
  readonly profile: 'quick' | 'full'
  readonly seed: number
  readonly runs?: number
  readonly errata?: true
  readonly proofs?: true
  readonly mutants?: true
  readonly json?: string
  readonly junit?: string
}

export function addVerify(program: Command, environment: Environment, exit: (status: number) => void): void {
  program
    .command('verify')
    .description('re-establish the theorems of the ledger, or those named and all that they rest on')
    .argument('[IDs...]', 'ids of theorems, e.g. POST-MEAN')
    .addOption(
      new Option('--profile <name>', `quick: ${RUNS.quick} inputs a generated claim; full: ${RUNS.full}`)
        .choices(['quick', 'full'])
        .default('quick'),
    )
    .option('--seed <N>', 'seed of the generated inputs', integer(0, LARGEST_SEED), DEFAULT_SEED)
    .option(
      '--runs <N>',
      'inputs tried for each generated claim, instead of the number of the profile',
      integer(1, MOST_RUNS),
    )
    .option('--errata', 'also list the errors in print that were refuted')
    .option('--proofs', 'also list each proved claim with its engine')
    .option('--mutants', 'then plant every mistake in every formula, and name the theorem that catches it')
    .option('--json <file>', 'write the report as JSON', writable)
    .option('--junit <file>', 'write the report as JUnit XML', writable)
    .addHelpText('after', () =>
      hang(
        '\nExit status: 0 nothing falls; 1 something falls, a mutant survives, or no check ran; 2 bad usage.',
        terminalOf(environment.stdout, environment.env).width,
        0,
      ),
    )
    .action(async (ids: string[], options: Options) => {
      exit(await run(environment, ids, options))
    })
}

async function run(environment: Environment, ids: readonly string[], options: Options): Promise<number> {
  const { ledger, stdout, stderr, env } = environment
  const { profile, seed, runs } = options
  const out = terminalOf(stdout, env)
  const print = (text: string) => stdout.write(text === '' ? '' : `${text}\n`)
  const progress = meter(stderr, env)
  const context = { profile, seed, runs: runs ?? RUNS[profile] }
  const timestamp = new Date()
  const start = performance.now()
  const verification = await verify(ledger, {
    ...context,
    ids,
    onProgress: async (event) => {
      if (event.kind === 'check')
        return progress.show({ ...event, text: `${event.theorem.id}: ${event.text}` })
      progress.clear()
      print(theoremText(event.result, context, out))
      // A turn of the event loop, in which a reader that has gone is noticed.
      await setImmediate()
    },
  })
  const ms = performance.now() - start
  print(notRunText(verification, out))
  if (options.proofs) print(proofsText(verification, out))
  if (options.errata) print(errataText(verification, out))
  print(summaryText(verification, ms, out))
  if (options.json) writeFileSync(options.json, `${JSON.stringify(verifyReport(verification), null, 2)}\n`)
  if (options.junit) writeFileSync(options.junit, junit(verification, { timestamp }))
  const caught = !options.mutants || (await verifyMutants(environment, { ids, seed, profile }))
  return caught ? exitOf(verification) : EXIT.falls
}

/** A run in which nothing was established is no success. */
const exitOf = ({ checks }: Verification): number =>
  checks.falls > 0 || checks.holds === 0 ? EXIT.falls : EXIT.holds
