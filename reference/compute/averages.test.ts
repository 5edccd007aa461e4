import { describe, expect, test } from 'vitest'
import { gaussian } from '../data/law.js'
import { type Ball, type Enclosure, enclose } from '../numbers/enclosure/index.js'
import { compare, RATIONALS } from '../numbers/rational.js'
import { explicit } from '../schedule/explicit.js'
import { PRESETS } from '../schedule/presets.js'
import { coin, one, oneStep, valueAt } from './fixtures/one.js'
import type { ComputeRequest } from './request.js'

const { ho } = PRESETS

describe('averages over the data', () => {
  const four = gaussian({ mean: ['0'], covariance: [['4']] })
  const half = oneStep('1/2')
  // ᾱ = v = ½, N(0, 4): V = 5/2, SNR = 1
  test.each(['entropy', 'mutual-information', 'mmse', 'least-eps-loss', 'marginal-kl', 'elbo-prior'])(
    '%s of N(0, 4) at ᾱ = ½',
    (quantity) => {
      const { decimal } = enclose((F) => valueIn(F, quantity), { digits: 25 })
      expect(valueAt({ quantity, schedule: half, t: 1, data: four, digits: 25 })).toBe(decimal)
    },
  )

  test('of one Gaussian they are exact where they are rational, a root or a logarithm; of others an integral enters', () => {
    const exactly = (quantity: string, more: Partial<ComputeRequest> = {}) =>
      one({ quantity, schedule: half, t: 1, data: four, exact: true, ...more })
    expect(exactly('mmse').exact).toBe('4/5')
    expect(exactly('least-eps-loss').exact).toBe('4/5')
    expect(exactly('mutual-information').exact).toBe('1/2*log(5/2) - 1/2*log(1/2)')
    expect(exactly('marginal-kl').exact).toBe('3/4 - 1/2*log(5/2)')
    expect(exactly('entropy').notExact).toBe('π enters it')
    expect(exactly('mmse', { data: coin }).notExact).toBe('an integral enters it')
    expect(exactly('kl', { against: gaussian({ mean: ['0'], covariance: [['2']] }) }).exact).toMatch(/^1\/3 /)
  })

  test('fair signs, in print: mmse(1), I(x₀; x_T) (X-IMMSE, X-TERMSNR)', () => {
    expect(valueAt({ quantity: 'mmse', schedule: half, t: 1, data: coin, digits: 12 })).toBe('0.449599509207')
    expect(valueAt({ quantity: 'mutual-information', schedule: ho, data: coin, digits: 4 })).toBe(
      '0.00002018',
    )
  })

  test('KL of noised Gaussians; 0 from itself, which an integral does not decide', () => {
    const other = gaussian({ mean: ['1'], covariance: [['2']] })
    const request = { quantity: 'kl', schedule: half, t: 1, data: four, digits: 20 }
    // N(0, 5/2) from N(√½, 3/2)
    const known = enclose(
      (F) => {
        const { lit, add, sub, mul, log } = F
        return mul(
          lit('1/2'),
          add(sub(lit('5/3'), lit(1n)), add(lit('1/3'), sub(log(lit('3/2')), log(lit('5/2'))))),
        )
      },
      { digits: 20 },
    )
    expect(valueAt({ ...request, against: other })).toBe(known.decimal)
    expect(valueAt({ ...request, against: four, digits: 5 })).toBe('0')
    expect(one({ ...request, data: coin, against: coin, digits: 5 }).undecided).toMatch(/exactly 0/)
  })

  test('the terms of the ELBO with the best denoiser of Gaussian data sum to h(data) + KL(q_T ‖ prior) (DDPM-ELBO)', () => {
    const schedule = explicit(['1/5', '1/2', '3/5'])
    const terms = [
      one({ quantity: 'elbo-prior', schedule, data: four, digits: 30 }),
      ...[2, 3].map((t) =>
        one({ quantity: 'elbo-step', schedule, t, data: four, reverseVariance: 'optimal', digits: 30 }),
      ),
      one({ quantity: 'elbo-reconstruction', schedule, data: four, reverseVariance: 'optimal', digits: 30 }),
    ]
    const total = terms.map(({ value }) => RATIONALS.lit(value as string)).reduce(RATIONALS.add)
    const bound = ['entropy', 'marginal-kl'].map((quantity) =>
      RATIONALS.lit(
        valueAt({ quantity, schedule, t: quantity === 'entropy' ? 0 : 3, data: four, digits: 30 }) as string,
      ),
    )
    const gap = RATIONALS.sub(total, bound.reduce(RATIONALS.add))
    // six decimals of 30 digits, each off by half a unit of the last, below 3e-29
    expect(compare(RATIONALS.lit('-2e-28'), gap)).toBe(-1)
    expect(compare(gap, RATIONALS.lit('2e-28'))).toBe(-1)
  })

  test('σ² = β̃ makes a step ½(SNR_s − SNR_t)·mmse, and no other σ² less than the best', () => {
    const request = { quantity: 'elbo-step', schedule: ho, t: 400, data: coin, digits: 20 }
    const by = (reverseVariance: 'posterior' | 'beta' | 'optimal') =>
      RATIONALS.lit(valueAt({ ...request, reverseVariance }) as string)
    const [snrS, snrT, error] = [
      { quantity: 'snr', t: 399 },
      { quantity: 'snr', t: 400 },
      { quantity: 'mmse', t: 400, data: coin },
    ].map((ask) => RATIONALS.lit(valueAt({ schedule: ho, digits: 20, ...ask }) as string))
    const { sub, mul } = RATIONALS
    const zero = RATIONALS.lit('0')
    const weight = mul(RATIONALS.lit('1/2'), sub(snrS ?? zero, snrT ?? zero))
    const gap = sub(mul(weight, error ?? zero), by('posterior'))
    // s and t the SNRs, e the error, each off by at most 5e-20 of itself: that moves ½(s − t)·e by no more than 5e-20·s·e, and the
    // step, below ½·s·e, is off by half as much: in all less than 1e-19·s·e
    const most = mul(RATIONALS.lit('1e-19'), mul(snrS ?? zero, error ?? zero))
    expect(compare(gap.num < 0n ? RATIONALS.neg(gap) : gap, most)).toBe(-1)
    expect(compare(by('optimal'), by('posterior'))).toBe(-1)
    expect(compare(by('optimal'), by('beta'))).toBe(-1)
  })
})

/** Gaussian data N(0, 4) at ᾱ = v = ½, by hand. */
function valueIn(F: Enclosure, quantity: string): Ball {
  const { lit, add, sub, mul, log, pi } = F
  const half = (x: Ball) => mul(lit('1/2'), x)
  const known: { readonly [name: string]: Ball } = {
    entropy: half(add(lit(1n), log(mul(lit(5n), pi)))),
    'mutual-information': half(log(lit(5n))),
    mmse: lit('4/5'),
    'least-eps-loss': lit('4/5'),
    'marginal-kl': sub(lit('3/4'), half(log(lit('5/2')))),
    'elbo-prior': sub(lit('3/4'), half(log(lit('1/2')))),
  }
  return known[quantity] ?? lit(0n)
}
