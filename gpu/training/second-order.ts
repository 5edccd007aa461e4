import { at } from '../../reference/numbers/combinators.js'
import type { Backend } from '../backends/backend.js'
import { layersOf, type Shape } from '../network/shape.js'
import { solveDamped } from './cholesky.js'
import type { States } from './model.js'
import { openSystem } from './system.js'
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
