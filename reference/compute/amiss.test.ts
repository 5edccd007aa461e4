import { describe, expect, test } from 'vitest'
import { empirical, type Law } from '../data/law.js'
import { explicit } from '../schedule/explicit.js'
import { PRESETS } from '../schedule/presets.js'
import { compute } from './compute.js'
import type { ComputeRequest } from './request.js'

const schedule = PRESETS.ho
const coin = empirical([['-1'], ['1']])
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
  expect(rows[0]?.value).toEqual(['1.0000000000000000000', expect.stringMatching(/^\[0, 2\^-\d{7,}\]$/)])
  expect(rows[0]?.undecided).toMatch(/too far from 1 to be written in decimals/)
})

test.each(['mutual-information', 'marginal-kl'])('%s is exactly 0 where no signal is left', (quantity) => {
  const [row] = compute({ quantity, schedule: explicit(['1/2', '1']), t: 2, data: coin, exact: true }).rows
  expect(row).toMatchObject({ value: '0', exact: '0' })
})
