import { describe, expect, test } from 'vitest'
import { atoms, empirical, gaussian, mixture } from '../data/law.js'
import type { AnalyticField } from '../numbers/algebra.js'
import { type Ball, type Enclosure, enclose, rationalToDecimal } from '../numbers/enclosure/index.js'
import { compare, parseRational, RATIONALS, type Rational } from '../numbers/rational.js'
import { explicit } from '../schedule/explicit.js'
import { namedSpec } from '../schedule/named.js'
import { parseExpression } from '../schedule/parse.js'
import { PRESETS } from '../schedule/presets.js'
import { scheduleFrom } from '../schedule/registry.js'
import { type ComputedAt, compute } from './compute.js'
import { QUANTITIES, type Quantity } from './quantities.js'
import type { ComputeRequest } from './request.js'
import { entriesOf } from './shaped.js'

const one = (request: ComputeRequest): ComputedAt => {
  const [row] = compute(request).rows
  if (!row) throw new Error('nothing was computed')
  return row
}
const valueAt = (request: ComputeRequest) => one(request).value

const { ho } = PRESETS
const coin = atoms([
  { weight: '1/2', at: [1n] },
  { weight: '1/2', at: [-1n] },
])
/** A number written as an expression, `3/2*sqrt(1/2) - log(7)`. */
function valueOfText(text: string, digits: number): string {
  const { needs, value } = parseExpression(text)
  const read = <X>(F: AnalyticField<X>): X => {
    const none = F.lit(0n)
    return value(F, { t: none, T: none, u: none, i: none })
  }
  // what needs a field only reads nothing else of it
  const exact = RATIONALS as unknown as AnalyticField<Rational>
  return needs === 'field' ? rationalToDecimal(read(exact), { digits }) : enclose(read, { digits }).decimal
}

/** One step to a given ᾱ. */
const oneStep = (beta: string) => explicit([beta])

describe('values in print', () => {
  test.each<readonly [string, ComputeRequest, string]>([
    ['FWD-MARG: ᾱ_1000', { quantity: 'alpha-bar', schedule: ho, t: 1000, digits: 10 }, '0.00004035829765'],
    ['FWD-MARG: its root', { quantity: 'signal', schedule: ho, t: 1000, digits: 8 }, '0.0063528181'],
    ['X-SNR: log SNR_1', { quantity: 'log-snr', schedule: ho, t: 1, digits: 6 }, '9.21024'],
    ['X-SNR: log SNR_T', { quantity: 'log-snr', schedule: ho, t: 1000, digits: 7 }, '-10.11767'],
    ['X-TERMSNR: SNR_T', { quantity: 'snr', schedule: ho, t: 1000, digits: 4 }, '0.00004036'],
    [
      'X-TERMSNR: constant data 100',
      { quantity: 'prior-kl', schedule: ho, x0: ['100'], digits: 8 },
      '0.20179149',
    ],
    [
      'SDE: e^(−10.05)',
      { quantity: 'alpha-bar', schedule: PRESETS['sub-vp'], t: 1000, digits: 8 },
      '0.000043185749',
    ],
  ])('%s', (_, request, printed) => {
    expect(valueAt(request)).toBe(printed)
  })

  test.each([
    ['6/10', '-0.177'],
    ['4/10', '0.263'],
  ])('EXP-2: the score of ±1 at 0.3 after β = %s', (beta, printed) => {
    const request = { quantity: 'score', schedule: oneStep(beta), t: 1, data: coin, x: ['0.3'], digits: 3 }
    expect(valueAt(request)).toEqual([printed])
  })
})

