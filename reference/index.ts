/** alphabar: the mathematics of diffusion models, each formula written once over any algebra of numbers. */

// Batches of points
export { coordinatewise } from './batch/coordinatewise.js'
export { type DataBatch, dataBatch } from './batch/data-batch.js'

// The certified calculator
export { type Computed, type ComputedAt, compute } from './compute/compute.js'
export { QUANTITIES, type Quantity as ComputedQuantity, type Shaped } from './compute/quantities.js'
export type { ComputeRequest } from './compute/request.js'
// Data laws: Gaussian mixtures with full covariances, points, both together
export { averageMatrixOf, averageOf, scatterOf, weightsOf } from './data/combine.js'
export {
  type Atom,
  atomComponent,
  atomSpread,
  type Component,
  componentPosterior,
  componentSpread,
  type GaussianComponent,
  gaussianComponent,
} from './data/component.js'
export { epsJacobian, softmaxDenoiser, x0Jacobian } from './data/denoiser.js'
export { type Gaussian, gaussianMarginal, gaussianPosterior, gaussianSpread } from './data/gaussian.js'
export { lawFromJson } from './data/json.js'
export { givenLabel, guidedScore, labelProbability, labelScore } from './data/label.js'
export { atoms, dataIn, empirical, gaussian, type Law, mixture, type Quantity } from './data/law.js'
export { cdf, uniformDensity } from './data/line.js'
export { lawCovariance, lawMean, noised, posteriorLaw } from './data/noised.js'
export {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  logPotential,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from './data/posterior.js'
export { reverseCovariance, reverseKernel, reverseMean } from './data/reverse.js'
// Averages without a closed form: certified integrals
export {
  differentialEntropy,
  divergence,
} from './integral/entropy.js'
export {
  leastNoiseLoss,
  marginalEntropy,
  marginalKl,
  marginalPriorKl,
  meanSquareError,
  mutualInformation,
} from './integral/expectations.js'
export { gaussianInformation } from './integral/gaussian.js'
export {
  divergenceDensity,
  entropyDensity,
  type LinearPosterior,
  type Peak,
  type Peaks,
  peaksOf,
  peakTerms,
  spreadDensity,
  x0Posteriors,
} from './integral/peaks.js'
export { type Integrand, integrate, type Window, windowAround } from './integral/quadrature.js'
export { expectedSpread } from './integral/spread.js'
export { DOUBLE_DOUBLE_STAGE, enclosureStage, type Stage } from './integral/stage.js'
export { type Growth, gaussianExpectation, mixtureExpectation, trapezoid } from './integral/trapezoid.js'
// Numbers: the algebras, exact rationals and floats
export type { AnalyticField, Exact, ExponentialField, Field, RadicalField } from './numbers/algebra.js'
export { compileCertified, compileCertifiedBatch } from './numbers/certified.js'
export { at } from './numbers/combinators.js'
export { compileEnclosed, type EnclosedOptions } from './numbers/enclosed.js'
export {
  type Ball,
  type Enclosure,
  enclose,
  enclosure,
  interval,
  toDecimal,
} from './numbers/enclosure/index.js'
export {
  FLOAT32,
  FLOAT64,
  FORMATS,
  type Format,
  floatIn,
  fromDouble,
  roundToFormat,
} from './numbers/float.js'
export { type Formula, type FormulaInfo, formula, formulas, type Symbols } from './numbers/formula.js'
export { infixOf } from './numbers/infix.js'
export { plain } from './numbers/plain.js'
export {
  compare,
  equal,
  format,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
} from './numbers/rational.js'
export { texOf } from './numbers/tex.js'
// Objectives: divergences of Gaussians, the ELBO term by term, loss weights, least squares
export { type Denoised, denoisedReconstruction, denoisedStep } from './objective/denoised.js'
export {
  type ElboTerms,
  elboPrior,
  elboReconstruction,
  elboStep,
  elboTerms,
  negativeElbo,
  type ReversedChain,
} from './objective/elbo.js'
export { expectedLogLikelihood, finiteKl } from './objective/finite-kl.js'
export {
  equalVarianceKl,
  gaussianKl,
  type LogVariance,
  type ScalarGaussian,
  scalarCrossEntropy,
  scalarKl,
  scalarTransport,
  withLog,
} from './objective/gaussian-kl.js'
export { conditionalMean, meanSquaredError, meanSquaredGap, type Row } from './objective/least-squares.js'
export { linearEpsLoss, sharedSlope } from './objective/linear-denoiser.js'
export {
  epsLossWeight,
  meanLossWeight,
  scoreLossWeight,
  type Undone,
  vLossWeight,
  x0LossWeight,
} from './objective/loss-weights.js'
export { type ByPrediction, lossRatios, minSnrWeight, weightsFromX0 } from './objective/snr-weights.js'
// Kernels of the conventions, and every prediction to every other
export {
  edmKernel,
  flowKernel,
  hoFromSlides,
  hoKernel,
  hoStep,
  slidesFromHo,
  slidesKernel,
  slidesStep,
  subVpKernel,
  veKernel,
  veStep,
  vpKernel,
} from './process/conventions.js'
export { convertPrediction, PARAMETERISATIONS, type Parameterisation } from './process/parameterisation.js'
export {
  epsFromScore,
  epsFromV,
  epsFromX0,
  scoreFromEps,
  scoreFromV,
  scoreFromX0,
  vFromEps,
  vFromScore,
  vFromX0,
  vPrediction,
  x0FromEps,
  x0FromScore,
  x0FromV,
} from './process/predictions.js'
export {
  epsFromPosteriorMean,
  posteriorMeanFromEps,
  posteriorMeanFromScore,
  posteriorMeanFromV,
  scoreFromPosteriorMean,
  stepEpsFromEps,
  vFromPosteriorMean,
  x0FromPosteriorMean,
} from './process/reverse-mean.js'
// One step of sampling, and what a chain of them does to Gaussian data
export {
  ancestralStep,
  ddimMean,
  ddimStep,
  ddimVariance,
  gaussianReverse,
  largestEtaSquare,
  marginalVariance,
  optimalReverseVariance,
  sampledVariance,
} from './process/reverse-step.js'
// Noise schedules
export { type Cosine, cosine } from './schedule/cosine.js'
export { type Diffusion, diffusionKernel, sampled } from './schedule/diffusion.js'
export { explicit } from './schedule/explicit.js'
export {
  FLOAT_TABLES,
  type FloatTable,
  type FloatTables,
  floatTables,
  floatTablesIn,
} from './schedule/float-tables.js'
export { kernelAt, kernels, transition } from './schedule/kernels.js'
export { linear } from './schedule/linear.js'
export { namedSpec, SCHEDULE_NAMES } from './schedule/named.js'
export type { BetaRange } from './schedule/parameters.js'
export { PRESET_SPECS, PRESETS, type Preset } from './schedule/presets.js'
export { SCHEDULE_KINDS, type ScheduleSpec, scheduleFrom } from './schedule/registry.js'
export { zeroTerminalSnr } from './schedule/rescaled.js'
export { respaced } from './schedule/respaced.js'
export { scaledLinear } from './schedule/scaled-linear.js'
export {
  betas,
  isRational,
  type RadicalSchedule,
  type RationalSchedule,
  type Readable,
  type Schedule,
  steps,
} from './schedule/schedule.js'
export { sigmoid } from './schedule/sigmoid.js'
export { type SigmoidAlphaBar, sigmoidAlphaBar } from './schedule/sigmoid-alpha-bar.js'
export { asStored, fromDoubles, storedBetas } from './schedule/stored.js'
export { levels, type Tables, tables } from './schedule/tables.js'
export { type NoiseRange, ve, veGeometric } from './schedule/variance-exploding.js'
export { type Rates, subVp, subVpLinear, vp, vpLinear } from './schedule/variance-preserving.js'
export { type GammaRange, vdm, vdmFixedLinearGamma } from './schedule/vdm.js'
