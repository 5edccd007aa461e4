import { type Batch, compileBatch } from '../../reference/numbers/codegen.js'
import { at } from '../../reference/numbers/combinators.js'
import { matchArguments, pathsOf, type Read } from '../../reference/numbers/dag.js'
import { COLUMNS, FORMULAS, type Painter, ROWS, symbolsOf, XS, YS } from './grid.js'

/** The field on the CPU: the reference's formulas as generated float64 code, over every point of the grid. */

const POINTS = COLUMNS * ROWS
const X = Float64Array.from({ length: POINTS }, (_, i) => at(XS as unknown as readonly number[], i % COLUMNS))
const Y = Float64Array.from({ length: POINTS }, (_, i) =>
  at(YS as unknown as readonly number[], Math.floor(i / COLUMNS)),
)

const compiled = new Map<string, Batch>()

/** Code is made once for each formula and number of components. */
function batchOf(name: keyof typeof FORMULAS, count: number): { batch: Batch; paths: readonly string[] } {
  const symbols = symbolsOf(count)
  const start = at(pathsOf(symbols), 2)
  const paths = [`${start}.0`, `${start}.1`]
  const key = `${name} ${count}`
  const batch =
    compiled.get(key) ??
    compileBatch(FORMULAS[name] as Read<number, readonly unknown[], unknown>, paths, 'float64', symbols)
  compiled.set(key, batch)
  return { batch, paths }
}

export const cpuPainter: Painter = {
  backend: 'cpu',
  device: 'JavaScript made from the reference’s formulas, float64',
  draw: async (field, kernel, data) => {
    const numbers = matchArguments<number>(symbolsOf(data.length), [kernel, data, [0, 0]])
    if (!numbers) throw new Error('the mixture does not have the shape of its symbols')
    const run = (name: keyof typeof FORMULAS): readonly Float64Array[] => {
      const { batch, paths } = batchOf(name, data.length)
      const results = batch.outputs.map(() => new Float64Array(POINTS))
      batch.run(
        POINTS,
        { ...Object.fromEntries(numbers), [at(paths, 0)]: X, [at(paths, 1)]: Y },
        Object.fromEntries(batch.outputs.map((path, i) => [path, at(results, i)])),
      )
      return results
    }
    const [u, v] = run(field)
    const [logDensity] = run('logDensity')
    if (!u || !v || !logDensity) throw new Error('a field has two coordinates')
    return { backend: 'cpu', u, v, logDensity }
  },
}