describe('values known otherwise', () => {
  test('halving: ᾱ_t = 2^−t, and what follows from it by hand', () => {
    const schedule = explicit(['1/2', '1/2', '1/2', '1/2'])
    const exactly = (quantity: string, more: Partial<ComputeRequest> = {}) =>
      one({ quantity, schedule, t: 3, exact: true, ...more }).exact
    expect(exactly('alpha-bar')).toBe('1/8')
    expect(exactly('variance')).toBe('7/8')
    expect(exactly('snr')).toBe('1/7')
    expect(exactly('posterior-variance')).toBe('3/7') // ½·¾/(7/8)
    expect(exactly('posterior-mean-x0-weight')).toBe('2/7') // ½·½/(7/8)
    expect(exactly('posterior-mean-xt-weight')).toBe('6/7*sqrt(1/2)') // ¾·√½/(7/8)
    expect(exactly('posterior-variance', { s: 1 })).toBe('3/7') // over two steps: ¾·½/(7/8)
    expect(exactly('transition-variance', { s: 1 })).toBe('3/4')
    expect(exactly('std')).toBe('sqrt(7/8)')
    expect(exactly('posterior-log-variance')).toBe('log(3/7)')
    expect(exactly('log-snr')).toBe('log(1/7)')
    expect(exactly('prior-kl', { x0: ['2'] })).toBe('3/16 - 1/2*log(7/8)') // ½(4/8 + 7/8 − 1 − log 7/8)
    expect(exactly('posterior-mean', { x0: ['7'], xt: ['0'] })).toEqual(['2']) // 7·2/7
  })

  test('data whose exponentials cancel are exact', () => {
    // ᾱ = ½, s² = ½, x = 1, N(0, 3): V = 2, so x̂₀ = √½·3/2, ε* = √½/2, score −½
    const place = {
      schedule: oneStep('1/2'),
      t: 1,
      data: gaussian({ mean: ['0'], covariance: [['3']] }),
      x: ['1'],
    }
    const exactly = (quantity: string, more: Partial<ComputeRequest> = {}) =>
      one({ quantity, ...place, ...more, exact: true }).exact
    expect(exactly('x0-hat')).toEqual(['3/2*sqrt(1/2)'])
    expect(exactly('eps-star')).toEqual(['1/2*sqrt(1/2)'])
    expect(exactly('score')).toEqual(['-1/2'])
    // half-way between two points of weights ¼ and ¾ nothing is learnt of which it is
    const uneven = atoms([
      { weight: '1/4', at: ['1'] },
      { weight: '3/4', at: ['-1'] },
    ])
    expect(exactly('posterior-weights', { data: uneven, x: ['0'] })).toEqual(['1/4', '3/4'])
    expect(exactly('x0-hat', { data: uneven, x: ['0'] })).toEqual(['-1/2'])
    expect(one({ quantity: 'log-density', ...place, exact: true }).notExact).toBe('π enters it')
    expect(one({ quantity: 'x0-hat', ...place, data: coin, exact: true }).notExact).toMatch(
      /exp of a number other than 0 enters it|different square roots/,
    )
  })

  test('a Gaussian: x̂₀ = m + (av/V)(x − am), ε* = s(x − am)/V', () => {
    // ᾱ = ¼, m = 1, v = 1, V = 1, x = 2: x̂₀ = 1 + ½·3/2, ε* = √¾·3/2, score −3/2
    const place = {
      schedule: oneStep('3/4'),
      t: 1,
      data: gaussian({ mean: [1n], covariance: [[1n]] }),
      x: ['2'],
      digits: 12,
    }
    expect(valueAt({ quantity: 'x0-hat', ...place })).toEqual(['1.75000000000'])
    expect(valueAt({ quantity: 'eps-star', ...place })).toEqual(['1.29903810568'])
    expect(valueAt({ quantity: 'score', ...place })).toEqual(['-1.50000000000'])
    expect(valueAt({ quantity: 'posterior-covariance', ...place })).toEqual([['0.750000000000']])
    expect(valueAt({ quantity: 'eps-covariance', ...place })).toEqual([['0.250000000000']])
    expect(valueAt({ quantity: 'hessian', ...place })).toEqual([['-1.00000000000']])
  })

  test('the cosine schedule: the product of its steps is cos²/cos²', () => {
    const digits = 40
    const whole = enclose(
      (F) => {
        const quarter = F.div(F.pi, F.lit(2n))
        const cosine = (over: string) => F.cos(F.mul(F.lit(over), quarter))
        const root = F.div(cosine('508/1008'), cosine('8/1008'))
        return F.mul(root, root)
      },
      { digits },
    )
    expect(valueAt({ quantity: 'alpha-bar', schedule: PRESETS.cosine, t: 500, digits })).toBe(whole.decimal)
  })

  test.each([
    ['variance', PRESETS.ve, 1, '0.0001000'],
    ['variance', PRESETS.ve, 1000, '2500'],
    ['log-snr', PRESETS.vdm, 1, '13.30'],
    ['log-snr', PRESETS.vdm, 1000, '-5.000'],
    ['alpha-bar', PRESETS['zero-terminal-snr'], 1000, '0'],
    ['beta', PRESETS['zero-terminal-snr'], 1, '0.0008500'],
    ['beta', PRESETS['stable-diffusion'], 1000, '0.01200'],
    ['beta', PRESETS.vp, 1000, '0.02000'],
  ] as const)('%s at an end of a schedule is its parameter', (quantity, schedule, t, value) => {
    expect(valueAt({ quantity, schedule, t, digits: 4 })).toBe(value)
  })

  test('conversions at a = 4/5, s = 3/5, of x₀ = 1 and ε = 1/2: x = 1.1, v = −0.2, S = −5/6', () => {
    const values = { eps: '1/2', x0: '1', v: '-1/5', score: '-5/6', posteriorMean: '1' } as const // x₀ itself at s = 0
    const names = ['eps', 'x0', 'v', 'score', 'posteriorMean'] as const
    const place = { quantity: 'convert', schedule: oneStep('9/25'), t: 1, xt: ['1.1'], exact: true }
    for (const from of names)
      for (const to of names)
        expect(one({ ...place, from, to, value: [values[from]] }).exact, `${from} → ${to}`).toEqual([
          values[to],
        ])
  })
})

