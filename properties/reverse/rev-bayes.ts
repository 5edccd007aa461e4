import { gaussianComponent } from '../../reference/data/component.js'
import { gaussianPosterior, gaussianSpread } from '../../reference/data/gaussian.js'
import { unchanged } from '../../reference/data/location.js'
import { noised } from '../../reference/data/noised.js'
import { type Data, logDensity } from '../../reference/data/posterior.js'
import { reverseKernel } from '../../reference/data/reverse.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { at, product, sum } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { diagonal, type Vector, vector } from '../../reference/numbers/linear.js'
import { POWERS_OF_TWO } from '../../reference/numbers/powers-of-two.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel, hoStep } from '../../reference/process/conventions.js'
import { compose, type Transition } from '../../reference/process/kernel.js'
import {
  agree,
  confirmed,
  enclosed,
  equals,
  exactly,
  printed,
  provedByModular,
  provedByNormalForm,
  trapezoid,
} from '../evidence/index.js'
import { FWD_SEMI } from '../forward/fwd-semi.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { fairSigns } from './fair-signs.js'
import { forShapes, read, type Shape, TERMS } from './mixture.js'

const name = (i: number) => `y_${i + 1}`

/**
 * One Gaussian component N(m, V) of x_s, the step x_t = a·x_s + √v·e: N(x_s; m, V)·N(x_t; a·x_s, vI) =
 * N(x_t; a·m, a²V + vI)·N(x_s; μ, C), as exponents and determinants.
 */
const bayesTerm = (shapes: readonly Shape[]) =>
  forShapes(
    shapes,
    (F, { kernel: step, data, x: xt }, v) => {
      const { mean, covariance } = at(data, 0)
      if (covariance === undefined) throw new RangeError('a Gaussian component is needed')
      const xs = vector(xt.length, (i) => read(v, name(i)))
      const zero = diagonal(
        F,
        xs.map(() => F.lit(0n)),
      )
      const here = unchanged(F)
      const marginal = gaussianPosterior(F, step, { mean, covariance }, xt)
      const { x0Covariance } = gaussianSpread(F, step, { mean, covariance })
      const factors = {
        prior: gaussianPosterior(F, here, { mean, covariance }, xs),
        kernel: gaussianPosterior(F, step, { mean: xs, covariance: zero }, xt),
        posterior: gaussianPosterior(F, here, { mean: marginal.x0Hat, covariance: x0Covariance }, xs),
      }
      const determinant = ({ pivots }: { readonly pivots: Vector<(typeof v)[string]> }) => product(F, pivots)
      return [
        equals(
          F.add(factors.prior.distance, factors.kernel.distance),
          F.add(marginal.distance, factors.posterior.distance),
          'exponents',
        ),
        equals(
          F.mul(determinant(factors.prior), determinant(factors.kernel)),
          F.mul(determinant(marginal), determinant(factors.posterior)),
          'determinants',
        ),
      ]
    },
    vector(Math.max(...shapes.map(({ d }) => d)), name),
  )

const gaussians = (d: number) => TERMS.filter((shape) => !shape.isPoint && shape.d <= d)

/** The reference's log weight of a component is log w − ½(log det V + Δ), so that the terms above are its terms. */
const logWeight = forShapes(gaussians(3), (F, { kernel, data, x }) => {
  const { weight, mean, covariance } = at(data, 0)
  if (covariance === undefined) throw new RangeError('a Gaussian component is needed')
  const { pivots, distance } = gaussianPosterior(F, kernel, { mean, covariance }, x)
  const half = F.mul(F.lit('1/2'), F.add(sum(F, pivots.map(F.log)), distance))
  return [
    equals(
      gaussianComponent(F, kernel, { weight, mean, covariance }, x).logWeight,
      F.sub(F.log(weight), half),
      'log weight',
    ),
  ]
})

/** ᾱ_{t−1} = .9, α_t = .5. */
export const halvingStep = (F: Enclosure): Transition<Ball> => ({
  prior: hoKernel(F, { alphaBar: F.lit('9/10') }),
  step: hoStep(F, { beta: F.lit('1/2') }),
})

/** Three components in the plane: two Gaussians with full covariances and a point. */
const planar = <T>({ lit }: Field<T>): Data<T> => [
  {
    weight: lit('1/2'),
    mean: [lit(1n), lit('-1/2')],
    covariance: [
      [lit('2/5'), lit('1/10')],
      [lit('1/10'), lit('3/10')],
    ],
  },
  {
    weight: lit('1/3'),
    mean: [lit('-2'), lit(0n)],
    covariance: [
      [lit(1n), lit('-3/4')],
      [lit('-3/4'), lit(2n)],
    ],
  },
  { weight: lit('1/6'), mean: [lit('1/3'), lit(2n)] },
]

/** log q(x_t|x_s) + log p_s(x_s) − log p_t(x_t), each by the reference. */
function logBayes(
  F: Enclosure,
  transition: Transition<Ball>,
  data: Data<Ball>,
  xs: Vector<Ball>,
  xt: Vector<Ball>,
) {
  const { add, sub, lit } = F
  const fromHere = logDensity(F, transition.step, [{ weight: lit(1n), mean: xs }], xt)
  const marginal = logDensity(F, compose(F, transition), data, xt)
  return sub(add(fromHere, logDensity(F, transition.prior, data, xs)), marginal)
}

const POINTS = [
  { xs: ['1/2', '-1'], xt: ['0', '1/3'] },
  { xs: ['-3', '1/4'], xt: ['2', '-1'] },
  { xs: ['20', '-5'], xt: ['-10', '7/2'] },
] as const

