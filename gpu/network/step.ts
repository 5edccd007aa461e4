import { at } from '../../reference/numbers/combinators.js'
import { type Call, type KernelUse, type Plan, plan } from './plan.js'
import { type LayerShape, layersOf, type Shape, stateDimensions } from './shape.js'

/**
 * The network's computations, written once over an abstract `call`: traced to a {@link Plan} for every backend, run
 * directly over an algebra of numbers by the tests. Arrays are [batch][width]; L = Σ_b weight_b ‖out_b − target_b‖².
 */

/** A batch of rows: network inputs, targets, weights of the rows in the loss. */
export interface Batch<V> {
  readonly input: V
  readonly target: V
  readonly weight: V
}

/** The constants of a sum that a kernel takes in eights: how many eights, where the rest begins, how long it is. */
export const eights = (terms: number) => ({
  terms,
  eights: Math.floor(terms / 8),
  tail: terms - (terms % 8),
  rest: terms % 8,
})

const use = (
  name: KernelUse['name'],
  output: readonly number[],
  constants: Record<string, number> = {},
): KernelUse => ({ name, output, constants })

/** What each layer is given, what it makes before the activation, and the last of these: the output. */
export function forward<V>(call: Call<V>, network: Shape, batch: number, states: readonly V[], input: V) {
  const layers = layersOf(network)
  const given: V[] = []
  const sums: V[] = []
  let h = input
  layers.forEach(({ inputs, outputs }, l) => {
    given.push(h)
    h = call(use('affine', [outputs, batch], eights(inputs)), h, at(states, l))
    sums.push(h)
    if (l < layers.length - 1) h = call(use('activate', [outputs, batch]), h)
  })
  return { given, sums, output: h }
}

/** δ = ∂/∂z of every layer given that of the last one. */
export function backward<V>(
  call: Call<V>,
  network: Shape,
  rows: number,
  states: readonly V[],
  { sums, last }: { readonly sums: readonly V[]; readonly last: V },
): readonly V[] {
  const layers = layersOf(network)
  const deltas = [last]
  for (let l = layers.length - 1; l > 0; l--)
    deltas.unshift(
      below(call, at(layers, l), rows, { delta: at(deltas, 0), state: at(states, l), z: at(sums, l - 1) }),
    )
  return deltas
}

/** The weighted squared error of each row, and the gradient of their sum by every layer's θ. */
export function gradients<V>(
  call: Call<V>,
  network: Shape,
  rows: number,
  states: readonly V[],
  batch: Batch<V>,
) {
  const layers = layersOf(network)
  const { given, sums, output } = forward(call, network, rows, states, batch.input)
  const width = at(network.widths, network.widths.length - 1)
  const loss = call(use('rowLoss', [rows], { terms: width }), output, batch.target, batch.weight)
  const last = call(use('outputDelta', [width, rows]), output, batch.target, batch.weight)
  const deltas = backward(call, network, rows, states, { sums, last })
  const slopes = layers.map(({ inputs, outputs }, l) =>
    call(use('gradient', [outputs, inputs + 1], { inputs, ...eights(rows) }), at(given, l), at(deltas, l)),
  )
  return { loss, slopes }
}

function below<V>(
  call: Call<V>,
  { inputs, outputs }: LayerShape,
  rows: number,
  { delta, state, z }: { delta: V; state: V; z: V },
): V {
  return call(use('hiddenDelta', [inputs, rows], eights(outputs)), delta, state, z)
}

/** One step of Adam: the loss of the rows before it, the states after it. */
export function step<V>(
  call: Call<V>,
  network: Shape,
  rows: number,
  states: readonly V[],
  batch: Batch<V>,
  rates: V,
): { loss: V; states: readonly V[] } {
  const { loss, slopes } = gradients(call, network, rows, states, batch)
  const next = layersOf(network).map((layer, l) =>
    call(use('adam', stateDimensions(layer)), at(states, l), at(slopes, l), rates),
  )
  return { loss, states: next }
}

const batchDimensions = (network: Shape, rows: number) =>
  [[at(network.widths, 0), rows], [at(network.widths, network.widths.length - 1), rows], [rows]] as const

const batchAt = <V>(args: readonly V[], i: number): Batch<V> => ({
  input: at(args, i),
  target: at(args, i + 1),
  weight: at(args, i + 2),
})

/** The number of entries of Adam's `rates`. */
export const RATES = 7

/** states…, then input, target, weight and rates of each step → states…, then the row losses of each step. */
export function trainingPlan(network: Shape, rows: number, steps: number): Plan {
  const layers = layersOf(network)
  const perStep = [...batchDimensions(network, rows), [RATES]]
  const inputs = [...layers.map(stateDimensions), ...Array.from({ length: steps }, () => perStep).flat()]
  return plan(inputs, (call, args) => {
    let states = args.slice(0, layers.length)
    const losses: typeof states = []
    for (let k = 0; k < steps; k++) {
      const first = layers.length + k * perStep.length
      const made = step(call, network, rows, states, batchAt(args, first), at(args, first + 3))
      states = [...made.states]
      losses.push(made.loss)
    }
    return [...states, ...losses]
  })
}

/** states…, input, target, weight → row losses, then the gradient of each layer. */
export function gradientPlan(network: Shape, rows: number): Plan {
  const layers = layersOf(network)
  return plan([...layers.map(stateDimensions), ...batchDimensions(network, rows)], (call, args) => {
    const states = args.slice(0, layers.length)
    const { loss, slopes } = gradients(call, network, rows, states, batchAt(args, layers.length))
    return [loss, ...slopes]
  })
}

/** states…, input → output. */
export function predictionPlan(network: Shape, rows: number): Plan {
  const layers = layersOf(network)
  return plan([...layers.map(stateDimensions), [at(network.widths, 0), rows]], (call, args) => [
    forward(call, network, rows, args.slice(0, layers.length), at(args, layers.length)).output,
  ])
}

/** states…, input, ∂/∂output of each row → output, then each layer's input and δ: what a Jacobian is made of. */
export function jacobianPlan(network: Shape, rows: number): Plan {
  const layers = layersOf(network)
  const [input, target] = batchDimensions(network, rows)
  return plan([...layers.map(stateDimensions), input, target], (call, args) => {
    const states = args.slice(0, layers.length)
    const { given, sums, output } = forward(call, network, rows, states, at(args, layers.length))
    const deltas = backward(call, network, rows, states, { sums, last: at(args, layers.length + 1) })
    return [output, ...given, ...deltas]
  })
}

/** A, B → Aᵀ B and the column sums of B as last row, for A of n rows and `columns`, B of n rows and `width`. */
export function productPlan(rows: number, columns: number, width: number): Plan {
  return plan(
    [
      [columns, rows],
      [width, rows],
    ],
    (call, args) => [
      call(use('gradient', [width, columns + 1], { inputs: columns, ...eights(rows) }), ...args),
    ],
  )
}
