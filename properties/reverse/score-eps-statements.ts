import { componentPosterior } from '../../reference/data/component.js'
import { epsStar, logPotential, score } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { scaleVector, subVectors } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, slidesKernel, veKernel } from '../../reference/process/conventions.js'
import { epsFromX0, scoreFromEps } from '../../reference/process/predictions.js'
import { snr } from '../../reference/process/step.js'
import {
  confirmed,
  enclosed,
  equals,
  established,
  exactly,
  printed,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { fairSigns, irreducibleError } from './fair-signs.js'
import { forShapes, gradientOf, read, type SHAPES, SMALL, TERMS, vectorEquals } from './mixture.js'
import { unitGaussianError } from './opt-eps-statements.js'

/** The generic term: ∇ log(w_k N_k) = g_k, and x − a·μ_k = −s²·g_k, so that E[ε|x,k] = −s·g_k. */
export const term = forShapes(TERMS, (F, mixture) => {
  const { kernel, data, x } = mixture
  const posterior = componentPosterior(F, kernel, at(data, 0), x)
  const slope = gradientOf(F, (D, k, law, y) => componentPosterior(D, k, at(law, 0), y).logWeight, mixture)
  const residual = subVectors(F, x, scaleVector(F, kernel.signal, posterior.x0Hat))
  const pull = scaleVector(F, F.neg(kernel.variance), posterior.score)
  return [
    ...vectorEquals(slope, posterior.score, '∇ log(w_k N_k) = g_k'),
    ...vectorEquals(residual, pull, 'x − a·μ_k = −s²·g_k'),
  ]
})

/** Through the public functions: the derivative of log q, the score in closed form and −(1/s)·E[ε given x]. */
export const identity = (shapes: typeof SHAPES) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, data, x } = mixture
    const slope = gradientOf(F, logPotential, mixture)
    const fromNoise = epsStar(F, kernel, data, x).map((eps) => scoreFromEps(F, kernel, { eps }))
    return [
      ...vectorEquals(slope, fromNoise, '∇ log q = −ε*/s'),
      ...vectorEquals(slope, score(F, kernel, data, x), '∇ log q = Σ r_k g_k'),
    ]
  })

/** The same at the kernels of the conventions, with the printed denominators. */
export const conventions = forShapes(
  SMALL,
  (F, mixture, v) => {
    const { lit, sub, neg, div, sqrt } = F
    const level = read(v, 'alphaBar')
    const complement = (a: typeof level) => sub(lit(1n), a)
    const kernels = [
      { kernel: hoKernel(F, { alphaBar: level }), std: sqrt(complement(level)), called: '√(1−ᾱ)' },
      {
        kernel: slidesKernel(F, { alphaBar: level }),
        std: sqrt(complement(square(F, level))),
        called: '√(1−ᾱ²)',
      },
      { kernel: veKernel(F, { std: mixture.std }), std: mixture.std, called: 'σ' },
    ]
    return kernels.flatMap(({ kernel, std, called }) => {
      const here = { ...mixture, kernel, std }
      const noise = epsStar(F, kernel, mixture.data, mixture.x)
      const printedForm = noise.map((eps) => neg(div(eps, std)))
      return vectorEquals(gradientOf(F, logPotential, here), printedForm, `∇ log q = −ε*/${called}`)
    })
  },
  ['alphaBar'],
)

/** Fair signs at x = 0, through every kernel: the score is 0 by symmetry. */
const atZero = statement({
  variables: ['signal', 'std'],
  guards: [],
  conclude: (F, { signal, std }) => {
    const zero = [F.lit(0n)]
    return [
      equals(at(score(F, { signal, variance: square(F, std) }, fairSigns(F), zero), 0), F.lit(0n), 'score'),
    ]
  },
})
const symmetric = provedByNormalForm('Fair signs: the score at x = 0 is 0, for every kernel.', atZero)

/** x₀ known: one point. */
export const onePoint = forShapes(
  TERMS.filter(({ isPoint }) => isPoint),
  (F, { kernel, data, x }) => {
    const { mean } = at(data, 0)
    const drawn = x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(mean, i) }))
    return vectorEquals(epsStar(F, kernel, data, x), drawn, 'ε* = ε')
  },
)

const LEVELS = [
  ['0.5', '1'],
  ['0.9', '9'],
  ['0.99', '99'],
] as const

/** What [L] prints is the score of the drawn noise: at x = 0 of ε = ∓1, at ᾱ = ½. */
const drawnAtZero = (x0: bigint) =>
  enclosed((F) => {
    const kernel = hoKernel(F, { alphaBar: F.lit('1/2') })
    return scoreFromEps(F, kernel, { eps: epsFromX0(F, kernel, { xt: F.lit(0n), x0: F.lit(x0) }) })
  })

export const drawnNoise = confirmed(async (context) => {
  const { lit, sub } = RATIONALS
  return [
    await established(symmetric, context),
    printed('1.4142136', drawnAtZero(1n), '−ε/√(1−ᾱ) with x₀ = 1'),
    printed('-1.4142136', drawnAtZero(-1n), 'with x₀ = −1'),
    await established(unitGaussianError, context),
    ...LEVELS.map(([level, gap]) => {
      const alphaBar = lit(level)
      return exactly(
        gap,
        snr(RATIONALS, { alphaBar, variance: sub(lit(1n), alphaBar) }),
        `unit Gaussian data, ᾱ = ${level}: ᾱ/(1−ᾱ)`,
      )
    }),
    printed(
      '0.89919902',
      enclosed((F) => F.div(irreducibleError(F), F.lit('1/2'))),
      'fair signs, ᾱ = ½: gap',
    ),
  ]
})
