import { describe, expect, it } from 'vitest'
import { at, square } from '../numbers/combinators.js'
import { contains } from '../numbers/enclosure/index.js'
import { literal, RATIONALS, rational } from '../numbers/rational.js'
import { roundToFormat } from '../numbers/rounding/convert.js'
import { cosine } from './cosine.js'
import { explicit } from './explicit.js'
import { KINDS, read } from './fixtures/nearest.js'
import { FLOAT_TABLES, floatTables } from './float-tables.js'
import { preservingStep } from './linear.js'
import { PRESETS } from './presets.js'
import { respaced } from './respaced.js'
import { type Schedule, schedule } from './schedule.js'
import { sigmoidAlphaBar } from './sigmoid-alpha-bar.js'
import { veGeometric } from './variance-exploding.js'
import { vdmFixedLinearGamma } from './vdm.js'

const { add, sub, mul, div } = RATIONALS

describe('what no enclosure decides', () => {
  /** Half-way between 1 and the next double. */
  const midpoint = rational(2n ** 53n + 1n, 2n ** 53n)
  const one = rational(1n)
  const quarter = rational(1n, 4n)

  it('midpoints go to the even neighbour: β, SNR, √ᾱ, a posterior weight, log SNR', () => {
    const half = mul(midpoint, rational(1n, 2n))
    expect(floatTables(explicit([literal(half)])).beta).toEqual([0, 0.5])
    expect(at(floatTables(explicit([literal(div(one, add(one, midpoint)))])).snr, 1)).toBe(1)
    const signal = sub(one, mul(midpoint, quarter))
    expect(at(floatTables(explicit([literal(sub(one, mul(signal, signal)))])).signal, 1)).toBe(
      roundToFormat(signal),
    )
    // α₂ = 1/4 and v₁ = 3r/(4 − r) make the weight of x_t (v₁/v₂)/2 = r/2
    const first = div(mul(rational(3n), half), sub(rational(4n), half))
    expect(at(floatTables(explicit([literal(first), '3/4'])).posteriorXtWeight, 2)).toBe(0.25)
    const noisy = vdmFixedLinearGamma({ T: 2, gamma_min: literal(RATIONALS.neg(midpoint)), gamma_max: '5' })
    expect(floatTables(noisy).logSnr.slice(1)).toEqual([1, -5])
    expect(floatTables(respaced(noisy, [2])).logSnr.slice(1)).toEqual([-5])
  })

  it('log SNR is 0 where signal and noise are equal', () => {
    expect(at(floatTables(explicit(['1/3', '1/4'])).logSnr, 2)).toBe(0)
    expect(at(floatTables(cosine({ T: 10, s: '0' })).logSnr, 5)).toBe(0)
    expect(at(floatTables(sigmoidAlphaBar({ T: 10 })).logSnr, 5)).toBe(0)
    expect(at(floatTables(veGeometric({ T: 5, sigma_min: '0.01', sigma_max: '100' })).logSnr, 3)).toBe(0)
    expect(at(floatTables(veGeometric({ T: 4, sigma_min: '1/8', sigma_max: '64' })).logSnr, 2)).toBe(0)
    // by no definition: shown by enough bits
    const unnamed: Schedule = { ...sigmoidAlphaBar({ T: 4 }) }
    const { rationalLogSnr: _, ...bare } = unnamed
    expect(at(floatTables(bare).logSnr, 2)).toBe(0)
  })

  it('but not where a cap came first', () => {
    const capped = sigmoidAlphaBar({ T: 10, max_beta: '0.05' })
    expect(capped.rationalLogSnr?.(5)).toBeUndefined()
    expect(at(floatTables(capped).logSnr, 5)).toBeGreaterThan(1)
  })

  it.each(Object.entries(KINDS).filter(([, chain]) => chain.rationalLogSnr))(
    'what %s declares of log SNR lies in its enclosure',
    (_, chain) => {
      const { logSnr } = read(chain, 200)
      for (let t = 1; t <= chain.T; t++) {
        const known = chain.rationalLogSnr?.(t)
        if (known && !contains(at(logSnr, t), known)) throw new Error(`log SNR_${t} is not what is declared`)
      }
    },
  )

  it('zero terminal SNR: nothing left at T, and log 0 is −∞', () => {
    const all = floatTables(PRESETS['zero-terminal-snr'])
    const last = FLOAT_TABLES.map((name) => [name, at(all[name], 1000)])
    expect(Object.fromEntries(last)).toMatchObject({
      alpha: 0,
      alphaBar: 0,
      signal: 0,
      snr: 0,
      logSnr: -Infinity,
      beta: 1,
      variance: 1,
      std: 1,
      posteriorXtWeight: 0,
    })
    expect(at(floatTables(explicit(['1'])).logSnr, 1)).toBe(-Infinity)
  })

  it('names the entry that it cannot decide', () => {
    const unknown = schedule<Schedule>({
      kind: 'test',
      label: 'half a midpoint, hidden',
      T: 1,
      needs: 'analytic',
      preserving: true,
      stepper: (F) => () => {
        const whole = F.add(square(F, F.sin(F.lit(1n))), square(F, F.cos(F.lit(1n))))
        return preservingStep(F, F.mul(F.div(F.lit(literal(midpoint)), F.lit(2n)), whole))
      },
    })
    expect(() => floatTables(unknown)).toThrow(
      /^beta\[1\] of the schedule 'half a midpoint, hidden' was not decided to float64 at \d+ bits: it lies in/,
    )
  })
})
