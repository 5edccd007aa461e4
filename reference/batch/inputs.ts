import type { Input, Precision } from '../numbers/codegen.js'
import { matchArguments } from '../numbers/dag.js'
import type { Symbols } from '../numbers/formula.js'
import { checkArray, columnOf, type FloatArray } from './arrays.js'

/** The numbers of `P` one by one the same for the whole batch, or a list of n with one a row. */
export type PerRow<P> = P extends number ? number | FloatArray : { readonly [K in keyof P]: PerRow<P[K]> }

const NUMBERS = { float64: (x: number) => x, float32: Math.fround } as const

/**
 * The numbers and lists in `value` by their paths in the symbols of a formula's argument.
 * @throws RangeError for a number that is missing, not finite, or not a number of the precision.
 */
export function inputsOf(
  symbols: Symbols,
  value: unknown,
  { name, precision, rows }: { readonly name: string; readonly precision: Precision; readonly rows: number },
): Readonly<Record<string, Input>> {
  const found = matchArguments<number | FloatArray>([symbols], [value])
  if (!found)
    throw new RangeError(`${name} is not of the shape ${JSON.stringify(symbols)}: give each of these numbers`)
  const entries = [...found].map(([path, input]): [string, Input] => {
    if (typeof input !== 'number') {
      checkArray(input, path, precision, [rows])
      return [path, columnOf(input)]
    }
    if (!Number.isFinite(input) || NUMBERS[precision](input) !== input)
      throw new RangeError(
        `${path} is ${input}, expected a finite ${precision} number${precision === 'float32' ? ' (Math.fround(x) is the nearest to x)' : ''}`,
      )
    return [path, input]
  })
  return Object.fromEntries(entries)
}

/** The paths whose input is a list. */
export const listed = (inputs: Readonly<Record<string, Input>>): readonly string[] =>
  Object.keys(inputs).filter((path) => typeof inputs[path] !== 'number')
