import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { RATIONALS } from '../numbers/rational.js'
import { fromDouble, roundToFormat } from '../numbers/rounding/convert.js'
import { FORMATS } from '../numbers/rounding/format.js'
import { explicit } from './explicit.js'
import { PRESETS } from './presets.js'
import { betas } from './schedule.js'
import { asStored, floatTables, fromDoubles, storedBetas } from './stored.js'
import { tables } from './tables.js'

describe('asStored', () => {
  it.each(['ho', 'cosine', 'sigmoid', 'stable-diffusion', 'zero-terminal-snr'] as const)(
    '%s: exactly the doubles, so that its tables are exact',
    (name) => {
      const stored = asStored(PRESETS[name])
      const numbers = storedBetas(PRESETS[name])
      const exact = betas(RATIONALS, stored)
      expect(exact.map((beta) => roundToFormat(beta))).toEqual(numbers)
      expect(exact.slice(1)).toEqual(numbers.slice(1).map(fromDouble))
    },
  )

  it('of a decimal is not the decimal', () => {
    const beta = at(betas(RATIONALS, asStored(explicit(['0.1']))), 1)
    expect(beta).toEqual({ num: 3602879701896397n, den: 36028797018963968n })
  })

  it('in float32 is what float32 holds', () => {
    expect(storedBetas(explicit(['0.1']), FORMATS.float32)).toEqual([0, Math.fround(0.1)])
    const cosine = storedBetas(PRESETS.cosine, FORMATS.float32)
    expect(cosine).toEqual(storedBetas(PRESETS.cosine).map(Math.fround))
  })

  it('refuses what does not preserve variance, and a β that the format cannot hold', () => {
    expect(() => asStored(PRESETS.ve)).toThrow(/variance-preserving/)
    expect(() => asStored(explicit(['1e-60', '1/2']), FORMATS.float32)).toThrow(/β_1 = 0 is outside/)
  })

  it.each([[[Number.NaN]], [[0.5, Infinity]]])('refuses %j as doubles', (values) => {
    expect(() => fromDoubles(values)).toThrow(/is not a finite number/)
  })
})

describe('floatTables', () => {
  const ho = floatTables(PRESETS.ho)

  it('of a rational schedule are the exact tables, each number rounded', () => {
    const exact = tables(RATIONALS, PRESETS.ho)
    expect(ho.accuracy).toBe('nearest')
    expect(ho.variance).toEqual(exact.variance.map((x) => roundToFormat(x)))
    // Ho et al.'s ᾱ_1000, by mpmath at 50 digits
    expect(at(ho.alphaBar, 1000)).toBe(Number('4.035829765375683314817635e-5'))
    expect(at(ho.snr, 1)).toBe(9999)
    expect(0 in ho.snr).toBe(false)
  })

  it('of another are what the formulas give, and say so', () => {
    expect(floatTables(PRESETS.cosine).accuracy).toBe('computed')
    expect(at(floatTables(PRESETS.cosine, FORMATS.float32).beta, 1000)).toBe(Math.fround(0.999))
  })
})
