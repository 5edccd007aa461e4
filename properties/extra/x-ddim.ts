import { epsStar } from '../../reference/data/posterior.js'
import { at, square } from '../../reference/numbers/combinators.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { compare, RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { compose, diffuse, type Transition } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { epsFromX0 } from '../../reference/process/predictions.js'
import {
  ancestralStep,
  ddimMean,
  ddimStep,
  ddimVariance,
  largestEtaSquare,
  marginalVariance,
} from '../../reference/process/reverse-step.js'
import {
  atLeast,
  type Confirmation,
  confirmed,
  enclosed,
  equals,
  exceeds,
  guard,
  printed,
  printedRoot,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { ddimFamily } from '../objective/drawn-samplers.js'
import {
  anyUndone,
  hoChain,
  levelOf,
  range,
  UNDONE,
  undoneAt,
  undoneIn,
  undoneOf,
} from '../objective/variables.js'
import { POST_EPS } from '../reverse/post-eps.js'
import { noisyKernel, TRANSITION, totalStd, transitionOf } from '../reverse/variables.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const living = guard<'priorSignal' | 'stepSignal'>('a_t = a·a_s ≠ 0', ({ lit }, v) => [
  { left: v.priorSignal, is: '≠', right: lit(0n) },
  { left: v.stepSignal, is: '≠', right: lit(0n) },
])
const signs = guard<'stepSignal' | 'priorVariance'>('a ≥ 0, v_s ≥ 0', ({ lit }, v) => [
  atLeast(v.stepSignal, lit(0n)),
  atLeast(v.priorVariance, lit(0n)),
])

/** σ² ≤ v_s, as the root √(v_s − σ²), with σ itself the variable. */
const admissible = {
  restStd: <T>(
    F: { sub: (a: T, b: T) => T; mul: (a: T, b: T) => T },
    v: { readonly priorVariance: T; readonly sigma: T },
  ): T => F.sub(v.priorVariance, F.mul(v.sigma, v.sigma)),
}
const deviation = guard<'sigma'>('σ ≥ 0', ({ lit }, { sigma }) => [atLeast(sigma, lit(0n))])

/**
 * The step of the family given x₀, averaged over fair signs for ε and z: mean a_s·x₀, variance v_s, whatever σ. Means and
 * variances are all that Gaussian laws have.
 */
const marginals = statement({
  variables: [...TRANSITION, 'totalStd', 'sigma', 'restStd', 'x0'],
  roots: { ...totalStd, ...admissible },
  guards: [noisyKernel, living, deviation],
  conclude: (F, v) => {
    const { lit, add, sub, mul } = F
    const transition = transitionOf(v)
    const { x0, sigma } = v
    const pair = [lit(1n), lit(-1n)]
    const draws = pair.flatMap((eps) =>
      pair.map((noise) => {
        const xt = diffuse(F, compose(F, transition), { x0, eps })
        return ddimStep(F, transition, { xt, eps, noise, reverseVariance: square(F, sigma) })
      }),
    )
    const center = mul(v.priorSignal, x0)
    const off = draws.map((x) => sub(x, center))
    return [
      equals(off.reduce(add), lit(0n), '4·(mean − a_s·x₀)'),
      equals(off.map((d) => square(F, d)).reduce(add), mul(lit(4n), v.priorVariance), '4·variance'),
    ]
  },
})

/** η = 1: the law of POST-MEAN, and the ancestral step with σ² = β̃. */
const ancestral = statement({
  variables: [...TRANSITION, 'totalStd', 'x0', 'xt', 'noise'],
  roots: totalStd,
  guards: [noisyKernel, living, signs],
  conclude: (F, v) => {
    const transition = transitionOf(v)
    const { x0, xt, noise } = v
    const eps = epsFromX0(F, compose(F, transition), { xt, x0 })
    const reverseVariance = ddimVariance(F, transition, { eta: F.lit(1n) })
    const draw = { xt, eps, noise, reverseVariance }
    return [
      equals(reverseVariance, posteriorVariance(F, transition), 'variance'),
      equals(
        ddimMean(F, transition, { x0, eps, reverseVariance }),
        posteriorMean(F, transition, { x0, xt }),
        'mean',
      ),
      equals(ddimStep(F, transition, draw), ancestralStep(F, transition, draw), 'step'),
    ]
  },
})

/** σ² = η²β̃ ≤ v_s says η² ≤ v_t/v. */
const largest = statement({
  variables: [...UNDONE, 'eta'],
  guards: [
    anyUndone,
    guard<'varPrev'>('v_s > 0 (t ≥ 2)', ({ lit }, { varPrev }) => [exceeds(varPrev, lit(0n))]),
  ],
  conclude: (F, v) => {
    const { lit, sub, mul } = F
    const undone = undoneAt(v)
    const most = largestEtaSquare(F, undone)
    const total = F.add(mul(v.alpha, v.varPrev), v.beta)
    const own = F.div(mul(v.beta, v.varPrev), total)
    const room = sub(most, square(F, v.eta))
    return [
      equals(mul(own, room), sub(v.varPrev, mul(own, square(F, v.eta))), 'β̃(η²_max − η²) = v_s − σ²'),
      exceeds(own, lit(0n), 'β̃ > 0'),
      atLeast(most, lit(1n), 'η²_max ≥ 1'),
    ]
  },
})

const varianceIs = statement({
  variables: [...TRANSITION, 'totalStd', 'eta'],
  roots: totalStd,
  guards: [noisyKernel, guard<'stepVariance'>('v > 0', ({ lit }, v) => [exceeds(v.stepVariance, lit(0n))])],
  conclude: (F, v) => {
    const transition = transitionOf(v)
    const most = largestEtaSquare(F, undoneOf(F, transition))
    const variance = ddimVariance(F, transition, { eta: v.eta })
    return [equals(F.mul(variance, most), F.mul(square(F, v.eta), v.priorVariance), 'σ²·η²_max = η²·v_s')]
  },
})

