import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { RATIONALS } from '../numbers/rational.js'
import { fromDouble, roundToFormat } from '../numbers/rounding/convert.js'
import { FORMATS } from '../numbers/rounding/format.js'
import { explicit } from './explicit.js'
import { PRESETS } from './presets.js'
import { betas } from './schedule.js'
import { asStored, fromDoubles, storedBetas } from './stored.js'

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
    expect(at(storedBetas(PRESETS.cosine, FORMATS.float32), 1000)).toBe(Math.fround(0.999))
  })

  it('refuses what does not preserve variance, and a β that the format cannot hold', () => {
    expect(() => asStored(PRESETS.ve)).toThrow(/variance-preserving/)
    expect(() => asStored(explicit(['1e-60', '1/2']), FORMATS.float32)).toThrow(/β_1 = 0 is outside/)
  })

  it.each([[[Number.NaN]], [[0.5, Infinity]]])('refuses %j as doubles', (values) => {
    expect(() => fromDoubles(values)).toThrow(/is not a finite number/)
  })
})
