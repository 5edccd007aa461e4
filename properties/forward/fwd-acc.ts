import { at, dot, product, square } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import { accumulatedVariance, noiseCoefficients, runChain } from '../../reference/process/forward.js'
import { diffuse, type Kernel } from '../../reference/process/kernel.js'
import {
  atLeast,
  byInduction,
  confirmed,
  equals,
  guard,
  printedRoot,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_TEL } from './fwd-tel.js'

const LEVELS = [1, 2, 3, 4, 5] as const
const SIGNALS = ['a1', 'a2', 'a3', 'a4', 'a5'] as const
const STDS = ['b1', 'b2', 'b3', 'b4', 'b5'] as const

const complement = <T>(
  F: { sub: (a: T, b: T) => T; mul: (a: T, b: T) => T; lit: (n: bigint) => T },
  a: T,
): T => F.sub(F.lit(1n), F.mul(a, a))

const small = statement({
  variables: [...SIGNALS, ...STDS],
  roots: {
    b1: (F, { a1 }) => complement(F, a1),
    b2: (F, { a2 }) => complement(F, a2),
    b3: (F, { a3 }) => complement(F, a3),
    b4: (F, { a4 }) => complement(F, a4),
    b5: (F, { a5 }) => complement(F, a5),
  },
  guards: [],
  conclude: (F, v) => {
    const steps: Kernel<typeof v.a1>[] = SIGNALS.map((a, k) => ({
      signal: v[a],
      variance: square(F, v[at(STDS, k)]),
    }))
    const signals = steps.map(({ signal }) => signal)
    return LEVELS.flatMap((i) =>
      LEVELS.filter((j) => j >= i).map((j) => {
        // Independent unit noises: the covariance is the product of the coefficients of the noises shared.
        const shared = noiseCoefficients(F, steps.slice(0, j)).slice(0, i)
        const covariance = dot(F, noiseCoefficients(F, steps.slice(0, i)), shared)
        const own = complement(F, product(F, signals.slice(0, i)))
        return equals(covariance, F.mul(own, product(F, signals.slice(i, j))), `Cov(w_${i}, w_${j})`)
      }),
    )
  },
})

const NOISES = ['e1', 'e2', 'e3', 'e4', 'e5'] as const

// The noise that a chain of different steps has gathered is Σ c_k ε_k.
const gathered = statement({
  variables: [...SIGNALS, ...STDS, ...NOISES, 'x0'],
  guards: [guard<(typeof STDS)[number]>('β_k ≥ 0', (F, v) => STDS.map((b) => atLeast(v[b], F.lit(0n))))],
  conclude: (F, v) => {
    const all = SIGNALS.map((a, k) => ({ signal: v[a], variance: square(F, v[at(STDS, k)]) }))
    return LEVELS.map((t) => {
      const steps = all.slice(0, t)
      const eps = NOISES.slice(0, t).map((name) => v[name])
      const signal = product(
        F,
        steps.map((step) => step.signal),
      )
      const noise = dot(F, noiseCoefficients(F, steps), eps)
      return equals(runChain(F, steps, { x0: v.x0, eps }), F.add(F.mul(signal, v.x0), noise), `x_${t}`)
    })
  },
})

// w_{j+1} = α·w_j + β·ε_{j+1} with ε_{j+1} independent of w_i: a covariance c is taken to α·c.
const step = statement({
  variables: ['a', 'b', 'w', 'other', 'p', 'q'],
  guards: [guard<'b'>('β ≥ 0', (F, { b }) => [atLeast(b, F.lit(0n))])],
  conclude: (F, { a, b, w, other, p, q }) => {
    const kernel = { signal: a, variance: square(F, b) }
    // The pair (w_i, w_j) at (w, other) or (p, q), equiprobable; a fair sign for ε.
    const pair = [
      { i: w, j: other },
      { i: p, j: q },
    ]
    const mean = (xs: readonly (typeof a)[]) => F.mul(F.lit(`1/${xs.length}`), xs.reduce(F.add))
    const next = pair.flatMap(({ i, j }) =>
      [1n, -1n].map((eps) => ({ i, j: diffuse(F, kernel, { x0: j, eps: F.lit(eps) }) })),
    )
    const covariance = (law: readonly { i: typeof a; j: typeof a }[]) =>
      F.sub(
        mean(law.map(({ i, j }) => F.mul(i, j))),
        F.mul(mean(law.map(({ i }) => i)), mean(law.map(({ j }) => j))),
      )
    return [equals(covariance(next), F.mul(a, covariance(pair)), 'Cov(w_i, w_{j+1}) = α·Cov(w_i, w_j)')]
  },
})

