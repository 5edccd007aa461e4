import {
  epsCovariance,
  epsStar,
  posteriorWeights,
  x0Covariance,
  x0Hat,
} from '../../reference/data/posterior.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { linearEpsLoss, sharedSlope } from '../../reference/objective/linear-denoiser.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  confirmed,
  enclosed,
  equals,
  type Point,
  printed,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { L2_COND } from '../objective/l2-cond.js'
import { predictionOnPoints } from '../objective/prediction-on-points.js'
import { kernelOf, noisy } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/** The loss of f is that of ε* and ‖f − ε*‖². */
const onPoints = (K: number, d: number) =>
  predictionOnPoints(K, d, (F, { kernel, data, x, f, distance, loss }) => {
    const best = epsStar(F, kernel, data, x)
    return [equals(F.sub(loss(f), loss(best)), distance(f, best), 'L(f) − L(ε*) at x')]
  })

/** At one x, x₀ ∼ N(m, c): given x it is Gaussian, with the first two moments of x̂₀ ± √Var(x₀|x). */
const onGaussian = statement({
  variables: ['signal', 'std', 'm', 'dataStd', 'x', 'f', 'deviation'],
  roots: {
    deviation: (F, v) => at(at(x0Covariance(F, kernelOf(F, v), normal(F, v), [v.x]), 0), 0),
  },
  guards: [noisy],
  conclude: (F, v) => {
    const { lit, add, sub, mul } = F
    const kernel = kernelOf(F, v)
    const data = normal(F, v)
    const center = at(x0Hat(F, kernel, data, [v.x]), 0)
    const noises = [add(center, v.deviation), sub(center, v.deviation)].map((x0) =>
      epsFromX0(F, kernel, { xt: v.x, x0 }),
    )
    const best = at(epsStar(F, kernel, data, [v.x]), 0)
    const loss = (f: typeof best) =>
      mul(
        lit('1/2'),
        sum(
          F,
          noises.map((eps) => square(F, sub(eps, f))),
        ),
      )
    const least = at(at(epsCovariance(F, kernel, data, [v.x]), 0), 0)
    return [
      equals(sub(loss(v.f), loss(best)), square(F, sub(v.f, best)), 'L(f) − L(ε*) at x'),
      equals(loss(best), least, 'L(ε*) = Var(ε|x)'),
    ]
  },
})

const normal = <T>(F: ExponentialField<T>, { m, dataStd }: Point<'m' | 'dataStd', T>) => [
  { weight: F.lit(1n), mean: [m], covariance: [[square(F, dataStd)]] },
]

/** E f² and E f·x, E f·ε of f = sin at x = a·x₀ + s·ε, x₀ a fair sign: E sin, cos of a·x₀ + s·ε in closed form. */
function sine(F: Enclosure) {
  const { lit, add, sub, mul, exp, cos, sin, neg } = F
  const [a, s] = [lit('3/5'), lit('4/5')]
  const damped = exp(neg(mul(lit('1/2'), square(F, s))))
  const meanCos = mul(cos(a), damped) // E cos x
  const signedSin = mul(sin(a), damped) // E x₀ sin x
  const double = mul(cos(mul(lit(2n), a)), exp(neg(mul(lit(2n), square(F, s))))) // E cos 2x
  const power = mul(lit('1/2'), sub(lit(1n), double))
  const withEps = mul(s, meanCos) // E ε sin x = s·E cos x (Stein)
  return { a, s, power, withEps, withX: add(mul(a, signedSin), mul(s, withEps)) }
}

/** Around the best linear predictor θ·x of fair signs at a = .6: the excess loss of sin, and its distance. */
function aroundLinear(F: Enclosure): { readonly excess: Ball; readonly distance: Ball } {
  const { lit, add, sub, mul } = F
  const { a, s, power, withEps, withX } = sine(F)
  const kernel = { signal: a, variance: square(F, s) }
  const dataVariance = lit(1n)
  const slope = sharedSlope(F, [kernel], { weights: [lit(1n)], dataVariance })
  const loss = add(sub(lit(1n), mul(lit(2n), withEps)), power)
  const squareX = add(mul(square(F, a), dataVariance), kernel.variance)
  const distance = add(sub(power, mul(lit(2n), mul(slope, withX))), mul(square(F, slope), squareX))
  return { excess: sub(loss, linearEpsLoss(F, kernel, { slope, dataVariance })), distance }
}

export const X_PYTHAG = theorem({
  id: 'X-PYTHAG',
  title: 'The excess loss is the distance to ε*: L(f) − L(ε*) = E‖f − ε*‖²',
  statement: String.raw`\mathrm E\|\varepsilon-f(x_t)\|^2 - \mathrm E\|\varepsilon-\varepsilon^*(x_t)\|^2 = \mathrm E\|f(x_t)-\varepsilon^*(x_t)\|^2`,
  sources: [cite('alphabar', 'X-PYTHAG')],
  uses: [L2_COND],
  hypotheses: [
    noisy,
    { kind: 'generator', text: 'x₀ on K points with any weights, d = 1, 2, and Gaussian x₀, d = 1; any f' },
    {
      kind: 'analytic',
      text: 'x₀ of any law, f ∈ L²: L2-COND with X = ε, Z = x_t; ε* is the optimum over all functions',
      citation: cite('alphabar', 'L2-COND'),
    },
  ],
  reduction:
    'It holds at each x under q(x₀|x), and the expectation over x is of both sides. Checked of the reference’s own ε* and ' +
    'posterior weights; the exponentials in the weights are opaque to the engine.',
  formulas: [epsStar, epsCovariance, posteriorWeights, epsFromX0],
  claims: [
    provedByModular('x₀ on two points of the line.', onPoints(2, 1)),
    provedByModular('x₀ on three points of the plane.', onPoints(3, 2)),
    provedByNormalForm('Gaussian x₀ on the line.', onGaussian),
  ],
  counterexamples: [
    {
      drops: 'ε* the unrestricted optimum: the best linear predictor in its place',
      text: 'f = sin, fair signs, a = .6: the excess loss is .13071885, the distance .082311247.',
      check: confirmed(() => [
        printed(
          '0.13071885',
          enclosed((F) => aroundLinear(F).excess),
          'L(sin) − L(θx)',
        ),
        printed(
          '0.082311247',
          enclosed((F) => aroundLinear(F).distance),
          'E(sin x − θx)²',
        ),
      ]),
    },
  ],
  errata: [],
})
