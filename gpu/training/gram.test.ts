import { expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { openOracle } from '../backends/oracle.js'
import { solveDamped } from './cholesky.js'
import { openGram } from './gram.js'
import { generator } from './random.js'

it.each([1, 5, 16, 23])(
  'JᵀJ of %i columns is that of the definition: exactly, in small integers',
  async (n) => {
    const rows = 9
    const random = generator(n)
    const j = Array.from({ length: rows }, () => Array.from({ length: n }, () => random.below(7) - 3))
    const gram = await openGram(openOracle(), rows, n)
    const { blocks, width } = gram.columns()
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < n; c++) at(blocks, Math.floor(c / width))[r * width + (c % width)] = at(at(j, r), c)
    const sum = new Float64Array(n * n).fill(1)
    await gram.addTo(sum, { blocks, width })
    const expected = Array.from({ length: n * n }, (_, k) =>
      j.reduce((total, row) => total + at(row, Math.floor(k / n)) * at(row, k % n), 1),
    )
    expect(Array.from(sum)).toEqual(expected)
  },
)

it('solves damped systems: exactly, where every number is an integer', () => {
  // A = L Lᵀ − 2I with L = [[2, 0], [1, 3]], damped by 2, so that (A + 2I)x = L(Lᵀ x).
  const a = Float64Array.of(2, 2, 2, 8)
  expect(solveDamped(a, Float64Array.of(4 * 5 + 2 * 7, 2 * 5 + 10 * 7), 2)).toEqual(Float64Array.of(5, 7))
  expect(solveDamped(Float64Array.of(-1), Float64Array.of(1), 0.5)).toBeUndefined()
})
