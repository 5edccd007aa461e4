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
  mode: Mode,
  close: () => Promise<void>,
): Backend {
  return {
    name,
    device,
    compile: async (plan) => checked(plan, openProgram(library, expected, mode, plan, kernelSources())),
    close,
  }
}

const nothingToClose = async () => {}

export async function openWebasm(threads = true): Promise<Backend> {
  const library = await load()
  const mode = threads ? WEBASM : WEBASM_ONE_THREAD
  return backend('webasm', BACKENDS.webasm, library, library.WebAssemblyKernel, mode, nothingToClose)
}

export async function openCpu(): Promise<Backend> {
  const library = await load()
  return backend('cpu', BACKENDS.cpu, library, library.CPUKernel, CPU, nothingToClose)
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
  return backend('webgpu', device, library, library.WebGPUKernel, WEBGPU, () =>
    library.WebGPUContext.destroy(),
  )
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
