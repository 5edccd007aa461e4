import { KERNELS } from '../kernels/table.js'
import { checkArguments, type Plan } from '../network/plan.js'
import type { KernelSources } from './program.js'

/** A compiled plan on one backend. */
export interface Program {
  /** @throws RangeError where the arrays do not fit the plan; Error where another backend than the one named ran. */
  readonly run: (args: readonly Float32Array[]) => Promise<readonly Float32Array[]>
  readonly close: () => Promise<void>
}

export interface Backend {
  readonly name: BackendName
  /** What computes, in words: where the arithmetic ran, on which adapter or executor. */
  readonly device: string
  readonly compile: (plan: Plan) => Promise<Program>
  readonly close: () => Promise<void>
}

/** The machine lacks the backend asked for: the message says what is missing and how to get it. */
export class BackendMissing extends RangeError {}

/** What each backend is. */
export const BACKENDS = {
  webasm: 'WebAssembly SIMD on the CPU, through gpu.js',
  cpu: 'JavaScript made by gpu.js, float64 rounded on store',
  webgpu: 'WGSL compute shaders in Node, through gpu.js on Dawn and Vulkan, Metal or Direct3D',
  'browser-webgl2': 'GLSL shaders in a headless Chromium, through gpu.js',
  'browser-webgpu': 'WGSL compute shaders in a headless Chromium, through gpu.js',
  oracle: 'the kernels read as plain JavaScript, rounded to float32 at every operation',
} as const
export type BackendName = keyof typeof BACKENDS

export const isBackend = (name: string): name is BackendName => Object.hasOwn(BACKENDS, name)

/** The text of every kernel, as gpu.js takes it. */
export const kernelSources = (): KernelSources =>
  Object.fromEntries(Object.entries(KERNELS).map(([name, kernel]) => [name, kernel.toString()]))

/** A program that refuses arrays of the wrong sizes before anything runs. */
export const checked = (plan: Plan, program: Program): Program => ({
  ...program,
  run: async (args) => {
    checkArguments(plan, args)
    return program.run(args)
  },
})
