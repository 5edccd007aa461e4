import { at } from '../../reference/numbers/combinators.js'
import { inMachineNumbers } from '../kernels/reading.js'
import { KERNELS } from '../kernels/table.js'
import { dimensionsOf, type Plan, replay } from '../network/plan.js'
import { BACKENDS, type Backend, checked } from './backend.js'

/**
 * A plan in plain JavaScript, from the kernels' own text: rounded to float32 at every operation (`single`), or in
 * doubles stored as float32 (`double`, which is what gpu.js's cpu backend computes).
 */
export function plainProgram(plan: Plan, precision: 'single' | 'double') {
  const cells = plan.steps.map(({ kernel, args }) => {
    const { name, output, constants } = at(plan.kernels, kernel)
    const inputs = args.map((slot) => dimensionsOf(plan, slot))
    return inMachineNumbers(precision, KERNELS[name], { output, constants, inputs })
  })
  return (args: readonly Float32Array[]) =>
    replay(plan, args, (_kernel, _use, given: readonly Float32Array[], step) => at(cells, step)(given))
}

/** The oracle as a backend: slower, needs no WebAssembly, and is what the others are compared with. */
export const openOracle = (): Backend => ({
  name: 'oracle',
  device: BACKENDS.oracle,
  compile: async (plan) => {
    const run = plainProgram(plan, 'single')
    return checked(plan, { run: async (args) => run(args), close: async () => {} })
  },
  close: async () => {},
})
