import type { Component } from '../../reference/data/component.js'
import { locationMean } from '../../reference/data/location.js'
import { logPotential, score, x0Covariance, x0Hat } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { addVectors, identity, scaleMatrix, scaleVector } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, slidesKernel, veKernel } from '../../reference/process/conventions.js'
import {
  confirmed,
  equals,
  established,
  exactly,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { forShapes, gradientOf, read, SHAPES, SMALL, vectorEquals } from './mixture.js'
import { SCORE_EPS } from './score-eps.js'
import { TWEEDIE_1 } from './tweedie-1.js'

/** a·x̂₀ = x + s²·∇ log q, with ∇ by dual numbers. */
const tweedie = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, data, x } = mixture
    const signalPart = scaleVector(F, kernel.signal, x0Hat(F, kernel, data, x))
    const slope = gradientOf(F, logPotential, mixture)
    return [
      ...vectorEquals(
        signalPart,
        addVectors(F, x, scaleVector(F, kernel.variance, slope)),
        'a·x̂₀ = x + s²·∇ log q',
      ),
      ...vectorEquals(slope, score(F, kernel, data, x), 'score'),
    ]
  })

/** TWEEDIE-1 of μ = a·x₀ and Σ = s²I: E[μ|t] is a·x̂₀. */
const asLocation = forShapes(SHAPES, (F, { kernel, data, x }) => {
  const noise = scaleMatrix(F, kernel.variance, identity(F, x.length))
  const scaled = data.map(({ weight, mean, covariance }): Component<(typeof x)[number]> => {
    const point = { weight, mean: scaleVector(F, kernel.signal, mean) }
    if (covariance === undefined) return point
    return { ...point, covariance: scaleMatrix(F, square(F, kernel.signal), covariance) }
  })
  const signalPart = scaleVector(F, kernel.signal, x0Hat(F, kernel, data, x))
  return vectorEquals(locationMean(F, noise, scaled, x), signalPart, 'E[a·x₀|x] = a·x̂₀')
})

/** The forms in print: √ᾱ_t and 1−ᾱ_t; ᾱ_i and 1−ᾱ_i²; 1 and σ². */
const conventions = forShapes(
  SMALL,
  (F, mixture, v) => {
    const { lit, sub, sqrt } = F
    const { data, x, std } = mixture
    const level = read(v, 'alphaBar')
    const forms = [
      {
        kernel: hoKernel(F, { alphaBar: level }),
        signal: sqrt(level),
        variance: sub(lit(1n), level),
        called: 'A',
      },
      {
        kernel: slidesKernel(F, { alphaBar: level }),
        signal: level,
        variance: sub(lit(1n), square(F, level)),
        called: 'B',
      },
      { kernel: veKernel(F, { std }), signal: lit(1n), variance: square(F, std), called: 'VE' },
    ]
    return forms.flatMap(({ kernel, signal, variance, called }) => {
      const slope = gradientOf(F, logPotential, { ...mixture, kernel })
      const left = scaleVector(F, signal, x0Hat(F, kernel, data, x))
      return vectorEquals(left, addVectors(F, x, scaleVector(F, variance, slope)), called)
    })
  },
  ['alphaBar'],
)

/** Unit Gaussian data: Cov(x₀|x) = 1 − ᾱ. */
const unitGaussian = statement({
  variables: ['alphaBar', 'rootAlphaBar', 'x'],
  roots: { rootAlphaBar: (_, { alphaBar }) => alphaBar },
  guards: [],
  conclude: (F, { alphaBar, x }) => {
    const unit = [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[F.lit(1n)]] }]
    const kernel = hoKernel(F, { alphaBar })
    const left = at(at(x0Covariance(F, kernel, unit, [x]), 0), 0)
    return [
      equals(left, F.sub(F.lit(1n), alphaBar), 'E|x₀ − x̂₀|²'),
      equals(
        F.mul(square(F, kernel.signal), left),
        F.mul(alphaBar, F.sub(F.lit(1n), alphaBar)),
        'E|√ᾱx₀ − √ᾱx̂₀|²',
      ),
    ]
  },
})

