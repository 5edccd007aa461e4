import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dataIn, type Law, mixture } from '../data/law.js'
import { type Ball, type Enclosure, intersects } from '../numbers/enclosure/index.js'
import { RATIONALS } from '../numbers/rational.js'
import { differentialEntropy } from './entropy.js'
import { marginalEntropy, marginalKl, meanSquareError } from './expectations.js'
import { at, ballOf, kernelIn, sameAs } from './fixtures/enclosed.js'
import { DOUBLE_DOUBLE_STAGE } from './stage.js'

interface Case {
  readonly p: readonly (readonly [string, string, string])[]
  readonly q: Case['p']
  readonly signal: string
  readonly variance: string
  readonly entropy: string
  readonly kl: string
  readonly error: string
}

const CASES = readFileSync(new URL('./fixtures/arb.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Case => JSON.parse(line))

const lawOf = (parts: Case['p']): Law =>
  mixture(parts.map(([weight, mean, variance]) => ({ weight, mean: [mean], covariance: [[variance]] })))

/** Arb's value: its 30 digits, and one unit of the last to either side. */
function byArb(F: Enclosure, decimal: string): Ball {
  const digits = decimal
    .replace(/e.*$/, '')
    .replace(/^-?0*\.?0*/, '')
    .replace('.', '').length
  const size = Math.floor(Math.log10(Math.abs(Number(decimal))))
  const unit = RATIONALS.lit(`1e${size + 1 - digits}`)
  const value = RATIONALS.lit(decimal)
  return F.between(RATIONALS.sub(value, unit), RATIONALS.add(value, unit))
}

describe('random mixtures of up to four Gaussians, against Arb', () => {
  it.each([30, 90])('entropy, KL and E Var(x₀|x) of 60 at %i bits', (bits) => {
    const { F, stage, narrow } = at(bits)
    for (const { p, q, signal, variance, entropy, kl, error } of CASES) {
      const [kernel, law, other] = [kernelIn(F, signal, variance), lawOf(p), lawOf(q)]
      sameAs(marginalEntropy(stage, kernel, law, bits), byArb(F, entropy), narrow)
      sameAs(marginalKl(stage, kernel, [law, other], bits), byArb(F, kl), narrow)
      sameAs(meanSquareError(stage, kernel, law, bits), byArb(F, error), narrow)
    }
  })

  it('entropies in double-double at 1e-20', () => {
    const { F, narrow } = at(66)
    const { F: D } = DOUBLE_DOUBLE_STAGE
    for (const { p, signal, variance, entropy } of CASES) {
      const kernel = { signal: D.lit(signal), variance: D.lit(variance) }
      const ball = ballOf(F, marginalEntropy(DOUBLE_DOUBLE_STAGE, kernel, lawOf(p), 66))
      sameAs(ball, byArb(F, entropy), narrow)
    }
  })

  it('misses where the law is another by a part in 10⁶', () => {
    const { F, stage, bits } = at(60)
    const [first] = CASES
    if (!first) throw new Error('no cases')
    const data = dataIn(F, lawOf(first.p)).map(({ mean: [m = F.lit(0n)], ...rest }, k) => ({
      ...rest,
      mean: [k === 0 ? F.add(m, F.lit('1e-6')) : m],
    }))
    const original = differentialEntropy(stage, dataIn(F, lawOf(first.p)), bits)
    if (first.p.length > 1)
      expect(intersects(differentialEntropy(stage, data as never, bits), original)).toBe(false)
  })
})
