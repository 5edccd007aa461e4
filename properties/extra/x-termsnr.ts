import { epsStar } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { RATIONALS, type Rational, rational, sign } from '../../reference/numbers/rational.js'
import { priorKl } from '../../reference/process/forward.js'
import { convertPrediction } from '../../reference/process/parameterisation.js'
import { vPrediction } from '../../reference/process/predictions.js'
import { type Level, nextLevel, snr } from '../../reference/process/step.js'
import { kernelOf } from '../../reference/schedule/kernels.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { rescaledStep, signalLost, zeroTerminalSnr } from '../../reference/schedule/rescaled.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import {
  confirmed,
  enclosed,
  equals,
  exactly,
  exceeds,
  guard,
  type Point,
  printed,
  provedByModular,
  provedByNormalForm,
  refused,
  type Statement,
  statement,
} from '../evidence/index.js'
import { FWD_PRIOR } from '../forward/fwd-prior.js'
import { range, read } from '../objective/variables.js'
import { PARAM_EQ } from '../reverse/param-eq.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const terminalOf = (F: Enclosure): Level<Ball> =>
  at(levels<Ball>(F, steps<Ball, Enclosure>(F, PRESETS.ho)), PRESETS.ho.T)

/**
 * I(x₀; x_T) of fair signs at SNR γ, between γ/2 − γ²/4 − γ³/6 and γ/2: it is ½∫₀^γ mmse (X-IMMSE), and
 * 1 ≥ mmse = 1 − E tanh²(√g·y) ≥ 1 − g·E y² = 1 − g(1 + g), y = √g·x₀ + ε.
 */
const information = (F: Enclosure): Ball => {
  const { lit, sub, mul, div } = F
  const gamma = snr(F, terminalOf(F))
  const most = mul(lit('1/2'), gamma)
  const square2 = square(F, gamma)
  const least = sub(sub(most, div(square2, lit(4n))), div(mul(square2, gamma), lit(6n)))
  return F.between(interval(least).lo, interval(most).hi)
}

/** At ᾱ_T = 0, v = 1: what x_T says. */
const pureNoise = (K: number): Statement => ({
  variables: ['x', ...range(1, K).flatMap((k) => [`w${k}`, `m${k}`, `c${k}`])],
  guards: [],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { lit, neg, mul, div } = F
    const data = range(1, K).map((k) => ({
      weight: read(v, `w${k}`),
      mean: [read(v, `m${k}`)],
      covariance: [[square(F, read(v, `c${k}`))]],
    }))
    const x = read(v, 'x')
    const kernel = { signal: lit(0n), variance: lit(1n) }
    const total = sum(
      F,
      data.map(({ weight }) => weight),
    )
    const meanOfData = div(
      sum(
        F,
        data.map(({ weight, mean }) => mul(weight, at(mean, 0))),
      ),
      total,
    )
    const eps = at(epsStar(F, kernel, data, [x]), 0)
    return [
      equals(eps, x, 'ε* = x'),
      equals(vPrediction(F, kernel, { x0: meanOfData, eps }), neg(meanOfData), 'v* = −E x₀'),
    ]
  },
})

/**
 * The rescaled signal by its steps, three of them by the signals r₁ > r₂ > r₃: √ᾱ'_t = (r_t − r₃)·r₁/(r₁ − r₃). The square is
 * what the levels hold.
 */
const rescale = statement({
  variables: ['r1', 'r2', 'r3'],
  guards: [
    guard<'r1' | 'r2' | 'r3'>('r₁ > r₂ > r₃ ≥ 0', ({ lit }, { r1, r2, r3 }) => [
      exceeds(r1, r2),
      exceeds(r2, r3),
      { left: r3, is: '≥', right: lit(0n) },
    ]),
  ],
  conclude: (F, { r1, r2, r3 }) => {
    const { lit, sub, mul, div } = F
    const first = { alphaBar: square(F, r1), variance: sub(lit(1n), square(F, r1)) }
    const second = nextLevel(F, first, rescaledStep(F, { kept: sub(r2, r3), lost: sub(r1, r2) }))
    const last = nextLevel(F, second, rescaledStep(F, { kept: lit(0n), lost: sub(r2, r3) }))
    const expected = (r: typeof r1) => square(F, div(mul(sub(r, r3), r1), sub(r1, r3)))
    return [
      equals(first.alphaBar, expected(r1), 'ᾱ′₁ = ᾱ₁'),
      equals(second.alphaBar, expected(r2), 'ᾱ′₂'),
      equals(last.alphaBar, lit(0n), 'ᾱ′_T = 0'),
      equals(second.variance, sub(lit(1n), second.alphaBar), 'v′₂ = 1 − ᾱ′₂'),
      equals(last.variance, lit(1n), 'v′_T = 1'),
    ]
  },
})

