import { at, power, square } from '../../reference/numbers/combinators.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { composeChain, stationaryVariance } from '../../reference/process/forward.js'
import { compose, diffuse } from '../../reference/process/kernel.js'
import {
  confirmed,
  equals,
  exactly,
  printed,
  printedRoot,
  provedByNormalForm,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import type { Claim, Counterexample, Erratum } from '../theorem.js'

const { lit } = RATIONALS

const step = (signal: string, std: string) => ({ signal: lit(signal), variance: square(RATIONALS, lit(std)) })

const varianceAfter = (steps: number, from: Rational, kernel: ReturnType<typeof step>): Rational =>
  compose(RATIONALS, {
    prior: { signal: lit(0n), variance: from },
    step: composeChain(
      RATIONALS,
      Array.from({ length: steps }, () => kernel),
    ),
  }).variance

/** What a constant chain does outside the hypotheses. */
export const constantChainCounterexamples: readonly Counterexample[] = [
  {
    drops: '|α| < 1 in (ii): α = ±1, β = 0 satisfy α² + β² = 1',
    text: 'A variance that starts at 7 is 7 after 200 steps.',
    check: confirmed(() =>
      ['1', '-1'].map((alpha) =>
        exactly('7', varianceAfter(200, lit(7n), step(alpha, '0')), `Var x₂₀₀ at α = ${alpha}, β = 0`),
      ),
    ),
  },
  {
    drops: 'α² + β² = 1: α = 0.9, β = 0.5',
    text: 'The limit variance is 1.3157895; the limit is at 2-Wasserstein distance √v_∞ − 1 = 0.14707867 from N(0, 1).',
    check: confirmed(() => {
      const limit = stationaryVariance(RATIONALS, step('0.9', '0.5'))
      return [printed('1.3157895', limit, 'v_∞'), printedRoot('1.14707867', limit, '√v_∞ = 1 + W₂')]
    }),
  },
  {
    drops: '|α| < 1: α = 1.1, β = 0.1',
    text: 'Var x₂₀₀ = 3.78e16 from variance 1.',
    check: confirmed(() => [printed('3.78e16', varianceAfter(200, lit(1n), step('1.1', '0.1')), 'Var x₂₀₀')]),
  },
]

/** The slide takes α ∈ (0,1) and β = +√(1−α²): more than it needs. */
export const anySign: Claim = {
  text: '(i) α and β may have any sign: α = −0.6 with β = 0.8 or β = −0.8 keeps N(0, I).',
  tier: 'exact',
  engine: 'rationals',
  check: confirmed(() =>
    ['0.8', '-0.8'].map((beta) =>
      exactly('1', varianceAfter(1, lit(1n), step('-0.6', beta)), `Var x₁ at α = −0.6, β = ${beta}`),
    ),
  ),
}

/** E[(αx+βε)⁴] over a fair sign ε, α = ½, β = √¾: the fourth moment of the law after one step. */
const rademacher = statement({
  variables: ['std', 'x'],
  roots: { std: (F) => F.lit('3/4') },
  guards: [],
  conclude: (F, { std, x }) => {
    const kernel = { signal: F.lit('1/2'), variance: square(F, std) }
    const fourth = (eps: bigint) => power(F, diffuse(F, kernel, { x0: x, eps: F.lit(eps) }), 4)
    const averaged = F.mul(F.lit('1/2'), F.add(fourth(1n), fourth(-1n)))
    const coefficients = [F.lit('9/16'), F.lit('9/8'), F.lit('1/16')]
    const moment = (m2: typeof x, m4: typeof x) =>
      F.add(at(coefficients, 0), F.add(F.mul(at(coefficients, 1), m2), F.mul(at(coefficients, 2), m4)))
    return [
      equals(averaged, moment(square(F, x), power(F, x, 4)), 'E[x₁⁴ | x₀] in moments of x₀'),
      equals(moment(F.lit(1n), F.lit('9/5')), F.lit('9/5'), 'stationary fourth moment at variance 1'),
    ]
  },
})

export const rademacherCounterexample: Counterexample = {
  drops: 'Gaussian noise: ε = ±1 equiprobable, α = ½, β = √¾',
  text: 'A stationary law of variance 1 has the fourth moment 9/5, not the 3 of N(0, 1): the recursion of the moments says so.',
  check: provedByNormalForm('', rademacher).check,
}

/** E06: the theorem as the slide prints it. */
export const slideErratum: Erratum = {
  id: 'E06',
  citation: cite('M', 'Theorem (Why √(1−β²) and β?)'),
  printed:
    'x_i → N(0, I) if and only if α² + β² = 1, with α ∈ (0,1), β = √(1−α²), E x₀ = 0 and finite covariance',
  correct:
    'invariance iff α² + β² = 1; convergence needs |α| < 1 as well (α = ±1, β = 0 converges to nothing); neither the signs nor a moment of x₀ are needed; the noise must be Gaussian and the step constant',
  check: confirmed(() => [
    exactly('1', RATIONALS.add(square(RATIONALS, lit(-1n)), lit(0n)), 'α² + β² at α = −1, β = 0'),
    exactly('7', varianceAfter(50, lit(7n), step('-1', '0')), 'Var x₅₀ there, from 7'),
    exactly('1', varianceAfter(50, lit(1n), step('-0.6', '-0.8')), 'Var x₅₀ at α = −0.6, β = −0.8, from 1'),
    printed('1', varianceAfter(50, lit(9n), step('-0.6', '-0.8')), 'the same from 9, rounded to an integer'),
  ]),
}
