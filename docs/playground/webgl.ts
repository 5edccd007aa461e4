import { type GpuLibrary, type OpenProgram, openProgram } from '../../gpu/backends/program.js'
import type { Plan } from '../../gpu/network/plan.js'
import { matchArguments } from '../../reference/numbers/dag.js'
import { COLUMNS, FORMULAS, type Painter, ROWS, symbolsOf, XS, YS } from './grid.js'
import { type KernelText, kernelText } from './kernel-text.js'
import type { Field } from './scene.js'

/** The field by gpu.js on WebGL 2. Another backend than that is an error: the page falls back by name, not in silence. */

const MODE = { mode: 'webgl2', executors: ['generic'], threads: false } as const

/** gpu.js as its browser bundle exports it. */
export type BrowserGpu = GpuLibrary['GPU'] &
  GpuLibrary & { readonly WebGL2Kernel: abstract new (...args: never[]) => object }

interface Compiled {
  readonly field: KernelText
  readonly density: KernelText
  readonly program: OpenProgram
}

/** Both kernels of a field of `count` components as one plan of gpu.js. */
export function planOf(field: KernelText, density: KernelText): Plan<string> {
  const grid = [COLUMNS, ROWS]
  return {
    inputs: [[field.constants], [density.constants], [COLUMNS], [ROWS]],
    kernels: [
      { name: 'field', output: [...grid, 2], constants: {} },
      { name: 'density', output: grid, constants: {} },
    ],
    steps: [
      { kernel: 0, args: [{ argument: 0 }, { argument: 2 }, { argument: 3 }] },
      { kernel: 1, args: [{ argument: 1 }, { argument: 2 }, { argument: 3 }] },
    ],
    results: [{ step: 0 }, { step: 1 }],
  }
}

export const textsOf = (name: Field, count: number) => ({
  field: kernelText('field', FORMULAS[name], symbolsOf(count)),
  density: kernelText('density', FORMULAS.logDensity, symbolsOf(count)),
})

export function webglPainter(GPU: BrowserGpu, device: string): Painter {
  const compiled = new Map<string, Compiled>()
  const open = (name: Field, count: number): Compiled => {
    const { field, density } = textsOf(name, count)
    const sources = { field: field.source, density: density.source }
    const library = { GPU, input: GPU.input }
    return {
      field,
      density,
      program: openProgram(library, GPU.WebGL2Kernel, MODE, planOf(field, density), sources),
    }
  }
  return {
    backend: 'webgl2',
    device,
    draw: async (name, kernel, data) => {
      const key = `${name} ${data.length}`
      const { field, density, program } = compiled.get(key) ?? open(name, data.length)
      compiled.set(key, { field, density, program })
      const inputs = matchArguments<number>(symbolsOf(data.length), [kernel, data, [0, 0]])
      if (!inputs) throw new Error('the mixture does not have the shape of its symbols')
      const numbers = Object.fromEntries(inputs)
      const [vectors, logDensity] = await program.run([
        Float32Array.from(field.host(numbers)),
        Float32Array.from(density.host(numbers)),
        XS,
        YS,
      ])
      if (!vectors || !logDensity) throw new Error('gpu.js gave fewer results than the plan has')
      const half = COLUMNS * ROWS
      return { backend: 'webgl2', u: vectors.subarray(0, half), v: vectors.subarray(half), logDensity }
    },
  }
}
