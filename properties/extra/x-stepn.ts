import fc from 'fast-check'
import { epsStar, x0Hat } from '../../reference/data/posterior.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import type { Enclosure } from '../../reference/numbers/enclosure/index.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps, stepEpsFromEps } from '../../reference/process/reverse-mean.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { tables } from '../../reference/schedule/tables.js'
import { anyRational, nonZero, positive } from '../arbitraries/rationals.js'
import {
  confirmed,
  enclosed,
  equals,
  exactAtRationals,
  exceeds,
  guard,
  type Point,
  printed,
  printedRoot,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/** A transition by its standard deviations, so that what is drawn needs no root but that of 0→t. */
const NOISES = ['priorSignal', 'priorStd', 'stepSignal', 'stepStd', 'totalStd'] as const
const transitionOf = <T>(F: { readonly mul: (a: T, b: T) => T }, v: Point<(typeof NOISES)[number], T>) => ({
  prior: { signal: v.priorSignal, variance: F.mul(v.priorStd, v.priorStd) },
  step: { signal: v.stepSignal, variance: F.mul(v.stepStd, v.stepStd) },
})
const roots: {
  readonly totalStd: <T>(F: Parameters<typeof compose<T>>[0], v: Point<(typeof NOISES)[number], T>) => T
} = { totalStd: (F, v) => compose(F, transitionOf(F, v)).variance }

const noisy = guard<'priorStd' | 'stepStd' | 'totalStd'>(
  '√v_s ≥ 0, √v ≥ 0, 0→t adds noise: s > 0',
  ({ lit }, v) => [
    { left: v.priorStd, is: '≥', right: lit(0n) },
    { left: v.stepStd, is: '≥', right: lit(0n) },
    exceeds(v.totalStd, lit(0n)),
  ],
)

/**
 * Fair signs for the two noises: mean 0, variance 1, uncorrelated, as for Gaussian ones, and second moments are all that
 * is used. ê = stepEpsFromEps of the accumulated noise; e − ê has mean 0 and is not correlated with x_t.
 */
const regression = statement({
  variables: [...NOISES, 'x0'],
  roots,
  guards: [noisy],
  conclude: (F, v) => {
    const { lit, sub, mul } = F
    const { x0 } = v
    const transition = transitionOf(F, v)
    const whole = compose(F, transition)
    const signs = [lit(1n), lit(-1n)]
    const draws = signs.flatMap((before) =>
      signs.map((e) => {
        const xs = diffuse(F, transition.prior, { x0, eps: before })
        const xt = diffuse(F, transition.step, { x0: xs, eps: e })
        const eps = epsFromX0(F, whole, { xt, x0 })
        return { xt, rest: sub(e, stepEpsFromEps(F, transition, { eps })) }
      }),
    )
    const mean = sum(
      F,
      draws.map(({ rest }) => rest),
    )
    const covariance = sum(
      F,
      draws.map(({ xt, rest }) => mul(xt, rest)),
    )
    return [equals(mean, lit(0n), '4·E[e − ê]'), equals(covariance, lit(0n), '4·E[(e − ê)·x_t]')]
  },
})

/** x_t = a·x_s + √v·e, averaged given x_t and x₀: a·μ̃ + √v·ê is x_t again. */
const throughTheMean = statement({
  variables: [...NOISES, 'x0', 'eps'],
  roots,
  guards: [noisy],
  conclude: (F, v) => {
    const { add, mul } = F
    const { x0, eps } = v
    const transition = transitionOf(F, v)
    const xt = diffuse(F, compose(F, transition), { x0, eps })
    const signalPart = mul(v.stepSignal, posteriorMean(F, transition, { x0, xt }))
    return [equals(add(signalPart, mul(v.stepStd, stepEpsFromEps(F, transition, { eps }))), xt, 'x_t')]
  },
})

/** Ho et al.: the square of the factor is β_t/(1−ᾱ_t), which is rational. */
const inConventionA = statement({
  variables: ['alphaBarPrev', 'alpha', 'eps'],
  guards: [
    guard<'alphaBarPrev' | 'alpha'>('0 ≤ ᾱ_{t−1} ≤ 1, 0 ≤ α_t < 1', ({ lit }, { alphaBarPrev, alpha }) => [
      { left: alphaBarPrev, is: '≥', right: lit(0n) },
      { left: lit(1n), is: '≥', right: alphaBarPrev },
      { left: alpha, is: '≥', right: lit(0n) },
      exceeds(lit(1n), alpha),
    ]),
  ],
  conclude: (F, { alphaBarPrev, alpha, eps }) => {
    const { lit, sub, mul, div } = F
    const complement = (level: typeof alpha) => sub(lit(1n), level)
    const transition = {
      prior: hoKernel(F, { alphaBar: alphaBarPrev }),
      step: hoKernel(F, { alphaBar: alpha }),
    }
    const ratio = div(complement(alpha), complement(mul(alpha, alphaBarPrev)))
    return [equals(square(F, stepEpsFromEps(F, transition, { eps })), mul(ratio, square(F, eps)), 'squares')]
  },
})

/** Linear in ε: the average over any weights is the formula at the average. */
const linearity = statement({
  variables: [...NOISES, 'weight', 'p', 'q'],
  roots,
  guards: [noisy],
  conclude: (F, v) => {
    const { lit, add, sub, mul } = F
    const { weight, p, q } = v
    const transition = transitionOf(F, v)
    const noise = (eps: typeof p) => stepEpsFromEps(F, transition, { eps })
    const average = (a: typeof p, b: typeof p) => add(mul(weight, a), mul(sub(lit(1n), weight), b))
    return [equals(average(noise(p), noise(q)), noise(average(p, q)), 'average')]
  },
})

const PRINTED = [
  [1, '1'],
  [10, '0.38391777'],
  [100, '0.14184763'],
  [1000, '0.14142421'],
] as const

/** (√v_s, √v) = (3u, 4u)/a-scaled so that √(a²v_s + v) = 5u is rational. */
const transitions = fc
  .record({ signal: anyRational, stepSignal: nonZero, unit: positive })
  .map(({ signal, stepSignal, unit }) => {
    const { lit, mul, div } = RATIONALS
    const priorStd = div(mul(lit(3n), unit), stepSignal)
    return {
      priorSignal: signal,
      priorStd: priorStd.num < 0n ? RATIONALS.neg(priorStd) : priorStd,
      stepSignal,
      stepStd: mul(lit(4n), unit),
    }
  })

const hoTables = () => tables(RATIONALS, PRESETS.ho)

/** Unit Gaussian data, ᾱ_{t−1} = .7, α_t = .6, x_t = 1. */
function noiseSubtracted(F: Enclosure) {
  const transition = {
    prior: hoKernel(F, { alphaBar: F.lit('0.7') }),
    step: hoKernel(F, { alphaBar: F.lit('0.6') }),
  }
  const kernel = compose(F, transition)
  const data = [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[F.lit(1n)]] }]
  const xt = F.lit(1n)
  const eps = at(epsStar(F, kernel, data, [xt]), 0)
  return {
    subtracted: F.sub(xt, F.mul(F.sqrt(kernel.variance), eps)),
    signalPart: F.mul(kernel.signal, at(x0Hat(F, kernel, data, [xt]), 0)),
    mean: posteriorMeanFromEps(F, transition, { xt, eps }),
  }
}

