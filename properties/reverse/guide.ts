import fc from 'fast-check'
import { givenLabel, guidedScore, labelProbability, labelScore } from '../../reference/data/label.js'
import { unchanged } from '../../reference/data/location.js'
import { posteriorLaw } from '../../reference/data/noised.js'
import { type Data, score } from '../../reference/data/posterior.js'
import type { Field } from '../../reference/numbers/algebra.js'
import { at, power } from '../../reference/numbers/combinators.js'
import { constant, dualExponentials, gradient } from '../../reference/numbers/dual.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { addVectors, scaleVector } from '../../reference/numbers/linear.js'
import { RATIONALS, rational } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { scoreFromX0 } from '../../reference/process/predictions.js'
import {
  agree,
  confirmed,
  enclosed,
  equals,
  exactInPowersOfTwo,
  mixtureExpectation,
  printed,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { forShapes, lifted, matrixEquals, read, SHAPES, type Shape, SMALL, vectorEquals } from './mixture.js'
import { SCORE_EPS } from './score-eps.js'
import { kernelOf, noisy } from './variables.js'

const name = (k: number) => `c_${k + 1}`
const NAMES = [0, 1, 2, 3].map(name)

/** ∇ log p(y|x) by dual numbers, ∇p/p, against the formula; the guided score S + w·∇ log p(y|x); the law given y. */
const ofLabel = (shapes: readonly Shape[]) =>
  forShapes(
    shapes.filter(({ K }) => K > 1),
    (F, mixture, v) => {
      const likelihoods = mixture.data.map((_, k) => read(v, name(k)))
      const { kernel, data } = lifted(mixture)
      const slope = gradient(
        dualExponentials(F),
        (D, x) => labelProbability(D, kernel, data, likelihoods.map(constant), x),
        mixture.x,
      )
      const given = labelProbability(F, mixture.kernel, mixture.data, likelihoods, mixture.x)
      const pull = labelScore(F, mixture.kernel, mixture.data, likelihoods, mixture.x)
      const scale = read(v, 'scale')
      const labelled = givenLabel(F, mixture.data, likelihoods)
      return [
        ...vectorEquals(
          slope.map((g) => F.div(g, given)),
          pull,
          '∇p(y|x)/p(y|x)',
        ),
        ...vectorEquals(
          guidedScore(F, mixture.kernel, mixture.data, likelihoods, mixture.x, { scale }),
          addVectors(F, score(F, mixture.kernel, mixture.data, mixture.x), scaleVector(F, scale, pull)),
          'guided score',
        ),
        ...mixture.data.flatMap(({ weight, mean, covariance }, k) => {
          const part = at(labelled, k)
          return [
            equals(part.weight, F.mul(weight, at(likelihoods, k)), `weight ${k + 1} given y`),
            ...vectorEquals(part.mean, mean, `mean ${k + 1} given y`),
            ...matrixEquals(part.covariance ?? [], covariance ?? [], `covariance ${k + 1} given y`),
          ]
        }),
      ]
    },
    [...NAMES, 'scale'],
  )

/** Two points ±μ of weights p, q and likelihoods c, d: the score given the label is the guided score at w = 1. */
const bayes = statement({
  variables: ['signal', 'std', 'mu', 'p', 'q', 'c', 'd', 'x'],
  guards: [noisy],
  conclude: (F, { mu, p, q, c, d, x, ...v }) => {
    const data = [
      { weight: p, mean: [mu] },
      { weight: q, mean: [F.neg(mu)] },
    ]
    const kernel = kernelOf(F, v)
    return vectorEquals(
      score(F, kernel, givenLabel(F, data, [c, d]), [x]),
      guidedScore(F, kernel, data, [c, d], [x], { scale: F.lit(1n) }),
      '∇ log p(x|y)',
    )
  },
})

/** s = 2ᵏ, x − aμ = s·i, x + aμ = s·j: every exponent a multiple of ½, every weight a power of 2. */
const inputs = fc
  .record({
    k: fc.integer({ min: -2, max: 2 }),
    i: fc.integer({ min: -4, max: 4 }),
    j: fc.integer({ min: -4, max: 4 }),
    signal: fc.integer({ min: 1, max: 9 }),
    weights: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -3, max: 3 }))),
  })
  .map(({ k, i, j, signal, weights }) => {
    const { lit, mul, div } = RATIONALS
    const two = (n: number) => (n < 0 ? rational(1n, 2n ** BigInt(-n)) : rational(2n ** BigInt(n)))
    const [std, a] = [two(k), lit(`${signal}/4`)]
    const half = (n: number) => mul(std, lit(`${n}/2`))
    const [p = lit(1n), q = lit(1n), c = lit(1n), d = lit(1n)] = weights.map(two)
    return { signal: a, std, mu: div(half(j - i), a), x: half(i + j), p, q, c, d }
  })

