import { compileBatch, type Precision } from '../numbers/codegen.js'
import { at as entryAt } from '../numbers/combinators.js'
import type { Read } from '../numbers/dag.js'
import { checkArray, columnOf, type FloatArray, zeros } from './arrays.js'
import { inputsOf, listed, type PerRow } from './inputs.js'

/**
 * A formula that acts coordinate by coordinate, such as {@link posteriorMean} or any conversion of predictions, over
 * batches of points: `coordinatewise(posteriorMean<number>)(transition, { x0, xt })` with n×d arrays gives an n×d array,
 * to the bit what the formula gives in FLOAT64 or FLOAT32. The numbers of the first argument are the same for all rows, or lists
 * of n with one a row, as where each point has its own t. Nothing is checked of their values: 0/0 is NaN here.
 *
 * @throws TypeError for an array that is not of the precision.
 * @throws RangeError for shapes that differ.
 */
export function coordinatewise<P, At extends Readonly<Record<string, number>>>(
  formula: Read<number, [place: P, at: At], number>,
  { precision = 'float64' }: { precision?: Precision } = {},
): (place: PerRow<P>, at: { readonly [K in keyof At]: FloatArray }) => FloatArray {
  const [placeSymbols, atSymbols] = [entryAt(formula.symbols, 0), entryAt(formula.symbols, 1)]
  const names = Object.keys(atSymbols)
  const compiled = new Map<string, ReturnType<typeof compileBatch>>()
  return (place, at) => {
    const arrays = names.map((name) => at[name] as FloatArray)
    const first = entryAt(arrays, 0)
    checkArray(first, entryAt(names, 0), precision, ['n', 'd'])
    const [rows = 0, d = 0] = first.shape
    arrays.forEach((array, i) => {
      checkArray(array, entryAt(names, i), precision, [rows, d])
    })
    const inputs = inputsOf(placeSymbols, place, { name: 'the first argument', precision, rows })
    const varying = [...listed(inputs), ...names]
    const key = varying.join()
    const batch = compiled.get(key) ?? compileBatch(formula, varying, precision)
    compiled.set(key, batch)
    const into = zeros(precision, [rows, d])
    for (let j = 0; j < d; j++) {
      const columns = Object.fromEntries(names.map((name, i) => [name, columnOf(entryAt(arrays, i), j)]))
      batch.run(rows, { ...inputs, ...columns }, { '': columnOf(into, j) })
    }
    return into
  }
}
