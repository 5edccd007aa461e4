import { at } from '../../reference/numbers/combinators.js'
import { linear } from '../../reference/schedule/linear.js'
import { openCpu, openWebasm } from '../backends/node.js'
import { lawFrom } from '../session/data.js'
import { conditionings, inputRows, type Points, predictions } from '../training/conditioning.js'
import { initialStates, networkFor } from '../training/model.js'
import { problem as problemOf } from '../training/problem.js'
import { generator } from '../training/random.js'
import { riskMeter } from '../training/risk.js'
import { cosineRate, sampledBatches } from '../training/train.js'
import { optional } from './contest.js'
import { type Learner, onBackend, type Task } from './learner.js'
import { tfjsLearner } from './peers.js'
import { plainLearner, silu } from './plain.js'
import { torch } from './torch.js'

/** Time to an excess risk by one algorithm, Adam on the same sampled batches from the same start, by each library. */

const ROWS = 512
const STEPS = 3000
/** The excess risk is measured after every so many steps; measuring is not counted. */
const EVERY = 250
const RISK = 1e-3

const problem = problemOf(lawFrom('mixture'), linear({ T: 100, beta_start: '1e-3', beta_end: '0.2' }))
const network = networkFor(problem, [16, 16])

export interface Finish {
  readonly name: string
  readonly steps: number
  readonly seconds: number
  readonly excess: number
}

export async function race(): Promise<{ readonly title: string; readonly finishes: readonly Finish[] }> {
  const random = generator(1)
  const task: Task = {
    network,
    rows: ROWS,
    start: initialStates(network, random),
    rate: cosineRate(2e-2, STEPS),
  }
  const source = sampledBatches(problem, ROWS, random)
  const batches = Array.from({ length: STEPS }, source.next)
  const run = (make: () => Promise<Learner> | Learner) => async () => {
    const learner = await make()
    const finish = await toRisk(learner, batches)
    await learner.close()
    return finish
  }
  const contestants: Readonly<Record<string, () => Promise<Finish>>> = {
    webasm: run(() => onBackend('gpu.js webasm', () => openWebasm(), task)),
    threads: run(() => onBackend('gpu.js webasm, threads', () => openWebasm(true), task)),
    cpu: run(() => onBackend('gpu.js cpu', openCpu, task)),
    plain: run(() => plainLearner(task)),
    'tfjs cpu': run(() => tfjsLearner('cpu', task)),
    'tfjs wasm': run(() => tfjsLearner('wasm', task)),
    torch: () => torchToRisk(task, batches),
  }
  const finishes: Finish[] = []
  for (const [name, make] of Object.entries(contestants)) finishes.push(...(await optional(name, make)))
  return {
    title: `seconds to excess risk ${RISK}: Adam on samples, network ${network.widths.join(' → ')}, batch ${ROWS}; one start, the same batches; steps alone, without making batches and measuring`,
    finishes,
  }
}

const meter = riskMeter(problem, { times: 25, order: 16 }, { times: 25, order: 12 })
const by = conditionings(problem)

/** The excess risk of a network that answers in batches of the race. */
const excessOf = async (predict: Learner['predict']) =>
  (
    await meter.measure(async (points: Points) => {
      const out = new Float64Array(points.count * problem.d)
      for (let first = 0; first < points.count; first += ROWS)
        predictions(
          points,
          by,
          problem.d,
          first,
          await predict(inputRows(points, by, problem.d, first, ROWS)),
          out,
        )
      return out
    })
  ).excess

async function toRisk(learner: Learner, batches: readonly ReturnType<BatchMaker>[]): Promise<Finish> {
  let [seconds, excess] = [0, Infinity]
  for (let step = 0; step < STEPS; step += EVERY) {
    const start = performance.now()
    await learner.learn(batches.slice(step, step + EVERY), step + 1)
    seconds += (performance.now() - start) / 1000
    excess = await excessOf(learner.predict)
    if (excess <= RISK) return { name: learner.name, steps: step + EVERY, seconds, excess }
  }
  return { name: learner.name, steps: STEPS, seconds, excess }
}
type BatchMaker = ReturnType<typeof sampledBatches>['next']

/** torch takes all steps at once; where it reached the risk is seen from the parameters that it kept. */
async function torchToRisk(task: Task, batches: readonly ReturnType<BatchMaker>[]): Promise<Finish> {
  const { seconds, kept } = torch(task, batches, STEPS, EVERY)
  const name = 'torch, 1 thread'
  let excess = Infinity
  for (const [k, parameters] of kept.entries()) {
    excess = await excessOf((input) => forward(parameters, input))
    const steps = (k + 1) * EVERY
    const spent = seconds.slice(0, steps).reduce((a, b) => a + b, 0)
    if (excess <= RISK || steps === STEPS) return { name, steps, seconds: spent, excess }
  }
  throw new Error('torch kept no parameters')
}

/** The network of the peers, SiLU, at parameters one layer after the other. */
function forward(parameters: Float32Array, input: Float32Array): Float32Array {
  const { widths } = network
  let [h, place] = [input, 0]
  widths.slice(1).forEach((m, l) => {
    const n = at(widths, l)
    const bias = place + n * m
    h = Float32Array.from({ length: ROWS * m }, (_, i) => {
      const [r, j] = [Math.floor(i / m), i % m]
      let z = parameters[bias + j] ?? 0
      for (let k = 0; k < n; k++) z += (h[r * n + k] ?? 0) * (parameters[place + k * m + j] ?? 0)
      return l < widths.length - 2 ? silu(z) : z
    })
    place = bias + m
  })
  return h
}
