import { square } from '../../reference/numbers/combinators.js'
import { composeChain, repeatedVariance, stationaryVariance } from '../../reference/process/forward.js'
import { compose, diffuse, type Kernel } from '../../reference/process/kernel.js'
import {
  atLeast,
  byInduction,
  differs,
  equals,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_COV } from './fwd-cov.js'
import { FWD_DEF } from './fwd-def.js'
import { analyticCounterexamples, anyLaw } from './fwd-stat-analytic.js'
import {
  anySign,
  constantChainCounterexamples,
  rademacherCounterexample,
  slideErratum,
} from './fwd-stat-dropped.js'

const contraction = guard<'a'>('|α| < 1, for (ii)', (F, { a }) => [exceeds(F.lit(1n), square(F, a))])
const expansion = guard<'a'>('|α| ≥ 1, for (iii)', (F, { a }) => [atLeast(square(F, a), F.lit(1n))])
const noise = guard<'v'>('v = β² ≥ 0', (F, { v }) => [atLeast(v, F.lit(0n))])
const someNoise = guard<'v'>('v = β² > 0', (F, { v }) => [exceeds(v, F.lit(0n))])

/** The first two moments after one step, from mean m and variance x: the recursion of the reference. */
const after = <T>(
  F: Parameters<typeof compose<T>>[0],
  step: Kernel<T>,
  from: { mean: T; variance: T },
): { mean: T; variance: T } => {
  const next = compose(F, { prior: { signal: from.mean, variance: from.variance }, step })
  return { mean: next.signal, variance: next.variance }
}

const normal = <T>(F: { lit: (n: bigint) => T }) => ({ mean: F.lit(0n), variance: F.lit(1n) })

// (i) Invariance of N(0, I).
const invariantIf = statement({
  variables: ['a', 'v'],
  guards: [guard<'a' | 'v'>('α² + β² = 1', (F, { a, v }) => [equals(F.add(square(F, a), v), F.lit(1n))])],
  conclude: (F, { a, v }) => {
    const next = after(F, { signal: a, variance: v }, normal(F))
    return [equals(next.mean, F.lit(0n), 'mean'), equals(next.variance, F.lit(1n), 'variance')]
  },
})
const invariantOnlyIf = statement({
  variables: ['a', 'v'],
  guards: [
    guard<'a' | 'v'>('N(0, I) is invariant', (F, { a, v }) => [
      equals(after(F, { signal: a, variance: v }, normal(F)).variance, F.lit(1n)),
    ]),
  ],
  conclude: (F, { a, v }) => [equals(F.add(square(F, a), v), F.lit(1n), 'α² + β²')],
})

// (ii) Convergence for |α| < 1. The distance to the fixed point shrinks by exactly α² a step …
const shrinks = statement({
  variables: ['a', 'v', 'x', 'm'],
  guards: [contraction],
  conclude: (F, { a, v, x, m }) => {
    const step = { signal: a, variance: v }
    const limit = stationaryVariance(F, step)
    const next = after(F, step, { mean: m, variance: x })
    return [
      equals(F.sub(next.variance, limit), F.mul(square(F, a), F.sub(x, limit)), 'v_{t+1} − v_∞'),
      equals(square(F, next.mean), F.mul(square(F, a), square(F, m)), 'm_{t+1}²'),
    ]
  },
})
// … and α^{2t} ≤ 1/(1+t·h) with h = 1/α² − 1 > 0 (Bernoulli), which tends to 0.
const vanishingBase = statement({
  variables: ['a'],
  guards: [contraction, guard<'a'>('α ≠ 0', (F, { a }) => [differs(a, F.lit(0n))])],
  conclude: (F, { a }) => [
    exceeds(F.div(F.lit(1n), square(F, a)), F.lit(1n), '1 + h'),
    atLeast(bernoulli(F, a, F.lit(0n)), F.lit(1n), 'α⁰ ≤ 1/(1+0·h)'),
  ],
})
const vanishingStep = statement({
  variables: ['a', 'p', 't'],
  guards: [
    contraction,
    guard<'a' | 'p' | 't'>('t ≥ 0, α ≠ 0 and α^{2t} = p ≤ 1/(1+t·h)', (F, { a, p, t }) => [
      differs(a, F.lit(0n)),
      atLeast(t, F.lit(0n)),
      atLeast(bernoulli(F, a, t), p),
    ]),
  ],
  conclude: (F, { a, p, t }) => [
    atLeast(bernoulli(F, a, F.add(t, F.lit(1n))), F.mul(square(F, a), p), 'α^{2(t+1)} ≤ 1/(1+(t+1)·h)'),
  ],
})

