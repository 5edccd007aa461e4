import { epsStar } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { compose } from '../../reference/process/kernel.js'
import { scoreFromEps } from '../../reference/process/predictions.js'
import { posteriorMeanFromScore } from '../../reference/process/reverse-mean.js'
import {
  ancestralStep,
  gaussianReverse,
  marginalVariance,
  sampledVariance,
} from '../../reference/process/reverse-step.js'
import { nextVariance } from '../../reference/process/step.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import {
  atLeast,
  confirmed,
  enclosed,
  equals,
  exceeds,
  guard,
  printed,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { FWD_MARG } from '../forward/fwd-marg.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { livingStep, noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { ALG_TRAIN, withoutTime } from './alg-train.js'
import { ancestralSampler } from './drawn-samplers.js'
import { outputVariance, type Rule } from './gaussian-sampler.js'
import { levelOf, stepOf, undoneOf } from './variables.js'

const deviation = guard<'sigma'>('σ ≥ 0', ({ lit }, { sigma }) => [atLeast(sigma, lit(0n))])
const spread = guard<'v0'>('v₀ > 0: the data are N(0, v₀)', ({ lit }, { v0 }) => [exceeds(v0, lit(0n))])

const forms = statement({
  variables: [...TRANSITION, 'totalStd', 'sigma', 'xt', 'eps', 'noise'],
  roots: totalStd,
  guards: [noisyKernel, livingStep, deviation],
  conclude: (F, v) => {
    const transition = transitionOf(v)
    const { xt, eps, noise, sigma } = v
    const score = scoreFromEps(F, compose(F, transition), { eps })
    const reverseVariance = square(F, sigma)
    return [
      equals(
        ancestralStep(F, transition, { xt, eps, noise, reverseVariance }),
        F.add(posteriorMeanFromScore(F, transition, { xt, score }), F.mul(sigma, noise)),
        'x_s from ε̂ and from Ŝ',
      ),
    ]
  },
})

/** The step with ε* of N(0, v₀) is linear with the gain of q(x_s|x_t), whose square the recursion takes. */
const gain = statement({
  variables: [...TRANSITION, 'totalStd', 'v0', 'xt'],
  roots: totalStd,
  guards: [noisyKernel, livingStep, spread],
  conclude: (F, v) => {
    const { lit, sub, mul, div } = F
    const transition = transitionOf(v)
    const whole = compose(F, transition)
    const law = [{ weight: lit(1n), mean: [lit(0n)], covariance: [[v.v0]] }]
    const eps = at(epsStar(F, whole, law, [v.xt]), 0)
    const next = ancestralStep(F, transition, { xt: v.xt, eps, noise: lit(0n), reverseVariance: lit(0n) })
    const data = { dataVariance: v.v0 }
    const before = marginalVariance(F, levelOf(F, transition.prior), data)
    const total = marginalVariance(F, levelOf(F, whole), data)
    const { step } = transition
    const reverse = gaussianReverse(F, undoneOf(F, transition), data)
    return [
      equals(next, mul(div(mul(step.signal, before), total), v.xt), 'A = a·V_s/V_t'),
      equals(next, mul(div(sub(lit(1n), div(step.variance, total)), step.signal), v.xt), 'A = (1 − v/V_t)/a'),
      equals(square(F, next), mul(reverse.alpha, square(F, v.xt)), 'A² of the recursion'),
    ]
  },
})

/** x_s = A·x_t + σ·z at fair signs: the variance that the recursion of the reference gives, and V_s where it is exact. */
const recursion = statement({
  variables: [...TRANSITION, 'gain', 'std', 'sigma', 'v0'],
  guards: [spread],
  conclude: (F, v) => {
    const { lit, add, mul } = F
    const pair = [lit(1n), lit(-1n)]
    const kernel = { signal: v.gain, variance: square(F, v.sigma) }
    const second = pair
      .flatMap((one) => pair.map((two) => add(mul(v.gain, mul(v.std, one)), mul(v.sigma, two))))
      .map((x) => square(F, x))
      .reduce(add)
    const transition = transitionOf(v)
    const data = { dataVariance: v.v0 }
    const total = marginalVariance(F, levelOf(F, compose(F, transition)), data)
    const exact = gaussianReverse(F, undoneOf(F, transition), data)
    return [
      equals(
        second,
        mul(lit(4n), sampledVariance(F, [stepOf(F, kernel)], { initial: square(F, v.std) })),
        '4·Var x_s',
      ),
      equals(
        sampledVariance(F, [exact], { initial: total }),
        marginalVariance(F, levelOf(F, transition.prior), data),
        'σ*²: V_t → V_s',
      ),
      equals(
        sampledVariance(F, [exact, stepOf(F, kernel)], { initial: total }),
        nextVariance(F, nextVariance(F, total, exact), stepOf(F, kernel)),
        'two steps',
      ),
    ]
  },
})

/** With data variance 1 and variance preserving steps V = 1 at every level: the gain is √α and σ² = β keeps 1. */
const unitData = statement({
  variables: ['alphaBarPrev', 'alpha'],
  guards: [],
  conclude: (F, { alphaBarPrev, alpha }) => {
    const { lit, sub } = F
    const from = { alphaBar: alphaBarPrev, variance: sub(lit(1n), alphaBarPrev) }
    const step = { alpha, beta: sub(lit(1n), alpha) }
    const exact = gaussianReverse(F, { from, step }, { dataVariance: lit(1n) })
    return [
      equals(exact.alpha, alpha, 'A²'),
      equals(exact.beta, step.beta, 'σ*²'),
      equals(sampledVariance(F, [exact], { initial: lit(1n) }), lit(1n), 'variance 1 stays'),
    ]
  },
})

