import type { RadicalField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { Compiler, type Scope } from './compiler.js'
import { ALGEBRA, type Dimensions, DOUBLE, SINGLE, type Spelling, sizeOf } from './spelling.js'
import { parseFunction } from './syntax.js'

/**
 * A kernel's own text, compiled to plain JavaScript over any numbers: doubles, float32 rounded at every operation,
 * or an algebra of the reference (exact rationals, value with rounding bound, dual numbers). What gpu.js compiles and
 * what the oracle computes is one text.
 */

/** What a kernel asks of its numbers. */
export interface KernelAlgebra<T> extends RadicalField<T> {
  readonly abs: (a: T) => T
}

export interface Launch {
  readonly output: Dimensions
  readonly constants: Readonly<Record<string, number>>
  /** The dimensions of each argument. */
  readonly inputs: readonly Dimensions[]
}

export type KernelFunction = (...args: never[]) => number

function compile(spell: Spelling, kernel: KernelFunction, launch: Launch): string {
  const { id, params, body } = parseFunction(kernel.toString())
  if (params.length !== launch.inputs.length)
    throw new RangeError(`${id.name} takes ${params.length} arguments, got ${launch.inputs.length}`)
  const scope: Scope = new Map(
    params.map(({ name }, i) => [name, { array: at(launch.inputs, i), name }] as const),
  )
  const [width = 1, height = 1, depth = 1] = launch.output
  return `
    const [${params.map(({ name }) => name).join(', ')}] = $args
    const $output = { x: ${width}, y: ${height}, z: ${depth} }
    const $cell = ($x, $y, $z) => ${new Compiler(spell).statement(body, scope)}
    let $n = 0
    for (let z = 0; z < ${depth}; z++) for (let y = 0; y < ${height}; y++) for (let x = 0; x < ${width}; x++)
      $out[$n++] = $cell(x, y, z)
    return $out`
}

/** The kernel in machine numbers, each cell stored as float32. A read outside an array gives NaN. */
export function inMachineNumbers(precision: 'single' | 'double', kernel: KernelFunction, launch: Launch) {
  const code = compile(precision === 'single' ? SINGLE : DOUBLE, kernel, launch)
  const run = new Function('$constants', '$args', '$out', code)
  return (args: readonly Float32Array[]): Float32Array =>
    run(launch.constants, args, new Float32Array(sizeOf(launch.output)))
}

/** The kernel over an algebra of numbers. @throws RangeError on a read outside an array. */
export function overAlgebra<T>(F: KernelAlgebra<T>, kernel: KernelFunction, launch: Launch) {
  const run = new Function('$F', '$at', '$constants', '$args', '$out', compile(ALGEBRA, kernel, launch))
  return (args: readonly (readonly T[])[]): readonly T[] => run(F, at, launch.constants, args, [])
}
