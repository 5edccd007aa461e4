import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { scheduleFrom } from '../../reference/schedule/registry.js'
import type { Backend } from '../backends/backend.js'
import { parameterCount, type Shape } from '../network/shape.js'
import type { CurvePoint } from '../report/pictures.js'
import { quadratureBatch, quadratureSource } from '../training/deterministic.js'
import { initialStates, networkFor, openPredictor, type Predictor, type States } from '../training/model.js'
import { type Problem, problem as problemOf } from '../training/problem.js'
import { type Generator, generator, restore } from '../training/random.js'
import { type RiskMeter, riskMeter } from '../training/risk.js'
import { levenbergMarquardt } from '../training/second-order.js'
import { cosineRate, Divergence, type Progress, sampledBatches, train } from '../training/train.js'
import { lawFrom } from './data.js'
import { type Checkpoint, encodeCheckpoint, type Settings, saveText } from './weights.js'

/** One training from its settings to weights on disk: progress, checkpoints, interruption, divergence. */

export interface SessionEvents {
  /** Loss averaged since the last one, and the excess risk now. */
  readonly onProgress: (point: CurvePoint & { readonly stepsPerSecond: number }) => void
  /** Asked after every round: true ends the training with its weights saved. */
  readonly interrupted: () => boolean
}

export interface Session {
  readonly problem: Problem
  readonly network: Shape
  readonly meter: RiskMeter
  readonly predictor: Predictor
  readonly history: readonly CurvePoint[]
  readonly progress: Progress
  /** How the training ended. */
  readonly end:
    | { readonly kind: 'done' | 'interrupted' }
    | { readonly kind: 'diverged'; readonly message: string }
  readonly settings: Settings
}

/** The file of the weights in a folder. */
export const weightsIn = (folder: string): string => join(folder, 'weights.json')

/** The quadrature of the progress lines, coarser than that of the report. */
const WATCHED = [
  { times: 16, order: 14 },
  { times: 16, order: 10 },
] as const

export async function runSession(
  backend: Backend,
  settings: Settings,
  { out, from }: { readonly out: string | undefined; readonly from: Checkpoint | undefined },
  { onProgress, interrupted }: SessionEvents,
): Promise<Session> {
  const problem = problemOf(lawFrom(settings.data), await scheduleFrom(settings.schedule))
  const network = networkFor(problem, settings.hidden)
  const random = from ? restore(from.random) : generator(settings.seed)
  const states = from?.states ?? initialStates(network, random)
  const predictor = await openPredictor(backend, problem, network)
  const watch = riskMeter(problem, ...WATCHED)
  const history: CurvePoint[] = []
  const every = settings.method === 'second-order' ? 1 : Math.max(10, Math.ceil(settings.steps / 200) * 10)
  let losses: number[] = []
  let clock = { step: from?.step ?? 0, time: performance.now() }
  let last: Progress = { step: from?.step ?? 0, states, losses: [] }
  const save = (progress: Progress) => {
    if (out === undefined) return
    const { step } = progress
    saveText(
      weightsIn(out),
      encodeCheckpoint({
        settings,
        widths: network.widths,
        step,
        random: random.state(),
        states: progress.states,
      }),
    )
  }
  let end: Session['end'] = { kind: 'done' }
  const onRound = async (progress: Progress) => {
    last = progress
    losses.push(...progress.losses)
    // Without threads a round never leaves the queue of promises: Ctrl-C is heard only where the event loop turns.
    await setImmediate()
    const stop = interrupted()
    if (progress.step % every === 0 || progress.step >= settings.steps || stop) {
      const seconds = (performance.now() - clock.time) / 1000
      const point = {
        step: progress.step,
        loss: losses.reduce((a, b) => a + b, 0) / losses.length,
        excess: await excessOf(watch, predictor, progress.states),
      }
      history.push(point)
      onProgress({ ...point, stepsPerSecond: (progress.step - clock.step) / seconds })
      save(progress)
      losses = []
      clock = { step: progress.step, time: performance.now() }
    }
    if (stop) end = { kind: 'interrupted' }
    return !stop
  }
  try {
    await takeSteps(
      backend,
      { problem, network, settings, random, irreducible: watch.irreducible.value },
      last,
      onRound,
    )
  } catch (error) {
    if (!(error instanceof Divergence)) throw error
    end = { kind: 'diverged', message: error.message }
  }
  save(last)
  return { problem, network, meter: riskMeter(problem), predictor, history, progress: last, end, settings }
}

/** More parameters than this make a step of the second-order method, whose cost is their square, take minutes. */
const MOST_SECOND_ORDER = 1500
/** The quadrature of the losses without sampling noise. */
const NOISELESS = { times: 24, order: 6 } as const

interface Work {
  readonly problem: Problem
  readonly network: Shape
  readonly settings: Settings
  readonly random: Generator
  readonly irreducible: number
}

/** Trains by the method of the settings. A loss without noise is told as the whole loss, its irreducible part added. */
async function takeSteps(
  backend: Backend,
  { problem, network, settings, random, irreducible }: Work,
  start: Progress,
  onRound: (progress: Progress) => Promise<boolean>,
): Promise<void> {
  const { method, steps, batch } = settings
  const whole = (progress: Progress) =>
    onRound({ ...progress, losses: progress.losses.map((loss) => loss + irreducible) })
  if (method === 'second-order') {
    const count = parameterCount(network)
    if (count > MOST_SECOND_ORDER)
      throw new RangeError(
        `the second-order method takes at most ${MOST_SECOND_ORDER} parameters, this network has ${count}: give a smaller --hidden, such as 16,16`,
      )
    await levenbergMarquardt(backend, quadratureBatch(problem, NOISELESS), start.states, {
      network,
      steps: steps - start.step,
      onStep: ({ step, states, loss }) => whole({ step: start.step + step, states, losses: [loss] }),
    })
    return
  }
  const options = { network, steps, rate: cosineRate(settings.rate, steps) }
  if (method === 'adam-quadrature')
    await train(backend, quadratureSource(problem, NOISELESS), start, { ...options, onRound: whole })
  else await train(backend, sampledBatches(problem, batch, random), start, { ...options, onRound })
}

const excessOf = async (meter: RiskMeter, predictor: Predictor, states: States) =>
  (await meter.measure((points) => predictor.predict(states, points))).excess
