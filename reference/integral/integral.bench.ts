import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bench, describe } from 'vitest'
import { dataIn, mixture } from '../data/law.js'
import { enclosure } from '../numbers/enclosure/index.js'
import { differentialEntropy } from './entropy.js'
import { DOUBLE_DOUBLE_STAGE, enclosureStage } from './stage.js'

const law = mixture([
  { weight: '0.3', mean: ['-0.6'], covariance: [['0.73']] },
  { weight: '0.7', mean: ['1.2'], covariance: [['0.82']] },
])

/** From the law as it is given to the enclosure, as a caller would. */
const inDoubleDouble = (bits: number) => {
  const { err, hi, lo } = differentialEntropy(DOUBLE_DOUBLE_STAGE, dataIn(DOUBLE_DOUBLE_STAGE.F, law), bits)
  return { radius: err, middle: `${hi}${lo < 0 ? '' : '+'}${lo}` }
}
const inEnclosures = (bits: number) => {
  const F = enclosure(bits + 10)
  const { mid, exp, rad } = differentialEntropy(enclosureStage(F), dataIn(F, law), bits)
  return { radius: rad * 2 ** exp, middle: `${mid}·2^${exp}` }
}

const WANTED = [
  { digits: 9, ours: () => inDoubleDouble(30) },
  { digits: 20, ours: () => inDoubleDouble(66) },
  { digits: 40, ours: () => inEnclosures(133) },
]

/** The first call, and the median of forty after two hundred that warm the compiler up. */
function timed(f: () => unknown) {
  const once = () => {
    const start = performance.now()
    f()
    return performance.now() - start
  }
  const first = once()
  const rest = Array.from({ length: 240 }, once)
    .slice(200)
    .sort((a, b) => a - b)
  return { first, median: rest[20] ?? Number.NaN }
}

/** Arb in C: milliseconds and the radius by digits, or why there are none. */
function arb(): string | ReadonlyMap<number, { readonly ms: number; readonly radius: number }> {
  const source = fileURLToPath(new URL('./oracle/entropy.c', import.meta.url))
  const program = join(mkdtempSync(join(tmpdir(), 'arb-')), 'entropy')
  const built = ['-lflint', '-lflint-arb -lflint', '-larb -lflint'].some((libraries) => {
    const { status } = spawnSync('cc', ['-O2', '-o', program, source, ...libraries.split(' '), '-lm'])
    return status === 0
  })
  if (!built) return 'not measured: no C compiler, or no Arb (FLINT) to compile against'
  const { stdout } = spawnSync(
    program,
    WANTED.map(({ digits }) => `${digits}`),
    { encoding: 'utf8' },
  )
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .map(([digits = 0, ms = 0, radius = 0]) => [digits, { ms, radius }]),
  )
}

const peer = arb()
if (typeof peer === 'string') console.log(`Arb's integrator: ${peer}`)
for (const { digits, ours } of WANTED) {
  const { first, median } = timed(ours)
  const { radius } = ours()
  const of = typeof peer === 'string' ? undefined : peer.get(digits)
  const beside = of
    ? `; Arb ${of.ms.toFixed(2)} ms (± ${of.radius.toExponential(1)}): ours / Arb = ${(median / of.ms).toFixed(2)}`
    : ''
  console.log(
    `entropy to 1e-${digits}: ${median.toFixed(2)} ms (first call ${first.toFixed(0)}), ± ${radius.toExponential(1)}${beside}`,
  )
  if (radius > 10 ** -digits) throw new Error(`the radius of ${radius} is not what was asked`)
}

describe('the entropy of two components on the line', () => {
  for (const { digits, ours } of WANTED) bench(`to 1e-${digits}`, () => void ours())
})
