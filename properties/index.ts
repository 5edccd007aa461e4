/** The theorems as values, and what runs them. */
export { LEDGER } from './ledger.js'
export {
  allCaught,
  type Catch,
  type FormulaResult,
  type MutantResult,
  type MutationOptions,
  type MutationReport,
  type MutationWork,
  resultsOf,
  runMutants,
} from './mutation/index.js'
export { type ClaimReport, type TheoremReport, type VerifyReport, verifyReport } from './report/json.js'
export { junit } from './report/junit.js'
export {
  type Checked,
  DEFAULT_SEED,
  FALSE_ALARM,
  falseAlarmOf,
  type Progress,
  RUNS,
  type Status,
  type Tally,
  type TheoremResult,
  type Verification,
  type VerifyOptions,
  verify,
} from './run.js'
export { ancestry, theoremById } from './selection.js'
export { type Citation, cite, WORKS } from './sources.js'
export {
  type Claim,
  type Context,
  type Counterexample,
  type Erratum,
  type Hypothesis,
  type Outcome,
  type Statistic,
  type Theorem,
  type Tier,
  theorem,
} from './theorem.js'
