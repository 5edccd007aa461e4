/** Plants every mistake in every formula, and names the check that catches it. */
export { type Caller, type Order, orderOf } from './order.js'
export {
  allCaught,
  type Catch,
  type FormulaResult,
  type MutantResult,
  type MutationReport,
  resultsOf,
} from './report.js'
export { type MutationOptions, type MutationWork, runMutants } from './run.js'
export { type Attempt, localRunner, type Made, type Runner } from './runner.js'
