export {
  type Growth,
  gaussianExpectation,
  mixtureExpectation,
  trapezoid,
} from '../../reference/integral/trapezoid.js'
export { bounded, chiSquare, gaussianMean, scaledChiSquares } from './bounds.js'
export { agreeingAtRationals, enclosed } from './enclosed.js'
export { byInduction } from './induction.js'
export { provedByModular } from './modular.js'
export { provedByNormalForm } from './normal-form.js'
export * from './printed.js'
export { EXACT, exactAtRationals, exactInPowersOfTwo, type Inputs, refutedAt } from './rationals.js'
export {
  type ExactSchedule,
  exactOnSchedules,
  exactSchedules,
  levelsOf,
  spans,
  stepBetween,
} from './schedules.js'
export * from './statement.js'
export { type Estimator, statistical } from './statistical.js'
export { provedByZ3, refutedByZ3 } from './z3.js'
