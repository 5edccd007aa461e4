import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { FLOAT64 } from '../numbers/float.js'
import { equal, RATIONALS } from '../numbers/rational.js'
import { linear } from './linear.js'
import { PRESETS } from './presets.js'
import { SCHEDULE_KINDS, type ScheduleSpec, scheduleFrom } from './registry.js'
import { betas, isRational } from './schedule.js'

const HO = { beta_start: '0.0001', beta_end: '0.02' }
const VALID: readonly ScheduleSpec[] = [
  { kind: 'linear', T: 20, params: HO },
  { kind: 'scaled_linear', T: 20, params: HO },
  { kind: 'squaredcos_cap_v2', T: 20 },
  { kind: 'sigmoid', T: 20, params: HO },
  { kind: 'sigmoid_alpha_bar', T: 20 },
  { kind: 'vp_linear', T: 20, params: { beta_min: '0.1', beta_max: '20' } },
  { kind: 'subvp_linear', T: 20, params: { beta_min: '0.1', beta_max: '20' } },
  { kind: 've_geometric', T: 20, params: { sigma_min: '0.01', sigma_max: '50' } },
  { kind: 'vdm_fixed_linear_gamma', T: 20, params: { gamma_min: '-13.3', gamma_max: '5' } },
  { kind: 'expression', T: 20, params: { beta: 'u/2' } },
  { kind: 'betas', betas: Array(20).fill('1/2') },
]

describe('a schedule as data', () => {
  it('has every kind', () => {
    expect(VALID.map(({ kind }) => kind).sort()).toEqual([...SCHEDULE_KINDS].sort())
  })

  it.each(VALID)('$kind is made', async (spec) => {
    const made = await scheduleFrom(spec)
    expect([made.kind, made.T]).toEqual([spec.kind, 20])
    expect(
      betas(FLOAT64, made)
        .slice(1)
        .every((beta) => beta > 0),
    ).toBe(true)
  })

  it('is the schedule that its constructor makes', async () => {
    const made = await scheduleFrom({ kind: 'linear', T: 1000, params: HO })
    if (!isRational(made)) throw new Error('linear is rational')
    const known = betas(RATIONALS, PRESETS.ho)
    expect(betas(RATIONALS, made).every((beta, t) => equal(beta, at(known, t)))).toBe(true)
  })

  it('is rescaled, then respaced', async () => {
    const spec = { kind: 'linear', T: 100, params: HO, rescale_zero_terminal_snr: true, timesteps: [50, 100] }
    const made = await scheduleFrom(spec)
    expect(made.T).toBe(2)
    expect(at(betas(FLOAT64, made), 2)).toBe(1)
  })
})

describe('what is refused, and what is said', () => {
  it.each<[string, ScheduleSpec, RegExp]>([
    [
      'unknown kind',
      { kind: 'quadratic', T: 10 },
      /kind 'quadratic' is unknown, expected one of linear, .* betas/,
    ],
    ['inherited name', { kind: 'toString', T: 10 }, /kind 'toString' is unknown/],
    [
      'missing',
      { kind: 'linear', T: 10, params: { beta_end: '0.1' } },
      /lacks beta_start: 'linear' takes beta_start, beta_end/,
    ],
    [
      'unknown',
      { kind: 'linear', T: 10, params: { ...HO, beta_mid: '1' } },
      /no parameter 'beta_mid': 'linear' takes/,
    ],
    ['T as parameter', { kind: 'linear', params: { ...HO, T: '10' } }, /no parameter 'T'/],
    ['no T', { kind: 'linear', params: HO }, /T = NaN/],
    [
      'a number',
      { kind: 'linear', T: 10, params: { ...HO, beta_end: 0.02 as never } },
      /is the number 0\.02, expected a string/,
    ],
    ['no betas', { kind: 'betas' }, /no list of betas/],
    ['T and betas differ', { kind: 'betas', T: 3, betas: ['1/2'] }, /T = 3 and 1 betas/],
    [
      'VE rescaled',
      { ...(VALID[7] as ScheduleSpec), rescale_zero_terminal_snr: true },
      /variance-preserving/,
    ],
    ['timesteps', { kind: 'linear', T: 10, params: HO, timesteps: [2, 11] }, /t = 11 is outside/],
  ])('%s', async (_, spec, message) => {
    await expect(scheduleFrom(spec)).rejects.toThrow(RangeError)
    await expect(scheduleFrom(spec)).rejects.toThrow(message)
  })

  it.each([
    [0.02, /beta_end of the schedule 'linear' is the number 0\.02, expected a decimal or a ratio in quotes/],
    [undefined, /beta_end of the schedule 'linear' is missing, expected/],
    ['NaN', /beta_end of the schedule 'linear' is 'NaN', expected/],
  ])('by a constructor, from a program without types: %s', (beta_end, message) => {
    expect(() => linear({ T: 10, beta_start: '0.1', beta_end: beta_end as string })).toThrow(message)
  })
})
