import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bench, describe } from 'vitest'
import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { DOUBLE_DOUBLES, type Enclosure, enclosure, nearestTable } from '../numbers/enclosure/index.js'
import { cosine } from '../schedule/cosine.js'
import { tables } from '../schedule/tables.js'
import { dataIn, mixture } from './law.js'
import { logDensity, posteriorWeights, score } from './posterior.js'

const law = mixture([
  { weight: '0.3', mean: ['-1'], covariance: [['0.25']] },
  { weight: '0.7', mean: ['2'], covariance: [['0.5']] },
])

/** The inputs are read once, as a caller with many points would. */
function work<T>(F: AnalyticField<T>) {
  const [kernel, data] = [{ signal: F.lit('0.6'), variance: F.lit('0.64') }, dataIn(F, law)]
  const x = [F.lit('0.37')]
  return () => [
    posteriorWeights(F, kernel, data, x),
    score(F, kernel, data, x),
    logDensity(F, kernel, data, x),
  ]
}

describe('two components in one dimension: posterior weights, score, log-density', () => {
  bench('double-double with its bound', work(DOUBLE_DOUBLES) as () => void)
  for (const bits of [53, 128, 256, 1024])
    bench(`enclosure, ${bits} bits`, work(enclosure(bits)) as () => void)
})

describe('a correctly rounded table', () => {
  const schedule = cosine({ T: 1000 })
  const alphaBars = (F: Enclosure) => {
    const { alphaBar } = tables(F, schedule)
    return (t: number) => at(alphaBar, t)
  }
  bench('cosine, T = 1000, ᾱ', () => void nearestTable([...Array(1001).keys()], alphaBars), {
    iterations: 5,
    time: 0,
    warmupIterations: 1,
    warmupTime: 0,
  })
})

// The peers, where they are installed; bench.py says which are not.
const script = fileURLToPath(new URL('../numbers/enclosure/oracle/bench.py', import.meta.url))
const { stdout, error } = spawnSync('python3', [script], { encoding: 'utf8' })
console.log(error ? 'Arb and mpmath not measured: no python3' : stdout)
