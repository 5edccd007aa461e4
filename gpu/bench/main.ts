import { linear } from '../../reference/schedule/linear.js'
import { openCpu, openWebasm } from '../backends/node.js'
import { shape } from '../network/shape.js'
import { lawFrom } from '../session/data.js'
import { METHODS, type Method, type MethodOptions, reached, trace } from '../session/method.js'
import { initialStates, networkFor } from '../training/model.js'
import { problem as problemOf } from '../training/problem.js'
import { generator } from '../training/random.js'
import type { BatchArrays } from '../training/train.js'
import { absent, type Contestant, contest, median, optional, watched } from './contest.js'
import { type Learner, onBackend, type Task } from './learner.js'
import { brainPass, tfjsLearner } from './peers.js'
import { plainLearner } from './plain.js'
import { race } from './race.js'
import { torch } from './torch.js'

/** `npm run bench:gpu [-- steps|race|methods]`: speed as ratios within one run. Each part takes about half a minute. */

const ROWS = 512
const ROUNDS = 11
/** Steps of one turn: threads that slept through the others' turns take some to be on a core each again. */
const TURN = 20
/** Steps of one call of torch, of which the first ten are not counted. */
const TORCH_STEPS = 60

async function steps(): Promise<void> {
  const network = shape([10, 64, 64, 2])
  const random = generator(1)
  const task: Task = { network, rows: ROWS, start: initialStates(network, random), rate: () => 1e-4 }
  const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal())
  const batch: BatchArrays = {
    input: normals(10 * ROWS),
    target: normals(2 * ROWS),
    weight: new Float32Array(ROWS).fill(1 / ROWS),
  }
  const turns = ({ name, learn }: Learner): Contestant => {
    let first = 1
    const batches = Array.from({ length: TURN }, () => batch)
    return {
      name,
      steps: TURN,
      turn: async () => {
        await learn(batches, first)
        first += TURN
      },
    }
  }
  const { made: all, others } = await watched(async () => {
    const together = await contest(
      [
        turns(await onBackend(OWN, () => openWebasm(), task)),
        turns(await onBackend('gpu.js webasm, 1 thread', () => openWebasm(false), task)),
        turns(await onBackend(CPU, openCpu, task)),
        turns(plainLearner(task)),
        ...(await optional('tfjs cpu', async () => turns(await tfjsLearner('cpu', task)))),
      ],
      ROUNDS,
    )
    // tfjs has one backend at a time
    const wasm = await optional('tfjs wasm', async () => turns(await tfjsLearner('wasm', task)))
    const brain = await optional('brain.js', () => ({
      name: 'brain.js, by its own algorithm',
      steps: 1,
      turn: brainPass(task),
    }))
    return [...together, ...(await contest(wasm, ROUNDS)), ...(await contest(brain, 5))]
  })
  const torched = await optional('torch', () => ({
    name: 'torch, 1 thread',
    ms: 1000 * median(torch(task, [batch], TORCH_STEPS, TORCH_STEPS).seconds.slice(10)),
  }))
  const times = new Map([...all, ...torched].map(({ name, ms }) => [name, ms]))
  const own = times.get(OWN) ?? Number.NaN
  console.log(
    `ms a step, ${network.widths.join(' → ')}, batch ${ROWS}, forward + backward + Adam; median of ${ROUNDS} turns of ${TURN} steps`,
  )
  for (const [name, ms] of times)
    console.log(`  ${name.padEnd(36)}${ms.toFixed(2).padStart(8)}  ${(ms / own).toFixed(2)}× ${OWN}`)
  for (const [name, least] of ASKED) {
    const ms = times.get(name)
    const said =
      ms === undefined ? 'not measured' : `${(ms / own).toFixed(2)}, ${ms >= least * own ? 'yes' : 'no'}`
    console.log(`  ${OWN} at least ${least} times as fast as ${name}: ${said}`)
  }
  console.log(busy(others))
}

const OWN = 'gpu.js webasm'
const CPU = 'gpu.js cpu, kernels in a pipeline'
/** How many times as fast as each the kernels are to be. */
const ASKED = [
  [CPU, 3],
  ['tfjs cpu', 3],
  ['tfjs wasm', 1],
] as const

const busy = (others: number) =>
  `  meanwhile other processes kept ${others.toFixed(2)} cores busy${others > 0.1 ? ': these are times of a shared machine' : ''}`

async function risks(): Promise<void> {
  const { made, others } = await watched(race)
  console.log(made.title)
  for (const { name, steps: taken, seconds, excess } of made.finishes)
    console.log(
      `  ${name.padEnd(36)}${seconds.toFixed(2).padStart(8)} s  ${taken} steps, excess risk ${excess.toExponential(2)}`,
    )
  console.log('  the peers’ activation is SiLU, that of the kernels its rational relative')
  console.log(busy(others))
}

const RISKS = [1e-2, 1e-3, 1e-4]

/** Steps and seconds to three excess risks, from one start, on one mixture and network. */
async function methods(): Promise<void> {
  const backend = await openWebasm()
  const problem = problemOf(lawFrom('mixture'), linear({ T: 100, beta_start: '1e-3', beta_end: '0.2' }))
  const network = networkFor(problem, [16, 16])
  const common = { network, seed: 1, batch: ROWS, fineness: { times: 24, order: 6 } }
  const settings: Readonly<Record<Method, MethodOptions>> = {
    'adam-samples': { ...common, steps: 20_000, rate: 5e-3, every: 250 },
    'adam-quadrature': { ...common, steps: 5000, rate: 1e-2, every: 100 },
    'second-order': { ...common, steps: 40, rate: 1, every: 1 },
  }
  console.log(
    `seconds to excess risks by method, mixture of three Gaussians, T = 100, network ${network.widths.join(' → ')}, webasm`,
  )
  const { others } = await watched(async () => {
    for (const method of Object.keys(METHODS) as Method[]) {
      const made = await trace(backend, problem, method, settings[method], RISKS.at(-1))
      const cells = RISKS.map((risk) => {
        const point = reached(made, risk)
        return point
          ? `${risk}: ${point.step} steps, ${point.seconds.toFixed(1)} s`
          : `${risk}: not in ${settings[method].steps} steps`
      })
      console.log(`  ${METHODS[method]}\n    ${cells.join('; ')}`)
    }
  })
  console.log(busy(others))
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = { steps, race: risks, methods }
const asked = process.argv.slice(2)
const unknown = asked.find((name) => !Object.hasOwn(PARTS, name))
if (unknown !== undefined) {
  console.error(`error: '${unknown}' is no part of the benchmark: expected ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
for (const [name, part] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(name)) await part()
for (const line of absent) console.log(`absent: ${line}`)
process.exit(0)
