import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLOAT64 } from '../numbers/float.js'
import { RANGES } from '../numbers/outward.js'
import { lineOf } from './line.js'
import { logOfModulus, type OnRectangle, onRectangle, sizeOfLog, weightedBy } from './rectangle.js'

const part = fc.record({
  weight: fc.integer({ min: 1, max: 1000 }),
  mean: fc.integer({ min: -300, max: 300 }),
  variance: fc.integer({ min: 1, max: 400 }),
})
const mixtures = fc.array(part, { minLength: 1, maxLength: 4 })

/** The same mixture in ranges and in doubles: weights need not sum to 1. */
const both = (parts: readonly { weight: number; mean: number; variance: number }[]) => {
  const data = <T>(lit: (x: string) => T) =>
    parts.map(({ weight, mean, variance }) => ({
      weight: lit(`${weight}/1000`),
      mean: [lit(`${mean}/100`)],
      covariance: [[lit(`${variance}/100`)]],
    }))
  return { ranges: lineOf(RANGES, data(RANGES.lit)), line: lineOf(FLOAT64, data(FLOAT64.lit)) }
}

type Complex = readonly [number, number]
/** P_k(z), in plain complex arithmetic. */
function termsAt(line: ReturnType<typeof both>['line'], [x, y]: Complex): readonly Complex[] {
  return line.map(({ mean, logPeak, halfPrecision: h }) => {
    const modulus = Math.exp(logPeak - h * ((x - mean) ** 2 - y * y))
    const phase = -2 * h * (x - mean) * y
    return [modulus * Math.cos(phase), modulus * Math.sin(phase)]
  })
}
const size = ([re, im]: Complex) => Math.hypot(re, im)
const NEAR = 1 + 1e-9

/** What a point of the rectangle shows to be wrong with its bounds, if anything. */
function violated(on: OnRectangle, terms: readonly Complex[]): string | undefined {
  const sizes = terms.map(size)
  if (sizes.some((s) => s < 1e-290)) return undefined // doubles have no more to say
  const total = terms.reduce<Complex>(([a, b], [c, d]) => [a + c, b + d], [0, 0])
  const modulus = size(total)
  const leader = Math.exp(on.logModulus)
  // the principal value of the logarithm is no larger than any other
  const logarithm = Math.hypot(Math.log(modulus), Math.atan2(total[1], total[0]))
  const whole = weightedBy(
    on,
    sizes.map(() => 1),
  )
  if (Math.log(modulus) > logOfModulus(on) + 1e-9) return 'log |P|'
  if (logarithm > sizeOfLog(on) * NEAR) return '|log P|'
  if (sizes.some((s, k) => s > leader * (on.ratios[k] ?? 0) * NEAR)) return '|P_k|'
  if (modulus < ((sizes[on.ratios.indexOf(1)] ?? 0) * on.least) / NEAR) return '|W|'
  return whole < sizes.reduce((a, b) => a + b) / leader / NEAR ? 'Σ |ρ_k|' : undefined
}

describe('a mixture on a rectangle', () => {
  it('is bounded, without a zero, wherever it is said to be', () => {
    let held = 0
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(
        mixtures,
        between(-4, 4),
        between(0.01, 2),
        between(0, 1.5),
        (parts, centre, reach, height) => {
          const { ranges, line } = both(parts)
          const on = onRectangle(ranges, centre, reach, height)
          if (!on) return
          held++
          for (let i = -6; i <= 6; i++)
            for (let j = -6; j <= 6; j++) {
              const z = [centre + (reach * i) / 6, (height * j) / 6] as const
              const wrong = violated(on, termsAt(line, z))
              if (wrong) throw new Error(`${wrong} is outside its bound at ${z}`)
            }
        },
      ),
      { numRuns: 3000 },
    )
    expect(held).toBeGreaterThan(500)
  })

  it('is not said to be where a zero lies: two equal components at ±1, V = 1, vanish at iπ/2', () => {
    const { ranges } = both([
      { weight: 500, mean: -100, variance: 100 },
      { weight: 500, mean: 100, variance: 100 },
    ])
    expect(onRectangle(ranges, 0, 0.1, 1.58)).toBeUndefined()
    expect(onRectangle(ranges, 0, 0.1, 1.1)).toBeDefined()
  })
})
