import { power, square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import {
  accumulatedVariance,
  composeChain,
  repeatedVariance,
  runChain,
  stationaryVariance,
} from '../../reference/process/forward.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import {
  byInduction,
  confirmed,
  differs,
  equals,
  exactly,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_DEF } from './fwd-def.js'
import { FWD_UNROLL } from './fwd-unroll.js'

export const contractingOrExpanding = guard<'a'>('α² ≠ 1', (F, { a }) => [differs(square(F, a), F.lit(1n))])

const base = statement({
  variables: ['a', 'v', 'v0'],
  guards: [contractingOrExpanding],
  conclude: (F, { a, v, v0 }) => [
    equals(
      repeatedVariance(F, { signal: a, variance: v }, { power: F.lit(1n), initial: v0 }),
      v0,
      'v_0 of the closed form',
    ),
  ],
})

const step = statement({
  variables: ['a', 'v', 'v0', 'p'],
  guards: [contractingOrExpanding],
  conclude: (F, { a, v, v0, p }) => {
    const kernel = { signal: a, variance: v }
    const closed = (power: typeof p) => repeatedVariance(F, kernel, { power, initial: v0 })
    const prior = { signal: a, variance: closed(p) }
    return [equals(compose(F, { prior, step: kernel }).variance, closed(F.mul(square(F, a), p)), 'v_{t+1}')]
  },
})

const unit = statement({
  variables: ['a', 'v', 'v0', 't'],
  guards: [guard<'a'>('α² = 1', (F, { a }) => [equals(square(F, a), F.lit(1n))])],
  conclude: (F, { a, v, v0, t }) => {
    const after = (n: typeof t) => F.add(v0, F.mul(n, v))
    const prior = { signal: a, variance: after(t) }
    return [
      equals(
        compose(F, { prior, step: { signal: a, variance: v } }).variance,
        after(F.add(t, F.lit(1n))),
        'v_{t+1} = v_0 + (t+1)·v',
      ),
    ]
  },
})

const small = statement({
  variables: ['a', 'v', 'v0'],
  guards: [],
  conclude: (F, { a, v, v0 }) =>
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((t) => {
      const steps = Array.from({ length: t }, () => ({ signal: a, variance: v }))
      const shrunk = power(F, a, 2 * t)
      const chain = composeChain(F, steps).variance
      const one = F.lit(1n)
      return [
        equals(
          F.mul(chain, F.sub(one, square(F, a))),
          F.mul(v, F.sub(one, shrunk)),
          `(v_${t} − α^${2 * t} v₀)(1 − α²) from v₀ = 0`,
        ),
        equals(accumulatedVariance(F, steps), chain, `sum over ${t} steps`),
        equals(
          compose(F, { prior: { signal: a, variance: v0 }, step: composeChain(F, steps) }).variance,
          F.add(F.mul(shrunk, v0), chain),
          `v_${t} from v₀`,
        ),
      ]
    }),
})

// One and the same ε in every step: x_t = αᵗx₀ + c_t·ε with c ← α·c + β, whose fixed point is β/(1−α).
const sameNoise = statement({
  variables: ['b'],
  roots: { b: (F) => F.sub(F.lit(1n), square(F, F.lit('0.9'))) },
  guards: [],
  conclude: (F, { b }) => {
    const kernel = { signal: F.lit('0.9'), variance: square(F, b) }
    const fixed = F.div(b, F.lit('0.1'))
    return [
      equals(diffuse(F, kernel, { x0: fixed, eps: F.lit(1n) }), fixed, 'coefficient of ε in the limit'),
      equals(square(F, fixed), F.lit(19n), 'limit variance'),
      equals(stationaryVariance(F, kernel), F.lit(1n), 'limit variance with independent noises'),
    ]
  },
})

export const FWD_COV = theorem({
  id: 'FWD-COV',
  title: 'Covariance of a chain of equal steps',
  statement:
    '\\mathrm{Cov}\\,x_t = \\alpha^{2t}\\,\\mathrm{Cov}\\,x_0 + \\beta^2\\frac{1-\\alpha^{2t}}{1-\\alpha^2} I',
  sources: [cite('M', 'Proof, Covariance')],
  uses: [FWD_DEF, FWD_UNROLL],
  hypotheses: [
    contractingOrExpanding,
    {
      kind: 'analytic',
      text: 'ε_1, ε_2, … are centred with covariance I, mutually independent and independent of x₀; x₀ has second moments (its mean need not be 0)',
      citation: cite('M', 'Proof, Covariance'),
    },
  ],
  reduction:
    'By FWD-DEF the covariance of every coordinate follows v ↦ α²v + β² and every cross-covariance shrinks by α². The closed form is proved on that recursion of the reference, read with α^{2t} as a free number p.',
  formulas: [compose, repeatedVariance, accumulatedVariance],
  claims: [
    byInduction('v_t = α^{2t}v₀ + β²(1−α^{2t})/(1−α²) for every t.', {
      base: provedByNormalForm('At t = 0 it is v₀.', base),
      step: provedByNormalForm('One step of the reference takes p to α²p.', step),
    }),
    provedByZ3('The same step for all reals with α² ≠ 1, its denominators discharged.', step),
    provedByZ3('Where α² = 1 the variance after t steps is v₀ + tβ² (the step).', unit),
    provedByNormalForm('(v_t − α^{2t}v₀)(1−α²) = β²(1−α^{2t}) on chains run for t = 1 … 8.', small),
  ],
  counterexamples: [
    {
      drops: 'independent noises: one ε for every step',
      text: 'The limit variance is (1+α)/(1−α) = 19 at α = 0.9, not 1.',
      check: provedByNormalForm('', sameNoise).check,
    },
    {
      drops: 'noise independent of x₀: x₀ = ε₁',
      text: 'Var x₁ = (α+β)² = 1.96 at (0.6, 0.8), not 1.',
      check: confirmed(() => {
        const F = RATIONALS
        const [signal, std] = [F.lit('0.6'), F.lit('0.8')]
        const kernel = { signal, variance: square(F, std) }
        const one = F.lit(1n)
        const coefficient = runChain(F, [kernel], { x0: one, eps: [one] })
        return [
          exactly('1.96', square(F, coefficient), 'Var x₁'),
          exactly(
            '1',
            compose(F, { prior: { signal, variance: one }, step: kernel }).variance,
            'independent',
          ),
        ]
      }),
    },
  ],
  errata: [],
})
