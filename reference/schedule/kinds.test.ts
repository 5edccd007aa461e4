import { describe, expect, it } from 'vitest'
import { at } from '../numbers/combinators.js'
import { FLOAT64 } from '../numbers/float.js'
import { compare, parseRational, RATIONALS, sign } from '../numbers/rational.js'
import { ceiling, fromDouble } from '../numbers/rounding/convert.js'
import { ARITHMETICS, type Rounded, rounding } from '../numbers/rounding.js'
import { cosine } from './cosine.js'
import { diffusionKernel, sampled } from './diffusion.js'
import { linear } from './linear.js'
import { PRESETS } from './presets.js'
import { scaledLinear } from './scaled-linear.js'
import { betas, type Schedule, steps } from './schedule.js'
import { sigmoid } from './sigmoid.js'
import { sigmoidAlphaBar } from './sigmoid-alpha-bar.js'
import { type Tables, tables } from './tables.js'
import { ve, veGeometric } from './variance-exploding.js'
import { subVp, vp, vpLinear } from './variance-preserving.js'
import { vdm, vdmFixedLinearGamma } from './vdm.js'

const ROUNDING = rounding(ARITHMETICS.float64)

/**
 * Figures computed once with mpmath at 50 digits from the definitions as printed (with their subtractions), not from the
 * formulas here. A figure agrees when it lies, to half a unit of its last digit, within the derived error bound of the
 * reading, and that bound leaves nine digits certain.
 */
function agrees({ value, bound }: Rounded, figure: string): boolean {
  const x = parseRational(figure)
  const gap = RATIONALS.sub(fromDouble(value), x)
  const distance = sign(gap) < 0 ? RATIONALS.neg(gap) : gap
  const digits = figure.includes('e') ? figure.slice(0, figure.indexOf('e')) : figure
  const places = (digits.split('.')[1] ?? '').length - Number(/e(.*)$/.exec(figure)?.[1] ?? 0)
  const within = RATIONALS.add(fromDouble(bound), parseRational(`5e${-places - 1}`))
  return compare(distance, within) <= 0 && bound < ceiling(RATIONALS.mul(x, parseRational('1e-9')))
}

type Quantity = 'beta' | 'alphaBar' | 'variance' | 'snr' | 'posteriorVariance'

const FIGURES: readonly [string, Schedule, readonly (readonly [Quantity, number, string])[]][] = [
  [
    'Ho',
    PRESETS.ho,
    [
      ['alphaBar', 1000, '0.00004035829765375683314817635'],
      ['posteriorVariance', 2, '0.0000545318766130260539468652'],
      ['posteriorVariance', 1000, '0.01999998352656060747580594'],
      ['snr', 1, '9999'],
      ['snr', 500, '0.08528994446263685686307899'],
    ],
  ],
  [
    'Stable Diffusion',
    PRESETS['stable-diffusion'],
    [
      ['beta', 500, '0.004803792980550717822434257'],
      ['alphaBar', 1000, '0.004660098513077240403897666'],
      ['snr', 1000, '0.004681916706157958597839975'],
    ],
  ],
  [
    'cosine',
    PRESETS.cosine,
    [
      ['beta', 1, '0.00004128422482177780235346443'],
      ['variance', 1, '0.00004128422482177780235346443'],
      ['beta', 500, '0.00314588623047819635340607'],
      ['beta', 999, '0.7499993929011620277827679'],
      ['beta', 1000, '0.999'],
      ['alphaBar', 500, '0.4938435904406377133165527'],
      ['snr', 500, '0.9756738848186401963490216'],
      ['alphaBar', 1000, '2.428766907034468355989156e-9'],
    ],
  ],
  [
    'sigmoid',
    PRESETS.sigmoid,
    [
      ['beta', 1, '0.0001492052008170320092477922'],
      ['beta', 500, '0.01002012020993898432140088'],
      ['beta', 1000, '0.01995079479918296799075221'],
      ['alphaBar', 1000, '0.00003968181990533207773883895'],
    ],
  ],
  [
    'sigmoid in ᾱ',
    sigmoidAlphaBar({ T: 1000 }),
    [
      ['beta', 1, '0.0003002791997491860143018744'],
      ['beta', 500, '0.003303415513626243443347546'],
      ['beta', 999, '0.5013569029181812109756786'],
      ['beta', 1000, '0.999'],
      ['alphaBar', 1000, '0.0000003002791997491860143018744'],
    ],
  ],
  [
    'zero terminal SNR',
    PRESETS['zero-terminal-snr'],
    [
      ['alphaBar', 500, '0.2423591665561453819140435'],
      ['beta', 500, '0.005515778734596562578447005'],
      ['beta', 999, '0.751137004176502470314102'],
      ['variance', 2, '0.00176655385981761496763318'],
    ],
  ],
  [
    'VE',
    PRESETS.ve,
    [
      ['variance', 1, '0.0001'],
      ['variance', 500, '0.4957552609824190987383646'],
      ['beta', 500, '0.008381677102790613419058137'],
      ['variance', 1000, '2500'],
    ],
  ],
  [
    'sub-VP',
    PRESETS['sub-vp'],
    [
      ['beta', 1, '1.2087673399421763862361e-8'],
      ['variance', 500, '0.8481234615333072500125137'],
      ['beta', 500, '0.009926739612291662830089184'],
    ],
  ],
  [
    'VDM',
    PRESETS.vdm,
    [
      ['variance', 1, '0.000001674490405511453887524944'],
      ['variance', 500, '0.01538043396746854877884159'],
      ['beta', 500, '0.0002791788351594175160862358'],
      ['alphaBar', 1000, '0.00669285092428485555936198'],
    ],
  ],
]

