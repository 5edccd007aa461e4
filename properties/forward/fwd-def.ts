import fc from 'fast-check'
import type { RadicalField } from '../../reference/numbers/algebra.js'
import { square, sum } from '../../reference/numbers/combinators.js'
import { compose, diffuse, type Kernel } from '../../reference/process/kernel.js'
import { anyRational, betweenZeroAndOne, pythagorean } from '../arbitraries/rationals.js'
import { equals, exactAtRationals, guard, provedByNormalForm, statement } from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'

/** One outcome of a finite joint law of two coordinates. */
interface Outcome<T> {
  readonly weight: T
  readonly x: T
  readonly y: T
}

/** The law after one step of the reference, with a fair sign for the noise of each coordinate. */
function afterStep<T>(
  F: RadicalField<T>,
  step: Kernel<T>,
  before: readonly Outcome<T>[],
): readonly Outcome<T>[] {
  const signs = [F.lit(1n), F.lit(-1n)]
  return before.flatMap(({ weight, x, y }) =>
    signs.flatMap((eps) =>
      signs.map((other) => ({
        weight: F.mul(weight, F.lit('1/4')),
        x: diffuse(F, step, { x0: x, eps }),
        y: diffuse(F, step, { x0: y, eps: other }),
      })),
    ),
  )
}

function moments<T>(F: RadicalField<T>, law: readonly Outcome<T>[]) {
  const { sub, mul } = F
  const mean = (f: (p: Outcome<T>) => T) =>
    sum(
      F,
      law.map((p) => mul(p.weight, f(p))),
    )
  const [x, y] = [mean((p) => p.x), mean((p) => p.y)]
  return {
    x,
    variance: sub(
      mean((p) => square(F, p.x)),
      square(F, x),
    ),
    covariance: sub(
      mean((p) => mul(p.x, p.y)),
      mul(x, y),
    ),
  }
}

const nonNegativeStd = guard<'b'>('the noise standard deviation b = √v is non-negative', (F, { b }) => [
  { left: b, is: '≥', right: F.lit(0n) },
])

/** Any two-point law of (x, y): the points (x, y), (p, q) with weights w, 1 − w. */
const moment = statement({
  variables: ['a', 'b', 'w', 'x', 'y', 'p', 'q'],
  guards: [nonNegativeStd],
  conclude: (F, { a, b, w, x, y, p, q }) => {
    const step = { signal: a, variance: square(F, b) }
    const law = [
      { weight: w, x, y },
      { weight: F.sub(F.lit(1n), w), x: p, y: q },
    ]
    const [before, after] = [moments(F, law), moments(F, afterStep(F, step, law))]
    const propagated = compose(F, { prior: { signal: before.x, variance: before.variance }, step })
    return [
      equals(after.x, propagated.signal, 'mean'),
      equals(after.variance, propagated.variance, 'variance'),
      equals(after.covariance, F.mul(square(F, a), before.covariance), 'covariance of two coordinates'),
    ]
  },
})

const pythagoreanStep = fc
  .record({
    circle: pythagorean,
    w: betweenZeroAndOne,
    x: anyRational,
    y: anyRational,
    p: anyRational,
    q: anyRational,
  })
  .map(({ circle, ...law }) => ({ a: circle.cos, b: circle.sin, ...law }))

export const FWD_DEF = theorem({
  id: 'FWD-DEF',
  title: 'The Gaussian transition propagates mean and covariance',
  statement:
    'q(x_t|x_{t-1}) = N(\\sqrt{1-\\beta_t}\\,x_{t-1}, \\beta_t I) \\implies m \\mapsto \\alpha m,\\; \\Sigma \\mapsto \\alpha^2\\Sigma + \\beta^2 I',
  sources: [
    cite('M', 'Forward Process'),
    cite('B', 'Forward process'),
    cite('L', 'Forward process'),
    cite('Ho2020', 'eq. (2)'),
  ],
  uses: [],
  hypotheses: [
    nonNegativeStd,
    {
      kind: 'analytic',
      text: 'the noise has mean 0, covariance I and is independent of x_{t−1}; Gaussian for the law itself',
      citation: cite('M', 'Forward Process'),
    },
    { kind: 'generator', text: 'Pythagorean steps α = (1−u²)/(1+u²), β = 2u/(1+u²), rational u' },
  ],
  reduction:
    'An affine map of a Gaussian is Gaussian, so the law is known by its first two moments. These depend on x_{t−1} and ε only through theirs, so they are computed here by summing over a two-point law for x_{t−1} with free points and weight (which has every mean and variance) and a fair sign for ε (mean 0, variance 1), through the step of the reference.',
  formulas: [diffuse, compose],
  claims: [
    provedByNormalForm(
      'Mean, variance and cross-covariance after one step are a·m, a²·Σ + v and a²·Σ₁₂, for every step and every two-point law.',
      moment,
    ),
    exactAtRationals('The same, enumerated at Pythagorean steps.', moment, pythagoreanStep),
  ],
  counterexamples: [],
  errata: [],
})