/** The output variance on Ho et al.'s schedule, started from N(0, 1). */
export const onHo = (rule: Rule, v0: string, lastNoise = true) =>
  enclosed((F: Enclosure): Ball => {
    const all = steps<Ball, Enclosure>(F, PRESETS.ho)
    const chain = { steps: all, levels: levels<Ball>(F, all) }
    return outputVariance(F, chain, { rule, dataVariance: F.lit(v0), initial: F.lit(1n), lastNoise })
  })

const QUARTER = [
  ['0.25075208', 'beta', false, 'σ² = β, z₁ = 0'],
  ['0.25085208', 'beta', true, 'σ² = β, noise at t = 1'],
  ['0.24612521', 'posterior', true, 'σ² = β̃'],
  ['0.25000000', 'optimal', true, 'σ² = σ*²'],
] as const

export const ALG_SAMPLE = theorem({
  id: 'ALG-SAMPLE',
  title: 'The ancestral sampler, and its exact variance on Gaussian data',
  statement: String.raw`x_{t-1} = \frac{x_t - \beta_t\hat\varepsilon/\sqrt{1-\bar\alpha_t}}{\sqrt{\alpha_t}} + \sigma_t z = \frac{x_t+\beta_t\hat S}{\sqrt{\alpha_t}} + \sigma_t z;\quad
    x_0\sim N(0,v_0):\ v \leftarrow A_t^2 v + \sigma_t^2,\ A_t = \sqrt{\alpha_t}\,\frac{V_{t-1}}{V_t}`,
  sources: [cite('Ho2020', 'Algorithm 2'), cite('B', 'Sampling'), cite('M', 'Inference')],
  uses: [POST_EPS, FWD_MARG, ALG_TRAIN],
  hypotheses: [
    noisyKernel,
    livingStep,
    deviation,
    spread,
    {
      kind: 'analytic',
      text: 'z is standard Gaussian, independent of x_t; coordinates along the eigenvectors of the data’s covariance separate',
      citation: cite('Ho2020', 'Algorithm 2'),
    },
  ],
  reduction:
    'With the exact ε* of Gaussian data the step is linear, so the law stays Gaussian with mean 0 and its variance follows ' +
    'the recursion: checked on fair signs, which have the second moments. V_t = ᾱ_t·v₀ + v_t.',
  formulas: [ancestralStep, gaussianReverse, marginalVariance, sampledVariance, posteriorMeanFromScore],
  claims: [
    provedByNormalForm('From ε̂ and from Ŝ = −ε̂/s the step is one and the same.', forms),
    provedByNormalForm(
      'With ε* of N(0, v₀) its gain is a·V_s/V_t = (1 − v/V_t)/a, whose square the recursion takes.',
      gain,
    ),
    provedByNormalForm(
      'The variance becomes A²v + σ²; with σ*² = v·V_s/V_t it goes from V_t to V_s exactly.',
      recursion,
    ),
    provedByNormalForm('v₀ = 1: the gain is √α and σ² = β keeps variance 1 at every step.', unitData),
    {
      text:
        'Ho et al.’s linear schedule from N(0, 1), v₀ = ¼: 0.25075208 (β, z₁ = 0), 0.25085208 (β, noisy last step), ' +
        '0.24612521 (β̃), 0.25 (σ*²).',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() =>
        QUARTER.map(([decimal, rule, last, what]) => printed(decimal, onHo(rule, '1/4', last), what)),
      ),
    },
    {
      text: 'The same for v₀ = 1: 1.0 and 0.9999 (β with and without noise at t = 1), 0.99106738 (β̃).',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed('1.0000000000', onHo('beta', '1'), 'β'),
        printed('0.9999000000', onHo('beta', '1', false), 'β, z₁ = 0'),
        printed('0.99106738', onHo('posterior', '1'), 'β̃'),
      ]),
    },
    {
      text: 'The same for v₀ = 4: 3.9905693 (β, z₁ = 0), 3.9747766 (β̃).',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => [
        printed('3.9905693', onHo('beta', '4', false), 'β, z₁ = 0'),
        printed('3.9747766', onHo('posterior', '4'), 'β̃'),
      ]),
    },
    ancestralSampler,
  ],
  counterexamples: [
    {
      drops: 'z = 0 or σ₁² = β̃₁ = 0 at t = 1',
      text: 'With σ² = β a noisy last step adds β₁ = 1e-4: .25085208 for .25075208.',
      check: confirmed(() => [
        printed('0.25085208', onHo('beta', '1/4'), 'with noise'),
        printed('0.25075208', onHo('beta', '1/4', false), 'without'),
      ]),
    },
  ],
  errata: [
    {
      id: 'E19',
      citation: cite('M', 'Training; Inference'),
      printed: 'ε̂_θ(x_t) without t; no z = 0 at t = 1; σ_q unspecified; computes x̂_θ and uses ε̂_θ',
      correct:
        'the network receives t (without it the loss is .63357864 for .55); σ_t must be given, and its last step: a noisy ' +
        'one adds β₁, .25085208 for .25075208 at v₀ = ¼',
      check: confirmed(() => [
        ...QUARTER.slice(0, 3).map(([decimal, rule, last, what]) =>
          printed(decimal, onHo(rule, '1/4', last), what),
        ),
        ...withoutTime(),
      ]),
    },
  ],
})