describe.each(FIGURES)('%s', (_, schedule, figures) => {
  const table: Tables<Rounded> = tables(ROUNDING, schedule)
  it.each(figures)('%s at t = %i is %s', (quantity, t, figure) => {
    expect(agrees(at(table[quantity], t), figure)).toBe(true)
  })
  it('has β in (0, 1] (of VE: positive), 1 at the end only', () => {
    for (let t = 1; t <= schedule.T; t++) {
      expect(at(table.beta, t).value).toBeGreaterThan(0)
      if (t < schedule.T && schedule.preserving) expect(at(table.beta, t).value).toBeLessThan(1)
    }
  })
  it('has v = 1 − ᾱ where it preserves variance, within the bounds of the two', () => {
    if (!schedule.preserving) return
    for (let t = 0; t <= schedule.T; t++) {
      const [alphaBar, variance] = [at(table.alphaBar, t), at(table.variance, t)]
      const total = RATIONALS.add(fromDouble(alphaBar.value), fromDouble(variance.value))
      const gap = RATIONALS.sub(total, parseRational(1n))
      const bound = RATIONALS.add(fromDouble(alphaBar.bound), fromDouble(variance.bound))
      expect(compare(gap, bound) <= 0 && compare(RATIONALS.neg(gap), bound) <= 0).toBe(true)
    }
  })
})

it('a figure that is off by one in the tenth digit does not agree', () => {
  expect(agrees(at(tables(ROUNDING, PRESETS.cosine).beta, 500), '0.003145886231478')).toBe(false)
})

describe('end points', () => {
  it('zero terminal SNR leaves no signal, in floats too', () => {
    expect(at(steps(FLOAT64, PRESETS['zero-terminal-snr']), 1000)).toEqual({ alpha: 0, beta: 1 })
  })

  it('the cap takes exactly the last step of the cosine and of the sigmoid in ᾱ, and none where it is 1', () => {
    for (const make of [cosine, sigmoidAlphaBar]) {
      const capped = betas(FLOAT64, make({ T: 1000, max_beta: '0.999' }))
      expect(capped.filter((beta) => beta === 0.999)).toHaveLength(1)
      expect(at(steps(FLOAT64, make({ T: 1000, max_beta: '1' })), 1000)).toEqual({ alpha: 0, beta: 1 })
    }
    const low = betas(FLOAT64, cosine({ T: 100, max_beta: '0.1' }))
    const free = betas(FLOAT64, cosine({ T: 100, max_beta: '1' }))
    expect(low).toEqual(free.map((beta) => Math.min(beta, 0.1)))
  })

  it('the discrete VP chain of 0.1 → 20 is Ho et al.’s, exactly', () => {
    const [a, b] = [betas(RATIONALS, PRESETS.vp), betas(RATIONALS, PRESETS.ho)]
    expect(a.every((beta, t) => compare(beta, at(b, t)) === 0)).toBe(true)
  })

  it('scaled-linear is exact where its ends are squares', () => {
    const exact = betas(RATIONALS, scaledLinear({ T: 3, beta_start: '0.01', beta_end: '0.09' }))
    expect(exact.map(({ num, den }) => `${num}/${den}`)).toEqual(['0/1', '1/100', '1/25', '9/100'])
  })
})

