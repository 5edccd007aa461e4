import { gaussianMarginal, gaussianSpread } from '../data/gaussian.js'
import { dataIn, type Law } from '../data/law.js'
import { lawCovariance, lawMean, noised } from '../data/noised.js'
import type { Data } from '../data/posterior.js'
import { at, square } from '../numbers/combinators.js'
import {
  diagonal,
  inverseQuadratic,
  ldl,
  logDeterminant,
  solve,
  squaredNorm,
  trace,
} from '../numbers/linear.js'
import { gaussianKl } from '../objective/gaussian-kl.js'
import type { Kernel } from '../process/kernel.js'
import { type Along, along } from './along.js'
import { differentialEntropy, divergence } from './entropy.js'
import {
  gaussianEntropy,
  gaussianError,
  gaussianInformation,
  gaussianPriorKl,
  onlyGaussian,
} from './gaussian.js'
import { peaksOf, x0Posteriors } from './peaks.js'
import { expectedSpread } from './spread.js'
import type { Stage } from './stage.js'

/**
 * Averages over x = a·x₀ + √v·ε, in closed form for one Gaussian, else certified to about 2^−bits, for data in at most 2 dimensions, and in any number
 * where they differ along one line only (all Gaussian data, two points): there x separates into one coordinate that is a mixture and
 * others that are Gaussian. All in nats.
 */

/** ½·log(2πe) a dimension, and what a variance adds. */
const half = <T>({ F }: Stage<T>, x: T): T => F.mul(F.lit('1/2'), x)
const logTwoPi = <T>({ F }: Stage<T>): T => F.log(F.mul(F.lit(2n), F.pi))

/**
 * The mixture coordinate. With V = a²Σ + vI (common to all components) y = uᵀV⁻¹(x − a·m)/κ, κ² = uᵀV⁻¹u, is N(a·τ_k·κ, 1) under
 * component k, and V^{-½}x across it is standard Gaussian whatever the component.
 */
function separated<T>(
  { F }: Stage<T>,
  kernel: Kernel<T>,
  law: Law,
  { direction, places, mean, covariance }: Along,
) {
  const u = direction.map(F.lit)
  const prior = {
    mean: mean.map(F.lit),
    covariance:
      covariance?.map((row) => row.map(F.lit)) ??
      diagonal(
        F,
        mean.map(() => F.lit(0n)),
      ),
  }
  const factors = ldl(F, gaussianMarginal(F, kernel, prior).covariance)
  const reach = F.mul(kernel.signal, F.sqrt(inverseQuadratic(F, factors, u)))
  const coordinate: Data<T> = law.components.map(({ weight }, k) => ({
    weight: F.lit(weight),
    mean: [F.mul(F.lit(at(places, k)), reach)],
    covariance: [[F.lit(1n)]],
  }))
  return { u, prior, factors, coordinate }
}

/** Above this a grid has too many points. */
const MOST_DIMENSIONS = 2

/** Thrown for data over which there is no rule. */
export class TooManyDimensions extends RangeError {}

/** How the components differ along one line, where that saves dimensions. */
function separable(law: Law): Along | undefined {
  const found = law.dimension > 1 ? along(law) : undefined
  if (found || law.dimension <= MOST_DIMENSIONS) return found
  throw new TooManyDimensions(
    `the ${law.components.length} components differ in ${law.dimension} dimensions, and their integral is over ${MOST_DIMENSIONS} at most: expected data of fewer dimensions, or components of one covariance with means on one line`,
  )
}

/** h(x_t) = −E log q(x_t). Needs v > 0 where the data have points. */
export function marginalEntropy<T>(stage: Stage<T>, kernel: Kernel<T>, law: Law, bits: number): T {
  const { F } = stage
  const one = onlyGaussian(F, law)
  if (one) return gaussianEntropy(F, kernel, one)
  const line = separable(law)
  if (!line) return differentialEntropy(stage, noised(F, kernel, dataIn(F, law)), bits)
  const { coordinate, factors } = separated(stage, kernel, law, line)
  const others = F.mul(F.lit(BigInt(law.dimension - 1)), F.add(F.lit(1n), logTwoPi(stage)))
  const spread = half(stage, F.add(logDeterminant(F, factors), others))
  return F.add(spread, differentialEntropy(stage, coordinate, bits))
}

