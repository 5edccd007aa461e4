import { product, square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { accumulatedVariance } from '../../reference/process/forward.js'
import { compose } from '../../reference/process/kernel.js'
import { byInduction, confirmed, equals, exactly, provedByNormalForm, statement } from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_COV } from './fwd-cov.js'

const SIGNALS = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'] as const

const small = statement({
  variables: SIGNALS,
  guards: [],
  conclude: (F, v) =>
    SIGNALS.map((_, i) => {
      const signals = SIGNALS.slice(0, i + 1).map((name) => v[name])
      const steps = signals.map((signal) => ({ signal, variance: F.sub(F.lit(1n), square(F, signal)) }))
      const squares = signals.map((signal) => square(F, signal))
      return equals(accumulatedVariance(F, steps), F.sub(F.lit(1n), product(F, squares)), `${i + 1} steps`)
    }),
})

// The sum over t + 1 steps is α²·(the sum over t) + (1−α²), the recursion of the reference.
const step = statement({
  variables: ['a', 'P'],
  guards: [],
  conclude: (F, { a, P }) => {
    const one = F.lit(1n)
    const kernel = { signal: a, variance: F.sub(one, square(F, a)) }
    const prior = { signal: one, variance: F.sub(one, P) }
    return [
      equals(compose(F, { prior, step: kernel }).variance, F.sub(one, F.mul(square(F, a), P)), '1 − α²·P'),
    ]
  },
})

const base = statement({
  variables: ['P'],
  guards: [],
  conclude: (F) => [equals(accumulatedVariance(F, []), F.sub(F.lit(1n), product(F, [])), 'the empty sum')],
})

export const FWD_TEL = theorem({
  id: 'FWD-TEL',
  title: 'The accumulated variance telescopes',
  statement: String.raw`\sum_k (1-\alpha_k^2) \prod_{j>k} \alpha_j^2 = 1 - \prod_k \alpha_k^2`,
  sources: [cite('M', 'Theorem Conditional Distribution, Step 2')],
  uses: [FWD_COV],
  hypotheses: [],
  reduction:
    'An identity of real numbers without hypotheses. The k-th term is ∏_{j>k}α_j² − ∏_{j≥k}α_j²; for every length it follows from the recursion v ← α²v + (1−α²), which the sum satisfies term by term (FWD-COV).',
  formulas: [accumulatedVariance, compose],
  claims: [
    byInduction('The recursion v ← α²v + (1−α²) gives v_t = 1 − ∏α_k² for every t.', {
      base: provedByNormalForm('No step leaves 0 = 1 − 1.', base),
      step: provedByNormalForm('One step of the reference takes 1 − P to 1 − α²P.', step),
    }),
    provedByNormalForm('The sum itself, run for 1 to 7 steps of free signals, is 1 − ∏α_k².', small),
  ],
  counterexamples: [
    {
      drops: 'variance 1−α_k² in every step: α = 0.9, β = 0.5',
      text: 'After 3 steps the sum is 0.616525, while 1 − α⁶ = 0.468559.',
      check: confirmed(() => {
        const { lit, sub } = RATIONALS
        const kernel = { signal: lit('0.9'), variance: lit('0.25') }
        const squared = square(RATIONALS, kernel.signal)
        return [
          exactly('0.616525', accumulatedVariance(RATIONALS, [kernel, kernel, kernel]), 'Σ'),
          exactly('0.468559', sub(lit(1n), product(RATIONALS, [squared, squared, squared])), '1 − ∏'),
        ]
      }),
    },
  ],
  errata: [],
})
