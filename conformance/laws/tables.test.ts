import { describe, expect, it } from 'vitest'
import { at } from '../../reference/numbers/combinators.js'
import { FORMATS, floatIn } from '../../reference/numbers/float.js'
import { arithmeticOf } from '../judge/formats.js'
import { drift } from './tables.js'

/** ᾱ and the 1 − ᾱ that is carried beside it, of a linear schedule, as a library computes them in a format. */
function carried(format: keyof typeof FORMATS, T: number, end: number) {
  const F = floatIn(FORMATS[format])
  const levels: number[] = []
  const variances: number[] = []
  let [alphaBar, variance] = [1, 0]
  for (let i = 0; i < T; i++) {
    const beta = F.add(1e-4 + ((end - 1e-4) * i) / (T - 1), 0)
    const alpha = F.sub(1, beta)
    alphaBar = F.mul(alphaBar, alpha)
    variance = F.add(F.mul(variance, alpha), beta)
    levels.push(alphaBar)
    variances.push(variance)
  }
  return { levels, variances }
}

describe('the drift of a variance that is carried', () => {
  for (const format of ['float32', 'float16', 'bfloat16'] as const) {
    const { levels, variances } = carried(format, 400, 0.02)
    const tables = { compute: arithmeticOf(format), store: arithmeticOf(format) }
    // exact in float64: numbers of at most 24 bits near 1
    const off = levels.map((level, i) => Math.abs(level + at(variances, i) - 1))

    it(`is bounded in ${format}`, () => {
      off.forEach((distance, t) => {
        expect(distance).toBeLessThanOrEqual(drift(levels, t, tables))
      })
    })

    it(`is more than no drift at all, and than the first step's, in ${format}`, () => {
      expect(Math.max(...off)).toBeGreaterThan(0)
      expect(Math.max(...off)).toBeGreaterThan(drift(levels, 0, tables))
    })
  }
})
