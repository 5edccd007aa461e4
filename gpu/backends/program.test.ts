import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { shape } from '../network/shape.js'
import { predictionPlan, trainingPlan } from '../network/step.js'
import { generator } from '../training/random.js'
import { kernelSources } from './backend.js'
import { threadsPay } from './node.js'
import { plainProgram } from './oracle.js'
import { type GpuLibrary, type Mode, openProgram } from './program.js'

type KernelClass = abstract new (...args: never[]) => object
const library: GpuLibrary & Record<'CPUKernel' | 'WebAssemblyKernel', KernelClass> = createRequire(
  import.meta.url,
)('gpu.js')

const plan = predictionPlan(shape([2, 3, 1]), 4)
const args = plan.inputs.map((dimensions) => new Float32Array(dimensions.reduce((a, b) => a * b)).fill(0.5))
const WEBASM: Mode = { mode: 'webasm', executors: ['fused-sync'], threads: false }
const run = (expected: KernelClass, mode: Mode, sources = kernelSources()) =>
  openProgram(library, expected, mode, plan, sources).run(args)

describe('what ran is asked after every run', () => {
  it('accepts the backend named', async () => {
    const [out] = await run(library.WebAssemblyKernel, WEBASM)
    expect(out).toHaveLength(4)
  })

  it('refuses kernels of another backend', async () => {
    await expect(run(library.CPUKernel, WEBASM)).rejects.toThrow(
      "gpu.js left the backend 'webasm' (a kernel of another backend ran)",
    )
  })

  it('refuses another executor', async () => {
    await expect(run(library.WebAssemblyKernel, { ...WEBASM, executors: ['fused-encoder'] })).rejects.toThrow(
      "gpu.js left the backend 'webasm' (executor fused-sync: null)",
    )
  })

  it('refuses what gpu.js ran on the CPU in its stead', async () => {
    await expect(
      run(library.WebAssemblyKernel, { ...WEBASM, mode: 'cpu', executors: ['generic'] }),
    ).rejects.toThrow("gpu.js left the backend 'cpu' (a kernel of another backend ran)")
  })
})

describe('threads', () => {
  it('are taken where a kernel is long on the average', () => {
    expect(threadsPay(trainingPlan(shape([10, 64, 64, 2]), 512, 5))).toBe(true)
    expect(threadsPay(trainingPlan(shape([10, 16, 16, 2]), 512, 5))).toBe(false)
  })

  const [cores, name] = [availableParallelism(), 'give the bits of the oracle, each its part of every kernel']
  it.skipIf(cores < 2)(cores < 2 ? `${name} (skipped: one core)` : name, async () => {
    const wide = predictionPlan(shape([3, 18, 17, 2]), 601)
    const random = generator(2)
    const given = wide.inputs.map((dimensions) =>
      Float32Array.from({ length: dimensions.reduce((a, b) => a * b) }, () => random.normal()),
    )
    const mode: Mode = { ...WEBASM, executors: ['fused-threaded'], threads: true }
    const program = openProgram(library, library.WebAssemblyKernel, mode, wide, kernelSources())
    expect(await program.run(given)).toEqual(plainProgram(wide, 'single')(given))
    await program.close()
  })
})
