import { at } from '../../reference/numbers/combinators.js'
import type { Backend } from '../backends/backend.js'
import { layersOf, parameterCount, type Shape } from '../network/shape.js'
import { jacobianPlan, predictionPlan, productPlan } from '../network/step.js'
import { solveDamped } from './cholesky.js'
import type { States } from './model.js'
import type { BatchArrays } from './train.js'

/**
 * Levenberg and Marquardt's method on the deterministic loss Σ_r w_r ‖net_r − target_r‖²: each step solves
 * (JᵀJ + μI) δ = −Jᵀr for the residuals r = √w (net − target), J = ∂r/∂θ, and μ follows the ratio of the decrease to
 * the decrease predicted (Nielsen 1999). Forward and backward passes and JᵀJ are the same kernels as Adam's; the solution
 * is by Cholesky on the host. There is no sampling noise in the loss, which is what makes a second-order method possible.
 */
export interface SecondOrderOptions {
  readonly network: Shape
  readonly steps: number
  readonly onStep?: (progress: {
    step: number
    states: States
    loss: number
    damping: number
  }) => Promise<boolean> | boolean
}

/** Rows of a chunk, which fixes the sizes of the kernels. */
const ROWS = 256
/** JᵀJ is summed in float32: below this fraction of its largest entry μ adds nothing that is known. */
const LEAST_DAMPING = 2 ** -22

export async function levenbergMarquardt(
  backend: Backend,
  batch: BatchArrays & { readonly rows: number },
  start: States,
  { network, steps, onStep }: SecondOrderOptions,
): Promise<States> {
  const system = await openSystem(backend, network, batch)
  try {
    let states = start
    let { loss, hessian, slope } = await system.linearise(states)
    let damping = 1e-2 * largestDiagonal(hessian, slope.length)
    let growth = 2
    for (let step = 1; step <= steps; ) {
      damping = Math.max(damping, LEAST_DAMPING * largestDiagonal(hessian, slope.length))
      const change = solveDamped(
        hessian,
        slope.map((g) => -g),
        damping,
      )
      const moved = change && add(states, change, network)
      const next = moved ? await system.loss(moved) : Infinity
      const predicted = change
        ? change.reduce((sum, x, i) => sum + x * (damping * x - (slope[i] ?? 0)), 0)
        : 1
      const ratio = (loss - next) / predicted
      if (moved && ratio > 0) {
        states = moved
        damping *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3)
        growth = 2
        if ((await onStep?.({ step, states, loss: next, damping })) === false) break
        step++
        if (step <= steps) ({ loss, hessian, slope } = await system.linearise(states))
      } else {
        damping *= growth
        growth *= 2
        if (!Number.isFinite(damping) || growth > 2 ** 40) break
      }
    }
    return states
  } finally {
    await system.close()
  }
}

const largestDiagonal = (a: Float64Array, n: number) => {
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i] ?? 0)
  return largest
}

/** The states with θ moved; Adam's moments are not touched. */
function add(states: States, change: Float64Array, network: Shape): States {
  let offset = 0
  return layersOf(network).map(({ inputs, outputs }, l) => {
    const moved = at(states, l).slice()
    const size = (inputs + 1) * outputs
    for (let i = 0; i < size; i++) moved[i] = (moved[i] ?? 0) + (change[offset + i] ?? 0)
    offset += size
    return moved
  })
}

interface System {
  /** The loss, JᵀJ and Jᵀr at the states. */
  readonly linearise: (
    states: States,
  ) => Promise<{ loss: number; hessian: Float64Array; slope: Float64Array }>
  readonly loss: (states: States) => Promise<number>
  readonly close: () => Promise<void>
}

async function openSystem(
  backend: Backend,
  network: Shape,
  batch: BatchArrays & { readonly rows: number },
): Promise<System> {
  const width = at(network.widths, network.widths.length - 1)
  const P = parameterCount(network)
  const passes = await backend.compile(jacobianPlan(network, ROWS))
  const forwards = await backend.compile(predictionPlan(network, ROWS))
  const products = await backend.compile(productPlan(ROWS * width, P, P + 1))
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
        const jacobian = new Float32Array(ROWS * width * P)
        // J with the residual as last column: JᵀJ and Jᵀr in one product.
        const extended = new Float32Array(ROWS * width * (P + 1))
        const residual = new Float64Array(ROWS * width)
        for (let o = 0; o < width; o++) {
          const seed = new Float32Array(ROWS * width)
          for (let r = 0; r < ROWS; r++) seed[r * width + o] = part.root[r] ?? 0
          const results = await passes.run([...states, part.input, seed])
          if (o === 0) loss += squares(at(results, 0), part, residual)
          fillRows(jacobian, { network, results, width, o, P })
        }
        for (let j = 0; j < ROWS * width; j++) {
          extended.set(jacobian.subarray(j * P, (j + 1) * P), j * (P + 1))
          extended[j * (P + 1) + P] = residual[j] ?? 0
        }
        const product = at(await products.run([jacobian, extended]), 0)
        for (let i = 0; i < P; i++) {
          for (let j = 0; j < P; j++)
            hessian[i * P + j] = (hessian[i * P + j] ?? 0) + (product[i * (P + 1) + j] ?? 0)
          slope[i] = (slope[i] ?? 0) + (product[i * (P + 1) + P] ?? 0)
        }
      }
      return { loss, hessian, slope }
    },
    close: async () => {
      for (const program of [passes, forwards, products]) await program.close()
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
  jacobian: Float32Array,
  {
    network,
    results,
    width,
    o,
    P,
  }: { network: Shape; results: readonly Float32Array[]; width: number; o: number; P: number },
): void {
  const layers = layersOf(network)
  let offset = 0
  layers.forEach(({ inputs, outputs }, l) => {
    const given = at(results, 1 + l)
    const delta = at(results, 1 + layers.length + l)
    for (let r = 0; r < ROWS; r++) {
      const row = (r * width + o) * P + offset
      for (let i = 0; i <= inputs; i++) {
        const h = i < inputs ? (given[r * inputs + i] ?? 0) : 1
        for (let j = 0; j < outputs; j++) jacobian[row + i * outputs + j] = h * (delta[r * outputs + j] ?? 0)
      }
    }
    offset += (inputs + 1) * outputs
  })
}