/** I(x₀; x_t) = h(x_t) − h(√v·ε), h(√v·ε) = (d/2)(1 + log 2π + log v). Needs v > 0. */
export function mutualInformation<T>(stage: Stage<T>, kernel: Kernel<T>, law: Law, bits: number): T {
  const { F } = stage
  const one = onlyGaussian(F, law)
  if (one) return gaussianInformation(F, kernel, one)
  const noise = F.add(F.add(F.lit(1n), logTwoPi(stage)), F.log(kernel.variance))
  const ofNoise = half(stage, F.mul(F.lit(BigInt(law.dimension)), noise))
  return F.sub(marginalEntropy(stage, kernel, law, bits), ofNoise)
}

/** E|x_t|² = a²(|m|² + tr Cov x₀) + d·v. */
function secondMoment<T>({ F }: Stage<T>, kernel: Kernel<T>, law: Law): T {
  const marginal = noised(F, kernel, dataIn(F, law))
  return F.add(squaredNorm(F, lawMean(F, marginal)), trace(F, lawCovariance(F, marginal)))
}

/** KL(q_t ‖ N(0, I)) = (d/2) log 2π + ½E|x_t|² − h(x_t). */
export function marginalPriorKl<T>(stage: Stage<T>, kernel: Kernel<T>, law: Law, bits: number): T {
  const { F } = stage
  const one = onlyGaussian(F, law)
  if (one) return gaussianPriorKl(F, kernel, one)
  const constant = F.mul(F.lit(BigInt(law.dimension)), logTwoPi(stage))
  const cross = half(stage, F.add(constant, secondMoment(stage, kernel, law)))
  return F.sub(cross, marginalEntropy(stage, kernel, law, bits))
}

/** KL(q_t ‖ q′_t) of two data laws under the same noise. */
export function marginalKl<T>(
  stage: Stage<T>,
  kernel: Kernel<T>,
  laws: readonly [Law, Law],
  bits: number,
): T {
  const { F } = stage
  const [first, second] = laws
  if (first.dimension !== second.dimension || first.dimension > MOST_DIMENSIONS)
    throw new RangeError(
      `laws of dimensions ${first.dimension} and ${second.dimension} were given, expected one dimension, at most ${MOST_DIMENSIONS}`,
    )
  const [one, other] = [onlyGaussian(F, first), onlyGaussian(F, second)]
  if (one && other) return gaussianKl(F, gaussianMarginal(F, kernel, one), gaussianMarginal(F, kernel, other))
  return divergence(stage, noised(F, kernel, dataIn(F, first)), noised(F, kernel, dataIn(F, second)), bits)
}

/**
 * E tr Cov(x₀|x_t), the least mean square error. On one line, given the component, x₀ has mean (I − aK)m_k + Kx and covariance C, so that
 * Cov(x₀|x) = C + Var(τ|x)·rrᵀ with r = (I − aK)u = v·V⁻¹u.
 */
export function meanSquareError<T>(stage: Stage<T>, kernel: Kernel<T>, law: Law, bits: number): T {
  const { F } = stage
  const one = onlyGaussian(F, law)
  if (one) return gaussianError(F, kernel, one)
  const line = separable(law)
  if (!line) {
    const data = dataIn(F, law)
    return expectedSpread(stage, peaksOf(F, noised(F, kernel, data)), x0Posteriors(F, kernel, data), bits)
  }
  const { u, prior, factors, coordinate } = separated(stage, kernel, law, line)
  const within = trace(F, gaussianSpread(F, kernel, prior).x0Covariance)
  const moved = F.mul(square(F, kernel.variance), squaredNorm(F, solve(F, factors, u)))
  const places = line.places.map((place) => ({
    offset: [F.lit(place)],
    slope: [[F.lit(0n)]],
    variance: F.lit(0n),
  }))
  return F.add(within, F.mul(moved, expectedSpread(stage, peaksOf(F, coordinate), places, bits)))
}

/** E tr Cov(ε|x_t) = (a²/v)·E tr Cov(x₀|x_t): what no noise prediction goes below. */
export function leastNoiseLoss<T>(stage: Stage<T>, kernel: Kernel<T>, law: Law, bits: number): T {
  const { F } = stage
  const snr = F.div(square(F, kernel.signal), kernel.variance)
  return F.mul(snr, meanSquareError(stage, kernel, law, bits))
}