const base = statement({
  variables: SIGNALS,
  guards: [],
  conclude: (F, v) =>
    LEVELS.map((i) => {
      const signals = SIGNALS.slice(0, i).map((name) => v[name])
      const steps = signals.map((signal) => ({ signal, variance: complement(F, signal) }))
      return equals(accumulatedVariance(F, steps), complement(F, product(F, signals)), `Var w_${i}`)
    }),
})

export const FWD_ACC = theorem({
  id: 'FWD-ACC',
  title: 'Covariance of the accumulated noise',
  statement: String.raw`w_i = \sum_k \beta_k \prod_{j>k}\alpha_j\,\varepsilon_k \implies \mathrm{Cov}(w_i, w_j) = (1-\bar\alpha_i^2)\,\frac{\bar\alpha_j}{\bar\alpha_i}\, I,\quad i \le j`,
  sources: [cite('M', 'Theorem Conditional Distribution, Step 1')],
  uses: [FWD_TEL],
  hypotheses: [
    {
      kind: 'analytic',
      text: 'ε_1, ε_2, … independent, centred, with covariance I',
      citation: cite('M', 'Forward Process'),
    },
  ],
  reduction:
    'w_i is linear in independent unit noises, so Cov(w_i, w_j) is the sum over the noises they share of the products of their coefficients. For every i ≤ j: at j = i it is FWD-TEL, and the step j → j + 1 multiplies it by α_{j+1}; ᾱ_j/ᾱ_i = ∏_{i<k≤j} α_k, written without the division.',
  formulas: [runChain, noiseCoefficients, accumulatedVariance, diffuse],
  claims: [
    byInduction('Cov(w_i, w_j) = (1−ᾱ_i²)·∏_{i<k≤j} α_k for every j ≥ i.', {
      base: provedByNormalForm('At j = i it is 1 − ᾱ_i² (i = 1 … 5; for every i FWD-TEL).', base),
      step: provedByNormalForm('A further step of the reference multiplies the covariance by α_{j+1}.', step),
    }),
    provedByNormalForm('Chains of one to five different steps have x_t = ∏α_k·x₀ + Σ c_k ε_k.', gathered),
    provedByNormalForm('All 15 covariances of five levels with free signals.', small),
  ],
  counterexamples: [
    {
      drops: 'one noise a step: a single ε for all i, w_i = √(1−ᾱ_i²)·ε',
      text: 'That is another coupling: correlation 1 instead of 0.4330127 at ᾱ_i = 0.8, ᾱ_j = 0.5.',
      check: confirmed(() => {
        const F = RATIONALS
        const [early, late] = [F.lit('0.8'), F.lit('0.5')]
        const steps = [early, F.div(late, early)].map((signal) => ({
          signal,
          variance: complement(F, signal),
        }))
        const first = accumulatedVariance(F, steps.slice(0, 1))
        // Cov(w_1, w_2) = a_2·Var w_1, so the squared correlation is a_2²·Var w_1/Var w_2.
        const squared = F.div(F.mul(square(F, at(steps, 1).signal), first), accumulatedVariance(F, steps))
        return [printedRoot('0.4330127', squared, 'correlation of w_i and w_j')]
      }),
    },
  ],
  errata: [],
})
