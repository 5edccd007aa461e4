import { describe, expect, it } from 'vitest'
import { FLOAT32, FLOAT64 } from '../numbers/float.js'
import { posteriorMean } from '../process/posterior.js'
import { epsFromScore, x0FromV } from '../process/predictions.js'
import { zeros } from './arrays.js'
import { coordinatewise } from './coordinatewise.js'
import { listOf, scattered } from './fixtures/batches.js'

describe('formulas that act coordinate by coordinate', () => {
  it('over n×d arrays, with one transition or one a row, to the bit', () => {
    const over = coordinatewise(posteriorMean<number>)
    const x0 = scattered(
      'float64',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      3,
    )
    const xt = scattered(
      'float64',
      [
        [0.1, 0.2, 0.3],
        [7, 8, 9],
      ],
      3,
    )
    const at = (i: number, variance: number) =>
      [0, 1, 2].map((j) =>
        posteriorMean(
          FLOAT64,
          { prior: { signal: 0.9, variance: 0.19 }, step: { signal: 0.8, variance } },
          { x0: x0.get(i, j), xt: xt.get(i, j) },
        ),
      )
    const one = { prior: { signal: 0.9, variance: 0.19 }, step: { signal: 0.8, variance: 0.36 } }
    expect([...over(one, { x0, xt }).data]).toEqual([...at(0, 0.36), ...at(1, 0.36)])
    const each = { ...one, step: { signal: 0.8, variance: listOf('float64', [0.36, 0.01]) } }
    expect([...over(each, { x0, xt }).data]).toEqual([...at(0, 0.36), ...at(1, 0.01)])
  })

  it('in float32', () => {
    const over = coordinatewise(x0FromV<number>, { precision: 'float32' })
    const kernel = { signal: Math.fround(0.6), variance: Math.fround(0.64) }
    const [xt, v] = [scattered('float32', [[0.1]], 1), scattered('float32', [[0.3]], 1)]
    const expected = x0FromV(FLOAT32, kernel, { xt: Math.fround(0.1), v: Math.fround(0.3) })
    expect([...over(kernel, { xt, v }).data]).toEqual([expected])
  })

  it('refuses arrays that differ in shape', () => {
    const over = coordinatewise(posteriorMean<number>)
    const transition = { prior: { signal: 0.9, variance: 0.19 }, step: { signal: 0.8, variance: 0.36 } }
    expect(() => over(transition, { x0: zeros('float64', [2, 3]), xt: zeros('float64', [3, 2]) })).toThrow(
      'xt has the shape [3, 2], expected [2, 3]: one row a point, one column a dimension',
    )
    expect(() =>
      coordinatewise(epsFromScore<number>)({ signal: 1, variance: 1 }, { score: zeros('float64', [2]) }),
    ).toThrow('score has the shape [2], expected [n, d]')
  })
})
