import type { Proof } from '../../reference/numbers/mutants-equal.js'

/** The check that notices a mutant. */
export interface Catch {
  readonly theorem: string
  /** The claim's text, or that of the counterexample or erratum. */
  readonly check: string
  /** What it said. */
  readonly counterexample: string
}

/** What came of one mutant. */
export interface MutantResult {
  /** `posteriorMean: a_s·v → a_s·v_s`. */
  readonly description: string
  /** Undefined where no check fell: a survivor. */
  readonly caughtBy: Catch | undefined
  /** Checks that were stopped, with the reason: they might have caught it. */
  readonly stopped: readonly string[]
}

/** What came of the mutants of one formula. */
export interface FormulaResult {
  readonly formula: string
  readonly results: readonly MutantResult[]
  /** Changes proved to leave the formula as it is: no check could notice them. */
  readonly equivalent: readonly { readonly description: string; readonly proof: Proof }[]
  /** Checks that caught a mutant and fall still, the formula being back as it was: they keep what they computed. */
  readonly stale: readonly string[]
}

/** What came of all mutants: what `runMutants` gives. */
export interface MutationReport {
  readonly formulas: readonly FormulaResult[]
  /** Formulas that a check calls and that no mutants could be made of. */
  readonly untraced: readonly { readonly formula: string; readonly reason: string }[]
  /** Declared formulas that no check calls. */
  readonly uncalled: readonly string[]
}

/** Every mutant of every formula, those proved equal aside. */
export const resultsOf = ({ formulas }: Pick<MutationReport, 'formulas'>): readonly MutantResult[] =>
  formulas.flatMap(({ results }) => results)

/** Whether there were mutants, of every formula that the checks call, and each was caught by a check that holds again. */
export const allCaught = (report: MutationReport): boolean =>
  report.untraced.length === 0 &&
  report.formulas.every(({ stale }) => stale.length === 0) &&
  resultsOf(report).length > 0 &&
  resultsOf(report).every(({ caughtBy }) => caughtBy)
