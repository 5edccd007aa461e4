import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Learner, type Task, weightsOf } from './learner.js'

/**
 * Other libraries, where they are installed: in this project or in the folder ALPHABAR_PEERS names
 * (npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm brain.js).
 */
function load<M>(name: string): M {
  const folder = process.env.ALPHABAR_PEERS
  try {
    return createRequire(folder === undefined ? import.meta.url : join(folder, 'x.js'))(name) as M
  } catch (cause) {
    throw new Error(
      `not installed. Remedy: npm install ${name} in some folder and name it in ALPHABAR_PEERS`,
      { cause },
    )
  }
}

interface Tensor {
  readonly data: () => Promise<Float32Array>
  readonly dispose: () => void
}
interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly ready: () => Promise<void>
  readonly tidy: <T>(run: () => T) => T
  readonly tensor2d: (values: Float32Array, shape: [number, number]) => Tensor
  readonly tensor1d: (values: Float32Array) => Tensor
  readonly variable: (tensor: Tensor) => Tensor
  readonly sigmoid: (x: Tensor) => Tensor
  readonly matMul: (a: Tensor, b: Tensor) => Tensor
  readonly add: (a: Tensor, b: Tensor) => Tensor
  readonly sub: (a: Tensor, b: Tensor) => Tensor
  readonly mul: (a: Tensor, b: Tensor) => Tensor
  readonly square: (a: Tensor) => Tensor
  readonly sum: (a: Tensor, axis?: number) => Tensor
  readonly train: {
    adam: (
      rate: number,
      first: number,
      second: number,
      epsilon: number,
    ) => { learningRate: number; minimize: (loss: () => Tensor, keep: boolean) => Tensor | null }
  }
}

/** tfjs on its backend `cpu` or `wasm`, one at a time in a process; the loss is read so that the work is done. */
export async function tfjsLearner(backend: 'cpu' | 'wasm', task: Task): Promise<Learner> {
  const tf = load<Tf>('@tensorflow/tfjs')
  if (backend === 'wasm') load('@tensorflow/tfjs-backend-wasm')
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend}`)
  await tf.ready()
  const { rows, rate } = task
  const layers = weightsOf(task).map(({ inputs, outputs, w, b }) => ({
    w: tf.variable(tf.tensor2d(w, [inputs, outputs])),
    b: tf.variable(tf.tensor1d(b)),
  }))
  const table = (values: Float32Array) => tf.tensor2d(values, [rows, values.length / rows])
  const forward = (x: Tensor) =>
    layers.reduce((h, { w, b }, l) => {
      const z = tf.add(tf.matMul(h, w), b)
      return l < layers.length - 1 ? tf.mul(z, tf.sigmoid(z)) : z
    }, x)
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8)
  return {
    name: `tfjs ${backend}`,
    learn: async (batches, first) => {
      for (const [k, { input, target, weight }] of batches.entries()) {
        adam.learningRate = rate(first + k)
        const [x, y, w] = [table(input), table(target), tf.tensor1d(weight)]
        const loss = adam.minimize(() => tf.sum(tf.mul(tf.sum(tf.square(tf.sub(forward(x), y)), 1), w)), true)
        await loss?.data()
        for (const tensor of [x, y, w, loss]) tensor?.dispose()
      }
    },
    predict: async (input) => {
      const out = tf.tidy(() => forward(table(input)))
      const values = await out.data()
      out.dispose()
      return values
    },
    close: () => {
      for (const { w, b } of layers) for (const tensor of [w, b]) tensor.dispose()
    },
  }
}

interface Brain {
  readonly NeuralNetwork: new (
    settings: object,
  ) => {
    initialize: () => void
    trainPattern: (item: { input: Float32Array; output: Float32Array }) => unknown
    sizes: number[]
  }
}

/** One pass of brain.js over a batch, sample by sample as it trains, its own activation and update: another algorithm. */
export function brainPass({ network: { widths }, rows }: Task): () => void {
  const { NeuralNetwork } = load<Brain>('brain.js')
  const net = new NeuralNetwork({
    hiddenLayers: widths.slice(1, -1),
    activation: 'leaky-relu',
    praxis: 'adam',
  })
  net.sizes = [...widths]
  net.initialize()
  const random = (n: number) => Float32Array.from({ length: n }, () => Math.random())
  const items = Array.from({ length: rows }, () => ({
    input: random(widths[0] ?? 1),
    output: random(widths.at(-1) ?? 1),
  }))
  return () => {
    for (const item of items) net.trainPattern(item)
  }
}