/** min over t ≥ 2 of (1−ᾱ_t)/β_t. */
function leastOnHo(): { readonly t: number; readonly most: Rational } {
  const chain = hoChain()
  return range(2, chain.steps.length - 1)
    .map((t) => ({ t, most: largestEtaSquare(RATIONALS, undoneIn(chain, t)) }))
    .reduce((least, one) => (compare(one.most, least.most) < 0 ? one : least))
}
const onHo = (): readonly Confirmation[] => [
  printedRoot('1.354175', leastOnHo().most, 'largest η over t ≥ 2'),
]

/** ᾱ .5 → .9. */
const plugged = (F: Enclosure): Transition<Ball> => ({
  prior: { signal: F.sqrt(F.lit('9/10')), variance: F.lit('1/10') },
  step: { signal: F.sqrt(F.lit('5/9')), variance: F.lit('4/9') },
})
const quarter = (F: Enclosure) => [{ weight: F.lit(1n), mean: [F.lit(0n)], covariance: [[F.lit('1/4')]] }]

/** The variance after a deterministic step with ε̂ = ε* on N(0, ¼): the step is linear. */
const pluggedVariance = (F: Enclosure): Ball => {
  const transition = plugged(F)
  const whole = compose(F, transition)
  const xt = F.lit(1n)
  const eps = at(epsStar(F, whole, quarter(F), [xt]), 0)
  const gain = ddimStep(F, transition, { xt, eps, noise: F.lit(0n), reverseVariance: F.lit(0n) })
  const before = marginalVariance(F, levelOf(F, whole), { dataVariance: F.lit('1/4') })
  return F.mul(square(F, gain), before)
}
const pluggedNumbers = (): readonly Confirmation[] => [
  printed('0.245', enclosed(pluggedVariance), 'variance after the step with x̂₀(x_t)'),
  printed(
    '0.325',
    enclosed((F) => marginalVariance(F, levelOf(F, plugged(F).prior), { dataVariance: F.lit('1/4') })),
    'variance of x_s',
  ),
]

export const X_DDIM = theorem({
  id: 'X-DDIM',
  title: 'The DDIM family has the marginals q(x_t|x₀) for every admissible η',
  statement: String.raw`x_s = a_s x_0 + \sqrt{v_s-\sigma^2}\,\varepsilon + \sigma z,\ \sigma = \eta\sqrt{\tilde\beta}:\quad
    x_s|x_0 \sim N(a_s x_0, v_s I)\ \text{for } \eta^2 \le \frac{v_t}{v};\quad \eta=1:\ q(x_s|x_t,x_0)`,
  sources: [cite('Song2020', 'Lemma 1, eqs. (7), (12), (16)'), cite('alphabar', 'X-DDIM: the bound on η')],
  uses: [POST_EPS],
  hypotheses: [
    noisyKernel,
    living,
    deviation,
    signs,
    anyUndone,
    {
      kind: 'analytic',
      text: 'ε and z are standard Gaussian and independent given x₀',
      citation: cite('Song2020', 'eq. (7)'),
    },
  ],
  reduction:
    'Given x₀, x_s is a linear image of independent Gaussians: its law is its mean and variance, which fair signs in the ' +
    'place of ε and z have too. From q(x_t|x₀) the family gives q(x_s|x₀), so down to x₀ by induction over any ' +
    'sub-sequence: the transition s→t is any, not one step. σ² = η²β̃ ≤ v_s says η² ≤ v_t/v, Ho et al.’s (1−ᾱ_t)/β_t.',
  formulas: [
    ddimStep,
    ddimMean,
    ddimVariance,
    largestEtaSquare,
    ancestralStep,
    posteriorMean,
    posteriorVariance,
  ],
  claims: [
    provedByNormalForm(
      'Given x₀ the step has mean a_s·x₀ and variance v_s, for every 0 ≤ σ² ≤ v_s.',
      marginals,
    ),
    provedByNormalForm('At η = 1 it is q(x_s|x_t,x₀), and the ancestral step with σ² = β̃.', ancestral),
    provedByZ3('σ² ≤ v_s iff η² ≤ v_t/v (β̃(v_t/v − η²) = v_s − η²β̃, β̃ > 0), which is at least 1.', largest),
    provedByNormalForm('The same of the variance as computed: σ²·(v_t/v) = η²·v_s.', varianceIs),
    {
      text: 'Ho et al.’s linear schedule, all t ≥ 2: η ≤ 1.354175.',
      tier: 'exact',
      engine: 'rationals',
      check: confirmed(onHo),
    },
    ddimFamily,
  ],
  counterexamples: [
    {
      drops: 'x₀ known: x̂₀(x_t) in its place',
      text: 'N(0, ¼), ᾱ .5 → .9, η = 0: the variance after the step is 0.245, that of x_s 0.325.',
      check: confirmed(pluggedNumbers),
    },
  ],
  errata: [
    {
      id: 'E63',
      citation: cite('alphabar', 'commonly quoted of DDIM'),
      printed: 'DDIM keeps the marginals for every η',
      correct:
        'for η² ≤ (1−ᾱ_t)/β_t (η ≤ 1.354175 on Ho et al.’s schedule), and only of the inference family: with x̂₀(x_t) it is .245 for .325',
      check: confirmed(() => [...onHo(), ...pluggedNumbers()]),
    },
  ],
})
