import { atomComponent, componentPosterior, gaussianComponent } from '../../reference/data/component.js'
import { unchanged } from '../../reference/data/location.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { apply, scaleVector, subVectors } from '../../reference/numbers/linear.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { epsFromX0, scoreFromEps, scoreFromX0 } from '../../reference/process/predictions.js'
import {
  confirmed,
  established,
  exactly,
  provedByModular,
  provedByNormalForm,
  refused,
} from '../evidence/index.js'
import { FWD_INV } from '../forward/fwd-inv.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { forShapes, gradientOf, type Mixture, TERMS, vectorEquals } from './mixture.js'
import { kernelOf } from './variables.js'

const POINTS = TERMS.filter((shape) => shape.isPoint)
const GAUSSIANS = TERMS.filter((shape) => !shape.isPoint)

/** ∇ₓ of the log weight of the one component: its logarithm of w·N, up to a constant of x. */
const slopeOf = <T>(F: ExponentialField<T>, mixture: Mixture<T>) =>
  gradientOf(F, (D, kernel, data, x) => componentPosterior(D, kernel, at(data, 0), x).logWeight, mixture)

/** A point x₀ seen through the kernel: N(x; a·x₀, s²I). */
const isotropic = forShapes(POINTS, (F, mixture) => {
  const { kernel, std, data, x } = mixture
  const { mean: x0 } = at(data, 0)
  const slope = slopeOf(F, mixture)
  const each = (f: (at: { xt: (typeof x)[number]; x0: (typeof x)[number] }) => (typeof x)[number]) =>
    x.map((xt, i) => f({ xt, x0: at(x0, i) }))
  const eps = each((point) => epsFromX0(F, kernel, point))
  return [
    ...vectorEquals(
      scaleVector(F, kernel.variance, slope),
      subVectors(F, scaleVector(F, kernel.signal, x0), x),
      's²·∇ log q(x|x₀) = a·x₀ − x',
    ),
    ...vectorEquals(
      slope,
      each((point) => scoreFromX0(F, kernel, point)),
      '(a·x₀ − x)/s²',
    ),
    ...vectorEquals(
      slope,
      eps.map((noise) => scoreFromEps(F, kernel, { eps: noise })),
      '−ε/s',
    ),
    ...vectorEquals(scaleVector(F, F.neg(std), slope), eps, '−s·∇ log q(x|x₀) = ε'),
  ]
})

/** N(x; m, Σ), the component itself seen without more noise. */
const general = forShapes(GAUSSIANS, (F, mixture) => {
  const component = at(mixture.data, 0)
  const slope = slopeOf(F, { ...mixture, kernel: unchanged(F) })
  if (component.covariance === undefined) throw new RangeError('a Gaussian component is needed')
  return vectorEquals(
    apply(F, component.covariance, slope),
    subVectors(F, component.mean, mixture.x),
    'Σ·∇ log N(x; m, Σ) = m − x',
  )
})

/** At x = a·x₀, the largest density. */
const atTheCentre = forShapes(POINTS, (F, mixture) => {
  const { kernel, data } = mixture
  const x = scaleVector(F, kernel.signal, at(data, 0).mean)
  return vectorEquals(
    slopeOf(F, { ...mixture, x }),
    x.map(() => F.lit(0n)),
    'the score at a·x₀',
  )
})

const centre = provedByNormalForm('At the centre x = a·x₀ the score is 0, d ≤ 3.', atTheCentre)

export const SCORE_COND = theorem({
  id: 'SCORE-COND',
  title: 'The score of the kernel is the noise, scaled: ∇ log q(x|x₀) = −(x − a·x₀)/s² = −ε/s',
  statement: String.raw`\nabla_x \log q(x|x_0) = -\frac{x - a x_0}{s^2} = -\frac{\varepsilon(x|x_0)}{s},\qquad
    \nabla_x \log \mathcal N(x; m, \Sigma) = \Sigma^{-1}(m - x)`,
  sources: [cite('B', 'section 2.4 and eq. (5)'), cite('P', 'quick check'), cite('M', 'Special case')],
  uses: [FWD_INV],
  hypotheses: isotropic.guards,
  reduction:
    'The log density of the kernel is that of one point seen through it, up to a constant; it is differentiated by dual ' +
    'numbers on the reference’s own function, each coordinate a variable. For a full covariance the statement is ' +
    'multiplied out by Σ. In the notation of denoising score matching a = 1 and s = σ: (x − x̃)/σ² = −ε/σ.',
  formulas: [atomComponent, gaussianComponent, epsFromX0, scoreFromX0, scoreFromEps],
  claims: [
    provedByNormalForm(
      'The derivative of log q(x|x₀) is −(x − a·x₀)/s² and −ε(x|x₀)/s, for all kernels, d ≤ 3.',
      isotropic,
    ),
    provedByNormalForm('For a full covariance it is Σ⁻¹(m − x), d ≤ 3.', general),
    provedByModular('The same for a full covariance, by another engine.', general),
    centre,
  ],
  counterexamples: [
    {
      drops: 's > 0',
      text: 'At s = 0 the kernel is a point, without a density: the score divides by zero; one s from the centre it is −1/s.',
      check: confirmed(() => {
        const { lit } = RATIONALS
        const kernel = kernelOf(RATIONALS, { signal: lit(1n), std: lit('1e-9') })
        return [
          exactly(
            '-1e9',
            scoreFromX0(RATIONALS, kernel, { xt: lit('1e-9'), x0: lit(0n) }),
            'the score one s = 1e-9 away',
          ),
          refused(
            'at s = 0 it is refused',
            () => scoreFromX0(RATIONALS, unchanged(RATIONALS), { xt: lit(1n), x0: lit(0n) }),
            /zero/,
          ),
        ]
      }),
    },
  ],
  errata: [
    {
      id: 'E13',
      citation: cite('B', 'section 2.4, the conditional score'),
      printed: 'to maximise the conditional score is to point to the clean data',
      correct:
        'a vector is not maximised; where the density is largest the score is 0, and it is longer farther away',
      check: confirmed(async (context) => {
        const { lit } = RATIONALS
        const kernel = kernelOf(RATIONALS, { signal: lit('4/5'), std: lit('3/5') })
        const score = (xt: string) => scoreFromX0(RATIONALS, kernel, { xt: lit(xt), x0: lit(1n) })
        return [
          await established(centre, context),
          exactly('-5/9', score('1'), 'a = 4/5, s = 3/5, x₀ = 1: the score at 1, 1/5 from the centre'),
          exactly('-10/3', score('2'), 'at 2'),
        ]
      }),
    },
  ],
})
