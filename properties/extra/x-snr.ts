import fc from 'fast-check'
import { gaussianSpread } from '../../reference/data/gaussian.js'
import { epsStar, x0Covariance, x0Hat } from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, square } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { compare, RATIONALS, rational } from '../../reference/numbers/rational.js'
import { nextLevel, snr } from '../../reference/process/step.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import {
  agreeingAtRationals,
  confirmed,
  enclosed,
  equals,
  exactly,
  exceeds,
  guard,
  type Point,
  printed,
  provedByNormalForm,
  provedByZ3,
  refused,
  type Statement,
  statement,
} from '../evidence/index.js'
import { FWD_MARG } from '../forward/fwd-marg.js'
import { hoChain, range, read, UNDONE, undoneAt } from '../objective/variables.js'
import { signsEpsError } from '../reverse/fair-signs.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const noisyBefore = guard<(typeof UNDONE)[number]>('v_s > 0 (ᾱ_{t−1} < 1), ᾱ_s > 0, α > 0', ({ lit }, v) => [
  exceeds(v.varPrev, lit(0n)),
  exceeds(v.alphaBarPrev, lit(0n)),
  exceeds(v.alpha, lit(0n)),
])

/** SNR_s/SNR_t = 1 + β/(α·v_s): above 1 as β is above 0. */
const decreasing = statement({
  variables: UNDONE,
  guards: [noisyBefore, guard<'beta'>('β > 0', ({ lit }, { beta }) => [exceeds(beta, lit(0n))])],
  conclude: (F, v) => {
    const { from, step } = undoneAt(v)
    const [before, after] = [snr(F, from), snr(F, nextLevel(F, from, step))]
    const growth = F.div(v.beta, F.mul(v.alpha, v.varPrev))
    return [
      equals(before, F.mul(after, F.add(F.lit(1n), growth)), 'SNR_s = SNR_t(1 + β/(αv_s))'),
      exceeds(before, after, 'SNR_s > SNR_t'),
    ]
  },
})

const equality = statement({
  variables: UNDONE,
  guards: [noisyBefore, guard<'beta'>('β = 0', ({ lit }, { beta }) => [equals(beta, lit(0n))])],
  conclude: (F, v) => {
    const { from, step } = undoneAt(v)
    return [equals(snr(F, nextLevel(F, from, step)), snr(F, from), 'SNR')]
  },
})

/** (c·a, c²·v) at c·x is (a, v) at x, for x₀ in K Gaussians of the line. */
const rescaled = (K: number): Statement => ({
  variables: ['a', 's', 'c', 'x', ...range(1, K).flatMap((k) => [`w${k}`, `m${k}`, `c${k}`])],
  guards: [
    {
      kind: 'guard',
      text: 's, c > 0',
      given: ({ lit }, v) => ['s', 'c'].map((name) => exceeds(read(v, name), lit(0n))),
    },
  ],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { mul } = F
    const data = range(1, K).map((k) => ({
      weight: read(v, `w${k}`),
      mean: [read(v, `m${k}`)],
      covariance: [[square(F, read(v, `c${k}`))]],
    }))
    const kernel = { signal: read(v, 'a'), variance: square(F, read(v, 's')) }
    const scale = read(v, 'c')
    const scaled = { signal: mul(scale, kernel.signal), variance: mul(square(F, scale), kernel.variance) }
    const [x, y] = [[read(v, 'x')], [mul(scale, read(v, 'x'))]]
    const of = (f: typeof epsStar) => [at(f(F, scaled, data, y), 0), at(f(F, kernel, data, x), 0)] as const
    const level = (k: typeof kernel) => ({ alphaBar: square(F, k.signal), variance: k.variance })
    return [
      equals(...of(epsStar), 'ε*'),
      equals(...of(x0Hat), 'x̂₀'),
      equals(snr(F, level(scaled)), snr(F, level(kernel)), 'SNR'),
    ]
  },
})

const small = fc
  .tuple(fc.bigInt({ min: -12n, max: 12n }), fc.bigInt({ min: 1n, max: 6n }))
  .map(([num, den]) => rational(num, den))
const above = fc
  .tuple(fc.bigInt({ min: 1n, max: 12n }), fc.bigInt({ min: 1n, max: 6n }))
  .map(([num, den]) => rational(num, den))
const inputs = (K: number) =>
  fc.record({
    a: small,
    s: above,
    c: above,
    x: small,
    ...Object.fromEntries(
      range(1, K).flatMap((k) => [
        [`w${k}`, above],
        [`m${k}`, small],
        [`c${k}`, above],
      ]),
    ),
  })

/** N(0, v₀): mmse = v₀/(1 + v₀·SNR), as the reference has it, falls as the SNR grows. */
const gaussianMmse = statement({
  variables: ['a', 's', 'dataStd', 'x'],
  guards: [guard<'s'>('s > 0', ({ lit }, { s }) => [exceeds(s, lit(0n))])],
  conclude: (F, { a, s, dataStd, x }) => {
    const v0 = square(F, dataStd)
    const kernel = { signal: a, variance: square(F, s) }
    const data = [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[v0]] }]
    const mmse = at(at(x0Covariance(F, kernel, data, [x]), 0), 0)
    const ratio = snr(F, { alphaBar: square(F, a), variance: kernel.variance })
    return [equals(mmse, F.div(v0, F.add(F.lit(1n), F.mul(v0, ratio))), 'mmse')]
  },
})
const falling = statement({
  variables: ['v0', 'low', 'high'],
  guards: [
    guard<'v0' | 'low' | 'high'>('v₀ > 0, 0 ≤ a < a′, s = 1 (SNR = a²)', ({ lit }, { v0, low, high }) => [
      exceeds(v0, lit(0n)),
      { left: low, is: '≥', right: lit(0n) },
      exceeds(high, low),
    ]),
  ],
  conclude: (F, { v0, low, high }) => {
    const data = { mean: [F.lit(0n)], covariance: [[v0]] }
    const mmse = (signal: typeof v0) =>
      at(at(gaussianSpread(F, { signal, variance: F.lit(1n) }, data).x0Covariance, 0), 0)
    return [exceeds(mmse(low), mmse(high), 'mmse')]
  },
})

