import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { atoms, dataIn, gaussian, type Law, mixture } from '../data/law.js'
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
import { posteriorMean } from '../process/posterior.js'
import { epsFromScore, x0FromV } from '../process/predictions.js'
import { type FloatArray, zeros } from './arrays.js'
import { coordinatewise } from './coordinatewise.js'
import { type DataBatch, dataBatch } from './data-batch.js'

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

const LAWS: Readonly<Record<string, Law>> = {
  'a binary law in one dimension': atoms([
    { weight: '1/2', at: [1] },
    { weight: '1/2', at: [-1] },
  ]),
  'a Gaussian in the plane': gaussian({
    mean: [0.5, -1],
    covariance: [
      [2, 0.5],
      [0.5, 1],
    ],
  }),
  'three components in space, one of them a point': mixture([
    {
      weight: '1/4',
      mean: [1, 0, 2],
      covariance: [
        [1, 0.5, 0.25],
        [0.5, 2, 0],
        [0.25, 0, 1],
      ],
    },
    {
      weight: '1/4',
      mean: [-1, 3, 0],
      covariance: [
        [0.5, 0, 0],
        [0, 0.5, 0.125],
        [0, 0.125, 4],
      ],
    },
    { weight: '1/2', mean: [0, -2, 1] },
  ]),
}

/** An n×d array laid out with gaps, its columns first: the layout may not matter. */
function scattered(precision: Precision, rows: readonly (readonly number[])[], d: number): FloatArray {
  const spread = zeros(precision, [d, 2 * rows.length + 1])
    .transpose(1, 0)
    .lo(1, 0)
    .step(2, 1)
  rows.forEach((row, i) => {
    row.forEach((x, j) => {
      spread.set(i, j, x)
    })
  })
  return spread
}

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

const listOf = (precision: Precision, values: readonly number[]): FloatArray => {
  const list = zeros(precision, [values.length])
  values.forEach((x, i) => {
    list.set(i, x)
  })
  return list
}

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

describe('a batch refuses', () => {
  const binary = LAWS['a binary law in one dimension'] as Law
  const kernel = { signal: 0.5, variance: 0.75 }
  const points = zeros('float64', [4, 1])
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    [
      'points of another dimension',
      () => dataBatch(binary).score(kernel, zeros('float64', [4, 2])),
      'points has the shape [4, 2], expected [n, 1]',
    ],
    [
      'a list for a batch',
      () => dataBatch(binary).score(kernel, zeros('float64', [4])),
      'points has the shape [4], expected [n, 1]',
    ],
    [
      'another precision',
      () => dataBatch(binary).score(kernel, zeros('float32', [4, 1])),
      'points is no ndarray over a Float64Array: give ndarray(Float64Array.from(numbers), [n, 1])',
    ],
    [
      'plain numbers',
      () => dataBatch(binary).score(kernel, ndarray([1, 2, 3, 4], [4, 1]) as unknown as FloatArray),
      'points is no ndarray over a Float64Array',
    ],
    [
      'a list of kernels of another length',
      () => dataBatch(binary).score({ ...kernel, signal: listOf('float64', [1, 2]) }, points),
      'signal has the shape [2], expected [4]',
    ],
    [
      'a kernel that is NaN',
      () => dataBatch(binary).score({ ...kernel, signal: NaN }, points),
      'signal is NaN, expected a finite float64 number',
    ],
    [
      'a kernel that is no float32',
      () =>
        dataBatch(binary, { precision: 'float32' }).score(
          { signal: 0.1, variance: 1 },
          zeros('float32', [1, 1]),
        ),
      'signal is 0.1, expected a finite float32 number (Math.fround(x) is the nearest to x)',
    ],
    [
      'points without noise',
      () => dataBatch(binary).score({ ...kernel, variance: 0 }, points),
      'the noise variance is 0, expected a positive number: point masses',
    ],
    [
      'a negative variance in a list',
      () => dataBatch(binary).score({ ...kernel, variance: listOf('float64', [1, 1, -1, 1]) }, points),
      'the noise variance is -1, expected a positive number',
    ],
    [
      'a negative variance',
      () =>
        dataBatch(LAWS['a Gaussian in the plane'] as Law).score(
          { ...kernel, variance: -1 },
          zeros('float64', [1, 2]),
        ),
      'the noise variance is -1, expected a number of at least 0',
    ],
    [
      'a law too large to write out',
      () => dataBatch(mixture([{ weight: 1, mean: Array(30).fill(0) }])),
      '1 components in 30 dimensions are too many to generate code for: expected K·(d³ + 9) ≤ 20000, not 27009',
    ],
  ]
  it.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
