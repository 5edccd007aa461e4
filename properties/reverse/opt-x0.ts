import { gaussianPosterior, gaussianSpread } from '../../reference/data/gaussian.js'
import {
  epsCovariance,
  epsStar,
  posteriorWeights,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import { at, dot, square } from '../../reference/numbers/combinators.js'
import {
  apply,
  multiply,
  scaleMatrix,
  squaredNorm,
  subMatrices,
  subVectors,
  trace,
} from '../../reference/numbers/linear.js'
import { POWERS_OF_TWO } from '../../reference/numbers/powers-of-two.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import { diffuse } from '../../reference/process/kernel.js'
import { epsFromX0, x0FromEps } from '../../reference/process/predictions.js'
import {
  confirmed,
  enclosed,
  equals,
  established,
  exactly,
  lessThan,
  provedByModular,
  provedByNormalForm,
  refused,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { forShapes, matrixEquals, SHAPES, type Shape, SMALL, TERMS, vectorEquals } from './mixture.js'
import { OPT_EPS } from './opt-eps.js'
import { kernelOf, living, noisy } from './variables.js'

/** Through the public functions: ε* is the noise that x̂₀ leaves, and a²·Cov(x₀|x) = s²·Cov(ε|x). */
const together = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, { kernel, data, x }) => {
    const clean = x0Hat(F, kernel, data, x)
    const left = x.map((xt, i) => epsFromX0(F, kernel, { xt, x0: at(clean, i) }))
    const ofX0 = scaleMatrix(F, square(F, kernel.signal), x0Covariance(F, kernel, data, x))
    const ofEps = scaleMatrix(F, kernel.variance, epsCovariance(F, kernel, data, x))
    return [
      ...vectorEquals(epsStar(F, kernel, data, x), left, '(x − a·x̂₀)/s = ε*'),
      ...matrixEquals(ofX0, ofEps, 'a²·Cov(x₀|x) = s²·Cov(ε|x)'),
    ]
  })

/** On points: x̂₀ and Cov(x₀|x) are the mean and covariance of x₀ under its posterior, a finite sum. */
const onPoints = (shapes: readonly Shape[]) =>
  forShapes(
    shapes.filter(({ isPoint }) => isPoint?.(1)),
    (F, { kernel, data, x }) => {
      const weights = posteriorWeights(F, kernel, data, x)
      const points = data.map(({ mean }) => mean)
      const mean = x.map((_, i) =>
        dot(
          F,
          weights,
          points.map((z) => at(z, i)),
        ),
      )
      const losses = points.map((z) => squaredNorm(F, subVectors(F, z, mean)))
      return [
        ...vectorEquals(mean, x0Hat(F, kernel, data, x), 'Σ r_k·z_k = x̂₀'),
        equals(
          dot(F, weights, losses),
          trace(F, x0Covariance(F, kernel, data, x)),
          'Σ r_k·|z_k − x̂₀|² = tr Cov(x₀|x)',
        ),
      ]
    },
  )

/** On one Gaussian component: the regression of x₀ on x, Cov(x₀, x) = a·Σ, Cov x = V. */
const onGaussians = forShapes(
  TERMS.filter(({ isPoint }) => !isPoint),
  (F, { kernel, data, x }) => {
    const { mean, covariance } = at(data, 0)
    if (covariance === undefined) throw new RangeError('a Gaussian component is needed')
    const { score, x0Hat } = gaussianPosterior(F, kernel, { mean, covariance }, x)
    const { precision, x0Covariance } = gaussianSpread(F, kernel, { mean, covariance })
    const joint = scaleMatrix(F, kernel.signal, covariance)
    const explained = multiply(F, multiply(F, joint, precision), joint)
    return [
      ...vectorEquals(subVectors(F, mean, apply(F, joint, score)), x0Hat, 'm + Cov(x₀,x)·V⁻¹(x − a·m) = μ'),
      ...matrixEquals(subMatrices(F, covariance, explained), x0Covariance, 'Σ − Cov(x₀,x)·V⁻¹·Cov(x,x₀) = C'),
    ]
  },
)

/** The loss of the unbiased guess x/a, for every law of x₀: (x₀ − x/a)² = (s²/a²)·ε². */
const unbiased = statement({
  variables: ['signal', 'std', 'x0', 'eps'],
  guards: [noisy, living],
  conclude: (F, { x0, eps, ...v }) => {
    const kernel = kernelOf(F, v)
    const guess = F.div(diffuse(F, kernel, { x0, eps }), kernel.signal)
    const left = square(F, F.sub(x0, guess))
    return [equals(left, F.mul(F.div(kernel.variance, square(F, kernel.signal)), square(F, eps)), 'loss')]
  },
})
const finiteLoss = provedByNormalForm(
  'The guess x/a has the loss (s²/a²)·|ε|² whatever x₀ is: E|x₀ − x̂₀|² ≤ d·s²/a² for every law.',
  unbiased,
)

