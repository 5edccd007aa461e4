import { epsJacobian, x0Jacobian } from '../../reference/data/denoiser.js'
import { gaussianSpread } from '../../reference/data/gaussian.js'
import { epsCovariance, epsStar, x0Covariance, x0Hat } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import { entryOf, identity, scaleMatrix, subMatrices } from '../../reference/numbers/linear.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import {
  atLeast,
  confirmed,
  enclosed,
  exactly,
  exceeds,
  guard,
  lessThan,
  provedByModular,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { fairSigns } from '../reverse/fair-signs.js'
import { forShapes, gradientOf, matrixEquals, SHAPES, type Shape, SMALL } from '../reverse/mixture.js'
import { TWEEDIE_DDPM } from '../reverse/tweedie-ddpm.js'
import { kernelOf, noisy } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { X_TWEEDIE2 } from './x-tweedie2.js'

/** The derivatives of x̂₀ and ε*, by dual numbers, coordinate by coordinate, against the formulas. */
const jacobians = (shapes: readonly Shape[]) =>
  forShapes(shapes, (F, mixture) => {
    const { kernel, std, data, x } = mixture
    const ofX0 = x.map((_, i) => gradientOf(F, (D, k, law, y) => at(x0Hat(D, k, law, y), i), mixture))
    const ofEps = x.map((_, i) => gradientOf(F, (D, k, law, y) => at(epsStar(D, k, law, y), i), mixture))
    const weight = F.div(kernel.signal, square(F, std))
    return [
      ...matrixEquals(ofX0, x0Jacobian(F, kernel, data, x), '∂x̂₀'),
      ...matrixEquals(ofX0, scaleMatrix(F, weight, x0Covariance(F, kernel, data, x)), '∂x̂₀ = a·Cov(x₀|x)/s²'),
      ...matrixEquals(ofEps, epsJacobian(F, kernel, data, x), '∂ε*'),
      ...matrixEquals(
        scaleMatrix(F, std, ofEps),
        subMatrices(F, identity(F, x.length), epsCovariance(F, kernel, data, x)),
        's·∂ε* = I − Cov(ε|x)',
      ),
    ]
  })

/** Along an eigenvector of Σ_k, of variance σ²: 0 ≤ a²σ²/(a²σ² + s²) ≤ 1 and vσ²/(a²σ² + s²) ≥ 0. */
const within = statement({
  variables: ['signal', 'std', 'spread'],
  guards: [noisy, guard<'spread'>('σ² > 0', ({ lit }, { spread }) => [exceeds(spread, lit(0n))])],
  conclude: (F, { spread, ...v }) => {
    const prior = { mean: [F.lit(0n)], covariance: [[spread]] }
    const { epsCovariance, x0Covariance } = gaussianSpread(F, kernelOf(F, v), prior)
    return [
      atLeast(entryOf(x0Covariance, 0, 0), F.lit(0n), 'C_k'),
      atLeast(entryOf(epsCovariance, 0, 0), F.lit(0n), 'Cov(ε|x,k)'),
      atLeast(F.lit(1n), entryOf(epsCovariance, 0, 0), 'Cov(ε|x,k) ≤ 1'),
    ]
  },
})

export const X_CONVEX = theorem({
  id: 'X-CONVEX',
  title:
    'The posterior mean x̂₀ is the gradient of a convex function: its Jacobian a·Cov(x₀|x)/s² is symmetric and positive; λ_max(∂ε*) ≤ 1/s',
  statement: String.raw`\partial\hat x_0 = \tfrac{a}{s^2}\operatorname{Cov}(x_0|x) \succeq 0\ (a > 0),\quad
    \hat x_0 = \nabla\,\tfrac1a\bigl(\tfrac12\|x\|^2 + s^2\log q\bigr),\quad \partial\varepsilon^* = \tfrac1s(I - \operatorname{Cov}(\varepsilon|x)) \preceq \tfrac1s I`,
  sources: [cite('alphabar', 'X-CONVEX')],
  uses: [TWEEDIE_DDPM, X_TWEEDIE2],
  hypotheses: [
    ...jacobians(SMALL).guards,
    {
      kind: 'analytic',
      text: 'x₀ has any law: derivatives are taken under the integral',
      citation: cite('alphabar', 'SCORE-REG'),
    },
    { kind: 'generator', text: 'mixtures of K ≤ 4 Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'x̂₀ = (x + s²∇ log q)/a (TWEEDIE-DDPM) is a gradient; its derivative is (I + s²∇² log q)/a = a·Cov(x₀|x)/s² (X-TWEEDIE2), a ' +
    'covariance: symmetric and positive. s·∂ε* = −s²∇² log q = I − Cov(ε|x) ⪯ I. On mixtures the derivatives are taken of the ' +
    'reference’s functions and compared; Cov(x₀|x) and Cov(ε|x) are averages of C_k and a²Σ_kV_k⁻¹, which share the eigenvectors ' +
    'of Σ_k, and of scatters, positive by X-TWEEDIE2.',
  formulas: [x0Jacobian, epsJacobian, x0Hat, epsStar, x0Covariance, epsCovariance, gaussianSpread],
  claims: [
    provedByNormalForm('∂x̂₀ = a·Cov(x₀|x)/s² and s·∂ε* = I − Cov(ε|x), K ≤ 2, d = 1.', jacobians(SMALL)),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', jacobians(SHAPES)),
    provedByZ3('Along each eigenvector of Σ_k: C_k ≥ 0 and 0 ≤ Cov(ε|x,k) ≤ 1.', within),
  ],
  counterexamples: [
    {
      drops: 'the network is optimal for some law',
      text:
        'a network with the derivative 2/s would need Cov(ε|x) = 1 − 2 = −1: it is optimal for no law. Fair signs, a = 4/5, ' +
        's = 3/5: s·∂ε* is −7/9 at x = 0, and between 0.99 and 1 at x = 3.',
      check: confirmed(() => {
        const { lit, sub, mul, div } = RATIONALS
        const std = lit('3/5')
        const scaled = (x: string) =>
          enclosed((F) => {
            const kernel = { signal: F.lit('4/5'), variance: F.lit('9/25') }
            return F.mul(F.lit('3/5'), entryOf(epsJacobian(F, kernel, fairSigns(F), [F.lit(x)]), 0, 0))
          })
        const atZero = scaled('0')
        return [
          exactly('-1', sub(lit(1n), mul(std, div(lit(2n), std))), '1 − s·(2/s)'),
          lessThan(atZero, lit('-777/1000'), 's·∂ε*(0) < −.777'),
          lessThan(lit('-778/1000'), atZero, '> −.778'),
          lessThan(lit('99/100'), scaled('3'), 's·∂ε*(3) > .99'),
          lessThan(scaled('3'), rational(1n), '< 1'),
        ]
      }),
    },
  ],
  errata: [],
})
