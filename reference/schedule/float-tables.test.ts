import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { literal, RATIONALS, rational } from '../numbers/rational.js'
import { FORMATS } from '../numbers/rounding/format.js'
import { cosine } from './cosine.js'
import { explicit } from './explicit.js'
import { FLOAT_TABLES, type FloatTable, floatTables, floatTablesIn } from './float-tables.js'
import { PRESETS } from './presets.js'
import type { Schedule } from './schedule.js'
import { veGeometric } from './variance-exploding.js'

const { add, mul } = RATIONALS

describe('float32', () => {
  it('is rounded once: not the double, rounded', () => {
    // just above half-way between two floats: the nearest double is half-way and goes to the even one, which is below
    const halfway = rational(2n ** 24n + 1n, 2n ** 25n)
    const above = add(halfway, rational(1n, 2n ** 80n))
    const twice = (name: FloatTable, chain: Schedule) => [
      Math.fround(at(floatTables(chain)[name], 1)),
      at(floatTables(chain, FORMATS.float32)[name], 1),
    ]
    const [even, odd] = [0.5, 0.5 + 2 ** -24]
    expect(twice('beta', explicit([literal(above)]))).toEqual([even, odd])
    expect(twice('std', explicit([literal(mul(above, above))]))).toEqual([even, odd])
    const ve = veGeometric({ T: 2, sigma_min: literal(above), sigma_max: '1' })
    expect(twice('std', ve)).toEqual([even, odd])
  })
})

describe('several formats at once', () => {
  const some = ['bfloat16', 'float64', 'float16', 'float32'] as const
  const formats = some.map((name) => FORMATS[name])

  it.each([
    ['cosine', cosine({ T: 50 })],
    // half-way between two floats, where only float64 is decided at once, and between two doubles, where only float64 is not
    [
      'half-way',
      explicit([literal(rational(2n ** 24n + 1n, 2n ** 25n)), literal(rational(2n ** 53n + 1n, 2n ** 54n))]),
    ],
  ])('are what each is alone: %s', (_, chain) => {
    expect(floatTablesIn(chain, formats)).toEqual(formats.map((format) => floatTables(chain, format)))
  })
})

describe('tables by name', () => {
  it('are the same as in the set, with T+1 entries and holes before the first', () => {
    const all = floatTables(PRESETS.ho)
    for (const name of FLOAT_TABLES) {
      expect(floatTables(PRESETS.ho, FORMATS.float64, [name])).toEqual({ [name]: all[name] })
      expect(all[name]).toHaveLength(1001)
    }
    expect([0 in all.std, 0 in all.snr, 1 in all.snr, 1 in all.posteriorLogVariance]).toEqual([
      true,
      false,
      true,
      false,
    ])
    // Ho et al.'s ᾱ_1000, by mpmath at 50 digits
    expect(at(all.alphaBar, 1000)).toBe(Number('4.035829765375683314817635e-5'))
    expect([at(all.snr, 1), at(all.posteriorVariance, 1)]).toEqual([9999, 0])
  })
})