/** Two Gaussians with full covariances, p(y|1) = 1/5, p(y|2) = 7/10: the score given y, and the guided score. */
function planarScores(F: Enclosure, at: readonly string[]) {
  const { lit } = F
  const data: Data<Ball> = [
    {
      weight: lit('1/4'),
      mean: [lit(1n), lit('-1/2')],
      covariance: [
        [lit('2/5'), lit('1/10')],
        [lit('1/10'), lit('3/10')],
      ],
    },
    {
      weight: lit('3/4'),
      mean: [lit('-2'), lit(1n)],
      covariance: [
        [lit(1n), lit('-3/4')],
        [lit('-3/4'), lit(2n)],
      ],
    },
  ]
  const [kernel, x, likelihoods] = [halfKernel(F), at.map(lit), [lit('1/5'), lit('7/10')]]
  return {
    labelled: score(F, kernel, givenLabel(F, data, likelihoods), x),
    guided: guidedScore(F, kernel, data, likelihoods, x, { scale: lit(1n) }),
  }
}

/** ½N(1, .3) + ½N(−1, .3); the label is the component, here the first. */
const pair = <T>({ lit }: Field<T>): Data<T> =>
  ['1', '-1'].map((mean) => ({ weight: lit('1/2'), mean: [lit(mean)], covariance: [[lit('3/10')]] }))
const first = <T>({ lit }: Field<T>) => [lit(1n), lit(0n)]
const halfKernel = (F: Enclosure) => hoKernel(F, { alphaBar: F.lit('1/2') })

const guided = (F: Enclosure, scale: bigint) =>
  at(guidedScore(F, halfKernel(F), pair(F), first(F), [F.lit('1/2')], { scale: F.lit(scale) }), 0)

/**
 * The score at x = ½ of the noised law of data ∝ p(x₀)·p(y|x₀)^w: (a·E[x₀] − x)/s² under q(x₀|x)·r(x₀)^w, r(x₀) = p(y|x₀) =
 * 1/(1 + e^{−2x₀/.3}). Given x, x₀ is N(μ_k, C), C = .3·s²/V = 3/13, under the weights r_k: with x₀ = μ_k + √C·z and |Im z| ≤ 2/5 the
 * imaginary part of 2x₀/.3 is at most 1.29 < π/2, so |r| ≤ 1; |μ_k| ≤ 1.5 and |x₀| ≤ 2·e^{|Re z|}.
 */
function tilted(F: Enclosure, scale: number): Ball {
  const { lit, mul, div } = F
  const kernel = halfKernel(F)
  const law = posteriorLaw(F, kernel, pair(F), [lit('1/2')])
  const weight = (x0: Ball) => power(F, labelProbability(F, unchanged(F), pair(F), first(F), [x0]), scale)
  const growth = { strip: '2/5', factor: lit(2n), rate: '1' }
  const mean = div(
    mixtureExpectation(F, law, (x0) => mul(x0, weight(x0)), growth, 12),
    mixtureExpectation(F, law, weight, growth, 12),
  )
  return scoreFromX0(F, kernel, { xt: lit('1/2'), x0: mean })
}

