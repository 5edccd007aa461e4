import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import {
  edmKernel,
  flowKernel,
  hoFromSlides,
  hoKernel,
  hoStep,
  slidesFromHo,
  slidesKernel,
  slidesStep,
  veKernel,
  veStep,
} from '../../reference/process/conventions.js'
import { compose, type Kernel } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { anyRational, betweenZeroAndOne } from '../arbitraries/rationals.js'
import {
  atLeast,
  confirmed,
  equals,
  exactAtRationals,
  exactly,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  type Relation,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const sameKernel = <T>(one: Kernel<T>, other: Kernel<T>, what: string): readonly Relation<T>[] => [
  equals(one.signal, other.signal, `signal of ${what}`),
  equals(one.variance, other.variance, `variance of ${what}`),
]

const slidesLevel = guard<'level' | 'beta'>('0 ≤ ᾱ^B ≤ 1, 0 < β^B ≤ 1', (F, { level, beta }) => [
  atLeast(level, F.lit(0n)),
  atLeast(F.lit(1n), level),
  exceeds(beta, F.lit(0n)),
  atLeast(F.lit(1n), beta),
])

// Written in B, squared into A: the same kernels, the same posterior.
const dictionary = statement({
  variables: ['level', 'beta', 'x0', 'xt'],
  guards: [slidesLevel],
  conclude: (F, { level, beta, x0, xt }) => {
    const inB = { prior: slidesKernel(F, { alphaBar: level }), step: slidesStep(F, { betaStd: beta }) }
    const inA = {
      prior: hoKernel(F, { alphaBar: hoFromSlides(F, level) }),
      step: hoStep(F, { beta: hoFromSlides(F, beta) }),
    }
    return [
      ...sameKernel(inB.prior, inA.prior, 'the level'),
      ...sameKernel(inB.step, inA.step, 'the step'),
      ...sameKernel(compose(F, inB), compose(F, inA), 'the next level'),
      equals(posteriorVariance(F, inB), posteriorVariance(F, inA), 'σ²(i) and β̃_t'),
      equals(posteriorMean(F, inB, { x0, xt }), posteriorMean(F, inA, { x0, xt }), 'μ̃'),
      equals(slidesFromHo(F, hoFromSlides(F, level)), level, 'there and back'),
    ]
  },
})

// A step of each family composes within the family: VE adds variances, a change of scale multiplies.
const families = statement({
  variables: ['from', 'to', 'scale', 'time'],
  guards: [],
  conclude: (F, { from, to, scale, time }) => {
    const ve = compose(F, {
      prior: veKernel(F, { std: from }),
      step: veStep(F, { fromStd: from, toStd: to }),
    })
    const rescaled = compose(F, {
      prior: veKernel(F, { std: from }),
      step: { signal: scale, variance: F.lit(0n) },
    })
    const flow = flowKernel(F, { time })
    return [
      ...sameKernel(ve, veKernel(F, { std: to }), 'VE from σ_s to σ_t'),
      ...sameKernel(rescaled, edmKernel(F, { scale, std: from }), 'EDM: VE, then scaled'),
      equals(F.add(flow.signal, time), F.lit(1n), 'flow matching: a + s'),
      equals(flow.variance, square(F, time), 'flow matching: s²'),
    ]
  },
})

const inputs = fc
  .record({ level: betweenZeroAndOne, u: betweenZeroAndOne, x0: anyRational, xt: anyRational })
  .map(({ u, ...rest }) => ({
    ...rest,
    // 2u/(1+u²): then √(1−β²) is rational
    beta: RATIONALS.div(
      RATIONALS.mul(RATIONALS.lit(2n), u),
      RATIONALS.add(RATIONALS.lit(1n), RATIONALS.mul(u, u)),
    ),
  }))

export const CONV_AB = theorem({
  id: 'CONV-AB',
  title: 'One kernel, many conventions',
  statement: String.raw`x = a x_0 + s\varepsilon:\ (a, s^2) = (\sqrt{\bar\alpha^A}, 1-\bar\alpha^A) = (\bar\alpha^B, 1-(\bar\alpha^B)^2),\ \alpha^B = \sqrt{\alpha^A},\ \beta^B = \sqrt{\beta^A}`,
  sources: [
    cite('Ho2020', 'eq. (4): convention A'),
    cite('M', 'DDPM slides: convention B; the NCSN/DDPM table and the SDE slides: convention A'),
    cite('Song2021', 'eqs. (29), (33): VP, sub-VP, VE'),
  ],
  uses: [],
  hypotheses: [slidesLevel],
  reduction:
    'Every text writes a Gaussian kernel x = a·x₀ + s·ε in its own letters. The constructors of the reference turn each into the pair (a, s²); that two conventions mean the same is equality of these pairs, and then of everything computed from them.',
  formulas: [hoKernel, slidesKernel, slidesStep, veKernel, edmKernel, flowKernel],
  claims: [
    provedByZ3(
      'A level and a step written in convention B, squared, are those of convention A: kernels, composition, posterior mean and variance, for all levels.',
      dictionary,
    ),
    exactAtRationals('The same at rational levels and steps.', dictionary, inputs),
    provedByNormalForm(
      'VE steps compose to VE levels; EDM is VE scaled; flow matching has a + s = 1.',
      families,
    ),
  ],
  counterexamples: [
    {
      drops: 'one convention throughout: signal ᾱ of B with variance 1−ᾱ of A',
      text: 'Unit-variance data get variance 0.91, 0.75, 0.91 at ᾱ = 0.1, 0.5, 0.9, not 1.',
      check: confirmed(() => {
        const F = RATIONALS
        const level = (alphaBar: string) => F.lit(alphaBar)
        const unit = { signal: F.lit(0n), variance: F.lit(1n) }
        return (
          [
            ['0.1', '0.91'],
            ['0.5', '0.75'],
            ['0.9', '0.91'],
          ] as const
        ).flatMap(([alphaBar, expected]) => {
          const mixed = {
            signal: slidesKernel(F, { alphaBar: level(alphaBar) }).signal,
            variance: F.sub(F.lit(1n), level(alphaBar)),
          }
          const right = slidesKernel(F, { alphaBar: level(alphaBar) })
          return [
            exactly(expected, compose(F, { prior: unit, step: mixed }).variance, `mixed, ᾱ = ${alphaBar}`),
            exactly('1', compose(F, { prior: unit, step: right }).variance, `convention B, ᾱ = ${alphaBar}`),
          ]
        })
      }),
    },
  ],
  errata: [],
})
