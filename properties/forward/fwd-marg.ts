import { product, square } from '../../reference/numbers/combinators.js'
import { hoKernel, hoStep, slidesKernel, slidesStep } from '../../reference/process/conventions.js'
import { composeChain } from '../../reference/process/forward.js'
import { compose, diffuse, type Kernel } from '../../reference/process/kernel.js'
import {
  atLeast,
  byInduction,
  equals,
  guard,
  provedByNormalForm,
  provedByZ3,
  type Relation,
  statement,
} from '../evidence/index.js'
import { steppedMarginal } from '../objective/drawn.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_DEF } from './fwd-def.js'
import { FWD_TEL } from './fwd-tel.js'
import { marginalsOnSchedules, printedHoLinear } from './on-schedules.js'

const preserving = guard<'beta' | 'alphaBar'>('0 ≤ β_t ≤ 1 and 0 ≤ ᾱ_{t−1} ≤ 1', (F, { beta, alphaBar }) => [
  atLeast(beta, F.lit(0n)),
  atLeast(F.lit(1n), beta),
  atLeast(alphaBar, F.lit(0n)),
  atLeast(F.lit(1n), alphaBar),
])

const sameKernel = <T>(found: Kernel<T>, expected: Kernel<T>): readonly Relation<T>[] => [
  equals(found.signal, expected.signal, 'signal'),
  equals(found.variance, expected.variance, 'variance'),
]

/** Convention A: from (√ᾱ_{t−1}, 1−ᾱ_{t−1}) by the step (√(1−β_t), β_t). */
const inConventionA = statement({
  variables: ['beta', 'alphaBar'],
  guards: [preserving],
  conclude: (F, { beta, alphaBar }) => {
    const next = compose(F, { prior: hoKernel(F, { alphaBar }), step: hoStep(F, { beta }) })
    return sameKernel(next, hoKernel(F, { alphaBar: F.mul(F.sub(F.lit(1n), beta), alphaBar) }))
  },
})

/** Convention B: from (ᾱ_{i−1}, 1−ᾱ²_{i−1}) by the step (α_i, β_i²), α_i = √(1−β_i²). */
const inConventionB = statement({
  variables: ['beta', 'alpha', 'alphaBar'],
  roots: { alpha: (F, { beta }) => F.sub(F.lit(1n), square(F, beta)) },
  guards: [],
  conclude: (F, { beta, alpha, alphaBar }) => {
    const next = compose(F, { prior: slidesKernel(F, { alphaBar }), step: slidesStep(F, { betaStd: beta }) })
    return sameKernel(next, slidesKernel(F, { alphaBar: F.mul(alpha, alphaBar) }))
  },
})

const start = statement({
  variables: [],
  guards: [],
  conclude: (F) => {
    const none = composeChain(F, [])
    return [
      equals(none.signal, F.lit(1n), 'signal'),
      equals(none.variance, F.sub(F.lit(1n), square(F, none.signal)), 'variance 1 − ᾱ_0²'),
    ]
  },
})

const SIGNALS = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'] as const

const small = statement({
  variables: SIGNALS,
  guards: [],
  conclude: (F, v) => {
    const signals = SIGNALS.map((name) => v[name])
    const chain = composeChain(
      F,
      signals.map((signal) => ({ signal, variance: F.sub(F.lit(1n), square(F, signal)) })),
    )
    const alphaBar = product(F, signals)
    return [
      equals(chain.signal, alphaBar, 'signal after 6 steps'),
      equals(chain.variance, F.sub(F.lit(1n), square(F, alphaBar)), 'variance after 6 steps'),
    ]
  },
})

// x_t of two steps against x_t of the composed kernel, for a fair sign as each noise: same mean, same variance.
const inLaw = statement({
  variables: ['a', 'b', 'c', 'd', 'x0'],
  guards: [
    guard<'b' | 'd'>('the noise standard deviations are non-negative', (F, { b, d }) => [
      atLeast(b, F.lit(0n)),
      atLeast(d, F.lit(0n)),
    ]),
  ],
  conclude: (F, { a, b, c, d, x0 }) => {
    const first = { signal: a, variance: square(F, b) }
    const second = { signal: c, variance: square(F, d) }
    const signs = [F.lit(1n), F.lit(-1n)]
    const ends = signs.flatMap((e) =>
      signs.map((f) => diffuse(F, second, { x0: diffuse(F, first, { x0, eps: e }), eps: f })),
    )
    const quarter = F.lit('1/4')
    const mean = F.mul(quarter, ends.reduce(F.add))
    const meanSquare = F.mul(quarter, ends.map((x) => square(F, x)).reduce(F.add))
    const whole = compose(F, { prior: first, step: second })
    return [
      equals(mean, F.mul(whole.signal, x0), 'mean'),
      equals(F.sub(meanSquare, square(F, mean)), whole.variance, 'variance'),
    ]
  },
})

export const FWD_MARG = theorem({
  id: 'FWD-MARG',
  title: 'The perturbation kernel q(x_t | x₀)',
  statement: String.raw`q(x_t|x_0) = N(\sqrt{\bar\alpha_t}\,x_0, (1-\bar\alpha_t) I),\quad \bar\alpha_t = \prod_{s \le t} \alpha_s`,
  sources: [
    cite('Ho2020', 'eq. (4)'),
    cite('M', 'Theorem Conditional Distribution'),
    cite('B', 'Forward process'),
    cite('L', 'Forward process'),
    cite('X', 'Forward process'),
    cite('P', 'Forward process'),
  ],
  uses: [FWD_DEF, FWD_TEL],
  hypotheses: [
    preserving,
    {
      kind: 'analytic',
      text: 'Gaussian noises, independent of each other and of x₀; the equality x_t = √ᾱ_t x₀ + √(1−ᾱ_t) ε is in law, for each t by itself',
      citation: cite('M', 'Theorem Conditional Distribution'),
    },
    {
      kind: 'generator',
      text: 'the real schedules, every t: β as defined where it is rational, else the stored float64 numbers as the rationals they are',
    },
  ],
  reduction:
    'Given x₀, x_t is an affine image of independent Gaussians, so its law is known by mean and variance; these follow the composition of the reference, (a, v) then (a′, v′) gives (a·a′, a′²v + v′). The closed form is proved on that recursion by induction over t.',
  formulas: [compose, composeChain, diffuse],
  claims: [
    byInduction('(ᾱ_i, 1−ᾱ_i²) for every i (convention B).', {
      base: provedByNormalForm('No step: (1, 0).', start),
      step: provedByNormalForm('One step of the reference keeps the form.', inConventionB),
    }),
    provedByZ3(
      'Convention A: a step takes (√ᾱ_{t−1}, 1−ᾱ_{t−1}) to (√ᾱ_t, 1−ᾱ_t), for all levels in [0,1].',
      inConventionA,
    ),
    provedByNormalForm(
      'Composition keeps mean and variance of the two steps run one after the other.',
      inLaw,
    ),
    provedByNormalForm('A chain of 6 steps with free signals is (∏α, 1−∏α²).', small),
    marginalsOnSchedules,
    steppedMarginal,
  ],
  counterexamples: [
    {
      drops: 'T → ∞: at T = 1000 the kernel is not yet N(0, I)',
      text: 'Ho et al.’s linear schedule ends at ᾱ_T = 4.035829765e-5, √ᾱ_T = 0.0063528181.',
      check: printedHoLinear,
    },
  ],
  errata: [],
})