/** The signal lost in a step, r_{t−1} − r_t, as the reference computes it without a difference. */
const lost = statement({
  variables: ['before', 'ratio'],
  guards: [
    guard<'before' | 'ratio'>('r_{t−1} ≥ 0, √α_t ≥ 0', ({ lit }, { before, ratio }) => [
      { left: before, is: '≥', right: lit(0n) },
      { left: ratio, is: '≥', right: lit(0n) },
    ]),
  ],
  conclude: (F, { before, ratio }) => {
    const alpha = square(F, ratio)
    const step = { alpha, beta: F.sub(F.lit(1n), alpha) }
    const found = signalLost(F, square(F, before), step)
    return [equals(found, F.sub(before, F.mul(ratio, before)), 'r_{t−1} − r_t')]
  },
})

const exact = { F: RATIONALS, isZero: (a: Rational) => sign(a) === 0 }
const terminal = { signal: rational(0n), variance: rational(1n) }

export const X_TERMSNR = theorem({
  id: 'X-TERMSNR',
  title: 'A terminal SNR above 0 leaves information in x_T, and N(0, I) is then the wrong start',
  statement: String.raw`\bar\alpha_T > 0:\ \mathrm{KL}(q(x_T)\|N(0,I)) > 0;\quad \bar\alpha_T = 0:\ \varepsilon^* = x,\ v^* = -\mathrm E x_0;\quad
    \sqrt{\bar\alpha'_t} = (\sqrt{\bar\alpha_t}-\sqrt{\bar\alpha_T})\frac{\sqrt{\bar\alpha_1}}{\sqrt{\bar\alpha_1}-\sqrt{\bar\alpha_T}}`,
  sources: [cite('Lin2024', 'algorithm 1'), cite('alphabar', 'X-TERMSNR')],
  uses: [FWD_PRIOR, PARAM_EQ],
  hypotheses: [
    { kind: 'generator', text: 'x₀ in K Gaussians of the line; schedules of three steps by their signals' },
    {
      kind: 'analytic',
      text: 'I(x₀; x_T) = ½∫₀^γ mmse(g) dg, γ = SNR_T, and tanh²u ≤ u²',
      citation: cite('alphabar', 'X-IMMSE'),
    },
  ],
  reduction:
    'At ᾱ_T = 0 x_T is independent of x₀: ε = x_T, and the best v is −E x₀, as PARAM-EQ’s v of ε* and E x₀. The rescaling is ' +
    'checked on the steps the reference makes of it, of the signals themselves.',
  formulas: [snr, priorKl, epsStar, vPrediction, rescaledStep, signalLost],
  claims: [
    provedByNormalForm('ᾱ_T = 0, one Gaussian: ε* = x and v* = −E x₀.', pureNoise(1)),
    provedByModular('Three Gaussians: the same.', pureNoise(3)),
    provedByNormalForm(
      'The rescaled steps: ᾱ′₁ = ᾱ₁, ᾱ′_T = 0, and between them the printed formula.',
      rescale,
    ),
    provedByNormalForm('The signal lost in a step is √ᾱ_{t−1} − √ᾱ_t.', lost),
    {
      text: 'Ho et al.’s schedule: SNR_T = 4.036e-5, and x_T of fair signs holds 2.018e-5 nats of x₀.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed(
          '4.036e-5',
          enclosed((F) => snr(F, terminalOf(F))),
          'SNR_T',
        ),
        printed('2.018e-5', enclosed(information), 'I(x₀; x_T)'),
      ]),
    },
    {
      text: 'Rescaled to zero terminal SNR its last level is 0 and its first is kept.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => {
        const F = enclosure(128)
        const chain = zeroTerminalSnr(PRESETS.ho)
        const path = levels<Ball>(F, steps<Ball, Enclosure>(F, chain))
        const { lo, hi } = interval(at(path, chain.T).alphaBar)
        return [
          exactly('0', lo, 'ᾱ′_T, lower end'),
          exactly('0', hi, 'ᾱ′_T, upper end'),
          printed('0.9999000000', interval(at(path, 1).alphaBar), 'ᾱ′₁'),
        ]
      }),
    },
  ],
  counterexamples: [
    {
      drops: 'ᾱ_T = 0',
      text: 'Constant data x₀ = 100 under Ho et al.’s schedule: KL(q(x_T)‖N(0,1)) = .20179149.',
      check: confirmed(() => [
        printed(
          '0.20179149',
          enclosed((F) => priorKl(F, kernelOf(F, terminalOf(F)), { x0: [F.lit(100n)] })),
          'KL',
        ),
      ]),
    },
    {
      drops: 'ᾱ_T > 0, where x₀ is wanted from ε',
      text: 'At ᾱ_T = 0 the conversion from ε to x₀ is undefined; from v it is not.',
      check: confirmed(() => {
        const value = rational(1n, 3n)
        return [
          refused(
            'ε → x₀ is refused',
            () => convertPrediction(exact, { from: 'eps', to: 'x0' }, terminal, { xt: value, value }),
            /pure noise there/,
          ),
          exactly(
            '-1/3',
            convertPrediction(exact, { from: 'v', to: 'x0' }, terminal, { xt: rational(2n), value }),
            'x₀ of v = 1/3',
          ),
        ]
      }),
    },
  ],
  errata: [],
})
