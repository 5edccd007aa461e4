import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { sizeOf } from '../kernels/spelling.js'
import type { Plan } from '../network/plan.js'
import { shape } from '../network/shape.js'
import { trainingPlan } from '../network/step.js'
import { adamRates } from '../training/adam.js'
import { generator } from '../training/random.js'
import type { Backend, BackendName } from './backend.js'
import { demanded, useSoftwareVulkan } from './fixtures.js'
import { openBackend } from './open.js'
import { plainProgram } from './oracle.js'

/** Each backend by name, against the oracle, bit for bit. */
const NAMES: readonly BackendName[] = ['webasm', 'cpu', 'webgpu', 'browser-webgl2', 'browser-webgpu']
const needsMore = (name: BackendName) => name === 'webgpu' || name.startsWith('browser')

/** A hundred steps on data and weights that have nothing in common with a multiple of four. */
const STEPS_A_RUN = 10
const RUNS = 10

function exampleRun(plan: Plan, layers: number, seed: number, first: number): Float32Array[] {
  const random = generator(seed)
  return plan.inputs.map((dimensions, i) => {
    if (dimensions.length === 1 && i >= layers && (i - layers) % 4 === 3)
      return adamRates({ rate: 1e-2 }, first + Math.floor((i - layers) / 4))
    const values = Float32Array.from({ length: sizeOf(dimensions) }, () => random.normal())
    if (i < layers) return values.map((x, j) => (j < values.length / 3 ? 0.5 * x : 0))
    return (i - layers) % 4 === 2 ? values.map((x) => Math.abs(x) / values.length) : values
  })
}

/** The bits of what every run of a hundred steps gives, each run going on from the states of the one before. */
async function hundredSteps(
  plan: Plan,
  layers: number,
  run: (args: readonly Float32Array[]) => Promise<readonly Float32Array[]>,
) {
  const bits: number[][] = []
  let states: readonly Float32Array[] | undefined
  for (let r = 0; r < RUNS; r++) {
    const args = exampleRun(plan, layers, 100 + r, 1 + r * STEPS_A_RUN)
    const results = await run(states ? [...states, ...args.slice(layers)] : args)
    states = results.slice(0, layers)
    bits.push(...results.map((values) => [...new Int32Array(values.slice().buffer)]))
  }
  return bits
}

describe.each(NAMES)('%s', (name) => {
  const skipped = needsMore(name) && !demanded
  describe.skipIf(skipped)(skipped ? '(skipped: set ALPHABAR_ALL_BACKENDS)' : 'on this machine', () => {
    let backend: Backend
    beforeAll(async () => {
      useSoftwareVulkan()
      backend = await openBackend(name)
    })
    afterAll(() => backend.close())

    it.each([
      { widths: [3, 5, 6, 2], rows: 7 },
      { widths: [1, 1, 1], rows: 1 },
      { widths: [10, 9, 17, 2], rows: 33 },
    ])('takes 100 steps of $widths on $rows rows, bit for bit as the oracle', async ({ widths, rows }) => {
      const layers = widths.length - 1
      const plan = trainingPlan(shape(widths), rows, STEPS_A_RUN)
      const oracle = plainProgram(plan, name === 'cpu' ? 'double' : 'single')
      const program = await backend.compile(plan)
      const expected = await hundredSteps(plan, layers, async (args) => oracle(args))
      expect(await hundredSteps(plan, layers, program.run)).toEqual(expected)
      expect(new Set(at(expected, 0)).size).toBeGreaterThan(widths.length)
      await program.close()
    })

    it('sums over a batch of more than 1000 rows to the end', async () => {
      const plan = trainingPlan(shape([2, 3, 1]), 1103, 1)
      const program = await backend.compile(plan)
      const args = exampleRun(plan, 2, 5, 1)
      const expected = plainProgram(plan, name === 'cpu' ? 'double' : 'single')(args)
      expect(await program.run(args)).toEqual(expected)
      await program.close()
    })

    it('refuses arrays that do not fit the plan', async () => {
      const plan = trainingPlan(shape([2, 3, 1]), 4, 1)
      const program = await backend.compile(plan)
      const args = exampleRun(plan, 2, 5, 1)
      await expect(program.run(args.slice(1))).rejects.toThrow('the plan takes 6 arrays, got 5')
      await expect(program.run([new Float32Array(5), ...args.slice(1)])).rejects.toThrow(
        'argument 0 holds 5 numbers, expected 3 × 3 × 3 = 27',
      )
      await program.close()
    })
  })
})

describe('openBackend', () => {
  it('names the backends that there are', async () => {
    await expect(openBackend('gpu')).rejects.toThrow(
      /unknown backend 'gpu': expected one of webasm, cpu, webgpu/,
    )
  })
})
