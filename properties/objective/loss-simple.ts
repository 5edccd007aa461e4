import type { ExponentialField } from '../../reference/numbers/algebra.js'
import type { Ball, Enclosure } from '../../reference/numbers/enclosure/index.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { conditionalMean, meanSquaredError, meanSquaredGap } from '../../reference/objective/least-squares.js'
import { sharedSlope } from '../../reference/objective/linear-denoiser.js'
import { epsLossWeight } from '../../reference/objective/loss-weights.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { nextLevel, type Step } from '../../reference/process/step.js'
import { preservingStep } from '../../reference/schedule/linear.js'
import {
  confirmed,
  enclosed,
  equals,
  exactly,
  exceeds,
  type Guard,
  type Point,
  printed,
  provedByModular,
  refused,
  type Statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { lawRows, lawVariables, positiveMasses, predictor } from './finite-law.js'
import { hoShare, hoWeights } from './ho-weights.js'
import { L2_COND } from './l2-cond.js'
import { LOSS_W_EPS } from './loss-w-eps.js'
import { ownVariance } from './loss-w-eps-statements.js'
import { hoChain, range, read, undoneIn } from './variables.js'

const weighted: Guard<string> = {
  kind: 'guard',
  text: 'the weights w_t are positive (and finite)',
  given: ({ lit }, v) => [1, 2].map((t) => exceeds(read(v, `w${t}`), lit(0n))),
}

/**
 * Two levels, at each two values of x_t and two of ε, a function at each level: the weighted loss above that of the
 * conditional means is the weighted squared distance to them, whatever the weights.
 */
const sameMinimiser: Statement = {
  variables: ['w1', 'w2', ...lawVariables(4, 2)],
  guards: [positiveMasses(4, 2), weighted],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { add, sub, mul } = F
    const [rows, f] = [lawRows(v, 4, 2), predictor(v, 4)]
    const best = rows.map((row) => conditionalMean(F, row))
    const level =
      (t: number) =>
      <A>(xs: readonly A[]) =>
        xs.slice(2 * t - 2, 2 * t)
    const over = (g: (t: number) => T) => add(mul(read(v, 'w1'), g(1)), mul(read(v, 'w2'), g(2)))
    const loss = (h: readonly T[]) => over((t) => meanSquaredError(F, level(t)(rows), level(t)(h)))
    const gap = over((t) => meanSquaredGap(F, level(t)(rows), level(t)(f), level(t)(best)))
    return [equals(sub(loss(f), loss(best)), gap, 'Σ w_t L_t(f) − Σ w_t L_t(ε*)')]
  },
}

/** ᾱ = .9 then .2, N(0, 1): the best slope shared by both, under L_simple and under L with σ² = β. */
const slopes = (weightsOf: (F: Enclosure) => readonly Ball[]) =>
  enclosed((F) => {
    const kernels = ['9/10', '1/5'].map((alphaBar) => hoKernel(F, { alphaBar: F.lit(alphaBar) }))
    return sharedSlope(F, kernels, { weights: weightsOf(F), dataVariance: F.lit(1n) })
  })

function elboWeights(F: Enclosure): readonly Ball[] {
  const clean = { alphaBar: F.lit(1n), variance: F.lit(0n) }
  const steps: readonly Step<Ball>[] = ['1/10', '7/9'].map((beta) => preservingStep(F, F.lit(beta)))
  let from = clean
  return steps.map((step) => {
    const weight = epsLossWeight(F, { from, step }, { reverseVariance: step.beta })
    from = nextLevel(F, from, step)
    return weight
  })
}

export const sharedSlopes = () => [
  printed(
    '0.60532748',
    slopes((F) => [F.lit(1n), F.lit(1n)]),
    'θ of L_simple',
  ),
  printed('0.77732351', slopes(elboWeights), 'θ of L'),
]

const shares = (weight: (t: number) => Rational) => {
  const counted = range(1, 1000).filter((t) => t <= 10).length
  return [
    printed('0.1725', hoShare(weight, 10), 'share of t ≤ 10 in L'),
    exactly('0.01', RATIONALS.lit(`${counted}/1000`), 'share of t ≤ 10 in L_simple'),
  ]
}

export const LOSS_SIMPLE = theorem({
  id: 'LOSS-SIMPLE',
  title: 'L_simple has at each t the minimiser of the weighted loss, and gives small t less weight',
  statement: String.raw`L_{\mathrm{simple}} = \mathrm E_{t,x_0,\varepsilon}\|\varepsilon-\varepsilon_\theta(x_t,t)\|^2;\quad
    \min_f \sum_t w_t\,\mathrm E\|\varepsilon-f(x_t,t)\|^2 \text{ at } f = \varepsilon^*(\cdot,t) \text{ for all } w_t > 0`,
  sources: [cite('Ho2020', 'eq. (14)'), cite('B', 'eq. (3), prompt-tip'), cite('M', 'Simplified loss')],
  uses: [L2_COND, LOSS_W_EPS],
  hypotheses: [
    positiveMasses(4, 2),
    weighted,
    {
      kind: 'generator',
      text: 'two levels, finite joint laws of (ε, x_t), a function of its own at each level',
    },
    {
      kind: 'analytic',
      text: 'any data law and number of levels: L2-COND at each t, over all functions of (x, t)',
      citation: cite('B', 'eq. (3)'),
    },
  ],
  reduction:
    'The weighted loss exceeds that of the conditional means by Σ w_t E‖f − ε*‖², which is 0 for f = ε* alone as soon as ' +
    'every weight is positive; so the weights do not matter to the minimiser over all functions, and do to everything else.',
  formulas: [meanSquaredError, meanSquaredGap, conditionalMean, sharedSlope, epsLossWeight],
  claims: [
    provedByModular('The weighted loss above its least is Σ w_t E(f − ε*)², for any weights.', sameMinimiser),
    {
      text: 'Ho et al.’s schedule, σ² = β: t ≤ 10 carry 17.25% of the weight of L and 1% of that of L_simple.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(() => shares(hoWeights())),
    },
  ],
  counterexamples: [
    {
      drops: 'a function of its own at each t: one slope θ for both',
      text: 'ε̂ = θ·x on N(0, 1), ᾱ = (.9, .2): θ = 0.60532748 under L_simple, 0.77732351 under L.',
      check: confirmed(sharedSlopes),
    },
    {
      drops: 'finite weights: t = 1 with σ² = β̃',
      text: 'The weight of t = 1 is infinite.',
      check: confirmed(() => {
        const undone = undoneIn(hoChain(), 1)
        const reverseVariance = ownVariance(RATIONALS, undone)
        return [refused('w₁ is refused', () => epsLossWeight(RATIONALS, undone, { reverseVariance }), /zero/)]
      }),
    },
  ],
  errata: [
    {
      id: 'E11',
      citation: cite('M', 'Simplified loss'),
      printed: '“same optimal solution”; “same target variance at every t, so well-scaled”',
      correct:
        'at each t, over all functions, for finite positive weights; a shared class has another optimum (θ .6053 and .7773). ' +
        'The variance of x₀ is the same at every t too, so that does not single out ε',
      check: confirmed(sharedSlopes),
    },
  ],
})
