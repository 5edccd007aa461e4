import { epsCovariance, posteriorWeights, score } from '../../reference/data/posterior.js'
import { square } from '../../reference/numbers/combinators.js'
import { trace } from '../../reference/numbers/linear.js'
import { diffuse } from '../../reference/process/kernel.js'
import { epsFromX0, scoreFromEps, x0FromEps } from '../../reference/process/predictions.js'
import { snr } from '../../reference/process/step.js'
import {
  confirmed,
  enclosed,
  equals,
  printed,
  provedByModular,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { X_PYTHAG } from '../extra/x-pythag.js'
import { irreducibleError } from '../reverse/fair-signs.js'
import { PARAM_EQ } from '../reverse/param-eq.js'
import { kernelOf, living, noisy } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { sharedSlopes } from './loss-simple.js'
import { predictionOnPoints } from './prediction-on-points.js'
import { levelOf } from './variables.js'

/** E‖ε − f‖² = s²‖Ŝ − S‖² + tr Cov(ε|x) with Ŝ = −f/s. */
const noiseLoss = (K: number, d: number) =>
  predictionOnPoints(K, d, (F, { kernel, data, x, f, distance, loss }) => {
    const learned = f.map((eps) => scoreFromEps(F, kernel, { eps }))
    const scoreLoss = distance(learned, score(F, kernel, data, x))
    const rest = trace(F, epsCovariance(F, kernel, data, x))
    return [equals(loss(f), F.add(F.mul(kernel.variance, scoreLoss), rest), 'E‖ε − f‖² at x')]
  })

/** The x̂₀ that f says errs by s²/a² of what f errs. */
const dataLoss = statement({
  variables: ['signal', 'std', 'x0', 'eps', 'f'],
  guards: [noisy, living],
  conclude: (F, v) => {
    const { sub, mul } = F
    const kernel = kernelOf(F, v)
    const xt = diffuse(F, kernel, { x0: v.x0, eps: v.eps })
    const error = square(F, sub(v.x0, x0FromEps(F, kernel, { xt, eps: v.f })))
    return [
      equals(mul(snr(F, levelOf(F, kernel)), error), square(F, sub(v.eps, v.f)), 'SNR·(x₀ − x̂₀)² = (ε − f)²'),
    ]
  },
})

const irreducible = () => [
  printed('0.44959951', enclosed(irreducibleError), 'L_noise of ε*, where L_score = 0 (fair signs, ᾱ = ½)'),
]

export const LOSS_EQ = theorem({
  id: 'LOSS-EQ',
  title: 'L_noise = (1−ᾱ)·L_score + E tr Cov(ε|x), and L_x₀ = ((1−ᾱ)/ᾱ)·L_noise',
  statement: String.raw`L_{\mathrm{noise}} = (1-\bar\alpha)L_{\mathrm{score}} + \mathrm E\operatorname{tr}\mathrm{Cov}(\varepsilon|x_t),\quad
    L_{x_0} = \frac{1-\bar\alpha}{\bar\alpha}L_{\mathrm{noise}}`,
  sources: [cite('L', 'L_noise and L_score'), cite('B', '§3.1')],
  uses: [X_PYTHAG, PARAM_EQ],
  hypotheses: [
    noisy,
    living,
    { kind: 'generator', text: 'x₀ on K points with any weights, d = 1, 2; any f' },
    {
      kind: 'analytic',
      text: 'x₀ of any law, f ∈ L²: X-PYTHAG, and the score is −ε*/s (SCORE-EPS)',
      citation: cite('alphabar', 'X-PYTHAG, SCORE-EPS'),
    },
  ],
  reduction:
    'At each x: E‖ε − f‖² under q(x₀|x) against the score and covariance of the reference; the expectation over x is of both ' +
    'sides. The constant does not depend on f, so minimisers and gradients agree at each t, up to the factor.',
  formulas: [posteriorWeights, score, epsCovariance, scoreFromEps, epsFromX0, x0FromEps, snr],
  claims: [
    provedByModular('x₀ on two points of the line: the first identity at each x.', noiseLoss(2, 1)),
    provedByModular('x₀ on three points of the plane.', noiseLoss(3, 2)),
    provedByNormalForm('The x̂₀ that f says errs by (1−ᾱ)/ᾱ of what f errs, squared.', dataLoss),
  ],
  counterexamples: [
    {
      drops: 'the constant E tr Cov(ε|x): “∝” in its place',
      text: 'At the optimum L_score = 0 and L_noise = 0.44959951 (fair signs, ᾱ = ½).',
      check: confirmed(irreducible),
    },
  ],
  errata: [
    {
      id: 'E18',
      citation: cite('L', 'L_noise and L_score'),
      printed: 'L_noise ∝ L_score, equivalent',
      correct: 'L_noise = (1−ᾱ)L_score + E tr Cov(ε|x_t): at L_score = 0 it is .4496 (fair signs, ᾱ = ½)',
      check: confirmed(irreducible),
    },
    {
      id: 'E61',
      citation: cite('L', 'equivalence of objectives'),
      printed: 'all objectives are equivalent up to scaling and shifting',
      correct:
        'their minimisers over all functions are, at each t; as losses of a finite class they are not: weights and constants ' +
        'differ, and a slope shared by two levels is .60532748 under L_simple, .77732351 under L',
      check: confirmed(() => [...irreducible(), ...sharedSlopes()]),
    },
  ],
})
