import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { ARITHMETICS, type Arithmetic, exactly } from '../../reference/numbers/rounding/model.js'
import type { Backend } from '../backends/backend.js'
import { demanded, useSoftwareVulkan } from '../backends/fixtures.js'
import { openBackend } from '../backends/open.js'
import { plan } from '../network/plan.js'
import { eights } from '../network/step.js'
import { adamRates } from '../training/adam.js'
import { generator } from '../training/random.js'
import { roundedNumbers } from './algebras.js'
import { type Launch, overAlgebra } from './reading.js'
import { sizeOf } from './spelling.js'
import { KERNELS, type KernelName } from './table.js'

/** Sizes that are drawn: rows of a batch, inputs and outputs of a layer. */
interface Sizes {
  readonly rows: number
  readonly inputs: number
  readonly outputs: number
}

const launches: Readonly<Record<KernelName, (sizes: Sizes) => Launch>> = {
  affine: ({ rows, inputs, outputs }) => ({
    output: [outputs, rows],
    constants: eights(inputs),
    inputs: [
      [inputs, rows],
      [outputs, inputs + 1, 3],
    ],
  }),
  activate: ({ rows, outputs }) => ({ output: [outputs, rows], constants: {}, inputs: [[outputs, rows]] }),
  outputDelta: ({ rows, outputs }) => ({
    output: [outputs, rows],
    constants: {},
    inputs: [[outputs, rows], [outputs, rows], [rows]],
  }),
  rowLoss: ({ rows, outputs }) => ({
    output: [rows],
    constants: { terms: outputs },
    inputs: [[outputs, rows], [outputs, rows], [rows]],
  }),
  hiddenDelta: ({ rows, inputs, outputs }) => ({
    output: [inputs, rows],
    constants: eights(outputs),
    inputs: [
      [outputs, rows],
      [outputs, inputs + 1, 3],
      [inputs, rows],
    ],
  }),
  gradient: ({ rows, inputs, outputs }) => ({
    output: [outputs, inputs + 1],
    constants: { inputs, ...eights(rows) },
    inputs: [
      [inputs, rows],
      [outputs, rows],
    ],
  }),
  adam: ({ inputs, outputs }) => ({
    output: [outputs, inputs + 1, 3],
    constants: {},
    inputs: [[outputs, inputs + 1, 3], [outputs, inputs + 1], [7]],
  }),
}

const EXACT = roundedNumbers(ARITHMETICS.float64)
/** What WGSL and GLSL promise: subnormals may be flushed, ÷ within 2.5 ulps, √ (the inverse of one of 2) within 5. */
const SHADER: Arithmetic = {
  ...ARITHMETICS.float32,
  underflow: 'flush',
  ulps: { ...ARITHMETICS.float32.ulps, div: 2.5, sqrt: 5 },
}
const MODELS: Partial<Record<Backend['name'], Arithmetic>> = {
  oracle: ARITHMETICS.float32,
  webasm: ARITHMETICS.float32,
  cpu: ARITHMETICS.float32,
  ...(demanded ? { webgpu: SHADER, 'browser-webgl2': SHADER, 'browser-webgpu': SHADER } : {}),
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  inputs: fc.integer({ min: 1, max: 9 }),
  outputs: fc.integer({ min: 1, max: 9 }),
})

function randomInputs(name: KernelName, { inputs }: Launch, seed: number): Float32Array[] {
  const random = generator(seed)
  const scale = 2 ** (random.below(9) - 4)
  return inputs.map((dimensions, i) => {
    if (name === 'adam' && i === 2) return adamRates({ rate: 0.01 * scale }, 1 + random.below(1000))
    const values = Float32Array.from({ length: sizeOf(dimensions) }, () => scale * random.normal())
    // Adam's second moments are not negative.
    return name === 'adam' && i === 0
      ? values.map((x, j) => (j >= (2 * values.length) / 3 ? x * x : x))
      : values
  })
}

/** The values as numbers known exactly. */
const known = (arrays: readonly Float32Array[]) => arrays.map((values) => Array.from(values, exactly))

describe.each(Object.entries(MODELS) as [Backend['name'], Arithmetic][])('%s', (backendName, model) => {
  let backend: Backend
  beforeAll(async () => {
    useSoftwareVulkan()
    backend = await openBackend(backendName)
  })
  afterAll(() => backend.close())

  it.each(Object.keys(KERNELS) as KernelName[])('%s lies within its rounding bound', async (name) => {
    const runs = backendName.startsWith('browser') ? 5 : 25
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 2 ** 31 }), async (drawn, seed) => {
        const launch = launches[name](drawn)
        const args = randomInputs(name, launch, seed)
        const { output, constants } = launch
        const whole = plan(launch.inputs, (call, given) => [call({ name, output, constants }, ...given)])
        const program = await backend.compile(whole)
        const computed = at(await program.run(args), 0)
        await program.close()
        const bound = overAlgebra(roundedNumbers(model), KERNELS[name], launch)(known(args))
        const truth = overAlgebra(EXACT, KERNELS[name], launch)(known(args))
        expect(computed).toHaveLength(truth.length)
        computed.forEach((y, i) => {
          const near = at(truth, i)
          const room = at(bound, i).bound + near.bound
          expect(room).toBeLessThan(Infinity)
          expect(Math.abs(y - near.value)).toBeLessThanOrEqual(room)
        })
      }),
      { numRuns: runs, seed: 5 },
    )
  })
})

describe('a plan', () => {
  it('has nothing empty', () => {
    const use = { name: 'activate', output: [0, 3], constants: {} } as const
    expect(() => plan([[0, 3]], (call, args) => [call(use, ...args)])).toThrow(
      'an argument has the sizes [0,3]: expected positive integers, nothing empty',
    )
    expect(() => plan([[1, 3]], (call, args) => [call(use, ...args)])).toThrow('activate has the sizes [0,3]')
  })

  it('calls kernels with all their arguments', () => {
    const use = { name: 'affine', output: [2, 3], constants: {} } as const
    expect(() => plan([[2, 3]], (call, args) => [call(use, ...args)])).toThrow(
      'affine takes 2 arguments, got 1',
    )
  })
})
