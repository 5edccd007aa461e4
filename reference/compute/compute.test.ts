import { describe, expect, test } from 'vitest'
import { atoms, empirical, gaussian, mixture } from '../data/law.js'
import type { AnalyticField } from '../numbers/algebra.js'
import { enclose, rationalToDecimal } from '../numbers/enclosure/index.js'
import { compare, parseRational, RATIONALS, type Rational } from '../numbers/rational.js'
import { explicit } from '../schedule/explicit.js'
import { namedSpec } from '../schedule/named.js'
import { parseExpression } from '../schedule/parse.js'
import { PRESETS } from '../schedule/presets.js'
import { scheduleFrom } from '../schedule/registry.js'
import { compute } from './compute.js'
import { coin, one, oneStep, valueAt } from './fixtures/one.js'
import { QUANTITIES, type Quantity } from './quantities.js'
import type { ComputeRequest } from './request.js'
import { entriesOf } from './shaped.js'

const { ho } = PRESETS
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
