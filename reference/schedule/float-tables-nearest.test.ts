import { describe, expect, it } from 'vitest'
import { at, square } from '../numbers/combinators.js'
import { type Ball, contains, enclosure } from '../numbers/enclosure/index.js'
import { compare, RATIONALS, type Rational, rational } from '../numbers/rational.js'
import { fromDouble, roundToFormat } from '../numbers/rounding/convert.js'
import { FORMATS, type Format } from '../numbers/rounding/format.js'
import { surdSquared } from '../process/step.js'
import { cosine } from './cosine.js'
import { explicit } from './explicit.js'
import { borders, isNearest, KINDS, read } from './fixtures/nearest.js'
import {
  FLOAT_TABLES,
  type FloatTable,
  type FloatTables,
  floatTables,
  floatTablesIn,
} from './float-tables.js'
import { linear } from './linear.js'
import { PRESETS } from './presets.js'
import type { RationalSchedule } from './schedule.js'
import { asStored } from './stored.js'
import { tables } from './tables.js'

const { mul } = RATIONALS

describe('each entry is the nearest number', () => {
  it.each(Object.entries(KINDS))('%s, by a reading with four times the bits', (_, chain) => {
    const wide = read(chain, 412)
    const declared = (name: FloatTable, t: number) =>
      name === 'logSnr' ? chain.rationalLogSnr?.(t) : undefined
    const formats = [FORMATS.float64, FORMATS.float32]
    for (const [i, all] of floatTablesIn(chain, formats).entries()) {
      const format = at(formats, i)
      let checked = 0
      for (const name of FLOAT_TABLES)
        all[name].forEach((y, t) => {
          if (Number.isFinite(y)) {
            if (
              !isNearest(at(wide[name], t), y, format) &&
              !isKnown(at(wide[name], t), y, format, declared(name, t))
            )
              throw new Error(`${name}[${t}] = ${y} in ${format.name} is not nearest`)
          } else expect([name, y, at(wide.alphaBar, t)]).toEqual(['logSnr', -Infinity, enclosure(53).lit(0n)])
          checked++
        })
      expect(checked).toBe(FLOAT_TABLES.length * (chain.T + 1) - 6 - 1)
    }
  })

  /** What lies on a number or on a border is seen by no reading: then the ball is that point, or the definition says it. */
  const isKnown = (ball: Ball, y: number, format: Format, declared: Rational | undefined): boolean => {
    const known = ball.rad === 0 ? mul(rational(ball.mid), fromDouble(2 ** ball.exp)) : declared
    return known !== undefined && contains(ball, known) && roundToFormat(known, format) === y
  }
})

describe('of a rational schedule', () => {
  const SQUARES: Partial<Record<FloatTable, (chain: RationalSchedule) => readonly Rational[]>> = {
    signal: (chain) => tables(RATIONALS, chain).alphaBar,
    std: (chain) => tables(RATIONALS, chain).variance,
    posteriorX0Weight: (chain) =>
      tables(RATIONALS, chain).posteriorX0Weight.map((x) => surdSquared(RATIONALS, x)),
    posteriorXtWeight: (chain) =>
      tables(RATIONALS, chain).posteriorXtWeight.map((x) => surdSquared(RATIONALS, x)),
  }

  it.each([
    ['Ho et al.', PRESETS.ho],
    ['cosine as stored in float64', asStored(cosine({ T: 200 }))],
    [
      'linear as stored in float32',
      asStored(linear({ T: 200, beta_start: '1e-4', beta_end: '0.02' }), FORMATS.float32),
    ],
    ['ends in 1', explicit(['1/3', '1e-9', '0.25', '1'])],
  ])('the exact rationals, and roots of them, rounded: %s', (_, chain) => {
    const exact = tables(RATIONALS, chain)
    for (const format of chain.T > 200 ? [FORMATS.float64, FORMATS.float32] : Object.values(FORMATS)) {
      const all = floatTables(chain, format)
      for (const name of ['alpha', 'beta', 'alphaBar', 'variance', 'snr', 'posteriorVariance'] as const)
        expect(all[name]).toEqual(exact[name].map((x) => roundToFormat(x, format)))
      for (const [name, squares] of Object.entries(SQUARES))
        squares(chain).forEach((x, t) => {
          const y = at(all[name as keyof FloatTables], t)
          const [low, high] = borders(y, format)
          const above = y === 0 || compare(x, square(RATIONALS, low)) >= 0
          if (!above || compare(x, square(RATIONALS, high)) > 0)
            throw new Error(`${name}[${t}] = ${y} is not the root nearest in ${format.name}`)
        })
    }
  })
})
