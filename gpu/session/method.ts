import type { Backend } from '../backends/backend.js'
import type { Shape } from '../network/shape.js'
import { quadratureBatch, quadratureSource } from '../training/deterministic.js'
import { initialStates, openPredictor, type States } from '../training/model.js'
import type { Fineness } from '../training/nodes.js'
import type { Problem } from '../training/problem.js'
import { generator } from '../training/random.js'
import { riskMeter } from '../training/risk.js'
import { levenbergMarquardt } from '../training/second-order.js'
import { cosineRate, sampledBatches, train } from '../training/train.js'

/** The ways of training that are compared with each other. */
export const METHODS = {
  'adam-samples': 'Adam on samples of (t, x₀, ε)',
  'adam-quadrature': 'Adam on the loss without sampling noise: quadrature over x_t and t, target ε*',
  'second-order': 'Levenberg–Marquardt on the same loss without noise',
} as const
export type Method = keyof typeof METHODS

export interface MethodOptions {
  readonly network: Shape
  readonly seed: number
  readonly steps: number
  readonly rate: number
  readonly batch: number
  readonly fineness: Fineness
  /** The excess risk is measured after every so many steps. */
  readonly every: number
}

export interface Trace {
  readonly method: Method
  /** Excess risk after each measured step; the seconds are those of the training alone. */
  readonly points: readonly { readonly step: number; readonly seconds: number; readonly excess: number }[]
  readonly states: States
}

const WATCHED = [
  { times: 25, order: 16 },
  { times: 25, order: 12 },
] as const

/** Trains from the same start by one of the methods, and measures the excess risk on the way; stops below `until`. */
export async function trace(
  backend: Backend,
  problem: Problem,
  method: Method,
  options: MethodOptions,
  until = 0,
): Promise<Trace> {
  const { network, seed, steps, rate, batch, fineness, every } = options
  const meter = riskMeter(problem, ...WATCHED)
  const predictor = await openPredictor(backend, problem, network)
  const points: Trace['points'][number][] = []
  const random = generator(seed)
  const start = initialStates(network, random)
  let measuring = 0
  const begin = performance.now()
  const watch = async (step: number, states: States): Promise<boolean> => {
    if (step % every !== 0 && step !== steps) return true
    const seconds = (performance.now() - begin - measuring) / 1000
    const before = performance.now()
    const { excess } = await meter.measure((asked) => predictor.predict(states, asked))
    measuring += performance.now() - before
    points.push({ step, seconds, excess })
    return excess > until
  }
  try {
    if (method === 'second-order') {
      const states = await levenbergMarquardt(backend, quadratureBatch(problem, fineness), start, {
        network,
        steps,
        onStep: ({ step, states: now }) => watch(step, now),
      })
      return { method, points, states }
    }
    const source =
      method === 'adam-samples' ? sampledBatches(problem, batch, random) : quadratureSource(problem, fineness)
    const { states } = await train(
      backend,
      source,
      { step: 0, states: start, losses: [] },
      { network, steps, rate: cosineRate(rate, steps), onRound: (now) => watch(now.step, now.states) },
    )
    return { method, points, states }
  } finally {
    await predictor.close()
  }
}

/** Where a trace first was at or below a risk. */
export const reached = ({ points }: Trace, risk: number) => points.find(({ excess }) => excess <= risk)
