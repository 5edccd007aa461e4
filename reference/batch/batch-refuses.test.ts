import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { type Law, mixture } from '../data/law.js'
import { type FloatArray, zeros } from './arrays.js'
import { dataBatch } from './data-batch.js'
import { LAWS, listOf } from './fixtures/batches.js'

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
