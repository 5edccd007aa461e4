import { at } from '../../reference/numbers/combinators.js'
import type { Backend } from '../backends/backend.js'
import { layersOf, parameterCount, type Shape } from '../network/shape.js'
import { jacobianPlan, predictionPlan } from '../network/step.js'
import { type Columns, openGram } from './gram.js'
import type { States } from './model.js'
import type { BatchArrays } from './train.js'

/** Rows of a chunk, which fixes the sizes of the kernels. */
const ROWS = 256

/** The least-squares problem of the loss without noise, linearised at a network's states. */
export interface System {
  /** The loss, JᵀJ and Jᵀr at the states. */
  readonly linearise: (
    states: States,
  ) => Promise<{ loss: number; hessian: Float64Array; slope: Float64Array }>
  readonly loss: (states: States) => Promise<number>
  readonly close: () => Promise<void>
}

export async function openSystem(
  backend: Backend,
  network: Shape,
  batch: BatchArrays & { readonly rows: number },
): Promise<System> {
  const width = at(network.widths, network.widths.length - 1)
  const P = parameterCount(network)
  const passes = await backend.compile(jacobianPlan(network, ROWS))
  const forwards = await backend.compile(predictionPlan(network, ROWS))
  const gram = await openGram(backend, ROWS * width, P)
  const inputs = batch.input.length / batch.rows
  const chunk = (first: number) => chunkOf(batch, { first, inputs, width })

  const squares = (net: Float32Array, { target, root }: Chunk, residual?: Float64Array) => {
    let sum = 0
    for (let j = 0; j < ROWS * width; j++) {
      const r = (root[Math.floor(j / width)] ?? 0) * ((net[j] ?? 0) - (target[j] ?? 0))
      if (residual) residual[j] = r
      sum += r * r
    }
    return sum
  }
  return {
    loss: async (states) => {
      let total = 0
      for (let first = 0; first < batch.rows; first += ROWS) {
        const part = chunk(first)
        const results = await forwards.run([...states, part.input])
        total += squares(at(results, 0), part)
      }
      return total
    },
    linearise: async (states) => {
      const hessian = new Float64Array(P * P)
      const slope = new Float64Array(P)
      let loss = 0
      for (let first = 0; first < batch.rows; first += ROWS) {
        const part = chunk(first)
        const jacobian = gram.columns()
        const residual = new Float64Array(ROWS * width)
        for (let o = 0; o < width; o++) {
          const seed = new Float32Array(ROWS * width)
          for (let r = 0; r < ROWS; r++) seed[r * width + o] = part.root[r] ?? 0
          const results = await passes.run([...states, part.input, seed])
          if (o === 0) loss += squares(at(results, 0), part, residual)
          fillRows(jacobian, { network, results, width, o })
        }
        await gram.addTo(hessian, jacobian)
        addSlope(slope, jacobian, residual)
      }
      return { loss, hessian, slope }
    },
    close: async () => {
      for (const open of [passes, forwards, gram]) await open.close()
    },
  }
}

interface Chunk {
  readonly input: Float32Array
  readonly target: Float32Array
  /** √w, 0 for rows past the end. */
  readonly root: Float64Array
}

function chunkOf(
  { input, target, weight, rows }: BatchArrays & { readonly rows: number },
  { first, inputs, width }: { first: number; inputs: number; width: number },
): Chunk {
  const end = Math.min(rows, first + ROWS)
  const part: Chunk = {
    input: new Float32Array(ROWS * inputs),
    target: new Float32Array(ROWS * width),
    root: new Float64Array(ROWS),
  }
  part.input.set(input.subarray(first * inputs, end * inputs))
  part.target.set(target.subarray(first * width, end * width))
  for (let r = first; r < end; r++) part.root[r - first] = Math.sqrt(weight[r] ?? 0)
  return part
}

/** ∂r/∂θ of output o: in each layer the product of what it was given, 1 for the bias, and δ. */
function fillRows(
  { blocks, width: wide }: Columns,
  {
    network,
    results,
    width,
    o,
  }: { network: Shape; results: readonly Float32Array[]; width: number; o: number },
): void {
  const layers = layersOf(network)
  let offset = 0
  layers.forEach(({ inputs, outputs }, l) => {
    const given = at(results, 1 + l)
    const delta = at(results, 1 + layers.length + l)
    for (let i = 0; i <= inputs; i++)
      for (let j = 0; j < outputs; j++) {
        const column = offset + i * outputs + j
        const block = at(blocks, Math.floor(column / wide))
        const place = column % wide
        for (let r = 0; r < ROWS; r++) {
          const h = i < inputs ? (given[r * inputs + i] ?? 0) : 1
          block[(r * width + o) * wide + place] = h * (delta[r * outputs + j] ?? 0)
        }
      }
    offset += (inputs + 1) * outputs
  })
}

/** slope += Jᵀ r. */
function addSlope(slope: Float64Array, { blocks, width }: Columns, residual: Float64Array): void {
  for (let c = 0; c < slope.length; c++) {
    const block = at(blocks, Math.floor(c / width))
    let sum = 0
    for (let r = 0; r < residual.length; r++)
      sum += (block[r * width + (c % width)] ?? 0) * (residual[r] ?? 0)
    slope[c] = (slope[c] ?? 0) + sum
  }
}