describe('diffusions', () => {
  const rates = { beta_min: '0.1', beta_max: '20' }

  it('VP at u = 1/2', () => {
    const kernel = diffusionKernel(ROUNDING, vp(rates), '1/2')
    expect(agrees(kernel.signal, '0.2811828807967523758453766')).toBe(true)
    expect(agrees(kernel.variance, '0.9209361875468393439910948')).toBe(true)
  })

  it.each([
    ['VP', vp(rates)],
    ['sub-VP', subVp(rates)],
    ['VE', ve({ sigma_min: '0.01', sigma_max: '50' })],
    ['VDM', vdm({ gamma_min: '-13.3', gamma_max: '5' })],
  ])('%s: the steps lead where the kernel from clean data says', (_, diffusion) => {
    const times = ['1/7', '1/2', '1'].map(parseRational)
    const chain = tables(ROUNDING, sampled(diffusion, times, 'test'))
    const there = diffusion.level(ROUNDING, ROUNDING.lit(1n))
    for (const [a, b] of [
      [at(chain.alphaBar, 3), there.alphaBar],
      [at(chain.variance, 3), there.variance],
    ] as const)
      expect(Math.abs(a.value - b.value)).toBeLessThanOrEqual(a.bound + b.bound)
  })

  it.each([['-1/2'], ['1.01'], ['NaN']])('refuses the time %s', (u) => {
    expect(() => diffusionKernel(FLOAT64, vp(rates), u)).toThrow(RangeError)
  })

  it('refuses times that do not increase', () => {
    expect(() => sampled(vp(rates), ['1/2', '1/2'].map(parseRational), 'test')).toThrow(/from 1\/2 to 1\/2/)
  })
})

describe('what is refused, and what is said', () => {
  const T = 10
  it.each([
    [() => cosine({ T, s: '-1' }), /parameter s of the schedule 'squaredcos_cap_v2' is -1/],
    [() => cosine({ T, max_beta: '0' }), /max_beta .* is 0/],
    [() => cosine({ T, max_beta: '1.5' }), /max_beta .* is 3\/2/],
    [() => cosine({ T: 0 }), /T = 0/],
    [() => sigmoid({ T, beta_start: '0.1', beta_end: '2' }), /β_10 = 2/],
    [() => sigmoid({ T, beta_start: '0.1', beta_end: '0.2', end: 'six' }), /parameter end .* is 'six'/],
    [() => sigmoidAlphaBar({ T, start: '3', end: '-3' }), /start < end/],
    [() => sigmoidAlphaBar({ T, tau: '0' }), /tau .* is 0, expected a positive/],
    [() => vpLinear({ T, beta_min: '0.1', beta_max: '20' }), /β_10 = 2 is outside/],
    [() => vpLinear({ T, beta_min: '-1', beta_max: '20' }), /beta_min .* is -1/],
    [() => veGeometric({ T, sigma_min: '50', sigma_max: '0.01' }), /sigma_min < sigma_max/],
    [() => vdmFixedLinearGamma({ T, gamma_min: '5', gamma_max: '5' }), /gamma_min < gamma_max/],
    [() => linear({ T, beta_start: '', beta_end: '0.1' }), /beta_start of the schedule 'linear' is ''/],
  ])('%s', (act, message) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})
