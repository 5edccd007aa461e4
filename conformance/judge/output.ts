import type { Operation } from '../operations/operation.js'

/** An output as numbers, or what is wrong with it. */
export type Flat =
  | { readonly values: readonly number[] }
  | { readonly wrong: string; readonly numbers?: readonly number[] }

/** Longest list that is looked at: nothing that is asked for is longer. */
const LONGEST = 2 ** 20

/** The numbers of an output, flattened, if it has the shape that the operation has. */
export function flatten(output: unknown, shape: Operation['shape'], expected: number): Flat {
  if (shape === 'number' || (shape === 'list' && expected === 1 && typeof output === 'number'))
    return typeof output === 'number'
      ? { values: [output] }
      : { wrong: `answered ${show(output)}, expected one number` }
  if (!Array.isArray(output))
    return { wrong: `answered ${show(output)}, expected a list of ${expected} numbers` }
  if (output.length !== expected || output.length > LONGEST) {
    const numbers =
      output.length <= LONGEST && output.every((x) => typeof x === 'number') ? output : undefined
    return {
      wrong: `answered a list of ${output.length} entries, expected ${expected}`,
      ...(numbers && { numbers }),
    }
  }
  const bad = output.findIndex((x) => typeof x !== 'number')
  return bad < 0
    ? { values: output }
    : { wrong: `answered ${show(output[bad])} as entry ${bad} of the list, expected a number` }
}

/** A value in a few words. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(Object.is(value, -0) ? '-0' : value)
  const text = Array.isArray(value) ? `a list of ${value.length} entries` : JSON.stringify(value)
  if (text === undefined) return String(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