function bernoulli<T>(F: Parameters<typeof compose<T>>[0], a: T, t: T): T {
  const one = F.lit(1n)
  const h = F.sub(F.div(one, square(F, a)), one)
  return F.div(one, F.add(one, F.mul(t, h)))
}

const limitIf = statement({
  variables: ['a', 'v'],
  guards: [
    contraction,
    guard<'a' | 'v'>('α² + β² = 1', (F, { a, v }) => [equals(F.add(square(F, a), v), F.lit(1n))]),
  ],
  conclude: (F, { a, v }) => [equals(stationaryVariance(F, { signal: a, variance: v }), F.lit(1n), 'v_∞')],
})
const limitOnlyIf = statement({
  variables: ['a', 'v'],
  guards: [
    contraction,
    guard<'a' | 'v'>('the limit variance is 1', (F, { a, v }) => [
      equals(stationaryVariance(F, { signal: a, variance: v }), F.lit(1n)),
    ]),
  ],
  conclude: (F, { a, v }) => [equals(F.add(square(F, a), v), F.lit(1n), 'α² + β²')],
})
const closedLimit = statement({
  variables: ['a', 'v', 'p', 'x'],
  guards: [contraction],
  conclude: (F, { a, v, p, x }) => {
    const step = { signal: a, variance: v }
    const limit = stationaryVariance(F, step)
    const closed = repeatedVariance(F, step, { power: p, initial: x })
    return [equals(F.sub(closed, limit), F.mul(p, F.sub(x, limit)), 'v_t − v_∞ = α^{2t}(v₀ − v_∞)')]
  },
})

// (iii) |α| ≥ 1. With noise the variance of the Gaussian part is at least t·v; without, x_t = αᵗx₀.
const growsStep = statement({
  variables: ['a', 'v', 'x', 't'],
  guards: [
    expansion,
    someNoise,
    guard<'x' | 'v' | 't'>('v_t ≥ t·v and t ≥ 0', (F, { x, v, t }) => [
      atLeast(t, F.lit(0n)),
      atLeast(x, F.mul(t, v)),
    ]),
  ],
  conclude: (F, { a, v, x, t }) => {
    const next = after(F, { signal: a, variance: v }, { mean: F.lit(0n), variance: x })
    return [atLeast(next.variance, F.mul(F.add(t, F.lit(1n)), v), 'v_{t+1} ≥ (t+1)·v')]
  },
})
const growsBase = statement({
  variables: ['v'],
  guards: [someNoise],
  conclude: (F, { v }) => [
    atLeast(composeChain(F, []).variance, F.mul(F.lit(0n), v), 'v_0 ≥ 0·v for a point x₀'),
  ],
})
const runsAway = statement({
  variables: ['a', 'm', 'm0', 't'],
  guards: [
    expansion,
    guard<'a' | 'm' | 'm0' | 't'>('m_t² ≥ (1 + t(α²−1))·m₀² and t ≥ 0', (F, { a, m, m0, t }) => [
      atLeast(t, F.lit(0n)),
      atLeast(square(F, m), F.mul(linearGrowth(F, a, t), square(F, m0))),
    ]),
  ],
  conclude: (F, { a, m, m0, t }) => {
    const next = diffuse(F, { signal: a, variance: F.lit(0n) }, { x0: m, eps: F.lit(1n) })
    const grown = linearGrowth(F, a, F.add(t, F.lit(1n)))
    return [atLeast(square(F, next), F.mul(grown, square(F, m0)), 'x_{t+1}² ≥ (1+(t+1)(α²−1))·x₀²')]
  },
})
const linearGrowth = <T>(F: Parameters<typeof compose<T>>[0], a: T, t: T): T =>
  F.add(F.lit(1n), F.mul(t, F.sub(square(F, a), F.lit(1n))))

