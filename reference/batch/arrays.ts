import ndarray, { type NdArray } from 'ndarray'
import type { Column, Precision } from '../numbers/codegen.js'

/** An `ndarray` over a typed array of the precision that is computed in. */
export type FloatArray = NdArray<Float64Array | Float32Array>

/** Lengths, and letters where any length will do. */
export type Shape = readonly (number | string)[]

const CONSTRUCTORS = { float64: Float64Array, float32: Float32Array } as const

/** An array of zeros, row by row. */
export const zeros = (precision: Precision, shape: readonly number[]): FloatArray =>
  ndarray<Float64Array | Float32Array>(new CONSTRUCTORS[precision](shape.reduce((a, b) => a * b, 1)), [
    ...shape,
  ])

/**
 * @throws TypeError unless `array` is an ndarray over the typed array of `precision`: a mixture of precisions would be
 * rounded silently.
 * @throws RangeError unless its shape is `shape`.
 */
export function checkArray(array: FloatArray, name: string, precision: Precision, shape: Shape): void {
  const expected = CONSTRUCTORS[precision]
  const given: Partial<FloatArray> | undefined = array
  if (!(given?.data instanceof expected))
    throw new TypeError(
      `${name} is no ndarray over a ${expected.name}: give ndarray(${expected.name}.from(numbers), [${shape.join(', ')}]) to compute in ${precision}`,
    )
  const fits =
    array.shape.length === shape.length &&
    shape.every((n, i) => typeof n === 'string' || n === array.shape[i])
  if (!fits)
    throw new RangeError(
      `${name} has the shape [${array.shape.join(', ')}], expected [${shape.join(', ')}]: one row a point, one column a dimension`,
    )
}

/** Column j of an n×d array; a list of n is its own column. */
export const columnOf = ({ data, offset, stride }: FloatArray, j = 0): Column => ({
  data,
  offset: offset + j * (stride[1] ?? 0),
  stride: stride[0] ?? 1,
})
