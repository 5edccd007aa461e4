import type { Backend } from '../backends/backend.js'
import { layersOf, type Shape } from '../network/shape.js'
import { predictionPlan, trainingPlan } from '../network/step.js'
import { adamRates } from '../training/adam.js'
import type { States } from '../training/model.js'
import type { BatchArrays, RateOf } from '../training/train.js'

/** What every contestant is given: one network, one start, batches of one size, one step size by step. */
export interface Task {
  readonly network: Shape
  readonly rows: number
  readonly start: States
  readonly rate: RateOf
}

/** A contestant: Adam on Σ_r weight_r ‖target_r − net(input_r)‖² by one library. */
export interface Learner {
  readonly name: string
  /** Takes one step a batch; the first of them is step `first`, counted from 1. */
  readonly learn: (batches: readonly BatchArrays[], first: number) => Promise<void> | void
  /** The network's outputs for `rows` rows of inputs. */
  readonly predict: (input: Float32Array) => Promise<Float32Array> | Float32Array
  readonly close: () => Promise<void> | void
}

/** Steps of one call of a backend. */
const UNROLLED = 5

/** A backend of this project: plans of five steps, as training uses plans of ten. */
export async function onBackend(
  name: string,
  open: () => Promise<Backend>,
  { network, rows, start, rate }: Task,
): Promise<Learner> {
  const backend = await open()
  const program = await backend.compile(trainingPlan(network, rows, UNROLLED))
  const forward = await backend.compile(predictionPlan(network, rows))
  let states = start
  return {
    name,
    learn: async (batches, first) => {
      for (let k = 0; k < batches.length; k += UNROLLED) {
        const args = batches
          .slice(k, k + UNROLLED)
          .flatMap(({ input, target, weight }, j) => [
            input,
            target,
            weight,
            adamRates({ rate: rate(first + k + j) }, first + k + j),
          ])
        states = (await program.run([...states, ...args])).slice(0, layersOf(network).length)
      }
    },
    predict: async (input) => (await forward.run([...states, input]))[0] ?? new Float32Array(),
    close: async () => {
      await program.close()
      await forward.close()
      await backend.close()
    },
  }
}

/** θ of each layer in two parts: [inputs][outputs] and the bias. */
export const weightsOf = ({ network, start }: Task) =>
  layersOf(network).map(({ inputs, outputs }, l) => ({
    inputs,
    outputs,
    w: (start[l] ?? new Float32Array()).slice(0, inputs * outputs),
    b: (start[l] ?? new Float32Array()).slice(inputs * outputs, (inputs + 1) * outputs),
  }))