/**
 * ∫ q(x_t|y) p_s(y)/p_t(x_t) dy for fair signs. It is Σ r_k N(y; μ_k, C), |μ_k| ≤ 1, C = 1/11: on the line Im y = b, |b| ≤ 1,
 * the modulus integrates to at most e^{b²/(2C)} ≤ e⁶; beyond |y| = 4 the sum is at most 2·Q(3/√C) ≤ e^{−9/(2C)} ≤ e^{−49}.
 */
const total = (xt: string) =>
  enclosed((F) => {
    const [transition, data] = [halvingStep(F), fairSigns(F)]
    const density = (y: Ball) => F.exp(logBayes(F, transition, data, [y], [F.lit(xt)]))
    return trapezoid(F, density, {
      perUnit: 8n,
      below: -32n,
      above: 32n,
      strip: '1',
      integral: F.exp(F.lit(6n)),
      tail: F.exp(F.lit('-49')),
    })
  })

export const REV_BAYES = theorem({
  id: 'REV-BAYES',
  title:
    'The reverse kernel by Bayes: p(x_s|x_t) = q(x_t|x_s)·p_s(x_s)/p_t(x_t), in closed form for mixtures',
  statement: String.raw`p(x_{i-1} \mid x_i) = \frac{q(x_i \mid x_{i-1})\,p_{i-1}(x_{i-1})}{p_i(x_i)}`,
  sources: [cite('M', 'Why intractable'), cite('X', 'the reverse process'), cite('P', 'quick check')],
  uses: [FWD_SEMI],
  hypotheses: [
    ...logWeight.guards,
    {
      kind: 'analytic',
      text: 'x_s has a density: s ≥ 1, or the data has one',
      citation: cite('M', 'Why intractable'),
    },
    { kind: 'generator', text: 'mixtures of Gaussians with free full covariances and points, d ≤ 3' },
  ],
  reduction:
    'Bayes’ formula for the densities of (x_s, x_t), which is Markov: q(x_t|x_s, x₀) = q(x_t|x_s). For a mixture p_s = ' +
    'Σ w_k N(m_k, V_k) the right side is Σ_k w_k N(x_s; m_k, V_k)·N(x_t; a·x_s, vI) over Σ_k w_k N(x_t; a·m_k, a²V_k + vI), ' +
    'and each term above is the term below times N(x_s; μ_k, C_k). So p(x_s|x_t) = Σ r_k N(x_s; μ_k, C_k): the identity of ' +
    'one term, for every K. “Intractable” in print means that the data law is not known.',
  formulas: [gaussianPosterior, gaussianSpread, gaussianComponent, reverseKernel, logDensity, noised],
  claims: [
    provedByNormalForm(
      'Every K: N(x_s; m, V)·N(x_t; a·x_s, vI) = N(x_t; a·m, a²V + vI)·N(x_s; μ, C), exponents and determinants, d = 1.',
      bayesTerm(gaussians(1)),
    ),
    provedByModular('The same with full V, d ≤ 3.', bayesTerm(gaussians(3))),
    provedByNormalForm(
      'The log weights of the reference are the logarithms of those terms, d ≤ 3.',
      logWeight,
    ),
    {
      text:
        'Through the public functions, three components in the plane at three pairs of points: the log density of the ' +
        'reverse kernel is log q(x_t|x_s) + log p_s(x_s) − log p_t(x_t), to 30 digits.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() =>
        POINTS.map(({ xs, xt }) => {
          const found = (F: Enclosure) => ({ from: xt.map(F.lit), to: xs.map(F.lit) })
          const kernel = enclosed((F) => {
            const { from, to } = found(F)
            return logDensity(F, unchanged(F), reverseKernel(F, halvingStep(F), planar(F), from), to)
          }, 160)
          const bayes = enclosed((F) => {
            const { from, to } = found(F)
            return logBayes(F, halvingStep(F), planar(F), to, from)
          }, 160)
          return agree(kernel, bayes, 30, `x_t = (${xt.join(', ')}), x_s = (${xs.join(', ')})`)
        }),
      ),
    },
    {
      text: 'Fair signs, ᾱ_{t−1} = .9, α_t = .5: the right side integrates to 1 over x_s, at x_t = 0 and 3.',
      tier: 'certified',
      engine: 'enclosure, trapezoid rule with a proved error',
      check: confirmed(() =>
        ['0', '3'].map((xt) => printed('1.0000000000', total(xt), `x_t = ${xt}: the integral`)),
      ),
    },
  ],
  counterexamples: [
    {
      drops: 'x_s has a density',
      text: 's = 0 and x₀ = ±1: p(x₀|x_1) has two atoms, here of masses 1/2 and 1/2 at x_1 = 0, and no density.',
      check: confirmed(() => {
        const law = reverseKernel(
          POWERS_OF_TWO,
          {
            prior: unchanged(RATIONALS),
            step: { signal: RATIONALS.lit('1/2'), variance: RATIONALS.lit('1/4') },
          },
          fairSigns(RATIONALS),
          [RATIONALS.lit(0n)],
        )
        return law.flatMap(({ weight, mean, covariance }, k) => [
          exactly('1/2', weight, `mass ${k + 1}`),
          exactly(k === 0 ? '1' : '-1', at(mean, 0), 'at'),
          exactly('0', at(at(covariance ?? [], 0), 0), 'with variance'),
        ])
      }),
    },
  ],
  errata: [],
})