export const TWEEDIE_DDPM = theorem({
  id: 'TWEEDIE-DDPM',
  title: 'Tweedie’s formula for diffusion: a·E[x₀|x_t] = x_t + s²·∇ log q_t(x_t)',
  statement: String.raw`\sqrt{\bar\alpha_t}\,\mathrm E[x_0|x_t] = x_t + (1-\bar\alpha_t)\nabla\log q_t\ \text{(A)},\quad
    \bar\alpha_i\,\mathrm E[x_0|x_i] = x_i + (1-\bar\alpha_i^2)\nabla\log p_i\ \text{(B)},\quad
    \mathrm E[x|x_\sigma] = x_\sigma + \sigma^2\nabla\log p_\sigma\ \text{(VE)}`,
  sources: [cite('L', 'Deriving the True Score Function, step 1'), cite('M', 'Tweedie’s formula')],
  uses: [TWEEDIE_1, SCORE_EPS],
  hypotheses: [
    ...tweedie(SMALL).guards,
    {
      kind: 'analytic',
      text: 'x₀ has any law; E[x₀|x_t] exists where a ≠ 0, since |x₀|·q(x|x₀) is bounded in x₀',
      citation: cite('alphabar', 'SCORE-REG'),
    },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'It is TWEEDIE-1 of μ = a·x₀ and Σ = s²I, and SCORE-EPS with ε* = (x − a·x̂₀)/s. On mixtures, for every K: both sides ' +
    'are averages under r_k, with terms a·μ_k and x + s²·g_k, equal by the generic term of SCORE-EPS. The SDE form, ' +
    'm·E[x₀|x_t] = x_t + P·∇ log p_t, is the same at the kernel (m, P): the claims have a and s free.',
  formulas: [x0Hat, score, logPotential],
  claims: [
    provedByNormalForm(
      'a·x̂₀ = x + s²·∇ log q through the public functions, K ≤ 2, d = 1, all a and s.',
      tweedie(SMALL),
    ),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', tweedie(SHAPES)),
    provedByNormalForm('In the three conventions as printed: A, B and VE, K ≤ 2, d = 1.', conventions),
    provedByModular(
      'It is TWEEDIE-1 of μ = a·x₀ and Σ = s²I: the two posteriors have one mean, K ≤ 4, d ≤ 3.',
      asLocation,
    ),
  ],
  counterexamples: [],
  errata: [
    {
      id: 'E17',
      citation: cite('L', 'Deriving the True Score Function, step 1'),
      printed: 'the best estimate of E[√ᾱ_t x₀|x_t] is √ᾱ_t x₀ itself',
      correct:
        'it is √ᾱ_t·x̂₀: for unit Gaussian data x₀ differs from x̂₀ by 1−ᾱ_t in mean square (0.5 at ᾱ_t = ½); the scaled ' +
        'quantities that are compared, √ᾱ_t x₀ and √ᾱ_t x̂₀, differ by ᾱ_t(1−ᾱ_t), 0.25 at ᾱ_t = ½, not by 0.5',
      check: confirmed(async (context) => {
        const claim = provedByNormalForm(
          'Unit Gaussian data: E|x₀ − x̂₀|² = 1−ᾱ, E|√ᾱx₀ − √ᾱx̂₀|² = ᾱ(1−ᾱ).',
          unitGaussian,
        )
        const { lit, sub, mul } = RATIONALS
        const alphaBar = lit('1/2')
        const variance = sub(lit(1n), alphaBar)
        return [
          await established(claim, context),
          exactly('0.5', variance, '1−ᾱ at ᾱ = ½'),
          exactly('0.25', mul(alphaBar, variance), 'ᾱ(1−ᾱ)'),
        ]
      }),
    },
  ],
})