export const GUIDE = theorem({
  id: 'GUIDE',
  title:
    'Guidance is Bayes’ formula for scores: ∇ log p(x|y) = ∇ log p(x) + ∇ log p(y|x), at each noise level its own p_t(y|x_t)',
  statement: String.raw`\nabla_x\log p_t(x \mid y) = \nabla_x\log p_t(x) + \nabla_x\log p_t(y \mid x),\qquad
    p_t(y \mid x) = \sum_k r_k(x)\,p(y \mid k)`,
  sources: [cite('L', 'self-assessment 3'), cite('M', 'Song et al., abstract: inverse problems')],
  uses: [SCORE_EPS],
  hypotheses: [
    ...ofLabel(SMALL).guards,
    {
      kind: 'analytic',
      text: 'p(y|x) > 0 and differentiable; at noise level t it is that of the noised x_t',
      citation: cite('L', 'self-assessment 3'),
    },
    {
      kind: 'generator',
      text: 'labels with any p(y|component), mixtures of K ≤ 4 Gaussians and points, d ≤ 3',
    },
  ],
  reduction:
    'log p(x|y) = log p(x) + log p(y|x) − log p(y), and the last is constant in x. On mixtures with p(y|k) = c_k the law given y has ' +
    'the weights w_k·c_k, p(y|x) = Σ r_k·c_k and ∇r_k = r_k(g_k − S). Checked: the gradient of p(y|x) by dual numbers, and the score of the ' +
    'law given y against the guided score, exactly where exponentials are powers of two, and enclosed.',
  formulas: [labelProbability, labelScore, guidedScore, givenLabel, score],
  claims: [
    provedByNormalForm(
      '∇ log p(y|x) = Σ r_k c_k(g_k − S)/p(y|x), S + w·∇ log p(y|x) for any w, the law given y; K = 2, d = 1.',
      ofLabel(SMALL),
    ),
    provedByModular('The same for K ≤ 4, d ≤ 3, Gaussians, points and both together.', ofLabel(SHAPES)),
    exactInPowersOfTwo(
      'Two points, a label: the score of p(x|y) is the guided score at w = 1, where exponentials are powers of two.',
      bayes,
      inputs,
    ),
    {
      text: 'Two Gaussians in the plane, any label: the score of p(x|y) is the guided score at w = 1, to 30 digits at two points.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() =>
        [
          ['0', '1/3'],
          ['-2', '5'],
        ].flatMap((x) =>
          [0, 1].map((i) =>
            agree(
              enclosed((F) => at(planarScores(F, x).labelled, i), 160),
              enclosed((F) => at(planarScores(F, x).guided, i), 160),
              30,
              `x = (${x.join(', ')}), coordinate ${i + 1}`,
            ),
          ),
        ),
      ),
    },
    {
      text: 'GMM ±1 of variance .3, label = component, ᾱ = ½, x = .5: at w = 1 the guided score is that of the labelled law, two ways.',
      tier: 'certified',
      engine: 'enclosure, trapezoid rule with a proved error',
      check: confirmed(() => [
        agree(
          enclosed((F) => guided(F, 1n)),
          enclosed((F) => at(score(F, halfKernel(F), [at(pair(F), 0)], [F.lit('1/2')]), 0)),
          30,
          'the guided score and the score of the component',
        ),
        agree(
          enclosed((F) => guided(F, 1n)),
          enclosed((F) => tilted(F, 1), 96),
          9,
          'the guided score and the noised law of data given y, by an integral over x₀',
        ),
      ]),
    },
  ],
  counterexamples: [
    {
      drops: 'guidance scale w = 1',
      text:
        'w = 3 in the same place: the guided field is 1.4152815, the score of the noised law of data ∝ p(x₀)·p(y|x₀)³ is 0.40629958: ' +
        'guidance does not commute with noising.',
      check: confirmed(() => [
        printed(
          '1.4152815',
          enclosed((F) => guided(F, 3n)),
          'guided field',
        ),
        printed(
          '0.40629958',
          enclosed((F) => tilted(F, 3), 96),
          'score of the noised tilted data',
        ),
      ]),
    },
  ],
  errata: [],
})
