import ndarray from 'ndarray'
import { dataBatch, mostComponents } from '../../reference/batch/data-batch.js'
import { gaussianMarginal } from '../../reference/data/gaussian.js'
import { dataIn, type Law } from '../../reference/data/law.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { ldl } from '../../reference/numbers/linear.js'
import type { Kernel } from '../../reference/process/kernel.js'
import { kernels } from '../../reference/schedule/kernels.js'
import type { Schedule } from '../../reference/schedule/schedule.js'
import type { Generator } from './random.js'

/** A data law under a noise schedule, in doubles: what there is to learn, and the exact answer. */
export interface Problem {
  readonly law: Law
  readonly schedule: Schedule
  readonly d: number
  readonly T: number
  /** By t in 0..T. */
  readonly kernels: readonly Kernel<number>[]
  /** E x₀, and E‖x₀ − E x₀‖²/d. */
  readonly center: readonly number[]
  readonly spread: number
  /** ε*(x) = E[ε|x_t = x] at n points, n×d, by the reference's formula. */
  readonly epsStar: (t: number, points: Float64Array) => Float64Array
  /** tr Cov(ε|x_t = x) at n points. */
  readonly epsTrace: (t: number, points: Float64Array) => Float64Array
  /** log q_t(x) at n points. */
  readonly logDensity: (t: number, points: Float64Array) => Float64Array
  /** Σ_k w_k N(mean, L Lᵀ) is the law of x_t: for quadrature and for sampling. */
  readonly marginal: (t: number) => readonly Normal[]
  /** One x₀ ∼ π into `into`. */
  readonly draw: (random: Generator, into: Float64Array) => void
}

/** A weighted normal law with the lower triangular factor of its covariance. */
export interface Normal {
  readonly weight: number
  readonly mean: readonly number[]
  readonly factor: readonly (readonly number[])[]
}

/** ε* is a sum over the components at every node of every quadrature: with more it takes minutes before the first step. */
const MOST_COMPONENTS = 400

/** @throws RangeError for a law of more than 400 components, fewer where it has more than three dimensions. */
export function problem(law: Law, schedule: Schedule): Problem {
  const d = law.dimension
  const most = Math.min(MOST_COMPONENTS, mostComponents(d))
  if (law.components.length > most)
    throw new RangeError(
      `the data have ${law.components.length} points or components in ${d} dimensions: expected at most ${most}, since the exact answer sums over all of them at every node of its quadratures. Remedy: give a sample of them`,
    )
  const data = dataIn(FLOAT64, law)
  const byTime = kernels(FLOAT64, schedule)
  const kernelOf = (t: number) => at(byTime, t)
  const normals = (kernel: Kernel<number>): readonly Normal[] =>
    data.map(({ weight, mean, covariance = zeroMatrix(d) }) => {
      const marginal = gaussianMarginal(FLOAT64, kernel, { mean, covariance })
      return { weight, mean: marginal.mean, factor: lowerFactor(marginal.covariance) }
    })
  const prior = data.map(({ weight, mean, covariance }) => ({
    weight,
    mean,
    factor: covariance === undefined ? undefined : lowerFactor(covariance),
  }))
  const total = data.reduce((sum, { weight }) => sum + weight, 0)
  let running = 0
  const cumulative = data.map(({ weight }) => {
    running += weight
    return running
  })
  const center = Array.from(
    { length: d },
    (_, i) => data.reduce((s, { weight, mean }) => s + weight * at(mean, i), 0) / total,
  )
  const spread = data.reduce((sum, { weight, mean, covariance }) => {
    const between = mean.reduce((s, m, i) => s + (m - at(center, i)) ** 2, 0)
    const within = covariance === undefined ? 0 : covariance.reduce((s, row, i) => s + at(row, i), 0)
    return sum + (weight / total) * (between + within)
  }, 0)
  return {
    law,
    schedule,
    d,
    T: schedule.T,
    kernels: byTime,
    center,
    spread: spread > 0 ? spread / d : 1,
    ...exactAnswers(law, kernelOf),
    marginal: (t) => normals(kernelOf(t)),
    draw: (random, into) => {
      const u = random.uniform() * total
      const { mean, factor } = at(prior, firstAbove(cumulative, u))
      const z = factor === undefined ? undefined : mean.map(() => random.normal())
      mean.forEach((m, i) => {
        into[i] = m + (factor && z ? at(factor, i).reduce((s, l, j) => s + l * at(z, j), 0) : 0)
      })
    },
  }
}

function exactAnswers(
  law: Law,
  kernelOf: (t: number) => Kernel<number>,
): Pick<Problem, 'epsStar' | 'epsTrace' | 'logDensity'> {
  const d = law.dimension
  const batch = dataBatch(law)
  const asArray = (points: Float64Array) => ndarray(points, [points.length / d, d])
  return {
    epsStar: (t, points) => batch.epsStar(kernelOf(t), asArray(points)).data as Float64Array,
    logDensity: (t, points) => batch.logDensity(kernelOf(t), asArray(points)).data as Float64Array,
    epsTrace: (t, points) => {
      const covariances = batch.epsCovariance(kernelOf(t), asArray(points)).data
      return Float64Array.from({ length: points.length / d }, (_, i) => {
        let sum = 0
        for (let j = 0; j < d; j++)
          sum += at(covariances as unknown as readonly number[], (i * d + j) * d + j)
        return sum
      })
    },
  }
}

/** The first entry above u of an ascending list; the last one where there is none. */
function firstAbove(ascending: readonly number[], u: number): number {
  let [low, high] = [0, ascending.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(ascending, middle) > u) high = middle
    else low = middle + 1
  }
  return low
}

const zeroMatrix = (d: number) => Array.from({ length: d }, () => new Array<number>(d).fill(0))

/** L√D of the reference's factors L D Lᵀ. */
function lowerFactor(covariance: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { lower, pivots } = ldl(FLOAT64, covariance)
  return covariance.map((_, i) =>
    covariance.map((_, j) => (j > i ? 0 : (i === j ? 1 : at(at(lower, i), j)) * Math.sqrt(at(pivots, j)))),
  )
}
