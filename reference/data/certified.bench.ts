import { bench, describe } from 'vitest'
import type { AnalyticField } from '../numbers/algebra.js'
import { compileCertified, compileCertifiedBatch } from '../numbers/certified.js'
import { compileEnclosed } from '../numbers/enclosed.js'
import { type Ball, type Enclosure, enclosure } from '../numbers/enclosure/index.js'
import { compare, type Figure, measured } from '../numbers/fixtures/peers.js'
import { formula } from '../numbers/formula.js'
import type { Vector } from '../numbers/linear.js'
import type { Kernel } from '../process/kernel.js'
import { type Data, logDensity, posteriorWeights, score } from './posterior.js'

/** Two components in one dimension: posterior weights, score, log-density. */
const mixture = formula(
  'benchMixture',
  '(r, \\nabla \\log q, \\log q)',
  [
    { signal: 'a', variance: 'v' },
    [0, 1].map((k) => ({ weight: `w_${k}`, mean: [`m_${k}`], covariance: [[`s_${k}`]] })),
    ['x'],
  ],
  <T>(F: AnalyticField<T>, kernel: Kernel<T>, data: Data<T>, x: Vector<T>) => ({
    weights: posteriorWeights(F, kernel, data, x),
    score: score(F, kernel, data, x),
    logDensity: logDensity(F, kernel, data, x),
  }),
)

const numbers = { signal: '0.6', variance: '0.64' }
const components = [
  { weight: '0.3', mean: '-1', covariance: '0.25' },
  { weight: '0.7', mean: '2', covariance: '0.5' },
]
const points = Array.from({ length: 256 }, (_, j) => (j - 128) / 32)

/** The arguments but the point, in any numbers, and the same by path. */
function lawIn<T>(read: (text: string) => T) {
  const data = components.map(({ weight, mean, covariance }) => ({
    weight: read(weight),
    mean: [read(mean)],
    covariance: [[read(covariance)]],
  }))
  const kernel = { signal: read(numbers.signal), variance: read(numbers.variance) }
  const given: [string, T][] = data.flatMap(({ weight, mean, covariance }, k) => [
    [`arg2.${k}.weight`, weight],
    [`arg2.${k}.mean.0`, mean[0] as T],
    [`arg2.${k}.covariance.0.0`, covariance[0]?.[0] as T],
  ])
  return { kernel, data, given: { ...kernel, ...Object.fromEntries(given) } as Record<string, T> }
}

const once = compileCertified(mixture<number>)
const rows = compileCertifiedBatch(mixture<number>, ['arg3.0'])
const doubles = lawIn(Number)
const into = Object.fromEntries(rows.outputs.map((path) => [path, new Float64Array(points.length)]))
const certifiedEach = () => points.map((x) => once(doubles.kernel, doubles.data, [x]))
const certifiedRows = () => rows.run(points.length, { ...doubles.given, 'arg3.0': points }, into)

function enclosedEach(F: Enclosure, isGiven: boolean) {
  const { kernel, data, given } = lawIn(F.lit)
  const compiled = compileEnclosed(mixture<Ball>, F, isGiven ? { given } : {})
  const at = points.map((x) => [F.double(x)])
  return () => at.map((x) => compiled(kernel, data, x))
}

const works: readonly (readonly [string, () => unknown])[] = [
  ['whole, to a double', certifiedEach],
  ['point, to a double', certifiedRows],
  ...[128, 256, 1024].flatMap((bits) => [
    [`whole, ${bits} bits`, enclosedEach(enclosure(bits), false)] as const,
    [`point, ${bits} bits`, enclosedEach(enclosure(bits), true)] as const,
  ]),
]

describe('two components in one dimension, 256 points', () => {
  for (const [name, work] of works) bench(name, () => void work(), { time: 200 })
})

// whole: all from the weights, means and variances; point: what does not depend on x is computed once.
const ours: Figure[] = works.map(([work, run]) => ({ work, time: measured(run) / points.length }))
console.log(compare('µs a point, medians', ours))