describe('what is printed is certain', () => {
  const data = mixture([
    {
      weight: '1/3',
      mean: ['1', '0.5'],
      covariance: [
        ['1', '0.2'],
        ['0.2', '2'],
      ],
    },
    { weight: '2/3', mean: ['-1', '3'] },
  ])
  const correlated = gaussian({
    mean: ['1', '-0.5'],
    covariance: [
      ['1', '0.2'],
      ['0.2', '2'],
    ],
  })
  const given = {
    s: 3,
    x0: ['0.3', '-1'],
    xt: ['1', '2'],
    x: ['0.4', '1'],
    data,
    from: 'v',
    to: 'eps',
    value: ['0.1', '0.2'],
    against: gaussian({ mean: ['1/3'], covariance: [['2']] }),
    reverseVariance: 'optimal',
  } as const
  const onLine = mixture([
    { weight: '1/4', mean: ['2'], covariance: [['1/9']] },
    { weight: '3/4', mean: ['-1'] },
  ])
  const twoPoints = empirical([
    ['1', '2'],
    ['-1', '0.5'],
  ])
  /** The laws that a quantity knows what to do with. */
  const lawsOf = ({ takes }: Pick<Quantity, 'takes'>) => {
    if (takes.includes('against')) return [onLine]
    if (takes.includes('x')) return [data, correlated]
    return takes.includes('data') ? [onLine, twoPoints, correlated] : [undefined]
  }
  const nearest = (text: string, digits: number) => rationalToDecimal(parseRational(text), { digits })

  test.each(QUANTITIES.map(({ name }) => name))(
    '%s: 12 digits are those of 40, and inside every interval',
    async (name) => {
      const quantity = QUANTITIES.find((q) => q.name === name)
      const taken = Object.fromEntries(
        [...(quantity?.takes ?? []), ...(quantity?.optional ?? [])].map((k) => [k, given[k]]),
      )
      const laws = quantity ? lawsOf(quantity) : []
      for (const [kind, law] of ['ho', 'cosine', 've', 'zero-terminal-snr'].flatMap((k) =>
        laws.map((l) => [k, l] as const),
      )) {
        const schedule = await scheduleFrom({ ...namedSpec(kind), kind: namedSpec(kind)?.kind ?? '', T: 20 })
        const given = { quantity: name, schedule, t: 7, exact: true, ...taken, ...(law ? { data: law } : {}) }
        const at = (digits: number) => one({ ...given, digits })
        const [short, long] = [at(12), at(40)]
        expect(entriesOf(short.value)).toEqual(entriesOf(long.value).map((value) => nearest(value, 12)))
        const [value, lo, hi] = [long.value, short.enclosure.lo, short.enclosure.hi].map((shaped) =>
          entriesOf(shaped).map(parseRational),
        )
        value?.forEach((v, k) => {
          expect([compare(v, lo?.[k] ?? v) >= 0, compare(v, hi?.[k] ?? v) <= 0]).toEqual([true, true])
        })
        // exact arithmetic shares no step with the enclosures; what it writes is read back as text
        const exact = short.exact === undefined ? [] : entriesOf(short.exact)
        exact.forEach((text, k) => {
          expect(valueOfText(text, 12)).toBe(entriesOf(short.value)[k])
        })
      }
    },
  )

  test('half-way and zero are decided exactly where they are rational', () => {
    const schedule = explicit(['0.15', '0.25'])
    expect(compute({ quantity: 'beta', schedule, digits: 1 }).rows.map(({ value }) => value)).toEqual([
      '0.2',
      '0.2',
    ])
    const zero = { quantity: 'posterior-mean', schedule, t: 2, x0: ['0'], xt: ['0'] }
    expect(one(zero)).toMatchObject({ value: ['0'], enclosure: { lo: ['0'], hi: ['0'] } })
    // x₀/3 − x₀/3 by two routes that no ball sees: √ᾱ·x₀ − (x_t) at x_t = √ᾱ·x₀
    expect(one({ quantity: 'x0-hat', schedule: ho, t: 10, data: coin, x: ['0'] })).toMatchObject({
      value: ['0'],
    })
    const cancel = { quantity: 'convert', schedule: oneStep('9/25'), t: 1, from: 'x0', to: 'eps' } as const
    expect(one({ ...cancel, xt: ['4/15'], value: ['1/3'] })).toMatchObject({ value: ['0'] })
  })

  test('a zero that no algebra here decides is given as the interval known, and said to be undecided', () => {
    const four = empirical([['-2'], ['-1'], ['1'], ['2']])
    const row = one({ quantity: 'x0-hat', schedule: ho, t: 700, data: four, x: ['0'], digits: 5 })
    expect(entriesOf(row.value)[0]).toMatch(/^\[-\d.*e-\d+, \d.*e-\d+\]$/)
    expect(row.undecided).toMatch(/exactly 0/)
    expect(row.bits).toBeGreaterThanOrEqual(1024)
  })

  test('a table reads every t', () => {
    const { rows } = compute({ quantity: 'alpha-bar', schedule: ho, digits: 5 })
    expect(rows).toHaveLength(1001)
    expect([rows[0]?.value, rows[1]?.value]).toEqual(['1.0000', '0.99990'])
  })
})

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