/** On Ho et al.'s schedule every ratio, exactly. */
const onHo = () => {
  const ratios = hoChain()
    .levels.slice(1)
    .map((level) => snr(RATIONALS, level))
  const rising = ratios.filter((ratio, i) => i > 0 && compare(ratio, at(ratios, i - 1)) >= 0)
  return [{ text: 'SNR_1 > SNR_2 > … > SNR_1000', holds: rising.length === 0 && ratios.length === 1000 }]
}
const logSnr = (t: number) =>
  enclosed((F: Enclosure): Ball => {
    const path = levels<Ball>(F, steps<Ball, Enclosure>(F, PRESETS.ho))
    return F.log(snr(F, at(path, t)))
  })

/** γ·mmse(γ) of fair signs at ᾱ. */
const signs = (alphaBar: string) =>
  enclosed((F) => {
    const level = { alphaBar: F.lit(alphaBar), variance: F.sub(F.lit(1n), F.lit(alphaBar)) }
    return signsEpsError(F, snr(F, level))
  }, 96)

const SIGNS = [
  ['0.0999', '0.1'],
  ['0.2946', '0.3'],
  ['0.4496', '0.5'],
  ['0.4368', '0.7'],
  ['0.0374', '0.9'],
] as const

export const X_SNR = theorem({
  id: 'X-SNR',
  title: 'The SNR falls with every noisy step, and it is all that ε* and x̂₀ depend on, up to scale',
  statement: String.raw`\mathrm{SNR}_t < \mathrm{SNR}_{t-1} \iff \beta_t > 0;\quad
    \varepsilon^*_{ca,cs}(cx) = \varepsilon^*_{a,s}(x),\ \hat x_{0;ca,cs}(cx) = \hat x_{0;a,s}(x)`,
  sources: [cite('Kingma2021', 'section 5.1'), cite('alphabar', 'X-SNR')],
  uses: [FWD_MARG],
  hypotheses: [
    noisyBefore,
    {
      kind: 'generator',
      text: 'x₀ in K Gaussians of the line for the change of scale; Gaussian x₀ for the mmse',
    },
    {
      kind: 'analytic',
      text: 'for any x₀ the posterior of x₀ given c·x is that given x; the mmse falls with the SNR since a noisier x is a noised version of a less noisy one',
      citation: cite('alphabar', 'data processing'),
    },
  ],
  reduction:
    'SNR_{t−1}/SNR_t = 1 + β/(αv_{t−1}), for any kernels. A kernel (ca, c²s²) at c·x says of x₀ what (a, s²) says at x: on ' +
    'mixtures of Gaussians the reference’s ε* and x̂₀ agree: proved for one component; for more, log(c²V) = log c² + log V is beyond the exact engines, ' +
    'and both sides are enclosed.',
  formulas: [snr, nextLevel, epsStar, x0Hat, x0Covariance],
  claims: [
    provedByNormalForm('A step without noise keeps the SNR.', equality),
    provedByZ3('A step with β > 0 lowers it, by the factor 1 + β/(αv_s).', decreasing),
    provedByNormalForm('Gaussian data: ε* and x̂₀ do not change with the scale of x.', rescaled(1)),
    ...[2, 3].map((K) =>
      agreeingAtRationals(
        `A mixture of ${K} Gaussians: the same, at rational inputs.`,
        rescaled(K),
        inputs(K),
        { bits: 160 },
      ),
    ),
    provedByNormalForm('Gaussian data: mmse = v₀/(1 + v₀·SNR), the reference’s Var(x₀|x).', gaussianMmse),
    provedByZ3('It falls as the SNR grows.', falling),
    {
      text: 'Ho et al.’s schedule: the SNR falls at every step.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(onHo),
    },
    {
      text: 'Its log SNR goes from 9.21024 to −10.11767.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed('9.21024', logSnr(1), 'log SNR_1'),
        printed('-10.11767', logSnr(1000), 'log SNR_1000'),
      ]),
    },
  ],
  counterexamples: [
    {
      drops: 'the mmse of x₀: SNR·mmse, that of ε, in its place',
      text: 'It is not monotone: .0999, .2946, .4496, .4368, .0374 for fair signs at ᾱ = .1, .3, .5, .7, .9.',
      check: confirmed(() =>
        SIGNS.map(([decimal, alphaBar]) => printed(decimal, signs(alphaBar), `ᾱ = ${alphaBar}`)),
      ),
    },
    {
      drops: 'v_s > 0',
      text: 'Clean data have no finite SNR to fall from.',
      check: confirmed(() => {
        const level = { alphaBar: RATIONALS.lit(1n), variance: RATIONALS.lit(0n) }
        const after = nextLevel(RATIONALS, level, { alpha: RATIONALS.lit('1/2'), beta: RATIONALS.lit('1/2') })
        return [
          refused('SNR_0 is refused', () => snr(RATIONALS, level), /zero/),
          exactly('1', snr(RATIONALS, after), 'SNR_1'),
        ]
      }),
    },
  ],
  errata: [],
})
