import { describe, expect, it } from 'vitest'
import { at, square } from '../numbers/combinators.js'
import { highEnd, lowEnd } from '../numbers/enclosure/ball.js'
import { compareDyadic } from '../numbers/enclosure/dyadic.js'
import { type Ball, contains, enclosure } from '../numbers/enclosure/index.js'
import { compare, literal, RATIONALS, type Rational, rational } from '../numbers/rational.js'
import { fromDouble, roundToFormat } from '../numbers/rounding/convert.js'
import { exponentOf, FORMATS, type Format, ulp } from '../numbers/rounding/format.js'
import { logSnr, surdSquared, surdValue } from '../process/step.js'
import { cosine } from './cosine.js'
import { explicit } from './explicit.js'
import {
  FLOAT_TABLES,
  type FloatTable,
  type FloatTables,
  floatTables,
  floatTablesIn,
} from './float-tables.js'
import { linear, preservingStep } from './linear.js'
import { PRESETS } from './presets.js'
import { respaced } from './respaced.js'
import { type RationalSchedule, type Schedule, schedule, steps } from './schedule.js'
import { sigmoidAlphaBar } from './sigmoid-alpha-bar.js'
import { asStored } from './stored.js'
import { levels, tables } from './tables.js'
import { veGeometric } from './variance-exploding.js'
import { vdmFixedLinearGamma } from './vdm.js'

const { add, sub, mul, div } = RATIONALS

/** The numbers of the format on both sides of y ≥ 0. */
function neighbours(y: number, format: Format): readonly [below: number, above: number] {
  const unit = ulp(y, format)
  const leastOfBinade = y > 0 && y === 2 ** exponentOf(y) && exponentOf(y) > format.emin
  return [y - (leastOfBinade ? unit / 2 : unit), y + unit]
}

/** Half-way from y to its neighbours, exactly. */
function borders(y: number, format: Format): readonly [Rational, Rational] {
  if (y < 0) {
    const [low, high] = borders(-y, format)
    return [RATIONALS.neg(high), RATIONALS.neg(low)]
  }
  const half = (z: number) => div(add(fromDouble(y), fromDouble(z)), rational(2n))
  const [below, above] = neighbours(y, format)
  return [half(below), half(above)]
}

/** Whether everything in the ball is nearer to y than to any other number of the format. */
function isNearest(ball: Ball, y: number, format: Format): boolean {
  const [low, high] = borders(y, format).map((q) => enclosure(3000).of(q))
  if (low?.rad !== 0 || high?.rad !== 0) throw new Error('a border is not a short dyadic number')
  return compareDyadic(lowEnd(ball), low) > 0 && compareDyadic(highEnd(ball), high) < 0
}

/** Every table at `bits`, by the tables of squares and their roots taken last. */
function read(chain: Schedule, bits: number): Record<FloatTable, readonly Ball[]> {
  const F = enclosure(bits)
  const all = tables(F, chain)
  const path = levels<Ball>(F, steps<Ball, typeof F>(F, chain))
  const weights = (xs: typeof all.posteriorX0Weight) => xs.map((x) => surdValue(F, x))
  return {
    ...all,
    signal: all.alphaBar.map(F.sqrt),
    std: all.variance.map(F.sqrt),
    logSnr: path.map((level, t) =>
      t === 0 || level.alphaBar.mid === 0n ? level.variance : logSnr(F, level),
    ),
    posteriorLogVariance: all.posteriorVariance.map((x, t) => (t < 2 ? x : F.log(x))),
    posteriorX0Weight: weights(all.posteriorX0Weight),
    posteriorXtWeight: weights(all.posteriorXtWeight),
  }
}

const KINDS: Readonly<Record<string, Schedule>> = {
  ...PRESETS,
  'sigmoid in ᾱ': sigmoidAlphaBar({ T: 1000 }),
  'cosine from angle 0': cosine({ T: 1000, s: '0', max_beta: '1' }),
  'every 50th step of VDM': respaced(
    PRESETS.vdm,
    Array.from({ length: 20 }, (_, i) => 50 * (i + 1)),
  ),
}

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