describe('what is refused, and what is said', () => {
  const place = { schedule: ho, t: 10 }
  test.each<readonly [string, ComputeRequest, RegExp]>([
    ['an unknown quantity', { quantity: 'posterior-varience', ...place }, /Did you mean posterior-variance/],
    [
      't past T',
      { quantity: 'snr', schedule: ho, t: 1001 },
      /t = 1001 is outside the schedule, expected .* 1\.\.1000/,
    ],
    ['t = 0 of a step', { quantity: 'beta', schedule: ho, t: 0 }, /t = 0 is outside/],
    ['t between', { quantity: 'beta', schedule: ho, t: 1.5 }, /t = 1\.5/],
    ['no t', { quantity: 'beta', schedule: ho, t: [] }, /no t was asked/],
    ['s after t', { quantity: 'posterior-variance', ...place, s: 10 }, /from s = 10 to t = 10/],
    ['an input too few', { quantity: 'score', ...place, data: coin }, /without x: .* takes data, x/],
    ['an input too many', { quantity: 'snr', ...place, x: ['1'] }, /with x, which it does not depend on/],
    ['no digits', { quantity: 'snr', ...place, digits: 0 }, /0 digits .* 1\.\.10000/],
    ['too many digits', { quantity: 'snr', ...place, digits: 1e9 }, /1000000000 digits/],
    ['too few bits', { quantity: 'snr', ...place, bits: 20 }, /20 bits .* 20 digits need at least 83/],
    [
      'another dimension',
      { quantity: 'score', ...place, data: coin, x: ['1', '2'] },
      /x has 2 entries and the data 1/,
    ],
    [
      'a number that is none',
      { quantity: 'score', ...place, data: coin, x: ['NaN'] },
      /entry 1 of x is 'NaN'/,
    ],
    [
      'an integral of 1000 digits',
      { quantity: 'mmse', ...place, data: coin, digits: 1000 },
      /1000 digits were asked, expected .* 1\.\.150/,
    ],
    [
      'data that differ in space',
      {
        quantity: 'entropy',
        ...place,
        data: empirical([
          ['0', '0', '0'],
          ['1', '0', '0'],
          ['0', '1', '0'],
        ]),
      },
      /the 3 components differ in 3 dimensions/,
    ],
    [
      'a reconstruction without variance',
      { quantity: 'elbo-reconstruction', schedule: ho, data: coin },
      /at t = 1 has no value.*β̃ is 0 at t = 1: ask with the reverse variance beta/,
    ],
    [
      'a variance that is none',
      { quantity: 'elbo-step', ...place, data: coin, reverseVariance: 'betta' as 'beta' },
      /'betta', expected one of posterior, beta, optimal. Did you mean beta/,
    ],
    ['no number', { quantity: 'prior-kl', ...place, x0: [] }, /x0 is empty/],
    [
      'the log of β̃_1',
      { quantity: 'posterior-log-variance', schedule: ho, t: 1 },
      /at t = 1 has no value.*s ≥ 1/,
    ],
    [
      'a score without noise',
      { quantity: 'score', schedule: ho, t: 0, data: coin, x: ['0'] },
      /only under noise/,
    ],
    [
      'x₀ from ε at zero terminal SNR',
      {
        quantity: 'convert',
        schedule: PRESETS['zero-terminal-snr'],
        t: 1000,
        from: 'eps',
        to: 'x0',
        xt: ['1'],
        value: ['1'],
      },
      /t = 1000 has no value: eps does not determine x0 where the signal .* is 0.*predict v or x0/,
    ],
  ])('%s', (_, request, message) => {
    expect(() => compute(request)).toThrow(message)
  })
})
