import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Other libraries, where they are installed: in this project or in the folder ALPHABAR_PEERS names
 * (npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm brain.js).
 */
const load = <M>(name: string): M =>
  createRequire(process.env.ALPHABAR_PEERS ? join(process.env.ALPHABAR_PEERS, 'x.js') : import.meta.url)(
    name,
  ) as M

interface Tensor {
  readonly matMul: (b: Tensor, transposeA?: boolean, transposeB?: boolean) => Tensor
  readonly add: (b: Tensor) => Tensor
  readonly sub: (b: Tensor) => Tensor
  readonly mul: (b: Tensor | number) => Tensor
  readonly square: () => Tensor
  readonly sum: () => Tensor
  readonly data: () => Promise<Float32Array>
  readonly dispose: () => void
}
interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly ready: () => Promise<void>
  readonly randomNormal: (shape: number[]) => Tensor
  readonly variable: (tensor: Tensor) => Tensor
  readonly sigmoid: (x: Tensor) => Tensor
  readonly matMul: (a: Tensor, b: Tensor) => Tensor
  readonly add: (a: Tensor, b: Tensor) => Tensor
  readonly sub: (a: Tensor, b: Tensor) => Tensor
  readonly mul: (a: Tensor, b: Tensor) => Tensor
  readonly square: (a: Tensor) => Tensor
  readonly mean: (a: Tensor) => Tensor
  readonly train: {
    adam: (rate: number) => { minimize: (loss: () => Tensor, keep: boolean) => Tensor | null }
  }
}

/** One step of tfjs on its backend `cpu` or `wasm`; the loss is read so that the work is done. */
export async function tfjsStep(
  backend: 'cpu' | 'wasm',
  widths: readonly number[],
  batch: number,
): Promise<() => Promise<void>> {
  const tf = load<Tf>('@tensorflow/tfjs')
  if (backend === 'wasm') load('@tensorflow/tfjs-backend-wasm')
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend}`)
  await tf.ready()
  const layers = widths.slice(1).map((m, l) => ({
    w: tf.variable(tf.randomNormal([widths[l] ?? 1, m])),
    b: tf.variable(tf.randomNormal([m])),
  }))
  const x = tf.randomNormal([batch, widths[0] ?? 1])
  const y = tf.randomNormal([batch, widths.at(-1) ?? 1])
  const optimizer = tf.train.adam(1e-3)
  const loss = () => {
    let h = x
    layers.forEach(({ w, b }, l) => {
      const z = tf.add(tf.matMul(h, w), b)
      h = l < layers.length - 1 ? tf.mul(z, tf.sigmoid(z)) : z
    })
    return tf.mean(tf.square(tf.sub(h, y)))
  }
  return async () => {
    const value = optimizer.minimize(loss, true)
    await value?.data()
    value?.dispose()
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

/** One pass of brain.js over a batch, sample by sample as it trains, its own activation and update. */
export function brainStep(widths: readonly number[], batch: number): () => void {
  const { NeuralNetwork } = load<Brain>('brain.js')
  const net = new NeuralNetwork({
    hiddenLayers: widths.slice(1, -1),
    activation: 'leaky-relu',
    praxis: 'adam',
  })
  net.sizes = [...widths]
  net.initialize()
  const random = (n: number) => Float32Array.from({ length: n }, () => Math.random())
  const items = Array.from({ length: batch }, () => ({
    input: random(widths[0] ?? 1),
    output: random(widths.at(-1) ?? 1),
  }))
  return () => {
    for (const item of items) net.trainPattern(item)
  }
}

const TORCH = `
import sys, time, torch
torch.set_num_threads(1)
widths, batch = eval(sys.argv[1]), int(sys.argv[2])
layers = []
for n, m in zip(widths, widths[1:]): layers += [torch.nn.Linear(n, m), torch.nn.SiLU()]
net = torch.nn.Sequential(*layers[:-1]); opt = torch.optim.Adam(net.parameters())
x, y = torch.randn(batch, widths[0]), torch.randn(batch, widths[-1])
times = []
for k in range(60):
    start = time.perf_counter()
    opt.zero_grad(); ((net(x) - y) ** 2).mean().backward(); opt.step()
    times.append(time.perf_counter() - start)
print(sorted(times[10:])[25] * 1000)
`

/** Milliseconds a step of torch on one thread. @throws Error where it is not installed. */
export function torchMilliseconds(widths: readonly number[], batch: number): number {
  const ran = spawnSync('python3', ['-c', TORCH, JSON.stringify(widths), String(batch)], { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(ran.stderr?.trim().split('\n').at(-1) ?? 'python3 is not installed')
  return Number(ran.stdout)
}
