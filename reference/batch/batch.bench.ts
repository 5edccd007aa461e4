import { bench, describe } from 'vitest'
import { dataIn, mixture } from '../data/law.js'
import { epsStar, logDensity } from '../data/posterior.js'
import { FLOAT64 } from '../numbers/float.js'
import { zeros } from './arrays.js'
import { dataBatch } from './data-batch.js'

/** Generated code against the generic call, over the same 10,000 points: two Gaussians in the plane. */
const law = mixture([
  {
    weight: 0.25,
    mean: [1, 0],
    covariance: [
      [1, 0.5],
      [0.5, 2],
    ],
  },
  {
    weight: 0.75,
    mean: [-1, 2],
    covariance: [
      [2, -0.5],
      [-0.5, 1],
    ],
  },
])
const kernel = { signal: 0.6, variance: 0.64 }
const rows = Array.from({ length: 10_000 }, (_, i) => [Math.sin(i) * 3, Math.cos(2 * i) * 3])
const points = zeros('float64', [rows.length, 2])
rows.forEach((row, i) => {
  row.forEach((x, j) => {
    points.set(i, j, x)
  })
})
const data = dataIn(FLOAT64, law)
const batch = dataBatch(law)

describe('ε* at 10,000 points', () => {
  bench('generated', () => {
    batch.epsStar(kernel, points)
  })
  bench('generic', () => {
    for (const x of rows) epsStar(FLOAT64, kernel, data, x)
  })
})

describe('log q at 10,000 points', () => {
  bench('generated', () => {
    batch.logDensity(kernel, points)
  })
  bench('generic', () => {
    for (const x of rows) logDensity(FLOAT64, kernel, data, x)
  })
})
