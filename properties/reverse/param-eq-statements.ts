import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { square } from '../../reference/numbers/combinators.js'
import { RATIONALS, type Rational, sign } from '../../reference/numbers/rational.js'
import { slidesKernel } from '../../reference/process/conventions.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import {
  convertPrediction,
  PARAMETERISATIONS,
  type Parameterisation,
} from '../../reference/process/parameterisation.js'
import { posteriorMean } from '../../reference/process/posterior.js'
import { scoreFromX0, vPrediction, x0FromEps } from '../../reference/process/predictions.js'
import { posteriorMeanFromEps, posteriorMeanFromScore } from '../../reference/process/reverse-mean.js'
import { rationalTransition } from '../arbitraries/transitions.js'
import { equals, exceeds, guard, type Point, statement } from '../evidence/index.js'
import {
  livingPrior,
  livingStep,
  noisyKernel,
  noisyStep,
  TRANSITION,
  type TransitionVariable,
  totalStd,
  transitionOf,
} from './variables.js'

export const PAIRS = PARAMETERISATIONS.flatMap((from) =>
  PARAMETERISATIONS.filter((to) => to !== from).map((to) => ({ from, to })),
)
export const guards = [noisyKernel, noisyStep, livingStep, livingPrior]

/** The guards say that nothing which a conversion divides by is 0. */
const converter =
  <T>(F: ExponentialField<T>, v: Point<TransitionVariable, T>) =>
  (pair: { from: Parameterisation; to: Parameterisation }, xt: T, value: T): T =>
    convertPrediction({ F, isZero: () => false }, pair, transitionOf(v), { xt, value })

const named = ({ from, to }: { from: Parameterisation; to: Parameterisation }) => `${from} → ${to}`

/** Each parameterisation by its definition at x_t = a·x₀ + s·ε, converted to another one. */
export const definitionsOf = (pairs: typeof PAIRS) =>
  statement({
    variables: [...TRANSITION, 'totalStd', 'x0', 'eps'],
    roots: totalStd,
    guards,
    conclude: (F, v) => {
      const { x0, eps } = v
      const transition = transitionOf(v)
      const kernel = compose(F, transition)
      const xt = diffuse(F, kernel, { x0, eps })
      const convert = converter(F, v)
      const values = {
        eps,
        x0,
        v: vPrediction(F, kernel, { x0, eps }),
        score: scoreFromX0(F, kernel, { xt, x0 }),
        posteriorMean: posteriorMean(F, transition, { x0, xt }),
      }
      return pairs.map((pair) => equals(convert(pair, xt, values[pair.from]), values[pair.to], named(pair)))
    },
  })

/** Whatever is predicted, right or wrong: there and back is where it was. */
export const roundTrips = statement({
  variables: [...TRANSITION, 'totalStd', 'xt', 'value'],
  roots: totalStd,
  guards,
  conclude: (F, v) => {
    const { xt, value } = v
    const convert = converter(F, v)
    return PAIRS.map(({ from, to }) => {
      const there = convert({ from, to }, xt, value)
      return equals(convert({ from: to, to: from }, xt, there), value, `${named({ from, to })} → ${from}`)
    })
  },
})

/** f(p + q) + f(0) = f(p) + f(q): a rational function with this is affine. */
export const affine = statement({
  variables: [...TRANSITION, 'totalStd', 'xt', 'p', 'q'],
  roots: totalStd,
  guards,
  conclude: (F, v) => {
    const { add, lit } = F
    const { xt, p, q } = v
    const convert = converter(F, v)
    return PAIRS.map((pair) => {
      const f = (value: typeof p) => convert(pair, xt, value)
      return equals(add(f(add(p, q)), f(lit(0n))), add(f(p), f(q)), named(pair))
    })
  },
})

/** The four ways in print to the reverse mean, from one ε̂. */
export const meansAgree = statement({
  variables: [...TRANSITION, 'totalStd', 'xt', 'eps'],
  roots: totalStd,
  guards,
  conclude: (F, v) => {
    const { div, neg } = F
    const { xt, eps } = v
    const transition = transitionOf(v)
    const mean = posteriorMeanFromEps(F, transition, { xt, eps })
    const x0 = x0FromEps(F, compose(F, transition), { xt, eps })
    return [
      equals(posteriorMean(F, transition, { x0, xt }), mean, 'from x̂₀'),
      equals(
        posteriorMeanFromScore(F, transition, { xt, score: neg(div(eps, v.totalStd)) }),
        mean,
        'from Ŝ = −ε̂/s',
      ),
    ]
  },
})

/** The slides: x_i = ᾱ_i x̂_φ + √(1−ᾱ_i²) ε̂_φ. */
export const inConventionB = statement({
  variables: ['alphaBar', 'std', 'xi', 'eps'],
  roots: { std: (F, { alphaBar }) => F.sub(F.lit(1n), square(F, alphaBar)) },
  guards: [
    guard<'alphaBar' | 'std'>('0 < ᾱ_i < 1', ({ lit }, { alphaBar, std }) => [
      exceeds(alphaBar, lit(0n)),
      exceeds(std, lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBar, std, xi, eps }) => {
    const { add, mul } = F
    const x0 = x0FromEps(F, slidesKernel(F, { alphaBar }), { xt: xi, eps })
    return [equals(add(mul(alphaBar, x0), mul(std, eps)), xi, 'x_i')]
  },
})

export const transitions = rationalTransition.map(({ prior, step }) => ({
  priorSignal: prior.signal,
  priorVariance: prior.variance,
  stepSignal: step.signal,
  stepVariance: step.variance,
}))

const { lit } = RATIONALS
export const exact = { F: RATIONALS, isZero: (a: Rational) => sign(a) === 0 }
export const terminal = { signal: lit(0n), variance: lit(1n) }
