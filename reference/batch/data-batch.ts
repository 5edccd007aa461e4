import { dataIn, type Law } from '../data/law.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from '../data/posterior.js'
import { type Batch, compileBatch, type Precision } from '../numbers/codegen.js'
import { matchArguments, type Read } from '../numbers/dag.js'
import { FLOAT32, FLOAT64 } from '../numbers/float.js'
import type { Symbols } from '../numbers/formula.js'
import { type Vector, vector } from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import { checkArray, columnOf, type FloatArray, zeros } from './arrays.js'
import { inputsOf, listed, type PerRow } from './inputs.js'

/**
 * The quantities of data/posterior.ts at the rows of `points`, an n×d ndarray: entry i of the result is the formula at
 * row i, to the bit what the formula gives in FLOAT64 or FLOAT32. The kernel's signal and variance are numbers, or lists
 * of n where each row has its own. A row that holds NaN gives NaN in that row only.
 *
 * @throws TypeError for an array that is not of the precision.
 * @throws RangeError for a wrong shape, or a variance that is negative, or 0 where the law has point masses.
 */
export interface DataBatch {
  /** n. */
  readonly logDensity: OverPoints
  /** n × K. */
  readonly posteriorWeights: OverPoints
  /** n × d. */
  readonly x0Hat: OverPoints
  /** n × d. */
  readonly epsStar: OverPoints
  /** n × d. */
  readonly score: OverPoints
  /** n × d × d. */
  readonly x0Covariance: OverPoints
  /** n × d × d. */
  readonly epsCovariance: OverPoints
  /** n × d × d. */
  readonly logDensityHessian: OverPoints
}
type OverPoints = (kernel: PerRow<Kernel<number>>, points: FloatArray) => FloatArray

type OfData = Read<number, [kernel: Kernel<number>, data: Data<number>, x: Vector<number>], unknown>

/** Above this size the generated code, one statement an operation, takes more than a second or two to compile. */
const MOST = 20_000
const sizeOf = (components: number, d: number) => components * (d ** 3 + 9)
/** The most components in d dimensions that code is generated for. */
export const mostComponents = (d: number): number => Math.floor(MOST / sizeOf(1, d))

/**
 * Generated code for a law; each quantity is compiled when first asked for.
 * @throws RangeError for a law too large to be written out.
 */
export function dataBatch(law: Law, { precision = 'float64' }: { precision?: Precision } = {}): DataBatch {
  const d = law.dimension
  const K = law.components.length
  const size = sizeOf(K, d)
  if (size > MOST)
    throw new RangeError(
      `${K} components in ${d} dimensions are too many to generate code for: expected K·(d³ + 9) ≤ ${MOST}, not ${size}. Call the formulas of data/posterior row by row`,
    )
  const over = (formula: OfData, ...shape: readonly number[]) => overPoints(formula, law, precision, shape)
  return {
    logDensity: over(logDensity<number>),
    posteriorWeights: over(posteriorWeights<number>, K),
    x0Hat: over(x0Hat<number>, d),
    epsStar: over(epsStar<number>, d),
    score: over(score<number>, d),
    x0Covariance: over(x0Covariance<number>, d, d),
    epsCovariance: over(epsCovariance<number>, d, d),
    logDensityHessian: over(logDensityHessian<number>, d, d),
  }
}

function overPoints(formula: OfData, law: Law, precision: Precision, shape: readonly number[]): OverPoints {
  const data = dataIn(precision === 'float64' ? FLOAT64 : FLOAT32, law)
  const symbols = [kernelSymbols('a', 'v'), namesOf(data), vector(law.dimension, (i) => `x_${i + 1}`)]
  const compiled = new Map<string, Batch>()
  return (kernel, points) => {
    checkArray(points, 'points', precision, ['n', law.dimension])
    const rows = points.shape[0] ?? 0
    const kernelInputs = inputsOf(kernelSymbols('a', 'v'), kernel, { name: 'kernel', precision, rows })
    checkVariance(kernel.variance, law)
    const inputs = matchArguments<number | ReturnType<typeof columnOf>>(symbols, [
      kernelInputs,
      data,
      vector(law.dimension, (j) => columnOf(points, j)),
    ])
    if (!inputs) throw new Error('the arguments do not have the shape of the symbols')
    const named = Object.fromEntries(inputs)
    const varying = listed(named)
    const key = varying.join()
    const batch = compiled.get(key) ?? compileBatch(formula, varying, precision, symbols)
    compiled.set(key, batch)
    const into = zeros(precision, [rows, ...shape])
    const width = batch.outputs.length
    batch.run(
      rows,
      named,
      Object.fromEntries(
        batch.outputs.map((path, k) => [path, { data: into.data, offset: k, stride: width }]),
      ),
    )
    return into
  }
}

/** A symbol for each number of the law. */
const namesOf = (data: Data<number>): readonly Symbols[] =>
  data.map(({ mean, covariance }, k) => {
    const point = { weight: `w_${k}`, mean: mean.map((_, i) => `m_${k}${i}`) }
    return covariance === undefined
      ? point
      : { ...point, covariance: covariance.map((row, i) => row.map((_, j) => `c_${k}${i}${j}`)) }
  })

function checkVariance(variance: number | FloatArray, law: Law): void {
  const points = law.components.some(({ covariance }) => covariance === undefined)
  const wrong = (v: number) => !(points ? v > 0 : v >= 0)
  const bad =
    typeof variance === 'number'
      ? [variance].find(wrong)
      : Array.from({ length: variance.shape[0] ?? 0 }, (_, i) => variance.get(i)).find(wrong)
  if (bad !== undefined)
    throw new RangeError(
      points
        ? `the noise variance is ${bad}, expected a positive number: point masses have a density only under noise`
        : `the noise variance is ${bad}, expected a number of at least 0`,
    )
}
