import { square } from '../../reference/numbers/combinators.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { priorKl } from '../../reference/process/forward.js'
import {
  atLeast,
  equals,
  exceeds,
  guard,
  provedByNormalForm,
  provedByZ3,
  statement,
} from '../evidence/index.js'
import { cite } from '../sources.js'
import { theorem } from '../theorem.js'
import { FWD_MARG } from './fwd-marg.js'
import { priorCounterexamples, priorOnSchedules } from './fwd-prior-numbers.js'

const level = guard<'alphaBar'>('0 ≤ ᾱ_T < 1', (F, { alphaBar }) => [
  atLeast(alphaBar, F.lit(0n)),
  exceeds(F.lit(1n), alphaBar),
])

// The reference's L_prior at the kernel (√ᾱ, 1−ᾱ) is ½[ᾱ(‖x₀‖²−d) − d·log(1−ᾱ)], with log(1−ᾱ) opaque.
const closedForm = statement({
  variables: ['alphaBar', 'x', 'y', 'z'],
  guards: [level],
  conclude: (F, { alphaBar, x, y, z }) =>
    [[x], [x, y], [x, y, z]].map((x0) => {
      const d = F.lit(BigInt(x0.length))
      const norm = x0.map((c) => square(F, c)).reduce(F.add)
      const logVariance = F.log(F.sub(F.lit(1n), alphaBar))
      const twice = F.sub(F.mul(alphaBar, F.sub(norm, d)), F.mul(d, logVariance))
      return equals(
        priorKl(F, hoKernel(F, { alphaBar }), { x0 }),
        F.mul(F.lit('1/2'), twice),
        `d = ${x0.length}`,
      )
    }),
})

// L_prior is affine in ‖x₀‖²: its average over data is its value at the average, and differs from that of a single x₀.
const averaged = statement({
  variables: ['signal', 'variance', 'x'],
  guards: [],
  conclude: (F, { signal, variance, x }) => {
    const { add, sub, mul, lit } = F
    const loss = (x0: typeof x) => priorKl(F, { signal, variance }, { x0: [x0] })
    const average = mul(lit('1/2'), add(loss(x), loss(mul(lit(3n), x))))
    const scale = mul(lit(2n), square(F, mul(signal, x)))
    return [
      equals(sub(average, loss(x)), scale, 'the average over x, 3x less the value at x: ½ᾱ(5 − 1)x²'),
      equals(loss(F.neg(x)), loss(x), 'x and −x alike'),
    ]
  },
})

// ᾱ_T = ∏(1−β_t) → 0 when Σβ_t = ∞, from (1−β)(1+β) ≤ 1: P ≤ 1/(1+S) passes from one step to the next.
const divergent = statement({
  variables: ['beta', 'P', 'S'],
  guards: [
    guard<'beta' | 'P' | 'S'>('0 ≤ β ≤ 1, S ≥ 0 and P ≤ 1/(1+S)', (F, { beta, P, S }) => [
      atLeast(beta, F.lit(0n)),
      atLeast(F.lit(1n), beta),
      atLeast(S, F.lit(0n)),
      atLeast(F.div(F.lit(1n), F.add(F.lit(1n), S)), P),
      atLeast(P, F.lit(0n)),
    ]),
  ],
  conclude: (F, { beta, P, S }) => {
    const one = F.lit(1n)
    const next = F.mul(square(F, hoKernel(F, { alphaBar: F.sub(one, beta) }).signal), P)
    return [
      atLeast(F.div(one, F.add(one, F.add(S, beta))), next, 'ᾱ_{t+1} ≤ 1/(1+Σβ)'),
      atLeast(next, F.lit(0n), 'ᾱ_{t+1} ≥ 0'),
    ]
  },
})

// And ᾱ_T ≥ 1 − Σβ stays away from 0 when the tail of Σβ is below 1.
const summable = statement({
  variables: ['beta', 'P', 'S'],
  guards: [
    guard<'beta' | 'P' | 'S'>('0 ≤ β ≤ 1, S ≥ 0 and 1 ≥ P ≥ 1 − S', (F, { beta, P, S }) => [
      atLeast(beta, F.lit(0n)),
      atLeast(F.lit(1n), beta),
      atLeast(S, F.lit(0n)),
      atLeast(F.lit(1n), P),
      atLeast(P, F.sub(F.lit(1n), S)),
    ]),
  ],
  conclude: (F, { beta, P, S }) => {
    const one = F.lit(1n)
    const next = F.mul(square(F, hoKernel(F, { alphaBar: F.sub(one, beta) }).signal), P)
    return [atLeast(next, F.sub(one, F.add(S, beta)), 'ᾱ_{t+1} ≥ 1 − Σβ')]
  },
})

export const FWD_PRIOR = theorem({
  id: 'FWD-PRIOR',
  title: 'The terminal law and L_prior',
  statement: String.raw`KL(q(x_T|x_0) \| N(0,I)) = \tfrac12[\bar\alpha_T(\|x_0\|^2-d) - d\log(1-\bar\alpha_T)] \to 0 \iff \bar\alpha_T \to 0 \iff \sum\beta_t = \infty`,
  sources: [cite('M', 'Interpreting the ELBO; Forward Pass'), cite('Ho2020', 'eq. (5), L_T')],
  uses: [FWD_MARG],
  hypotheses: [
    level,
    {
      kind: 'analytic',
      text: 'the Gaussian KL ½[tr Σ + ‖m‖² − d − log det Σ] to N(0, I)',
      citation: cite('M', 'closed-form KL for Gaussians'),
    },
    {
      kind: 'analytic',
      text: 'L_prior is continuous and increasing in ᾱ_T and vanishes at ᾱ_T = 0 alone: its derivative is ½[‖x₀‖² + d·ᾱ_T/(1−ᾱ_T)]; −log(1−u) ≥ u',
      citation: cite('alphabar', 'elementary'),
    },
  ],
  reduction:
    'q(x_T|x₀) = N(√ᾱ_T x₀, (1−ᾱ_T)I) by FWD-MARG; its KL to N(0, I) is a sum over coordinates. With −log(1−u) ≥ u it is at least ½ᾱ_T‖x₀‖², and it tends to 0 with ᾱ_T. ᾱ_T → 0 iff Σβ_t = ∞: from ᾱ_T ≤ 1/(1+Σβ) one way, and from ᾱ_{s→T} ≥ 1 − Σ_{t>s}β_t over a tail whose sum is below 1 the other; both bounds are proved on one step of the reference.',
  formulas: [priorKl],
  claims: [
    provedByNormalForm('The closed form, for d = 1, 2, 3, with log(1−ᾱ_T) an opaque number.', closedForm),
    provedByZ3(
      'ᾱ_t ≤ 1/(1+Σβ) passes from t to t + 1 (at t = 0 both are 1), so Σβ = ∞ gives ᾱ_T → 0.',
      divergent,
    ),
    provedByZ3('ᾱ_t ≥ 1 − Σβ passes from t to t + 1, so Σβ < ∞ keeps ᾱ_T away from 0.', summable),
    priorOnSchedules,
  ],
  counterexamples: priorCounterexamples,
  errata: [
    {
      id: 'E57',
      citation: cite('M', 'Interpreting the ELBO'),
      printed: 'L_prior(x₀; φ), and −ELBO without the expectation over p_data',
      correct:
        'L_prior has no φ in it: the forward kernel and x₀ give it. It does depend on x₀, so the loss is its expectation over ' +
        'the data: with x₀ = ±1 or ±3 equiprobable that of E x₀² = 5',
      check: provedByNormalForm('', averaged).check,
    },
  ],
})
