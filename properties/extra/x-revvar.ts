import fc from 'fast-check'
import { square } from '../../reference/numbers/combinators.js'
import { constant, derivative, dualField } from '../../reference/numbers/dual.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { scalarCrossEntropy } from '../../reference/objective/gaussian-kl.js'
import {
  gaussianReverse,
  marginalVariance,
  optimalReverseVariance,
} from '../../reference/process/reverse-step.js'
import { bridge, nextLevel, nextVariance, surdSquared } from '../../reference/process/step.js'
import { betweenZeroAndOne } from '../arbitraries/rationals.js'
import {
  atLeast,
  confirmed,
  differs,
  equals,
  exactAtRationals,
  exactly,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { anyUndone, inside, PRESERVING, preservingUndone, UNDONE, undoneAt } from '../objective/variables.js'
import { POST_MEAN } from '../reverse/post-mean.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

const proportion = guard<'w'>('0 ≤ w ≤ 1', ({ lit }, { w }) => [atLeast(w, lit(0n)), atLeast(lit(1n), w)])
const living = guard<'alphaBarPrev'>('ᾱ_s ≠ 0', ({ lit }, { alphaBarPrev }) => [
  differs(alphaBarPrev, lit(0n)),
])

/** The variance of a mixture of N(μ̃(x₀), β̃): β̃ + κ²·Var(x₀|x_t), and Var(x₀|x_t) = (v_t/ᾱ_t)·Var(ε|x_t). */
const totalVariance = statement({
  variables: [...UNDONE, 'w'],
  guards: [anyUndone, living],
  conclude: (F, v) => {
    const { add, sub, mul, div, lit } = F
    const undone = undoneAt(v)
    const { from, step } = undone
    const after = nextLevel(F, from, step)
    const { variance, x0Weight } = bridge(F, from, step, after.variance)
    const ofX0 = div(mul(after.variance, v.w), after.alphaBar)
    const optimal = optimalReverseVariance(F, undone, { epsVariance: v.w })
    const fisher = div(sub(lit(1n), v.w), after.variance)
    return [
      equals(optimal, add(variance, mul(surdSquared(F, x0Weight), ofX0)), 'β̃ + κ²·Var(x₀|x_t)'),
      equals(
        optimal,
        mul(div(step.beta, step.alpha), sub(lit(1n), mul(step.beta, fisher))),
        '(β/α)(1 − βJ/d), J/d = (1 − w)/v_t',
      ),
    ]
  },
})

/** The expected −log likelihood in σ² has the slope (σ² − m)/(2σ⁴), m the mean squared error of the reverse mean. */
const slope = statement({
  variables: ['m', 'variance', 'logTwoPi', 'logVariance'],
  guards: [guard<'variance'>('σ² > 0', ({ lit }, { variance }) => [exceeds(variance, lit(0n))])],
  conclude: (F, { m, variance, logTwoPi, logVariance }) => {
    const { lit, sub, mul, div } = F
    const D = dualField(F)
    const found = derivative(
      D,
      (_, x) =>
        scalarCrossEntropy(
          D,
          { variance: x, logVariance: { value: logVariance, tangent: div(lit(1n), x.value) } },
          { gapSquare: constant(m), logTwoPi: constant(logTwoPi) },
        ),
      variance,
    )
    return [equals(found, div(sub(variance, m), mul(lit(2n), square(F, variance))), 'slope')]
  },
})

const ends = statement({
  variables: PRESERVING,
  guards: [inside],
  conclude: (F, v) => {
    const undone = preservingUndone(F, v)
    const { from, step } = undone
    const after = nextLevel(F, from, step)
    const at = (epsVariance: typeof v.alpha) => optimalReverseVariance(F, undone, { epsVariance })
    return [
      equals(at(F.lit(0n)), bridge(F, from, step, after.variance).variance, 'w = 0: β̃'),
      equals(at(F.lit(1n)), F.div(step.beta, step.alpha), 'w = 1: β/α'),
      equals(at(after.alphaBar), step.beta, 'w = ᾱ_t: β'),
    ]
  },
})

const bounds = statement({
  variables: [...PRESERVING, 'w'],
  guards: [inside, proportion],
  conclude: (F, v) => {
    const undone = preservingUndone(F, v)
    const { from, step } = undone
    const optimal = optimalReverseVariance(F, undone, { epsVariance: v.w })
    const total = nextVariance(F, from.variance, step)
    return [
      atLeast(optimal, bridge(F, from, step, total).variance, 'β̃ ≤ σ*²'),
      atLeast(F.div(step.beta, step.alpha), optimal, 'σ*² ≤ β/α'),
    ]
  },
})

/** σ*² ≤ β, w ≤ ᾱ_t and J/d = (1−w)/v_t ≥ 1 are one thing: the three differences have the same sign. */
const belowBeta = statement({
  variables: [...PRESERVING, 'w'],
  guards: [inside],
  conclude: (F, v) => {
    const { sub, mul, div, lit } = F
    const undone = preservingUndone(F, v)
    const { step } = undone
    const after = nextLevel(F, undone.from, step)
    const room = sub(after.alphaBar, v.w)
    const factor = div(square(F, step.beta), mul(step.alpha, after.variance))
    const optimal = optimalReverseVariance(F, undone, { epsVariance: v.w })
    return [
      equals(sub(step.beta, optimal), mul(factor, room), 'β − σ*² = (β²/(α v_t))(ᾱ_t − w)'),
      exceeds(factor, lit(0n), 'β²/(α v_t) > 0'),
      equals(
        sub(div(sub(lit(1n), v.w), after.variance), lit(1n)),
        div(room, after.variance),
        'J/d − 1 = (ᾱ_t − w)/v_t',
      ),
    ]
  },
})

/** The linear estimate of x₀ from x_t errs by λs²/(a²λ+s²) on a variance λ, which is below its tangent at λ = 1. */
const concave = statement({
  variables: ['alphaBar', 'lambda'],
  guards: [
    guard<'alphaBar' | 'lambda'>('0 < ᾱ_t < 1, λ ≥ 0', ({ lit }, { alphaBar, lambda }) => [
      exceeds(alphaBar, lit(0n)),
      exceeds(lit(1n), alphaBar),
      atLeast(lambda, lit(0n)),
    ]),
  ],
  conclude: (F, { alphaBar, lambda }) => {
    const { lit, add, sub, mul, div } = F
    const variance = sub(lit(1n), alphaBar)
    const total = marginalVariance(F, { alphaBar, variance }, { dataVariance: lambda })
    const tangent = add(variance, mul(square(F, variance), sub(lambda, lit(1n))))
    return [atLeast(tangent, div(mul(lambda, variance), total), 'λs²/(ᾱλ+s²) ≤ s² + s⁴(λ−1)')]
  },
})

/** N(0, v₀): w = ᾱ_t·v₀/V_t. */
const normal = statement({
  variables: [...UNDONE, 'v0'],
  guards: [anyUndone, guard<'v0'>('v₀ ≥ 0', ({ lit }, { v0 }) => [atLeast(v0, lit(0n))])],
  conclude: (F, v) => {
    const undone = undoneAt(v)
    const after = nextLevel(F, undone.from, undone.step)
    const data = { dataVariance: v.v0 }
    const [before, total] = [marginalVariance(F, undone.from, data), marginalVariance(F, after, data)]
    const epsVariance = F.div(F.mul(after.alphaBar, v.v0), total)
    const optimal = optimalReverseVariance(F, undone, { epsVariance })
    return [
      equals(optimal, F.div(F.mul(v.beta, before), total), 'β·V_{t−1}/V_t'),
      equals(optimal, gaussianReverse(F, undone, data).beta, 'the variance of q(x_s|x_t)'),
    ]
  },
})

const { lit } = RATIONALS
const nine = () => {
  const undone = preservingUndone(RATIONALS, { alphaBarPrev: lit('1/2'), alpha: lit('1/2') })
  const { alpha, beta } = gaussianReverse(RATIONALS, undone, { dataVariance: lit(9n) })
  return { undone, gainSquare: alpha, variance: beta }
}
const shown = () => {
  const { undone, variance } = nine()
  return [
    exactly('5/6', variance, 'σ*² of N(0, 9) at ᾱ_{t−1} = α_t = ½'),
    exactly('1/2', undone.step.beta, 'β_t'),
    exactly('1', RATIONALS.div(undone.step.beta, undone.step.alpha), 'β_t/α_t'),
  ]
}

export const X_REVVAR = theorem({
  id: 'X-REVVAR',
  title: 'The optimal isotropic reverse variance lies between β̃ and β/α',
  statement: String.raw`\sigma_t^{*2} = \tilde\beta_t + \frac{\beta_t^2\,w}{\alpha_t(1-\bar\alpha_t)},\quad w = \tfrac1d\mathrm E\operatorname{tr}\mathrm{Cov}(\varepsilon|x_t);\quad
    \tilde\beta_t \le \sigma_t^{*2} \le \frac{\beta_t}{\alpha_t};\quad \sigma_t^{*2}\le\beta_t \iff w\le\bar\alpha_t`,
  sources: [cite('Bao2022', 'Theorem 1, 2'), cite('alphabar', 'X-REVVAR')],
  uses: [POST_MEAN],
  hypotheses: [
    anyUndone,
    living,
    inside,
    proportion,
    {
      kind: 'analytic',
      text: 'x₀ has any law; w ∈ [0, 1] since E tr Cov(ε|x_t) ≤ E‖ε‖² = d; J(q_t) = (d − E tr Cov(ε|x_t))/v_t',
      citation: cite('alphabar', 'X-REVVAR'),
    },
    {
      kind: 'analytic',
      text: 'the conditional covariance of x₀ is at most that of the best linear estimate, coordinate by coordinate of the eigenvectors of Cov x₀',
      citation: cite('alphabar', 'X-REVVAR'),
    },
  ],
  reduction:
    'For a reverse mean μ the best isotropic σ² maximises the expected log likelihood; its slope shows that it is the mean ' +
    'squared error a dimension, which at the best μ is (1/d)E tr Cov(x_s|x_t) = β̃ + κ²·(1/d)E tr Cov(x₀|x_t) (total ' +
    'variance over q(x_s|x_t,x₀) of POST-MEAN). What is left is algebra in w. If tr Cov x₀ ≤ d, the tangent bound summed over ' +
    'eigenvalues λ gives E tr Cov(x₀|x_t) ≤ d·s², so w ≤ ᾱ_t.',
  formulas: [optimalReverseVariance, gaussianReverse, marginalVariance, bridge, scalarCrossEntropy],
  claims: [
    provedByNormalForm('σ*² = β̃ + κ²·Var(x₀|x_t) = (β/α)(1 − βJ/d), for any kernels.', totalVariance),
    provedByNormalForm(
      'The expected −log likelihood has the slope (σ² − m)/(2σ⁴): least at σ² = m alone.',
      slope,
    ),
    provedByNormalForm('w = 0, 1, ᾱ_t give β̃, β/α, β.', ends),
    provedByZ3('β̃ ≤ σ*² ≤ β/α for 0 ≤ w ≤ 1.', bounds),
    provedByZ3('σ*² ≤ β iff w ≤ ᾱ_t iff J ≥ d: the differences have one sign.', belowBeta),
    provedByZ3('The error of the linear estimate lies below its tangent at variance 1.', concave),
    provedByNormalForm('For N(0, v₀) it is β·V_{t−1}/V_t, the variance of q(x_s|x_t).', normal),
    exactAtRationals(
      'The ends at rational levels.',
      ends,
      fc.record({ alphaBarPrev: betweenZeroAndOne, alpha: betweenZeroAndOne }),
    ),
  ],
  counterexamples: [
    {
      drops: 'tr Cov x₀ ≤ d',
      text: 'N(0, 9) at ᾱ_{t−1} = α_t = ½: σ*² = .8333333 > β = .5 (and < β/α = 1).',
      check: confirmed(shown),
    },
  ],
  errata: [
    {
      id: 'E62',
      citation: cite('alphabar', 'commonly quoted'),
      printed: 'β̃ ≤ σ*² ≤ β',
      correct:
        'the upper bound is β/α; ≤ β needs w ≤ ᾱ_t, for which tr Cov x₀ ≤ d suffices: N(0, 9) has .8333333 > .5',
      check: confirmed(shown),
    },
  ],
})
