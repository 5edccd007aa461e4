import { at } from '../../reference/numbers/combinators.js'
import type { Backend, Program } from '../backends/backend.js'
import { sizeOf } from '../kernels/spelling.js'
import { layersOf, type Shape, shape, stateDimensions } from '../network/shape.js'
import { predictionPlan } from '../network/step.js'
import {
  type Conditioning,
  conditionings,
  EMBEDDING,
  inputRows,
  type Points,
  predictions,
} from './conditioning.js'
import type { Problem } from './problem.js'
import type { Generator } from './random.js'

/** The states of a network's layers: θ and Adam's two moments. */
export type States = readonly Float32Array[]

/** d + 8 inputs, the hidden layers, d outputs. */
export const networkFor = ({ d }: Problem, hidden: readonly number[]): Shape =>
  shape([d + EMBEDDING, ...hidden, d])

/** θ ∼ N(0, 2/inputs), biases N(0, 1/4); the last layer 0, so that ε_θ starts at the linear answer. Moments 0. */
export function initialStates(network: Shape, random: Generator): States {
  const layers = layersOf(network)
  return layers.map((layer, l) => {
    const { inputs, outputs } = layer
    const state = new Float32Array(sizeOf(stateDimensions(layer)))
    if (l === layers.length - 1) return state
    for (let i = 0; i < inputs * outputs; i++) state[i] = random.normal() * Math.sqrt(2 / inputs)
    for (let j = 0; j < outputs; j++) state[inputs * outputs + j] = random.normal() / 2
    return state
  })
}

/** ε_θ on one backend, in chunks of a fixed number of rows. */
export interface Predictor {
  readonly predict: (states: States, points: Points) => Promise<Float64Array>
  readonly close: () => Promise<void>
}

const ROWS = 512

export async function openPredictor(backend: Backend, problem: Problem, network: Shape): Promise<Predictor> {
  const program: Program = await backend.compile(predictionPlan(network, ROWS))
  const by: readonly Conditioning[] = conditionings(problem)
  return {
    predict: async (states, points) => {
      const out = new Float64Array(points.count * problem.d)
      for (let first = 0; first < points.count; first += ROWS) {
        const input = inputRows(points, by, problem.d, first, ROWS)
        const results = await program.run([...states, input])
        predictions(points, by, problem.d, first, at(results, 0), out)
      }
      return out
    },
    close: program.close,
  }
}
