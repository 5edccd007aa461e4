import { at } from '../../reference/numbers/combinators.js'
import type { Backend } from '../backends/backend.js'
import { productPlan } from '../network/step.js'

/** The columns of a matrix in blocks of `width`, each block row by row; the last one filled up with zeros. */
export interface Columns {
  readonly blocks: readonly Float32Array[]
  readonly width: number
}

export interface Gram {
  /** A matrix of zeros. */
  readonly columns: () => Columns
  /** sum += JᵀJ for the n×n sum: the blocks on and above the diagonal are computed, the others are their transposes. */
  readonly addTo: (sum: Float64Array, j: Columns) => Promise<void>
  readonly close: () => Promise<void>
}

/** With four blocks 10 products of 16 are left. */
const BLOCKS = 4

/** JᵀJ of matrices of `rows` × n, by the kernel that sums a gradient over a batch. */
export async function openGram(backend: Backend, rows: number, n: number): Promise<Gram> {
  const width = 4 * Math.ceil(n / BLOCKS / 4)
  const program = await backend.compile(productPlan(rows, width, width))
  return {
    columns: () => ({ width, blocks: Array.from({ length: BLOCKS }, () => new Float32Array(rows * width)) }),
    addTo: async (sum, { blocks }) => {
      for (let a = 0; a < BLOCKS; a++)
        for (let b = a; b < BLOCKS; b++) {
          const results = await program.run([at(blocks, a), at(blocks, b)])
          spread(sum, n, at(results, 0), { a, b, width })
        }
    },
    close: program.close,
  }
}

function spread(
  sum: Float64Array,
  n: number,
  product: Float32Array,
  { a, b, width }: { a: number; b: number; width: number },
): void {
  for (let p = 0, i = a * width; p < width && i < n; p++, i++)
    for (let q = 0, j = b * width; q < width && j < n; q++, j++) {
      const value = product[p * width + q] ?? 0
      sum[i * n + j] = (sum[i * n + j] ?? 0) + value
      if (a !== b) sum[j * n + i] = (sum[j * n + i] ?? 0) + value
    }
}
