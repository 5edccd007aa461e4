import { at } from '../../reference/numbers/combinators.js'
import { sizeOf } from '../kernels/spelling.js'
import type { Plan } from '../network/plan.js'
import { BACKENDS, type Backend, BackendMissing, checked, kernelSources } from './backend.js'
import { type GpuLibrary, type Mode, openProgram } from './program.js'

/** gpu.js in Node: WebAssembly, plain JavaScript, and WebGPU through Dawn. */

type KernelClass = abstract new (...args: never[]) => object

interface NodeLibrary extends GpuLibrary {
  readonly WebAssemblyKernel: KernelClass
  readonly CPUKernel: KernelClass
  readonly WebGPUKernel: KernelClass
  readonly WebGPUContext: {
    readonly acquire: () => Promise<{ adapter: { info: AdapterInfo } }>
    readonly destroy: () => Promise<void>
  }
}

interface AdapterInfo {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
}

const WEBASM: Mode = { mode: 'webasm', executors: ['fused-sync', 'fused-threaded'], threads: true }
const WEBASM_ONE_THREAD: Mode = { ...WEBASM, executors: ['fused-sync'], threads: false }
const CPU: Mode = { mode: 'cpu', executors: ['generic'], threads: false }
const WEBGPU: Mode = { mode: 'webgpu', executors: ['fused-encoder'], threads: false }

/** @throws Error naming the command that installs gpu.js where it is absent. */
async function load(): Promise<NodeLibrary> {
  try {
    const { default: library } = (await import('gpu.js' as string)) as { default: NodeLibrary }
    return library
  } catch (cause) {
    throw new BackendMissing(
      'gpu.js is not installed: this backend needs it. Remedy: npm install gpu.js@2.24.1 webgpu@0.4.0',
      { cause },
    )
  }
}

function backend(
  name: Backend['name'],
  device: string,
  library: NodeLibrary,
  expected: KernelClass,
  modeOf: (plan: Plan) => Mode,
  close: () => Promise<void>,
): Backend {
  return {
    name,
    device,
    compile: async (plan) =>
      checked(plan, openProgram(library, expected, modeOf(plan), plan, kernelSources())),
    close,
  }
}

const nothingToClose = async () => {}

/**
 * Whether threads repay the barrier that gpu.js puts after every kernel: from 400,000 multiplications a kernel on, averaged
 * over the plan. Measured on two cores, 10 → w → w → 2, batch 512, milliseconds a step without threads and with them: calls
 * without a pause 0.59, 0.79 (40,000), 1.08, 1.08 (80,000), 3.44, 2.41 (280,000), 5.67, 3.54 (480,000), 20.6, 11.2
 * (1,800,000). In a training, where the threads sleep while batches are made and take a while to be on a core each again,
 * 2.2, 2.8 (130,000), 3.9, 4.1 (280,000), 6.2, 5.3 (480,000). On one core gpu.js takes one thread.
 */
export function threadsPay({ kernels, steps }: Plan): boolean {
  const work = steps.reduce((sum, { kernel }) => {
    const { output, constants } = at(kernels, kernel)
    return sum + sizeOf(output) * (constants.terms ?? 1)
  }, 0)
  return work >= 400_000 * steps.length
}

/** WebAssembly; `threads` of a plan as {@link threadsPay} says, unless given. */
export async function openWebasm(threads?: boolean): Promise<Backend> {
  const library = await load()
  const modeOf = (plan: Plan) => ((threads ?? threadsPay(plan)) ? WEBASM : WEBASM_ONE_THREAD)
  return backend('webasm', BACKENDS.webasm, library, library.WebAssemblyKernel, modeOf, nothingToClose)
}

export async function openCpu(): Promise<Backend> {
  const library = await load()
  return backend('cpu', BACKENDS.cpu, library, library.CPUKernel, () => CPU, nothingToClose)
}

/**
 * WebGPU through Dawn. A machine without a GPU can run it on a software Vulkan: set VK_DRIVER_FILES to the driver's JSON
 * file. `device` names the adapter: a software one says swiftshader or llvmpipe.
 */
export async function openWebgpu(): Promise<Backend> {
  const library = await load()
  await provideNavigator()
  const info = await library.WebGPUContext.acquire().then(
    ({ adapter }) => adapter.info,
    (cause: unknown) => {
      throw new BackendMissing(
        'no WebGPU adapter answered: a Vulkan, Metal or Direct3D 12 driver is needed. Remedy: install the driver of your ' +
          'GPU and libvulkan1; for a software one on Debian apt-get install chromium libvulkan1 and set ' +
          'VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json XDG_RUNTIME_DIR=/tmp',
        { cause },
      )
    },
  )
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '')
  const device = `${BACKENDS.webgpu}; adapter: ${words.join(' ')}`
  const close = () => library.WebGPUContext.destroy()
  return backend('webgpu', device, library, library.WebGPUKernel, () => WEBGPU, close)
}

interface Dawn {
  readonly create: (flags: string[]) => unknown
  readonly globals: object
}

/** Gives Node the `navigator.gpu` of the webgpu package, as a browser has it. */
async function provideNavigator(): Promise<void> {
  const present: { gpu?: unknown } | undefined = Reflect.get(globalThis, 'navigator')
  if (present?.gpu) return
  const dawn: Dawn = await import('webgpu' as string).catch((cause: unknown) => {
    throw new BackendMissing('the package webgpu is not installed. Remedy: npm install webgpu@0.4.0', {
      cause,
    })
  })
  Object.assign(globalThis, dawn.globals)
  const navigator = { gpu: dawn.create(process.platform === 'linux' ? ['backend=vulkan'] : []) }
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
}
