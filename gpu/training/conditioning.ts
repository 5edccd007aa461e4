import { at } from '../../reference/numbers/combinators.js'
import type { Problem } from './problem.js'

/**
 * How the network stands in ε_θ(x, t) = skip·(x − a·m) + gain·net(features), m = E x₀. With D = E‖x₀ − m‖²/d and
 * V = a²D + v, skip = s/V is the best linear predictor of ε if the data were N(m, D·I), and gain = a√(D/V) the root of
 * its mean squared error: so the network starts at the linear answer and its target has unit variance at every t.
 * The same idea, for x₀: Karras et al. 2022, table 1.
 */
export interface Conditioning {
  readonly skip: number
  readonly gain: number
  /** a·m, what is subtracted from x. */
  readonly center: readonly number[]
  /** 1/√V, what the network is shown x times. */
  readonly scale: number
  /** What it is shown of t. */
  readonly embedding: readonly number[]
}

/** The numbers of the time embedding. */
export const EMBEDDING = 8

/** A schedule with zero terminal SNR has λ = −∞ at T. */
const LAMBDA_MOST = 20

/** By t in 0..T; entry 0 (no noise) is not used. */
export function conditionings({ kernels, center, spread }: Problem): readonly Conditioning[] {
  return kernels.map(({ signal, variance }) => {
    const total = signal * signal * spread + variance
    const [cosine, sine] = [signal * Math.sqrt(spread / total), Math.sqrt(variance / total)]
    const lambda = Math.max(-LAMBDA_MOST, Math.min(LAMBDA_MOST, Math.log(cosine / sine)))
    return {
      skip: Math.sqrt(variance) / total,
      gain: cosine,
      center: center.map((m) => signal * m),
      scale: 1 / Math.sqrt(total),
      embedding: [
        lambda / 4,
        cosine,
        sine,
        cosine * cosine - sine * sine,
        2 * cosine * sine,
        Math.cos(lambda),
        Math.sin(lambda),
        Math.sin(lambda / 2),
      ],
    }
  })
}

/** Points with the time of each: what the network is asked about. */
export interface Points {
  readonly count: number
  /** count × d. */
  readonly x: Float64Array
  readonly t: Int32Array
}

/** The network's inputs for rows first … first + rows − 1; rows past the end are 0. */
export function inputRows(
  points: Points,
  by: readonly Conditioning[],
  d: number,
  first: number,
  rows: number,
): Float32Array {
  const width = d + EMBEDDING
  const out = new Float32Array(rows * width)
  for (let r = 0; r < Math.min(rows, points.count - first); r++) {
    const { center, scale, embedding } = at(by, points.t[first + r] ?? 0)
    for (let i = 0; i < d; i++)
      out[r * width + i] = scale * ((points.x[(first + r) * d + i] ?? 0) - at(center, i))
    for (let k = 0; k < EMBEDDING; k++) out[r * width + d + k] = at(embedding, k)
  }
  return out
}

/** What the network should say where ε_θ should be `eps`: (eps − skip·(x − a·m))/gain; 0 where nothing is left to say. */
export function targetRows(
  points: Points,
  by: readonly Conditioning[],
  d: number,
  eps: Float64Array,
): Float32Array {
  const out = new Float32Array(points.count * d)
  for (let r = 0; r < points.count; r++) {
    const { skip, gain, center } = at(by, points.t[r] ?? 0)
    if (gain === 0) continue
    for (let i = 0; i < d; i++)
      out[r * d + i] = ((eps[r * d + i] ?? 0) - skip * ((points.x[r * d + i] ?? 0) - at(center, i))) / gain
  }
  return out
}

/** ‖ε − ε_θ‖² = gain²·‖target − net‖²: the weight of each row in the network's loss. */
export function weightRows(
  points: Points,
  by: readonly Conditioning[],
  weights: (r: number) => number,
): Float32Array {
  return Float32Array.from(
    { length: points.count },
    (_, r) => weights(r) * at(by, points.t[r] ?? 0).gain ** 2,
  )
}

/** ε_θ from the network's outputs for rows first …. */
export function predictions(
  points: Points,
  by: readonly Conditioning[],
  d: number,
  first: number,
  net: Float32Array,
  into: Float64Array,
): void {
  for (let r = 0; r < Math.min(net.length / d, points.count - first); r++) {
    const { skip, gain, center } = at(by, points.t[first + r] ?? 0)
    for (let i = 0; i < d; i++) {
      const j = (first + r) * d + i
      into[j] = skip * ((points.x[j] ?? 0) - at(center, i)) + gain * (net[r * d + i] ?? 0)
    }
  }
}

/** skip·(x − a·m): where every network starts, and the best answer to isotropic Gaussian data. */
export function linearPredictions(points: Points, by: readonly Conditioning[], d: number): Float64Array {
  const out = new Float64Array(points.count * d)
  predictions(points, by, d, 0, new Float32Array(out.length), out)
  return out
}
