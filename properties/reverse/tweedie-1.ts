import { locationMarginal, locationMean, unchanged } from '../../reference/data/location.js'
import { type Data, logPotential, posteriorWeights, score } from '../../reference/data/posterior.js'
import type { Exact, Field } from '../../reference/numbers/algebra.js'
import { at, dot } from '../../reference/numbers/combinators.js'
import { derivative, dualAnalytic } from '../../reference/numbers/dual.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { addVectors, apply } from '../../reference/numbers/linear.js'
import {
  confirmed,
  EXACT,
  enclosed,
  exactly,
  printed,
  provedByModular,
  provedByNormalForm,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { laplaceSmoothed } from './laplace.js'
import { forShapes, gradientOf, noiseOf, noiseVariables, SHAPES, vectorEquals } from './mixture.js'

const D = 3
/** E[μ|t] = t + Σ·∇ log p(t), with ∇ by dual numbers; t stands in the variable x. */
const location = (shapes: typeof SHAPES) =>
  forShapes(
    shapes,
    (F, mixture, v) => {
      const { data, x } = mixture
      const noise = noiseOf(v, x.length)
      const marginal = locationMarginal(F, noise, data)
      const slope = gradientOf(F, logPotential, { ...mixture, kernel: unchanged(F), data: marginal })
      return [
        ...vectorEquals(
          locationMean(F, noise, data, x),
          addVectors(F, x, apply(F, noise, slope)),
          'E[μ|t] = t + Σ·∇ log p',
        ),
        ...vectorEquals(slope, score(F, unchanged(F), marginal, x), 'score'),
      ]
    },
    noiseVariables(D),
  )

const only = (K: number, d: number) => SHAPES.filter((shape) => shape.K <= K && shape.d <= d)

/** Normals of given mean and variance, equally likely, on the line. */
const normals = <T>(
  { lit }: Field<T>,
  ...laws: readonly (readonly [mean: Exact, variance: Exact])[]
): Data<T> =>
  laws.map(([mean, variance]) => ({
    weight: lit(`1/${laws.length}`),
    mean: [lit(mean)],
    covariance: [[lit(variance)]],
  }))

const scoreAt = (F: Enclosure, data: Data<Ball>, t: Exact) => at(score(F, unchanged(F), data, [F.lit(t)]), 0)

/** μ = ±1, Σ = 1, t = .5. */
const signsAtHalf = () => {
  const signs = <T>({ lit }: Field<T>): Data<T> =>
    ['1', '-1'].map((mean) => ({ weight: lit('1/2'), mean: [lit(mean)] }))
  return [
    printed(
      '0.46211716',
      enclosed((F) => at(locationMean(F, [[F.lit(1n)]], signs(F), [F.lit('1/2')]), 0)),
      'μ = ±1, Σ = 1, t = .5: E[μ|t]',
    ),
    printed(
      '0.46211716',
      enclosed((F) => F.tanh(F.lit('1/2'))),
      'tanh .5',
    ),
    printed(
      '0.46211716',
      enclosed((F) => F.add(F.lit('1/2'), scoreAt(F, normals(F, ['1', '1'], ['-1', '1']), '1/2'))),
      't + Σ∇ log p of the marginal',
    ),
    exactly(
      '1',
      EXACT.add(
        EXACT.lit('1/2'),
        at(score(EXACT, unchanged(EXACT), normals(EXACT, ['1', '1']), [EXACT.lit('1/2')]), 0),
      ),
      't + Σ∇ log N(t; μ, Σ), with μ = 1 drawn',
    ),
  ]
}

/** (μ, Σ) is (0, 1) or (1, 4), equally likely, t = 2. */
const varyingNoise = () => {
  const data = (F: Enclosure) => normals(F, ['0', '1'], ['1', '4'])
  const mean = enclosed((F) => {
    const weights = posteriorWeights(F, unchanged(F), data(F), [F.lit(2n)])
    return dot(F, weights, [F.lit(0n), F.lit(1n)])
  })
  const formula = (variance: string) =>
    enclosed((F) => F.add(F.lit(2n), F.mul(F.lit(variance), scoreAt(F, data(F), '2'))))
  return [
    printed('0.76528078', mean, '(μ, Σ) = (0, 1) or (1, 4), t = 2: E[μ|t]'),
    printed('1.33924', formula('1'), 'the formula with Σ = 1'),
    printed('0.348103', formula('2.5'), 'with Σ = 2.5'),
    printed('-0.643035', formula('4'), 'with Σ = 4'),
  ]
}

/** Laplace noise of variance 1, μ ∼ N(0, 1), t = 1.5. */
const laplaceNoise = () => {
  const mean = enclosed((F) => laplaceSmoothed(F, F.lit('3/2')).mean)
  const formula = enclosed((F) => {
    const slope = derivative(dualAnalytic(F), (D, t) => D.log(laplaceSmoothed(D, t).density), F.lit('3/2'))
    return F.add(F.lit('3/2'), slope)
  })
  return [
    printed('0.8810774', mean, 'Laplace noise of variance 1, μ ∼ N(0,1), t = 1.5: E[μ|t]'),
    printed('0.6189226', formula, 't + Σ∇ log p'),
  ]
}

export const TWEEDIE_1 = theorem({
  id: 'TWEEDIE-1',
  title: 'Tweedie’s formula: E[μ|t] = t + Σ·∇ log p(t) for t|μ ∼ N(μ, Σ)',
  statement: String.raw`t \mid \mu \sim \mathcal N(\mu, \Sigma),\ \mu \sim \pi:\qquad \mathrm E[\mu \mid t] = t + \Sigma\,\nabla\log p(t),
    \quad p(t) = \int \mathcal N(t; \mu, \Sigma)\,\pi(d\mu)`,
  sources: [cite('L', 'Theorem, Tweedie’s Formula'), cite('M', 'Tweedie’s formula')],
  uses: [],
  hypotheses: [
    {
      kind: 'analytic',
      text: 'μ has any law; Σ is positive definite, known and does not depend on μ; the noise is Gaussian',
      citation: cite('L', 'Theorem, Tweedie’s Formula'),
    },
    {
      kind: 'generator',
      text: 'μ: mixtures of K ≤ 4 Gaussians with free full covariances and points; Σ free, full; d ≤ 3',
    },
  ],
  reduction:
    '∇p(t) = ∫ Σ⁻¹(μ − t) N(t; μ, Σ) π(dμ) for any law (the derivatives of the kernel are bounded); divide by p > 0 and ' +
    'multiply by Σ. On mixtures, for every K: component k of μ gives t the law N(m_k, Σ_k + Σ), and E[μ|t,k] − t = ' +
    'm_k + Σ_k(Σ_k+Σ)⁻¹(t−m_k) − t = −Σ(Σ_k+Σ)⁻¹(t−m_k) = Σ·g_k, g_k = ∇ log N(t; m_k, Σ_k+Σ); the average under r_k is ' +
    'the statement. That term is the case K = 1 of the claims.',
  formulas: [locationMean, locationMarginal, score, logPotential],
  claims: [
    provedByNormalForm(
      'Every K: the generic term, K = 1, Gaussian or point, full Σ, d ≤ 2.',
      location(only(1, 2)),
    ),
    provedByNormalForm(
      'E[μ|t] = t + Σ·∇ log p(t) through the public functions, K ≤ 2, d = 1.',
      location(only(2, 1)),
    ),
    provedByModular(
      'The same with full Σ, K ≤ 4, d ≤ 3, Gaussians, points and both together.',
      location(SHAPES),
    ),
  ],
  counterexamples: [
    {
      drops: 'p is the marginal of t',
      text: 'With p(t) = N(t; μ, Σ) the right side is the unseen μ itself: μ = ±1, Σ = 1, t = .5: 1 against tanh .5 = 0.46211716.',
      check: confirmed(signsAtHalf),
    },
    {
      drops: 'Σ does not depend on μ',
      text: '(μ, Σ) = (0, 1) or (1, 4), t = 2: E[μ|t] = 0.76528078, the formula 1.33924, 0.348103, −0.643035 with Σ = 1, 2.5, 4.',
      check: confirmed(varyingNoise),
    },
    {
      drops: 'the noise is Gaussian',
      text: 'Laplace noise of variance 1, μ ∼ N(0,1), t = 1.5: E[μ|t] = 0.8810774, the formula 0.6189226.',
      check: confirmed(laplaceNoise),
    },
  ],
  errata: [
    {
      id: 'E16',
      citation: cite('L', 'Theorem, Tweedie’s Formula'),
      printed:
        'p(t) = N(t; μ_t, Σ_t): the formula connects the mean, the variance and the score of a Gaussian',
      correct:
        'p is the marginal of t, Σ is known and does not depend on μ, and μ is random: 1 against tanh .5 = .4621; Σ(μ): ' +
        '.7653 against 1.339, .348, −.643; Laplace noise: .8811 against .6189; t is also their time index',
      check: confirmed(() => [...signsAtHalf(), ...varyingNoise(), ...laplaceNoise()]),
    },
  ],
})