export const OPT_X0 = theorem({
  id: 'OPT-X0',
  title: 'The best prediction of the clean data is x̂₀(x_t) = E[x₀|x_t]; it and ε* make up x_t = a·x̂₀ + s·ε*',
  statement: String.raw`\operatorname{argmin}_f \mathrm E\|x_0 - f(x_t)\|^2 = \hat x_0,\quad \hat x_0(x) = \mathrm E[x_0 \mid x_t = x],\quad
    x = a\,\hat x_0(x) + s\,\varepsilon^*(x),\quad \operatorname{Cov}(x_0|x) = \tfrac{s^2}{a^2}\operatorname{Cov}(\varepsilon|x)`,
  sources: [cite('M', 'x-Prediction')],
  uses: [OPT_EPS],
  hypotheses: [
    ...together(SMALL).guards,
    {
      kind: 'analytic',
      text: 'a ≠ 0; x₀ has any law: x̂₀ exists, as |x₀|·q(x|x₀) is bounded, and E|x₀ − x̂₀|² ≤ d·s²/a²',
      citation: cite('alphabar', 'OPT-X0'),
    },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'Given x_t, x₀ = (x_t − s·ε)/a is affine in ε, so the loss of f is s²/a² times the loss of (x_t − a·f)/s as a prediction ' +
    'of ε: OPT-EPS, with x̂₀ = (x_t − s·ε*)/a. Checked is that the x̂₀ of the reference is E[x₀|x]: on points the finite sum ' +
    'Σ r_k·z_k, on a Gaussian component the regression of the jointly Gaussian (x₀, x), on mixtures their average; and ' +
    'that its covariance is that of ε scaled.',
  formulas: [
    x0Hat,
    x0Covariance,
    epsStar,
    epsCovariance,
    posteriorWeights,
    gaussianPosterior,
    gaussianSpread,
  ],
  claims: [
    provedByNormalForm('(x − a·x̂₀)/s = ε* and a²·Cov(x₀|x) = s²·Cov(ε|x), K ≤ 2, d = 1.', together(SMALL)),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', together(SHAPES)),
    provedByNormalForm(
      'Two points, d = 1: Σ r_k·z_k = x̂₀ and Σ r_k·|z_k − x̂₀|² = tr Cov(x₀|x).',
      onPoints(SMALL),
    ),
    provedByModular('K ≤ 4 points, d ≤ 3: the same.', onPoints(SHAPES)),
    provedByNormalForm(
      'One Gaussian component, d ≤ 3: μ is the regression of x₀ on x, C the covariance it leaves.',
      onGaussians,
    ),
    finiteLoss,
  ],
  counterexamples: [
    {
      drops: 'x₀ has a second moment',
      text:
        'Cauchy data: E[x₀²; |x₀| ≤ R] = (2/π)(R − arctan R) > 2R/π − 1 has no bound, so f ≡ 0 has infinite loss, and yet ' +
        'E|x₀ − x̂₀|² ≤ s²/a².',
      check: confirmed(async (context) => [
        ...[1000n, 1000000n].map((R) =>
          lessThan(
            rational(R / 2n),
            enclosed((F) => F.sub(F.div(F.lit(2n * R), F.pi), F.lit(1n))),
            `R = ${R}: more than ${R / 2n}`,
          ),
        ),
        await established(finiteLoss, context),
      ]),
    },
    {
      drops: 'a ≠ 0',
      text: 'at a = 0 x says nothing of x₀: x̂₀ is the mean of the data, and no ε gives x₀ back.',
      check: confirmed(() => {
        const { lit } = RATIONALS
        const kernel = { signal: lit(0n), variance: lit(1n) }
        const data = [lit(3n), lit(1n)].map((z) => ({ weight: lit('1/2'), mean: [z] }))
        return [
          exactly('2', at(x0Hat(POWERS_OF_TWO, kernel, data, [lit(7n)]), 0), 'x₀ = 1 or 3, x = 7: x̂₀'),
          refused(
            'x₀ from ε is refused at a = 0',
            () => x0FromEps(RATIONALS, kernel, { xt: lit(1n), eps: lit(1n) }),
            /zero/,
          ),
        ]
      }),
    },
  ],
  errata: [],
})
