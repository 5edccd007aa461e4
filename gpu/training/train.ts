import { compile } from '../../reference/numbers/codegen.js'
import { at } from '../../reference/numbers/combinators.js'
import { diffuse } from '../../reference/process/kernel.js'
import type { Backend } from '../backends/backend.js'
import { layersOf, type Shape } from '../network/shape.js'
import { trainingPlan } from '../network/step.js'
import { type AdamSettings, adamRates } from './adam.js'
import { conditionings, inputRows, type Points, targetRows, weightRows } from './conditioning.js'
import type { States } from './model.js'
import type { Problem } from './problem.js'
import type { Generator } from './random.js'

/** One batch of the loss Σ_r weight_r ‖target_r − net(input_r)‖². */
export interface BatchArrays {
  readonly input: Float32Array
  readonly target: Float32Array
  readonly weight: Float32Array
}

/** Where batches come from: samples, or the nodes of a quadrature. */
export interface BatchSource {
  readonly rows: number
  readonly next: () => BatchArrays
}

/** t ∼ U{1..T}, x₀ ∼ π, ε ∼ N(0, I), x_t = a·x₀ + s·ε, target ε: the loss of Ho et al. 2020, algorithm 1. */
export function sampledBatches(problem: Problem, rows: number, random: Generator): BatchSource {
  const by = conditionings(problem)
  return {
    rows,
    next: () => {
      const { points, eps } = sample(problem, rows, random)
      return {
        input: inputRows(points, by, problem.d, 0, rows),
        target: targetRows(points, by, problem.d, eps),
        weight: weightRows(points, by, () => 1 / rows),
      }
    },
  }
}

const diffused = compile(diffuse<number>)

/** `count` draws of (t, x_t, ε). */
export function sample(
  problem: Problem,
  count: number,
  random: Generator,
  time?: number,
): { points: Points; eps: Float64Array } {
  const { d, T } = problem
  const x = new Float64Array(count * d)
  const eps = new Float64Array(count * d)
  const t = new Int32Array(count)
  const x0 = new Float64Array(d)
  for (let r = 0; r < count; r++) {
    const now = time ?? 1 + random.below(T)
    const kernel = at(problem.kernels, now)
    problem.draw(random, x0)
    t[r] = now
    for (let i = 0; i < d; i++) {
      const e = random.normal()
      eps[r * d + i] = e
      x[r * d + i] = diffused(kernel, { x0: x0[i] ?? 0, eps: e })
    }
  }
  return { points: { count, x, t }, eps }
}

/** The step size by step, counted from 1. */
export type RateOf = (step: number) => number

/** Linear from 0 over `warmup` steps, then a half cosine to 0 at `steps`. */
export const cosineRate =
  (rate: number, steps: number, warmup = Math.min(200, steps / 10)): RateOf =>
  (step) =>
    step <= warmup
      ? (rate * step) / warmup
      : (rate * (1 + Math.cos((Math.PI * (step - warmup)) / Math.max(1, steps - warmup + 1)))) / 2

/** Where training stands: the step is the number of steps taken. */
export interface Progress {
  readonly step: number
  readonly states: States
  /** The loss of each step of the last round, before that step. */
  readonly losses: readonly number[]
}

/** The loss left the range of numbers, or passed a thousand times its first value. */
export class Divergence extends RangeError {}

export interface TrainOptions {
  readonly network: Shape
  readonly steps: number
  readonly rate: RateOf
  readonly adam?: Omit<AdamSettings, 'rate'>
  /** Steps taken by one call of the backend. */
  readonly round?: number
  /** After every round; training ends early where it answers false. */
  readonly onRound?: (progress: Progress) => Promise<boolean> | boolean
}

/**
 * Adam from `start` to the step `options.steps`.
 * @throws Divergence with the step, once the loss is no number or a thousand times the first; the states of the last good
 * round were given to `onRound`.
 */
export async function train(
  backend: Backend,
  source: BatchSource,
  start: Progress,
  options: TrainOptions,
): Promise<Progress> {
  const { network, steps, rate, adam = {}, round = 10, onRound } = options
  const layers = layersOf(network).length
  let progress = start
  let firstLoss: number | undefined
  const rounds = new Map<number, Awaited<ReturnType<Backend['compile']>>>()
  try {
    while (progress.step < steps) {
      const count = Math.min(round, steps - progress.step)
      const program = rounds.get(count) ?? (await backend.compile(trainingPlan(network, source.rows, count)))
      rounds.set(count, program)
      const batches = Array.from({ length: count }, (_, k) => {
        const step = progress.step + k + 1
        const { input, target, weight } = source.next()
        return [input, target, weight, adamRates({ ...adam, rate: rate(step) }, step)]
      })
      const results = await program.run([...progress.states, ...batches.flat()])
      const losses = results.slice(layers).map((rows) => rows.reduce((sum, x) => sum + x, 0))
      firstLoss ??= at(losses, 0)
      const limit = 1000 * firstLoss
      const bad = losses.findIndex((loss) => !(loss <= limit))
      const states = results.slice(0, layers)
      if (bad >= 0 || states.some((state) => state.some((x) => !Number.isFinite(x))))
        throw new Divergence(
          `training diverged at step ${progress.step + Math.max(0, bad) + 1}: the loss went from ${firstLoss} to ` +
            `${losses[Math.max(0, bad)]}. The last good weights are those of step ${progress.step}. Remedy: a smaller --rate`,
        )
      progress = { step: progress.step + count, states, losses }
      if ((await onRound?.(progress)) === false) break
    }
    return progress
  } finally {
    for (const program of rounds.values()) await program.close()
  }
}
