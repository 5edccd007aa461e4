import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { shape } from '../network/shape.js'
import { predictionPlan } from '../network/step.js'
import { kernelSources } from './backend.js'
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
