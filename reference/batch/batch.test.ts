import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataIn, type Law } from '../data/law.js'
import {
  type Data,
  epsCovariance,
  epsStar,
  logDensity,
  logDensityHessian,
  posteriorWeights,
  score,
  x0Covariance,
  x0Hat,
} from '../data/posterior.js'
import type { AnalyticField } from '../numbers/algebra.js'
import type { Precision } from '../numbers/codegen.js'
import { FLOAT32, FLOAT64 } from '../numbers/float.js'
import type { Vector } from '../numbers/linear.js'
import type { Kernel } from '../process/kernel.js'
import { zeros } from './arrays.js'
import { type DataBatch, dataBatch } from './data-batch.js'
import { LAWS, listOf, scattered } from './fixtures/batches.js'

const READINGS: Record<Precision, { F: AnalyticField<number>; round: (x: number) => number }> = {
  float64: { F: FLOAT64, round: (x) => x },
  float32: { F: FLOAT32, round: Math.fround },
}
type OfData = (
  F: AnalyticField<number>,
  kernel: Kernel<number>,
  data: Data<number>,
  x: Vector<number>,
) => unknown
const FORMULAS: Readonly<Record<keyof DataBatch, OfData>> = {
  logDensity,
  posteriorWeights,
  x0Hat,
  epsStar,
  score,
  x0Covariance,
  epsCovariance,
  logDensityHessian,
}
const QUANTITIES = Object.keys(FORMULAS) as (keyof DataBatch)[]

const flat = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : (value as unknown[]).flatMap(flat)
const bits = (values: Iterable<number>) => [...values].map((x) => (Object.is(x, -0) ? '-0' : `${x}`))
const coordinate = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(0, 15, -1e3, 1e-300, NaN),
)

describe.each(Object.entries(LAWS))('%s over a batch', (_, law) => {
  describe.each(['float64', 'float32'] as const)('in %s', (precision) => {
    const { F, round } = READINGS[precision]
    const batch = dataBatch(law, { precision })
    const data = dataIn(F, law)

    it.each(QUANTITIES)('%s is to the bit what the formula gives row by row', (quantity) => {
      const rows = fc.array(
        fc.array(coordinate.map(round), { minLength: law.dimension, maxLength: law.dimension }),
        {
          maxLength: 6,
        },
      )
      const level = fc.double({ min: 0.01, max: 1, noNaN: true }).map(round)
      fc.assert(
        fc.property(rows, level, level, fc.boolean(), (points, signal, variance, listed) => {
          const kernels = points.map(
            (_, i): Kernel<number> => ({ signal, variance: round(variance * (listed ? i + 1 : 1)) }),
          )
          const kernel = {
            signal,
            variance: listed
              ? listOf(
                  precision,
                  kernels.map((k) => k.variance),
                )
              : variance,
          }
          const got = batch[quantity](kernel, scattered(precision, points, law.dimension))
          const expected = points.map((x, i) =>
            FORMULAS[quantity](F, kernels[i] ?? { signal, variance }, data, x),
          )
          expect(bits(got.data)).toEqual(bits(expected.flatMap(flat)))
          expect(got.shape[0]).toBe(points.length)
        }),
        { numRuns: 30 },
      )
    })
  })
})

describe('shapes of results', () => {
  it('are n, n×K, n×d and n×d×d', () => {
    const law = LAWS['three components in space, one of them a point'] as Law
    const batch = dataBatch(law)
    const shape = (quantity: keyof DataBatch) =>
      batch[quantity]({ signal: 0.5, variance: 0.75 }, zeros('float64', [5, 3])).shape
    expect(QUANTITIES.map(shape)).toEqual([
      [5],
      [5, 3],
      [5, 3],
      [5, 3],
      [5, 3],
      [5, 3, 3],
      [5, 3, 3],
      [5, 3, 3],
    ])
  })
})
