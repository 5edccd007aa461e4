import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { type Ball, enclosure, intersects, interval, toDecimal } from '../numbers/enclosure/index.js'
import { compare, RATIONALS } from '../numbers/rational.js'
import { kernelAt, transition } from '../schedule/kernels.js'
import { PRESETS } from '../schedule/presets.js'
import { diffuse } from './kernel.js'
import { ancestralStep, ddimStep, ddimVariance } from './reverse-step.js'

const F = enclosure(192)
const chain = PRESETS['stable-diffusion']
const x0 = F.lit('3/10')
const eps = F.lit('-17/10')
const path = [1000, 751, 500, 249, 20, 1]

/** The true value to thirty digits, or its interval. */
const digits = (b: Ball) => toDecimal(b, { digits: 30 })

describe('sampling steps on a sub-sequence of a real schedule', () => {
  it('DDIM at η = 0 with the true ε stays on x = a·x₀ + s·ε', () => {
    let x = diffuse(F, kernelAt(F, chain, 1000), { x0, eps })
    for (const [i, s] of path.slice(1).entries()) {
      const span = transition(F, chain, { s, t: at(path, i) })
      x = ddimStep(F, span, { xt: x, eps, noise: F.lit(0n), reverseVariance: F.lit(0n) })
      const truth = diffuse(F, kernelAt(F, chain, s), { x0, eps })
      expect(intersects(x, truth)).toBe(true)
      expect(digits(x)).toBe(digits(truth))
    }
  })

  it('DDIM at η = 1 is the ancestral step with σ² = β̃, at any noise', () => {
    for (const [i, s] of path.slice(1).entries()) {
      const span = transition(F, chain, { s, t: at(path, i) })
      const reverseVariance = ddimVariance(F, span, { eta: F.lit(1n) })
      const draw = { xt: F.lit('1/2'), eps, noise: F.lit('6/5'), reverseVariance }
      expect(digits(ddimStep(F, span, draw))).toBe(digits(ancestralStep(F, span, draw)))
    }
  })

  it('DDIM at η > η_max is refused: √(v_s − σ²) is not real', () => {
    const span = transition(F, chain, { s: 999, t: 1000 })
    const reverseVariance = ddimVariance(F, span, { eta: F.lit(20n) })
    expect(compare(interval(reverseVariance).lo, RATIONALS.lit(1n))).toBe(1)
    const draw = { xt: F.lit(1n), eps, noise: F.lit(0n), reverseVariance }
    expect(() => ddimStep(F, span, draw)).toThrow(/root/)
  })
})
