import { epsStar, logDensity, posteriorWeights, score, x0Hat } from '../../reference/data/posterior.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Vector } from '../../reference/numbers/linear.js'
import { dataOf, kernelOf, type Scene } from './scene.js'

/** What the reference says at the probed point x_t, in float64. */
export interface Answers {
  /** √ᾱ_t, v_t. */
  readonly signal: number
  readonly variance: number
  readonly logDensity: number
  readonly score: Vector<number>
  readonly epsStar: Vector<number>
  readonly x0Hat: Vector<number>
  /** P(component | x_t). */
  readonly weights: Vector<number>
}

export function answersAt(scene: Scene): Answers {
  const at = [kernelOf(scene), dataOf(scene), scene.probe] as const
  return {
    signal: at[0].signal,
    variance: at[0].variance,
    logDensity: logDensity(FLOAT64, ...at),
    score: score(FLOAT64, ...at),
    epsStar: epsStar(FLOAT64, ...at),
    x0Hat: x0Hat(FLOAT64, ...at),
    weights: posteriorWeights(FLOAT64, ...at),
  }
}
