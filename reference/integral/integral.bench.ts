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

/** Milliseconds, and the radius or what stands in for it, by digits; or why there are none. */
type Peer = string | ReadonlyMap<number, { readonly ms: number; readonly radius: number }>

function run(command: string, ...before: readonly string[]): Peer {
  const { status, stdout, stderr } = spawnSync(
    command,
    [...before, ...WANTED.map(({ digits }) => `${digits}`)],
    { encoding: 'utf8' },
  )
  if (status !== 0) return `not measured: ${stderr?.trim().split('\n').at(-1) || `no ${command}`}`
  const figures = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  return new Map(figures.map(([digits = 0, ms = 0, radius = 0]) => [digits, { ms, radius }]))
}

const oracle = (name: string) => fileURLToPath(new URL(`./oracle/${name}`, import.meta.url))

/** Arb's integrator, in C. */
function arb(): Peer {
  const program = join(mkdtempSync(join(tmpdir(), 'arb-')), 'entropy')
  const built = ['-lflint', '-lflint-arb -lflint', '-larb -lflint'].some((libraries) => {
    const { status } = spawnSync('cc', [
      '-O2',
      '-o',
      program,
      oracle('entropy.c'),
      ...libraries.split(' '),
      '-lm',
    ])
    return status === 0
  })
  return built ? run(program) : 'not measured: no C compiler, or no Arb (FLINT) to compile against'
}

const PEERS = { Arb: arb(), 'mpmath.quad (not rigorous)': run('python3', oracle('entropy.py')) }
for (const [name, peer] of Object.entries(PEERS))
  if (typeof peer === 'string') console.log(`${name}: ${peer}`)
for (const { digits, ours } of WANTED) {
  const { first, median } = timed(ours)
  const { radius } = ours()
  const beside = Object.entries(PEERS).map(([name, peer]) => {
    const of = typeof peer === 'string' ? undefined : peer.get(digits)
    if (!of) return ''
    const ratio = (median / of.ms).toFixed(2)
    return `; ${name} ${of.ms.toFixed(2)} ms (± ${of.radius.toExponential(1)}): ours / theirs = ${ratio}`
  })
  console.log(
    `entropy to 1e-${digits}: ${median.toFixed(2)} ms (first call ${first.toFixed(0)}), ± ${radius.toExponential(1)}${beside.join('')}`,
  )
  if (radius > 10 ** -digits) throw new Error(`the radius of ${radius} is not what was asked`)
}

describe('the entropy of two components on the line', () => {
  for (const { digits, ours } of WANTED) bench(`to 1e-${digits}`, () => void ours())
})
