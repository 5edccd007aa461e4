import type { Plan } from '../network/plan.js'

/** The part of gpu.js that is used here; its own types need the DOM and do not know that results may be promises. */
export interface GpuLibrary {
  readonly GPU: new (settings: { mode: string }) => GpuInstance
  readonly input: (values: Float32Array, size: number[]) => unknown
}
type KernelClass = abstract new (...args: never[]) => object

interface GpuInstance {
  readonly createKernel: (source: string, settings: object) => (...args: unknown[]) => unknown
  readonly createPipeline: (body: (...args: unknown[]) => unknown, settings: object) => Pipeline
  readonly destroy: () => Promise<void>
}

interface RunKernel {
  readonly kernel: { readonly fallbackReason?: string | null }
}

interface Pipeline {
  (...args: unknown[]): Promise<Record<string, unknown>>
  readonly executorKind: string
  readonly fallbackReason: string | null
  readonly plan: {
    readonly kernels: readonly { readonly clone: RunKernel }[]
    readonly genericClones: ReadonlyMap<string, RunKernel>
  } | null
}

/** A backend as gpu.js knows it. */
export interface Mode {
  readonly mode: 'webasm' | 'cpu' | 'webgpu' | 'webgl2'
  /** The executors of gpu.js's pipelines that run on this backend; any other is a fallback. */
  readonly executors: readonly string[]
  readonly threads: boolean
}

/** The text of each kernel by name. */
export type KernelSources = Readonly<Record<string, string>>

export interface OpenProgram {
  readonly run: (args: readonly Float32Array[]) => Promise<Float32Array[]>
  /** The executor that ran. */
  readonly executor: () => string
  readonly close: () => Promise<void>
}

/**
 * A plan as one gpu.js pipeline. Every run ends with the question what ran: a kernel of another class than `expected`, a
 * fallback reason or another executor is an error, since gpu.js falls back to the CPU with no more than a warning.
 *
 * The function uses nothing from outside its own text: its text is also sent to the browser.
 */
export function openProgram(
  library: GpuLibrary,
  expected: KernelClass,
  { mode, executors, threads }: Mode,
  plan: Plan<string>,
  sources: KernelSources,
): OpenProgram {
  const gpu = new library.GPU({ mode })
  const fellBack = (reason: unknown) =>
    new Error(`gpu.js left the backend '${mode}' (${reason}): nothing it computed is used`)
  const kernels = plan.kernels.map(({ name, output, constants }) => {
    const text = sources[name]
    if (!text) throw new Error(`no kernel is named '${name}'`)
    return gpu.createKernel(text, {
      output: [...output],
      constants: { ...constants },
      precision: 'single',
      // gpu.js cuts a loop that does not start at a literal off, at 1000 turns unless told otherwise.
      loopMaxIterations: 2 ** 30,
      onRequestFallback: () => {
        throw fellBack('a kernel asked for the CPU')
      },
    })
  })
  const body = (...args: unknown[]) => {
    const made: unknown[] = []
    const read = (slot: { argument: number } | { step: number }) =>
      'argument' in slot ? args[slot.argument] : made[slot.step]
    for (const step of plan.steps) {
      const kernel = kernels[step.kernel]
      if (!kernel) throw new Error(`the plan has no kernel ${step.kernel}`)
      made.push(kernel(...step.args.map(read)))
    }
    return Object.fromEntries(plan.results.map((slot, i) => [`r${i}`, read(slot)]))
  }
  // gpu.js makes as many handles as the function has declared parameters.
  const pipeline = gpu.createPipeline(Object.defineProperty(body, 'length', { value: plan.inputs.length }), {
    threads,
  })

  const verifyWhatRan = () => {
    if (!executors.includes(pipeline.executorKind))
      throw fellBack(`executor ${pipeline.executorKind}: ${pipeline.fallbackReason}`)
    const ran = pipeline.plan
      ? [...pipeline.plan.kernels.map(({ clone }) => clone), ...pipeline.plan.genericClones.values()]
      : []
    if (ran.length === 0) throw fellBack('no kernel ran')
    for (const { kernel } of ran) {
      if (!(kernel instanceof expected)) throw fellBack('a kernel of another backend ran')
      if (kernel.fallbackReason) throw fellBack(kernel.fallbackReason)
    }
  }
  const flatten = (value: unknown): Float32Array => {
    if (value instanceof Float32Array) return value
    if (!Array.isArray(value)) throw new Error(`gpu.js gave ${typeof value} in the place of an array`)
    const rows = value.map(flatten)
    const flat = new Float32Array(rows.reduce((total, row) => total + row.length, 0))
    let offset = 0
    for (const row of rows) {
      flat.set(row, offset)
      offset += row.length
    }
    return flat
  }
  return {
    run: async (args) => {
      const inputs = args.map((values, i) => library.input(values, [...(plan.inputs[i] ?? [])]))
      const results = await pipeline(...inputs)
      verifyWhatRan()
      return plan.results.map((_, i) => flatten(results[`r${i}`]))
    },
    executor: () => pipeline.executorKind,
    close: () => gpu.destroy(),
  }
}
