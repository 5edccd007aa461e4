import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { compare, equal, parseRational, RATIONALS, type Rational, rational } from '../numbers/rational.js'
import { compose } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import { surdSquared } from '../process/step.js'
import { explicit } from './explicit.js'
import { kernelAt, kernels, transition } from './kernels.js'
import { linear } from './linear.js'
import { zeroTerminalSnr } from './rescaled.js'
import { respaced } from './respaced.js'
import { scaledLinear } from './scaled-linear.js'
import { steps } from './schedule.js'
import { sigmoid } from './sigmoid.js'
import { tables } from './tables.js'

const HO = { T: 1000, beta_start: '1e-4', beta_end: '0.02' }
const { mul, sub, lit } = RATIONALS

/** α = cos², β = sin² of angles with rational sine and cosine: every root is rational (theorem X-PYTHAG). */
const rationalRoots = explicit(['16/25', '64/289', '144/169', '25/169'])

/** The text is the number rounded to its last digit. */
const roundsTo = (value: Rational, text: string): boolean => {
  const printed = parseRational(text)
  const [, fraction = '', exponent = '0'] = /^\d+\.?(\d*)(?:e(.*))?$/.exec(text) ?? []
  const half = parseRational(`5e${Number(exponent) - fraction.length - 1}`)
  const gap = sub(value, printed)
  return compare(gap, half) <= 0 && compare(RATIONALS.neg(gap), half) <= 0
}

describe('the tables of a rational schedule', () => {
  const ho = tables(RATIONALS, linear(HO))

  it('start with clean data and have T+1 entries', () => {
    expect(ho.alphaBar).toHaveLength(1001)
    expect(equal(at(ho.alphaBar, 0), lit(1n)) && equal(at(ho.beta, 0), lit(0n))).toBe(true)
    expect(0 in ho.snr || 0 in ho.posteriorVariance).toBe(false)
  })

  it('agree with the figures in print for Ho et al.', () => {
    expect(equal(at(ho.beta, 1), lit('1e-4')) && equal(at(ho.beta, 1000), lit('0.02'))).toBe(true)
    expect(roundsTo(at(ho.alphaBar, 1000), '4.035829765e-5')).toBe(true)
    expect(roundsTo(at(ho.alphaBar, 1000), '4.035829766e-5')).toBe(false)
    expect(roundsTo(at(ho.snr, 1000), '4.036e-5')).toBe(true)
  })

  it.each([
    ['Ho', linear({ ...HO, T: 30 })],
    ['one step', explicit(['1'])],
    ['one linear step', linear({ ...HO, T: 1 })],
    ['ends in 1', explicit(['1/3', '1e-9', '1'])],
    ['rational roots', rationalRoots],
  ])('have v = 1 − ᾱ, β̃ + the rest as the mathematics says: %s', (_, schedule) => {
    const { alphaBar, variance, beta, posteriorVariance } = tables(RATIONALS, schedule)
    for (let t = 1; t <= schedule.T; t++) {
      expect(equal(at(variance, t), sub(lit(1n), at(alphaBar, t)))).toBe(true)
      const product = mul(at(posteriorVariance, t), at(variance, t))
      expect(equal(product, mul(at(beta, t), at(variance, t - 1)))).toBe(true)
    }
    expect(equal(at(posteriorVariance, 1), lit(0n))).toBe(true)
  })

  it('hold the squares of the posterior mean’s own weights', () => {
    const table = tables(RATIONALS, rationalRoots)
    for (let t = 1; t <= rationalRoots.T; t++) {
      const step = transition(RATIONALS, rationalRoots, { s: t - 1, t })
      const x0 = posteriorMean(RATIONALS, step, { x0: lit(1n), xt: lit(0n) })
      const xt = posteriorMean(RATIONALS, step, { x0: lit(0n), xt: lit(1n) })
      expect(equal(surdSquared(RATIONALS, at(table.posteriorX0Weight, t)), mul(x0, x0))).toBe(true)
      expect(equal(surdSquared(RATIONALS, at(table.posteriorXtWeight, t)), mul(xt, xt))).toBe(true)
      expect(equal(at(table.posteriorVariance, t), posteriorVariance(RATIONALS, step))).toBe(true)
    }
  })
})

