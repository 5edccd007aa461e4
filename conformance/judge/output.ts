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
  const depth = shapeOf(output)
  if (depth && depth.length > 1)
    return {
      wrong: `answered an array of shape (${depth.join(', ')}), expected ${expected} numbers in a row`,
    }
  if (output.length !== expected || output.length > LONGEST) {
    const numbers =
      output.length <= LONGEST && output.every((x) => typeof x === 'number') ? output : undefined
    return {
      wrong: `answered a list of ${entries(output)}, expected ${expected}`,
      ...(numbers && { numbers }),
    }
  }
  const bad = output.findIndex((x) => typeof x !== 'number')
  return bad < 0
    ? { values: output }
    : { wrong: `answered ${show(output[bad])} as entry ${bad} of the list, expected a number` }
}

const entries = ({ length }: readonly unknown[]): string => `${length} ${length === 1 ? 'entry' : 'entries'}`

/** Most axes that are told of. */
const DEEPEST = 8

/** The shape of lists in lists, where each is as long as its neighbours; [] for what is no list. */
function shapeOf(value: unknown, axes = DEEPEST): readonly number[] | undefined {
  if (!Array.isArray(value)) return []
  if (axes === 0 || value.length > LONGEST) return undefined
  const [first, ...others] = value.map((one) => shapeOf(one, axes - 1))
  const alike = others.every((one) => String(one) === String(first))
  return alike && (first || value.length === 0) ? [value.length, ...(first ?? [])] : undefined
}

/** A value in a few words. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(Object.is(value, -0) ? '-0' : value)
  const text = Array.isArray(value) ? `a list of ${entries(value)}` : JSON.stringify(value)
  if (text === undefined) return String(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
