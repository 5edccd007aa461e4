import { describe, expect, test } from 'vitest'
import { empirical, type Law } from '../data/law.js'
import { explicit } from '../schedule/explicit.js'
import { PRESETS } from '../schedule/presets.js'
import { compute } from './compute.js'
import { coin } from './fixtures/one.js'
import type { ComputeRequest } from './request.js'

const schedule = PRESETS.ho
/** As untyped code calls it. */
const asked = (request: unknown) => () => compute(request as ComputeRequest)

describe('what the types forbid is explained', () => {
  test.each<[string, unknown, RegExp]>([
    ['nothing', {}, /^no quantity was named, expected one of beta, alpha,/],
    [
      'no schedule',
      { quantity: 'beta', t: 1 },
      /^beta was asked with the schedule undefined, expected one such as linear\(/,
    ],
    [
      'a name for a schedule',
      { quantity: 'beta', schedule: 'ho', t: 1 },
      /with the schedule 'ho', .*scheduleFrom/,
    ],
    [
      'a spec for a schedule',
      { quantity: 'beta', schedule: { kind: 'linear' } },
      /the schedule of another kind/,
    ],
    [
      't as text',
      { quantity: 'beta', schedule, t: '5' },
      /^t is '5', expected a number or a list of numbers$/,
    ],
    [
      'an entry of t as text',
      { quantity: 'beta', schedule, t: ['5'] },
      /^t = 5 is outside|expected an integer/,
    ],
    [
      'x as a number',
      { quantity: 'score', schedule, t: 1, x: 0.5, data: coin },
      /^x is 0.5, expected a list of numbers/,
    ],
    ['a double in x', { quantity: 'score', schedule, t: 1, x: [0.5], data: coin }, /^entry 1 of x is '0.5'/],
    [
      'points for a law',
      { quantity: 'score', schedule, t: 1, x: ['0'], data: [-1, 1] },
      /^data is of another kind, expected a law/,
    ],
    [
      'an unknown law',
      { quantity: 'kl', schedule, t: 1, data: coin, against: 'N' },
      /^against is 'N', expected a law/,
    ],
    [
      'digits as text',
      { quantity: 'beta', schedule, t: 1, digits: '5' },
      /^5 digits were asked, expected a whole number in 1..10000$/,
    ],
  ])('%s', (_, request, message) => {
    expect(asked(request)).toThrow(message)
  })
})

describe('advice is of the reason', () => {
  const score = (t: number, x: string, data: Law = coin) =>
    asked({ quantity: 'score', schedule, t, x: [x], data })
  test('a point without noise', () => {
    expect(score(0, '1')).toThrow(/ask for t ≥ 1/)
  })
  test.each([
    [
      'a point too far away',
      score(5, '1e30'),
      /^score at t = 5 has no value: exp of a number above 2\^.* passes the largest exponent: rescale the formula$/,
    ],
    [
      'too many dimensions',
      asked({
        quantity: 'entropy',
        schedule,
        t: 5,
        data: empirical([
          [0n, 0n, 0n],
          [1n, 0n, 0n],
          [0n, 1n, 0n],
          [0n, 0n, 1n],
        ]),
      }),
      /components of one covariance with means on one line$/,
    ],
    [
      'too few digits',
      asked({ quantity: 'beta', schedule, t: 1, digits: 0 }),
      /^0 digits were asked, expected a whole number in 1..10000$/,
    ],
    ['too many digits', asked({ quantity: 'beta', schedule, t: 1, digits: 1e9 }), /the time grows/],
    ['capitals', asked({ quantity: 'ALPHA-BAR', schedule, t: 1 }), /Did you mean alpha-bar/],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message)
  })
})

test('a number that no decimals can write is told at once', () => {
  const { rows } = compute({ quantity: 'posterior-weights', schedule, t: 1, data: coin, x: ['-100000'] })
  expect(rows[0]?.value).toEqual([expect.stringMatching(/^\[0, 2\^-\d{7,}\]$/), '1.0000000000000000000'])
  expect(rows[0]?.undecided).toMatch(/too far from 1 to be written in decimals/)
})

test.each(['mutual-information', 'marginal-kl'])('%s is exactly 0 where no signal is left', (quantity) => {
  const [row] = compute({ quantity, schedule: explicit(['1/2', '1']), t: 2, data: coin, exact: true }).rows
  expect(row).toMatchObject({ value: '0', exact: '0' })
})

describe('what is refused, and what is said', () => {
  const place = { schedule, t: 10 }
  test.each<readonly [string, ComputeRequest, RegExp]>([
    ['an unknown quantity', { quantity: 'posterior-varience', ...place }, /Did you mean posterior-variance/],
    [
      't past T',
      { quantity: 'snr', schedule, t: 1001 },
      /t = 1001 is outside the schedule, expected .* 1\.\.1000/,
    ],
    ['t = 0 of a step', { quantity: 'beta', schedule, t: 0 }, /t = 0 is outside/],
    ['t between', { quantity: 'beta', schedule, t: 1.5 }, /t = 1\.5/],
    ['no t', { quantity: 'beta', schedule, t: [] }, /no t was asked/],
    ['s after t', { quantity: 'posterior-variance', ...place, s: 10 }, /from s = 10 to t = 10/],
    ['an input too few', { quantity: 'score', ...place, data: coin }, /without x: .* takes data, x/],
    ['an input too many', { quantity: 'snr', ...place, x: ['1'] }, /with x, which it does not depend on/],
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
      { quantity: 'elbo-reconstruction', schedule, data: coin },
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
      { quantity: 'posterior-log-variance', schedule, t: 1 },
      /at t = 1 has no value.*s ≥ 1/,
    ],
    [
      'a score without noise',
      { quantity: 'score', schedule, t: 0, data: coin, x: ['0'] },
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

test.each(['mutual-information', 'marginal-kl', 'elbo-prior'])(
  '%s is exactly 0 at zero terminal SNR, whose tables hold roots',
  (quantity) => {
    const ztsnr = PRESETS['zero-terminal-snr']
    const { rows } = compute({ quantity, schedule: ztsnr, t: 1000, data: coin })
    expect(rows[0]).toMatchObject({ value: '0' })
  },
)
