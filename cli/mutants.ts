import { setImmediate } from 'node:timers/promises'
import {
  type MutantResult,
  type MutationOptions,
  type MutationReport,
  runMutants,
} from '../properties/mutation.js'
import type { Environment } from './environment.js'
import { meter } from './progress.js'
import { flow, hang, plural, type Terminal, terminalOf } from './terminal.js'

/** Prints, for every mutant of every formula that the checks call, the theorem that catches it; whether all are caught. */
export async function verifyMutants(
  { ledger, stdout, stderr, env }: Environment,
  options: MutationOptions,
): Promise<boolean> {
  const out = terminalOf(stdout, env)
  const progress = meter(stderr, env)
  const report = await runMutants(ledger, options, async ({ done, total, text, result }) => {
    if (!result) return progress.show({ done, total, text })
    progress.clear()
    stdout.write(`${mutantText(result, out)}\n`)
    progress.show({ done, total, text })
    await setImmediate()
  })
  progress.clear()
  stdout.write(`${reportText(report, out)}\n`)
  // Formulas of which no mutants could be made are named, and are no survivors.
  return report.results.length > 0 && report.results.every(({ caughtBy }) => caughtBy)
}

function mutantText({ mutant, caughtBy }: MutantResult, { width, colors }: Terminal): string {
  const verdict = caughtBy ? `${colors.green('✓')} ${caughtBy.theorem}` : `${colors.red('✗')} survives`
  return hang(mutant.description, width, 16, verdict)
}

function reportText(
  { results, equivalent, untraced, uncalled }: MutationReport,
  { width }: Terminal,
): string {
  const caught = results.filter(({ caughtBy }) => caughtBy).length
  return [
    ...untraced.map(({ formula, reason }) => hang(`no mutants of ${formula}: ${reason}`, width, 2, '○')),
    ...(uncalled.length > 0 ? [hang(`not called by any check: ${uncalled.join(', ')}`, width, 2, '○')] : []),
    flow(
      [
        `${caught} of ${plural(results.length, 'mutant')} caught`,
        `${equivalent.length} more proved equivalent to the original`,
      ],
      width,
      0,
    ),
  ].join('\n')
}