const runsAwayBase = statement({
  variables: ['a', 'm0'],
  guards: [expansion],
  conclude: (F, { a, m0 }) => [
    atLeast(square(F, m0), F.mul(linearGrowth(F, a, F.lit(0n)), square(F, m0)), 'x_0² ≥ 1·x₀²'),
  ],
})

export const FWD_STAT = theorem({
  id: 'FWD-STAT',
  title: 'Stationarity iff α² + β² = 1',
  statement:
    'x_{t+1} = \\alpha x_t + \\beta\\varepsilon:\\ N(0,I) \\text{ invariant} \\iff \\alpha^2+\\beta^2=1;\\quad |\\alpha|<1 \\implies x_t \\to N(0, \\tfrac{\\beta^2}{1-\\alpha^2} I);\\quad |\\alpha| \\ge 1 \\implies \\text{no limit } N(0,I) \\text{ but trivially}',
  sources: [cite('M', 'Theorem (Why √(1−β²) and β?)')],
  uses: [FWD_DEF, FWD_COV],
  hypotheses: [
    contraction,
    expansion,
    noise,
    {
      kind: 'analytic',
      text: 'Gaussian noise, independent of x₀ and of each other; x₀ has any law, no moment is needed',
      citation: cite('M', 'Theorem (Why √(1−β²) and β?)'),
    },
    {
      kind: 'analytic',
      text: 'a law convolved with N(0, w) has a density of at most 1/√(2πw), so that with w → ∞ every bounded set loses its mass; αᵗx₀ → 0 and Slutsky’s lemma give convergence in law from convergence of the Gaussian part',
      citation: cite('alphabar', 'FWD-STAT; the lemma: Slutsky 1925'),
    },
  ],
  reduction:
    'A chain of Gaussian steps is x_t = αᵗx₀ + a Gaussian of variance v_t. (i) N(0, I) stays Gaussian, so it is invariant iff the recursion of the reference keeps mean 0 and variance 1. (ii) For |α| < 1 the first part tends to 0 and v_t to the fixed point: proved as exact contraction by α² and as α^{2t} ≤ 1/(1+t·h) → 0. (iii) For |α| ≥ 1 and β ≠ 0 the Gaussian part has variance at least t·β², so no limit exists; for β = 0, x_t = ±αᵗx₀, which runs away unless |α| = 1 or x₀ = 0: the limit is N(0, I) only in the trivial case |α| = 1, β = 0, x₀ ∼ N(0, I).',
  formulas: [compose, stationaryVariance, repeatedVariance],
  claims: [
    provedByZ3(
      '(i) If α² + β² = 1 the recursion keeps mean 0 and variance 1, for all real α, β.',
      invariantIf,
    ),
    provedByZ3('(i) Only if: a recursion that keeps variance 1 has α² + β² = 1.', invariantOnlyIf),
    anySign,
    provedByNormalForm(
      '(ii) Each step brings variance and squared mean nearer to v_∞ and 0, by the factor α² exactly.',
      shrinks,
    ),
    provedByNormalForm('(ii) In closed form v_t − v_∞ = α^{2t}(v₀ − v_∞).', closedLimit),
    byInduction('(ii) α^{2t} ≤ 1/(1+t·h), h = 1/α² − 1 > 0, for every t (for α = 0 it is 0).', {
      base: provedByZ3('h > 0, and equality at t = 0.', vanishingBase),
      step: provedByZ3('The bound passes from t to t + 1.', vanishingStep),
    }),
    provedByZ3('(ii) The limit variance β²/(1−α²) is 1 if α² + β² = 1.', limitIf),
    provedByZ3('(ii) Only if: limit variance 1 gives α² + β² = 1.', limitOnlyIf),
    anyLaw,
    byInduction('(iii) For |α| ≥ 1 and β ≠ 0 the Gaussian part has variance at least tβ².', {
      base: provedByZ3('At t = 0.', growsBase),
      step: provedByZ3('One step of the reference adds at least β².', growsStep),
    }),
    byInduction('(iii) For |α| ≥ 1 and β = 0, x_t² ≥ (1 + t(α²−1))·x₀².', {
      base: provedByZ3('At t = 0.', runsAwayBase),
      step: provedByZ3('One step of the reference keeps the bound.', runsAway),
    }),
  ],
  counterexamples: [...constantChainCounterexamples, rademacherCounterexample, ...analyticCounterexamples],
  errata: [slideErratum],
})
