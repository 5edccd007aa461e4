import fc from 'fast-check'
import { epsStar, x0Hat } from '../../reference/data/posterior.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import type { Enclosure } from '../../reference/numbers/enclosure/index.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps, stepEpsFromEps } from '../../reference/process/reverse-mean.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import { anyRational, nonZero, positive } from '../arbitraries/rationals.js'
import { equals, exceeds, guard, type Point, statement } from '../evidence/index.js'

/** A transition by its standard deviations, so that what is drawn needs no root but that of 0→t. */
const NOISES = ['priorSignal', 'priorStd', 'stepSignal', 'stepStd', 'totalStd'] as const
const transitionOf = <T>(F: { readonly mul: (a: T, b: T) => T }, v: Point<(typeof NOISES)[number], T>) => ({
  prior: { signal: v.priorSignal, variance: F.mul(v.priorStd, v.priorStd) },
  step: { signal: v.stepSignal, variance: F.mul(v.stepStd, v.stepStd) },
})
const roots: {
  readonly totalStd: <T>(F: Parameters<typeof compose<T>>[0], v: Point<(typeof NOISES)[number], T>) => T
} = { totalStd: (F, v) => compose(F, transitionOf(F, v)).variance }

export const noisy = guard<'priorStd' | 'stepStd' | 'totalStd'>(
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
export const regression = statement({
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
export const throughTheMean = statement({
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
export const inConventionA = statement({
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
export const linearity = statement({
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

export const PRINTED = [
  [1, '1'],
  [10, '0.38391777'],
  [100, '0.14184763'],
  [1000, '0.14142421'],
] as const

/** (√v_s, √v) = (3u, 4u)/a-scaled so that √(a²v_s + v) = 5u is rational. */
export const transitions = fc
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

/** β_t of Ho et al. as given, and v_t by the recursion of the reference. */
export function hoTables() {
  const given = asGiven(() => steps(RATIONALS, PRESETS.ho))
  return {
    beta: given.map(({ beta }) => beta),
    variance: levels(RATIONALS, given).map(({ variance }) => variance),
  }
}

/** Unit Gaussian data, ᾱ_{t−1} = .7, α_t = .6, x_t = 1. */
export function noiseSubtracted(F: Enclosure) {
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