export const X_STEPN = theorem({
  id: 'X-STEPN',
  title: 'the noise of one step, as predicted from x_t, is √(β_t/(1−ᾱ_t)) of the accumulated noise',
  statement: String.raw`x_t = a x_s + \sqrt v\,e:\quad \mathrm E[e \mid x_t, x_0] = \frac{\sqrt v}{s_t}\,\varepsilon(x_t|x_0),\qquad
    \mathrm E[e \mid x_t] = \frac{\sqrt v}{s_t}\,\varepsilon^*(x_t)`,
  sources: [cite('alphabar', 'THEOREMS X-STEPN'), cite('X', 'noise added at timestep t')],
  uses: [POST_EPS],
  hypotheses: [
    noisy,
    {
      kind: 'analytic',
      text: 'the two noises are standard Gaussian, independent of each other and of x₀',
      citation: cite('Ho2020', 'eq. (2)'),
    },
  ],
  reduction:
    'Given x₀, (e, x_t) is jointly Gaussian, so e minus a linear function of x_t is independent of x_t as soon as it is ' +
    'not correlated with it, and that function plus the mean is then E[e|x_t,x₀]. Second moments are the same for any ' +
    'noises of mean 0, variance 1 that are uncorrelated; fair signs are such. E[e|x_t] is the average of E[e|x_t,x₀] over ' +
    'q(x₀|x_t) (tower property), and the formula is linear in ε.',
  formulas: [stepEpsFromEps, posteriorMean, posteriorMeanFromEps, compose, diffuse, epsFromX0],
  claims: [
    provedByNormalForm(
      'e − √v·ε/s has mean 0 and is not correlated with x_t, for all kernels and x₀.',
      regression,
    ),
    provedByZ3('The same for all reals, with its denominators and radicands.', regression),
    exactAtRationals(
      'The same at rational transitions.',
      regression,
      fc.tuple(transitions, anyRational).map(([transition, x0]) => ({ ...transition, x0 })),
    ),
    provedByNormalForm('A second way: x_t = a·μ̃ + √v·E[e|x_t,x₀], with μ̃ of POST-MEAN.', throughTheMean),
    provedByNormalForm('An average of E[e|x_t,x₀] over x₀ is the formula at the average of ε.', linearity),
    provedByNormalForm('In Ho et al.’s convention the square of the factor is β_t/(1−ᾱ_t).', inConventionA),
    {
      text: 'On Ho et al.’s linear schedule the factor is 1, .38391777, .14184763, .14142421 at t = 1, 10, 100, 1000.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(() => {
        const { beta, variance } = hoTables()
        return PRINTED.map(([t, decimal]) =>
          printedRoot(decimal, RATIONALS.div(at(beta, t), at(variance, t)), `√(β/(1−ᾱ)) at t = ${t}`),
        )
      }),
    },
  ],
  counterexamples: [],
  errata: [
    {
      id: 'E47',
      citation: cite('M', 'ε-Prediction: simply subtract the predicted noise and walk backward'),
      printed: 'the network predicts the noise added at step t; to reverse the step, subtract it',
      correct:
        'ε is the accumulated noise: x_t − s·ε̂ is √ᾱ_t·x̂₀, not x_{t−1}. Unit Gaussian data, ᾱ_{t−1} = .7, α_t = .6, ' +
        'x_t = 1: .42 where the mean of x_{t−1} is .7746. The noise of step t is √(β_t/(1−ᾱ_t)) of it, .1414 at T.',
      check: confirmed(() => {
        const { beta, variance } = hoTables()
        return [
          printed(
            '0.42',
            enclosed((F) => noiseSubtracted(F).subtracted),
            'x_t − s·ε*',
          ),
          printed(
            '0.42',
            enclosed((F) => noiseSubtracted(F).signalPart),
            '√ᾱ_t·x̂₀',
          ),
          printed(
            '0.7746',
            enclosed((F) => noiseSubtracted(F).mean),
            'E[x_{t−1}|x_t]',
          ),
          printedRoot('0.1414', RATIONALS.div(at(beta, 1000), at(variance, 1000)), 'the factor at T'),
        ]
      }),
    },
  ],
})
