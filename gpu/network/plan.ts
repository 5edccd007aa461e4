import { at } from '../../reference/numbers/combinators.js'
import { type Dimensions, sizeOf } from '../kernels/spelling.js'
import { KERNELS, type KernelName } from '../kernels/table.js'

/** One kernel at fixed sizes. */
export interface KernelUse<Name extends string = KernelName> {
  readonly name: Name
  readonly output: Dimensions
  readonly constants: Readonly<Record<string, number>>
}

/** A kernel call; `V` is a float array, a handle of gpu.js, a number of an algebra, or {@link Slot} while tracing. */
export type Call<V> = (use: KernelUse, ...args: readonly V[]) => V

export type Slot = { readonly argument: number } | { readonly step: number }

/** A computation as data: kernels called in order on arguments and on earlier results. It can be sent to a browser. */
export interface Plan<Name extends string = KernelName> {
  readonly inputs: readonly Dimensions[]
  readonly kernels: readonly KernelUse<Name>[]
  readonly steps: readonly { readonly kernel: number; readonly args: readonly Slot[] }[]
  readonly results: readonly Slot[]
}

/** Records what `body` calls. It runs once, on slots in the place of arrays. */
export function plan(
  inputs: readonly Dimensions[],
  body: <V>(call: Call<V>, args: readonly V[]) => readonly V[],
): Plan {
  for (const dimensions of inputs) refuseEmpty('an argument', dimensions)
  const kernels: KernelUse[] = []
  const indices = new Map<string, number>()
  const steps: { kernel: number; args: readonly Slot[] }[] = []
  const call: Call<Slot> = (use, ...args) => {
    refuseEmpty(use.name, use.output)
    const key = JSON.stringify(use)
    const kernel = indices.get(key) ?? kernels.push(use) - 1
    indices.set(key, kernel)
    if (args.length !== KERNELS[use.name].length)
      throw new RangeError(`${use.name} takes ${KERNELS[use.name].length} arguments, got ${args.length}`)
    return { step: steps.push({ kernel, args }) - 1 }
  }
  const results = body(
    call,
    inputs.map((_, argument): Slot => ({ argument })),
  )
  return { inputs, kernels, steps, results }
}

/** Runs a plan with each step computed by `call`: how every backend and the oracle execute it. */
export function replay<V>(
  { kernels, steps, results }: Plan,
  args: readonly V[],
  call: (kernel: number, use: KernelUse, args: readonly V[], step: number) => V,
): readonly V[] {
  const made: V[] = []
  const read = (slot: Slot): V => ('argument' in slot ? at(args, slot.argument) : at(made, slot.step))
  steps.forEach((step, i) => {
    made.push(call(step.kernel, at(kernels, step.kernel), step.args.map(read), i))
  })
  return results.map(read)
}

/** The dimensions of what a slot holds. */
export function dimensionsOf({ inputs, kernels, steps }: Plan, slot: Slot): Dimensions {
  return 'argument' in slot ? at(inputs, slot.argument) : at(kernels, at(steps, slot.step).kernel).output
}

/** @throws RangeError where the arguments do not have the sizes of the plan, or hold what is no number. */
export function checkArguments({ inputs }: Plan, args: readonly Float32Array[]): void {
  if (args.length !== inputs.length)
    throw new RangeError(`the plan takes ${inputs.length} arrays, got ${args.length}`)
  args.forEach((array, i) => {
    const expected = sizeOf(at(inputs, i))
    if (array.length !== expected)
      throw new RangeError(
        `argument ${i} holds ${array.length} numbers, expected ${at(inputs, i).join(' × ')} = ${expected}`,
      )
  })
}

function refuseEmpty(what: string, dimensions: Dimensions): void {
  if (dimensions.length === 0 || dimensions.some((n) => !Number.isInteger(n) || n < 1))
    throw new RangeError(`${what} has the sizes [${dimensions}]: expected positive integers, nothing empty`)
}
