import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, dot, square, sum } from '../numbers/combinators.js'
import { type Ball, enclosure, hi, lo } from '../numbers/enclosure/index.js'
import { RANGES } from '../numbers/outward.js'
import { RATIONALS, rational } from '../numbers/rational.js'
import { roundToFormat } from '../numbers/rounding/convert.js'
import { logOfModulus, type OnBox, onBox, sizeOfLog, weightedBy } from './box.js'
import { type Peaks, peaksOf } from './peaks.js'

const F = enclosure(120)
const { add, div } = RATIONALS
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const whole = (min: number, max: number) => fc.integer({ min, max })

/** A covariance L·Lᵀ, so that it is positive definite. */
const part = fc.record({
  weight: whole(1, 1000),
  mean: fc.tuple(whole(-300, 300), whole(-300, 300)),
  root: fc.tuple(whole(1, 20), whole(-15, 15), whole(1, 20)),
})
const mixtures = fc.tuple(whole(1, 2), fc.array(part, { minLength: 1, maxLength: 4 }))

type Parts = readonly {
  readonly weight: number
  readonly mean: readonly [number, number]
  readonly root: readonly [number, number, number]
}[]

/** The same mixture in ranges and in enclosures, on the line or in the plane: weights need not sum to 1. */
const both = (d: number, parts: Parts) => {
  const data = <T>(lit: (x: string) => T) =>
    parts.map(({ weight, mean, root: [a, b, c] }) => ({
      weight: lit(`${weight}/1000`),
      mean: mean.slice(0, d).map((m) => lit(`${m}/100`)),
      covariance: [
        [a * a, a * b],
        [a * b, b * b + c * c],
      ]
        .slice(0, d)
        .map((row) => row.slice(0, d).map((entry) => lit(`${entry}/100`))),
    }))
  return { ranges: peaksOf(RANGES, data(RANGES.lit)), balls: peaksOf(F, data(F.lit)) }
}

type Complex<T> = readonly [re: T, im: T]
/** P_k(u + iv·e): the exponent is ℓ − rᵀHr + H_ee v² − 2iv(Hr)_e at r = u − m. */
function termsAt(
  peaks: Peaks<Ball>,
  u: readonly number[],
  axis: number,
  v: number,
): readonly Complex<Ball>[] {
  const height = F.double(v)
  return peaks.map(({ mean, logPeak, halfPrecision }) => {
    const r = mean.map((m, i) => F.sub(F.double(at(u, i)), m))
    const pull = halfPrecision.map((row) => dot(F, row, r))
    const lift = F.mul(at(at(halfPrecision, axis), axis), square(F, height))
    const modulus = F.exp(F.add(F.sub(logPeak, dot(F, pull, r)), lift))
    const phase = F.mul(F.lit(-2n), F.mul(height, at(pull, axis)))
    return [F.mul(modulus, F.cos(phase)), F.mul(modulus, F.sin(phase))]
  })
}

/**
 * The nearest double. What 120 bits of a sum leave is good to 53 of them unless 2⁶⁷ cancels, which `least` > 0.02 excludes.
 */
const double = (x: Ball) => roundToFormat(div(add(lo(x), hi(x)), rational(2n)))
const size = ([re, im]: Complex<number>) => Math.hypot(re, im)
/** Of doubles within 2⁻⁵², twenty operations at most, each within 2⁻⁵² (hypot, log and atan2 within 2⁻⁵⁰). */
const NEAR = 1 + 2 ** -45

/** What a point of the rectangle shows to be wrong with its bounds, if anything. */
function violated(on: OnBox, balls: readonly Complex<Ball>[]): string | undefined {
  const complex = ([re, im]: Complex<Ball>): Complex<number> => [double(re), double(im)]
  const sizes = balls.map((ball) => size(complex(ball)))
  if (sizes.some((s) => s < 1e-290)) return undefined // doubles have no more to say
  const part = (k: 0 | 1) =>
    sum(
      F,
      balls.map((ball) => ball[k]),
    )
  const total = complex([part(0), part(1)])
  const modulus = size(total)
  const leader = Math.exp(on.logModulus)
  // the principal value of the logarithm is no larger than any other
  const logarithm = Math.hypot(Math.log(modulus), Math.atan2(total[1], total[0]))
  const whole = weightedBy(
    on,
    sizes.map(() => 1),
  )
  if (modulus > Math.exp(logOfModulus(on)) * NEAR) return 'log |P|'
  if (logarithm > sizeOfLog(on) * NEAR) return '|log P|'
  if (sizes.some((s, k) => s > leader * (on.ratios[k] ?? 0) * NEAR)) return '|P_k|'
  if (modulus < ((sizes[on.ratios.indexOf(1)] ?? 0) * on.least) / NEAR) return '|W|'
  return whole < sizes.reduce((a, b) => a + b) / leader / NEAR ? 'Σ |ρ_k|' : undefined
}

const STEPS = [-1, -0.3, 0.6, 1]

describe('a mixture on a box', () => {
  it('is bounded, without a zero, wherever it is said to be', () => {
    let held = 0
    const place = fc.record({
      centre: fc.tuple(between(-4, 4), between(-4, 4)),
      reach: fc.tuple(between(0.01, 2), between(0.01, 2)),
      axis: whole(0, 1),
      height: between(0, 1.5),
    })
    fc.assert(
      fc.property(mixtures, place, ([d, parts], given) => {
        const { ranges, balls } = both(d, parts)
        const box = {
          centre: given.centre.slice(0, d),
          reach: given.reach.slice(0, d),
          axis: given.axis % d,
          height: given.height,
        }
        const on = onBox(ranges, box)
        if (!on) return
        held++
        for (const i of STEPS)
          for (const j of STEPS)
            for (const k of d === 1 ? [0] : STEPS) {
              const u = box.centre.map((c, axis) => c + (box.reach[axis] ?? 0) * (axis === 0 ? i : k))
              const wrong = violated(on, termsAt(balls, u, box.axis, box.height * j))
              if (wrong) throw new Error(`${wrong} is outside its bound at ${u} + ${box.height * j}i`)
            }
      }),
      { numRuns: 400 },
    )
    expect(held).toBeGreaterThan(100)
  })

  it('is not said to be where a zero lies: two equal components at ±1, V = 1, vanish at iπ/2', () => {
    const { ranges } = both(1, [
      { weight: 500, mean: [-100, 0], root: [10, 0, 1] },
      { weight: 500, mean: [100, 0], root: [10, 0, 1] },
    ])
    const at = (height: number) => onBox(ranges, { centre: [0], reach: [0.1], axis: 0, height })
    expect(at(1.58)).toBeUndefined()
    expect(at(1.1)).toBeDefined()
  })
})