describe('kernels', () => {
  it('compose: 0→s and s→t give 0→t, for every s < t', () => {
    const all = kernels(RATIONALS, rationalRoots)
    for (let t = 1; t <= rationalRoots.T; t++)
      for (let s = 0; s < t; s++) {
        const whole = compose(RATIONALS, transition(RATIONALS, rationalRoots, { s, t }))
        const { signal, variance } = at(all, t)
        expect(equal(whole.signal, signal) && equal(whole.variance, variance)).toBe(true)
        expect(kernelAt(RATIONALS, rationalRoots, t)).toEqual(at(all, t))
      }
  })

  it('are refused where the algebra cannot hold the schedule', () => {
    // @ts-expect-error: a sigmoid schedule has no rational reading
    expect(() => tables(RATIONALS, sigmoid(HO))).toThrow()
    expect(() => tables(RATIONALS, scaledLinear(HO))).toThrow(/√\(1\/10000\)|√\(1\/50\)/)
  })
})

describe('respaced', () => {
  it('keeps ᾱ and v at the timesteps it visits, exactly', () => {
    const chain = linear({ ...HO, T: 50 })
    const visited = [1, 7, 8, 30, 50]
    const [whole, sub] = [tables(RATIONALS, chain), tables(RATIONALS, respaced(chain, visited))]
    for (const [j, t] of visited.entries()) {
      expect(equal(at(sub.alphaBar, j + 1), at(whole.alphaBar, t))).toBe(true)
      expect(equal(at(sub.variance, j + 1), at(whole.variance, t))).toBe(true)
      expect(equal(at(sub.beta, j + 1), sub1(at(sub.alpha, j + 1)))).toBe(true)
    }
  })
  const sub1 = (a: Rational) => sub(lit(1n), a)

  it.each([[[3, 2]], [[2, 2]], [[0, 1]], [[1, 11]], [[]], [[1.5]]])('refuses %j', (timesteps) => {
    expect(() => respaced(linear({ ...HO, T: 10 }), timesteps)).toThrow(RangeError)
  })
})

describe('zeroTerminalSnr', () => {
  const rescaled = zeroTerminalSnr(rationalRoots)

  it('is the rescaling of the signal that Lin et al. define', () => {
    const [before, after] = [kernels(RATIONALS, rationalRoots), kernels(RATIONALS, rescaled)]
    const first = at(before, 1).signal
    const last = at(before, rationalRoots.T).signal
    for (let t = 1; t <= rescaled.T; t++) {
      const expected = mul(sub(at(before, t).signal, last), RATIONALS.div(first, sub(first, last)))
      expect(equal(at(after, t).signal, expected)).toBe(true)
      expect(equal(at(after, t).variance, sub(lit(1n), mul(expected, expected)))).toBe(true)
    }
  })

  it('ends with no signal at all', () => {
    expect(at(steps(RATIONALS, rescaled), rescaled.T)).toEqual({ alpha: rational(0n), beta: rational(1n) })
  })

  it('refuses a single step', () => {
    expect(() => zeroTerminalSnr(explicit(['1/2']))).toThrow(/T ≥ 2/)
  })
})

describe('what is refused, and what is said', () => {
  it.each([
    [() => linear({ ...HO, T: 0 }), /'linear' was given T = 0, expected an integer in 1\.\.1000000/],
    [() => linear({ ...HO, T: 2.5 }), /T = 2\.5/],
    [() => linear({ ...HO, T: Number.NaN }), /T = NaN/],
    [() => linear({ ...HO, T: 1e9 }), /T = 1000000000/],
    [() => linear({ ...HO, beta_start: '0' }), /β_1 = 0 is outside \(0, 1\]/],
    [() => linear({ ...HO, beta_end: '1.02' }), /β_1000 = 51\/50 is outside/],
    [() => linear({ ...HO, beta_start: '1' }), /β_1 = 1 before the last step t = 1000/],
    [() => linear({ ...HO, beta_end: 'NaN' }), /beta_end of the schedule 'linear' is 'NaN'/],
    [() => explicit(['1/2', '1', '1/2']), /β_2 = 1 before the last step t = 3/],
    [() => explicit(['1/2', '-1e-3']), /β_2 = -1\/1000/],
    [() => explicit(['1/2', 'x']), /betas\[1\]/],
    [() => explicit([]), /T = 0/],
    [
      () => kernelAt(RATIONALS, rationalRoots, 6),
      /t = 6 is outside the schedule, expected an integer in 0\.\.4/,
    ],
    [() => kernelAt(RATIONALS, rationalRoots, -1), /t = -1/],
    [() => kernelAt(RATIONALS, rationalRoots, Number.NaN), /t = NaN/],
    [() => transition(RATIONALS, rationalRoots, { s: 3, t: 3 }), /from s = 3 to t = 3/],
  ])('%s', (act, message) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})
