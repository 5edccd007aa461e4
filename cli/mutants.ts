import { setImmediate } from 'node:timers/promises'
import {
  allCaught,
  type FormulaResult,
  type MutantResult,
  type MutationOptions,
  type MutationReport,
  resultsOf,
  runMutants,
} from '../properties/mutation/index.js'
import type { Proof } from '../reference/numbers/mutants-equal.js'
import type { Environment } from './environment.js'
import { meter } from './progress.js'
import { flow, hang, pad, plural, type Terminal, terminalOf } from './terminal.js'

/**
 * Prints, for every mutant of every formula that the checks call, the theorem that catches it or the proof that it is no
 * mistake, and how many by formula; whether all are caught.
 */
export async function verifyMutants(
  { ledger, stdout, stderr, env, runners }: Environment,
  options: MutationOptions,
): Promise<boolean> {
  const out = terminalOf(stdout, env)
  const progress = meter(stderr, env)
  const start = performance.now()
  const report = await runMutants(ledger, options, {
    ...(runners ? { runners } : {}),
    onProgress: async ({ done, total, text, result }) => {
      if (!result) return progress.show({ done, total, text })
      progress.clear()
      stdout.write(`${formulaText(result, out)}\n`)
      await setImmediate()
    },
  })
  progress.clear()
  stdout.write(`${reportText(report, (performance.now() - start) / 1000, out)}\n`)
  return allCaught(report)
}

const INDENT = 18

function formulaText(result: FormulaResult, out: Terminal): string {
  return [
    `\n${out.colors.bold(result.formula)}: ${tally(result)}`,
    ...result.results.map((mutant) => mutantText(mutant, out)),
    ...result.equivalent.map(({ description, proof }) =>
      hang(change(description), out.width, INDENT, `= ${proofText(proof)}`),
    ),
    ...staleText(result, out),
  ].join('\n')
}

const staleText = ({ stale }: FormulaResult, { width, colors }: Terminal): readonly string[] =>
  stale.map((check) =>
    hang(`${check} falls with the formula as it was: it keeps what a mutant gave`, width, 2, colors.red('✗')),
  )

/** The description after the name of its formula. */
const change = (description: string) => description.slice(description.indexOf(': ') + 2)

const proofText = (proof: Proof): string => (proof.by === 'modular' ? 'random point' : proof.by)

function mutantText(mutant: MutantResult, { width, colors }: Terminal): string {
  const { description, caughtBy, stopped } = mutant
  const verdict = caughtBy ? `${colors.green('✓')} ${caughtBy.theorem}` : `${colors.red('✗')} survives`
  return [
    hang(change(description), width, INDENT, verdict),
    ...stopped.map((check) => hang(`not done: ${check}`, width, INDENT)),
  ].join('\n')
}

const caughtOf = (results: readonly MutantResult[]) => results.filter(({ caughtBy }) => caughtBy).length

const tally = ({ results, equivalent }: FormulaResult): string =>
  `${caughtOf(results)} of ${plural(results.length, 'mutant')} caught` +
  (equivalent.length > 0 ? `, ${equivalent.length} more equal to it` : '')

function reportText(report: MutationReport, seconds: number, { width, colors }: Terminal): string {
  const { formulas, untraced, uncalled } = report
  const results = resultsOf(report)
  const proofs = formulas.flatMap(({ equivalent }) => equivalent.map(({ proof }) => proof))
  const chance = proofs.reduce((sum, proof) => sum + (proof.by === 'modular' ? proof.errorProbability : 0), 0)
  const widest = Math.max(0, ...formulas.map(({ formula }) => formula.length))
  return [
    '\nBy formula',
    ...formulas.map((result) => {
      const right = caughtOf(result.results) === result.results.length && result.stale.length === 0
      const mark = right ? colors.green('✓') : colors.red('✗')
      return `${mark} ${pad(result.formula, widest)}  ${tally(result)}`
    }),
    ...untraced.map(({ formula, reason }) =>
      hang(`no mutants of ${formula}: ${reason}`, width, 2, colors.red('✗')),
    ),
    ...(uncalled.length > 0 ? [hang(`not called by any check: ${uncalled.join(', ')}`, width, 2, '○')] : []),
    ...results
      .filter(({ caughtBy }) => !caughtBy)
      .map(({ description }) => hang(description, width, INDENT, `${colors.red('✗')} survives`)),
    ...formulas.flatMap((result) => staleText(result, { width, colors })),
    '',
    flow(
      [
        `${caughtOf(results)} of ${plural(results.length, 'mutant')} of ${plural(formulas.length, 'formula')} caught`,
        `${proofs.length} more proved equal to the original`,
        ...(chance > 0
          ? [`all of these proofs hold but for a probability of ${chance.toExponential(0)}`]
          : []),
        `${seconds.toFixed(0)} s`,
      ],
      width,
      0,
    ),
  ].join('\n')
}
