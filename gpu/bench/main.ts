import { linear } from '../../reference/schedule/linear.js'
import type { Backend } from '../backends/backend.js'
import { openCpu, openWebasm } from '../backends/node.js'
import { sizeOf } from '../kernels/spelling.js'
import { shape } from '../network/shape.js'
import { trainingPlan } from '../network/step.js'
import { lawFrom } from '../session/data.js'
import { METHODS, type Method, type MethodOptions, reached, trace } from '../session/method.js'
import { adamRates } from '../training/adam.js'
import { networkFor } from '../training/model.js'
import { problem as problemOf } from '../training/problem.js'
import { brainStep, tfjsStep, torchMilliseconds } from './peers.js'
import { plainStep } from './plain.js'

/** `npm run bench:gpu`: speed as ratios within one run. Medians of rounds in which the contestants take turns. */

const WIDTHS = [10, 64, 64, 2]
const BATCH = 512
/** Steps of one call of a backend. */
const UNROLLED = 5
const ROUNDS = 25

interface Contestant {
  readonly name: string
  /** Steps of one turn. */
  readonly steps: number
  readonly turn: () => Promise<void> | void
}

async function onBackend(name: string, open: () => Promise<Backend>): Promise<Contestant> {
  const backend = await open()
  const plan = trainingPlan(shape(WIDTHS), BATCH, UNROLLED)
  const program = await backend.compile(plan)
  const args = plan.inputs.map((dimensions, i) => {
    if (dimensions.length === 1 && i >= 3 && (i - 3) % 4 === 3)
      return adamRates({ rate: 1e-4 }, 1 + Math.floor((i - 3) / 4))
    const values = Float32Array.from({ length: sizeOf(dimensions) }, () => Math.random() - 0.5)
    if (i < 3) return values.map((x, j) => (j < values.length / 3 ? 0.2 * x : 0))
    return (i - 3) % 4 === 2 ? values.fill(1 / BATCH) : values
  })
  return { name, steps: UNROLLED, turn: async () => void (await program.run(args)) }
}

const absent: string[] = []

async function optional(
  name: string,
  make: () => Promise<Contestant> | Contestant,
): Promise<readonly Contestant[]> {
  try {
    return [await make()]
  } catch (error) {
    absent.push(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
    return []
  }
}

const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN

async function steps(): Promise<void> {
  const contestants = [
    await onBackend('gpu.js webasm, threads', () => openWebasm()),
    await onBackend('gpu.js webasm, 1 thread', () => openWebasm(false)),
    await onBackend('gpu.js cpu', openCpu),
    { name: 'plain JavaScript, float64, tuned', steps: 1, turn: plainStep(WIDTHS, BATCH) },
    ...(await optional('tfjs cpu', async () => ({
      name: 'tfjs cpu',
      steps: 1,
      turn: await tfjsStep('cpu', WIDTHS, BATCH),
    }))),
  ]
  const measured = await measure(contestants)
  // tfjs has one backend at a time
  const wasm = await optional('tfjs wasm', async () => ({
    name: 'tfjs wasm',
    steps: 1,
    turn: await tfjsStep('wasm', WIDTHS, BATCH),
  }))
  const brain = await optional('brain.js', () => ({
    name: 'brain.js (per sample, leaky ReLU)',
    steps: 1,
    turn: brainStep(WIDTHS, BATCH),
  }))
  const all = [...measured, ...(await measure([...wasm, ...brain]))]
  try {
    all.push({ name: 'torch, 1 thread', ms: torchMilliseconds(WIDTHS, BATCH) })
  } catch (error) {
    absent.push(`torch: ${error instanceof Error ? error.message : String(error)}`)
  }
  const own = all[0]?.ms ?? Number.NaN
  console.log(
    `ms a step, ${WIDTHS.join(' → ')}, batch ${BATCH}, forward + backward + Adam; median of ${ROUNDS} turns`,
  )
  for (const { name, ms } of all)
    console.log(`  ${name.padEnd(36)}${ms.toFixed(2).padStart(8)}  ${(ms / own).toFixed(2)}× gpu.js webasm`)
  for (const line of absent) console.log(`  absent: ${line}`)
}

async function measure(contestants: readonly Contestant[]) {
  const times = contestants.map((): number[] => [])
  for (let round = -3; round < ROUNDS; round++)
    for (const [k, { turn, steps: count }] of contestants.entries()) {
      const start = performance.now()
      await turn()
      if (round >= 0) times[k]?.push((performance.now() - start) / count)
    }
  return contestants.map(({ name }, k) => ({ name, ms: median(times[k] ?? []) }))
}

const RISKS = [1e-2, 1e-3, 1e-4]

/** Steps and seconds to three excess risks, from one start, on one mixture and network. */
async function methods(): Promise<void> {
  const backend = await openWebasm()
  const problem = problemOf(lawFrom('mixture'), linear({ T: 100, beta_start: '1e-3', beta_end: '0.2' }))
  const network = networkFor(problem, [16, 16])
  const common = { network, seed: 1, batch: BATCH, fineness: { times: 24, order: 6 } }
  const settings: Readonly<Record<Method, MethodOptions>> = {
    'adam-samples': { ...common, steps: 20_000, rate: 5e-3, every: 250 },
    'adam-quadrature': { ...common, steps: 5000, rate: 1e-2, every: 100 },
    'second-order': { ...common, steps: 40, rate: 1, every: 1 },
  }
  console.log(
    `\nexcess risk reached, mixture of three Gaussians, T = 100, network ${network.widths.join(' → ')}, webasm`,
  )
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
}

await steps()
if (!process.argv.includes('--steps-only')) await methods()
process.exit(0)
