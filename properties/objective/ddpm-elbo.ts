import fc from 'fast-check'
import type { ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { compare, type Rational, rational } from '../../reference/numbers/rational.js'
import { elboStep, elboTerms, negativeElbo, type ReversedChain } from '../../reference/objective/elbo.js'
import { gaussianKl, scalarCrossEntropy, scalarKl, withLog } from '../../reference/objective/gaussian-kl.js'
import { composeChain } from '../../reference/process/forward.js'
import { compose, type Kernel } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { gaussianReverse, marginalVariance, sampledVariance } from '../../reference/process/reverse-step.js'
import { anyRational, nonZero, positive } from '../arbitraries/rationals.js'
import {
  agreeingAtRationals,
  approximately,
  type Confirmation,
  confirmed,
  enclosed,
  equals,
  exceeds,
  type Guard,
  type Point,
  printed,
  provedByNormalForm,
  refused,
  type Statement,
} from '../evidence/index.js'
import { falls, guarded, holds } from '../evidence/outcome.js'
import { FWD_PRIOR } from '../forward/fwd-prior.js'
import { cite } from '../sources.js'
import { type Claim, theorem } from '../theorem.js'
import { DDPM_GEN } from './ddpm-gen.js'
import { KL_GAUSS } from './kl-gauss.js'
import { LOSS_DIFF } from './loss-diff.js'
import { levelOf, range, read, stepOf } from './variables.js'

const names = (L: number) => [
  'w',
  'x0',
  'logTwoPi',
  ...range(1, L).flatMap((i) => [`a${i}`, `v${i}`, `A${i}`, `S${i}`]),
]

const variances = (L: number): Guard<string> => ({
  kind: 'guard',
  text: 'w, v_i, S_i > 0',
  given: ({ lit }, v) =>
    ['w', ...range(1, L).flatMap((i) => [`v${i}`, `S${i}`])].map((name) => exceeds(read(v, name), lit(0n))),
})

const chainOf = <T>(v: Point<string, T>, L: number): ReversedChain<T> => ({
  forward: range(1, L).map((i) => ({ signal: read(v, `a${i}`), variance: read(v, `v${i}`) })),
  reverse: range(1, L).map((i) => ({ signal: read(v, `A${i}`), variance: read(v, `S${i}`) })),
  priorVariance: read(v, 'w'),
})

/**
 * E_q[log q(x_{1:L}|x₀) − log p(x_{0:L})] from the definition of the two chains: −H of each forward step, less the expected
 * log densities of the model, whose gap x_{i−1} − A·x_i is c·x_{i−1} − A·√v·e with c = 1 − A·a.
 */
function direct<T>(F: ExponentialField<T>, chain: ReversedChain<T>, x0: T, logTwoPi: T): T {
  const { lit, add, sub, mul } = F
  const moment = ({ signal, variance }: Kernel<T>) => add(square(F, mul(signal, x0)), variance)
  const terms = chain.forward.flatMap((step, i) => {
    const reverse = at(chain.reverse, i)
    const before = moment(composeChain(F, chain.forward.slice(0, i)))
    const c = sub(lit(1n), mul(reverse.signal, step.signal))
    const gapSquare = add(mul(square(F, c), before), mul(square(F, reverse.signal), step.variance))
    return [
      F.neg(scalarCrossEntropy(F, withLog(F, step.variance), { gapSquare: step.variance, logTwoPi })),
      scalarCrossEntropy(F, withLog(F, reverse.variance), { gapSquare, logTwoPi }),
    ]
  })
  const gapSquare = moment(composeChain(F, chain.forward))
  return add(sum(F, terms), scalarCrossEntropy(F, withLog(F, chain.priorVariance), { gapSquare, logTwoPi }))
}

const identity = (L: number): Statement => ({
  variables: names(L),
  guards: [variances(L)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const chain = chainOf(v, L)
    const [x0, logTwoPi] = [read(v, 'x0'), read(v, 'logTwoPi')]
    const terms = elboTerms(F, chain, { x0Square: square(F, x0), logTwoPi })
    return [equals(negativeElbo(F, terms), direct(F, chain, x0, logTwoPi), 'the sum of the terms')]
  },
})

/**
 * Two steps, each term by itself: L_prior is the KL of two Gaussians, L_2 the average over ε = ±1 (x_2 = a·x₀ + s·ε) of
 * another, L_recon such an average of −log N.
 */
const eachTerm: Statement = {
  variables: names(2),
  guards: [variances(2)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { add, sub, mul, sqrt, lit } = F
    const chain = chainOf(v, 2)
    const [x0, logTwoPi] = [read(v, 'x0'), read(v, 'logTwoPi')]
    const terms = elboTerms(F, chain, { x0Square: square(F, x0), logTwoPi })
    const law = (mean: T, variance: T) => ({ mean: [mean], covariance: [[variance]] })
    const average = (kernel: Kernel<T>, term: (x: T) => T) => {
      const [center, std] = [mul(kernel.signal, x0), sqrt(kernel.variance)]
      return mul(lit('1/2'), add(term(add(center, std)), term(sub(center, std))))
    }
    const [first, second] = [at(chain.forward, 0), at(chain.forward, 1)]
    const whole = composeChain(F, chain.forward)
    const [down1, down2] = [at(chain.reverse, 0), at(chain.reverse, 1)]
    const transition = { prior: first, step: second }
    const own = posteriorVariance(F, transition)
    const kl = (xt: T) =>
      gaussianKl(
        F,
        law(posteriorMean(F, transition, { x0, xt }), own),
        law(mul(down2.signal, xt), down2.variance),
      )
    const miss = (x1: T) => {
      const gapSquare = square(F, sub(x0, mul(down1.signal, x1)))
      return scalarCrossEntropy(F, withLog(F, down1.variance), { gapSquare, logTwoPi })
    }
    const prior = gaussianKl(F, law(mul(whole.signal, x0), whole.variance), law(lit(0n), chain.priorVariance))
    return [
      equals(terms.prior, prior, 'L_prior'),
      equals(at(terms.steps, 0), average(whole, kl), 'L_2'),
      equals(terms.reconstruction, average(first, miss), 'L_recon'),
    ]
  },
}

const smallInputs = fc.record(
  Object.fromEntries(names(2).map((name) => [name, /^[wvS]/.test(name) ? ratio(1n) : ratio(-9n)])),
)

function ratio(least: bigint) {
  return fc
    .tuple(fc.bigInt({ min: least, max: 9n }), fc.bigInt({ min: 1n, max: 5n }))
    .map(([num, den]) => rational(num, den))
}

/** −log p_φ(x₀): the model's marginal at 0 is N(0, V). */
function negativeLogLikelihood<T>(F: ExponentialField<T>, chain: ReversedChain<T>, x0: T, logTwoPi: T): T {
  const steps = [...chain.reverse].reverse().map((kernel) => stepOf(F, kernel))
  const variance = sampledVariance(F, steps, { initial: chain.priorVariance })
  return scalarCrossEntropy(F, withLog(F, variance), { gapSquare: square(F, x0), logTwoPi })
}

/**
 * KL(q(x₁|x₀) ‖ p_φ(x₁|x₀)) for L = 1: the model's posterior of x₁ given x₀ is that of a kernel (A, S) seen backwards:
 * mean K·x₀, variance w·S/V.
 */
const gapOfOne: Statement = {
  variables: names(1),
  guards: [variances(1)],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { add, sub, mul } = F
    const chain = chainOf(v, 1)
    const [x0, logTwoPi] = [read(v, 'x0'), read(v, 'logTwoPi')]
    const [q, reverse] = [at(chain.forward, 0), at(chain.reverse, 0)]
    // x₁ ∼ N(0, w) is the start of a transition whose step is the model's
    const transition = { prior: { signal: F.lit(0n), variance: chain.priorVariance }, step: reverse }
    const mean = posteriorMean(F, transition, { x0: F.lit(0n), xt: x0 })
    const total = compose(F, transition).variance
    const logVariance = sub(add(F.log(chain.priorVariance), F.log(reverse.variance)), F.log(total))
    const gap = scalarKl(
      F,
      withLog(F, q.variance),
      { variance: posteriorVariance(F, transition), logVariance },
      { gapSquare: square(F, sub(mul(q.signal, x0), mean)) },
    )
    const bound = negativeElbo(F, elboTerms(F, chain, { x0Square: square(F, x0), logTwoPi }))
    return [equals(sub(bound, negativeLogLikelihood(F, chain, x0, logTwoPi)), gap, '−ELBO + log p_φ(x₀)')]
  },
}

export interface Model {
  readonly chain: ReversedChain<Rational>
  readonly x0: Rational
}

const kernel = (signal: fc.Arbitrary<Rational>) => fc.record({ signal, variance: positive })
export const linearModels = (L: number): fc.Arbitrary<Model> =>
  fc.record({
    chain: fc.record({
      forward: fc.array(kernel(nonZero), { minLength: L, maxLength: L }),
      reverse: fc.array(kernel(anyRational), { minLength: L, maxLength: L }),
      priorVariance: positive,
    }),
    x0: anyRational,
  })

export const inBalls = <T>(
  of: (q: Rational) => T,
  { forward, reverse, priorVariance }: ReversedChain<Rational>,
) => {
  const kernels = (all: readonly Kernel<Rational>[]) =>
    all.map(({ signal, variance }) => ({ signal: of(signal), variance: of(variance) }))
  return { forward: kernels(forward), reverse: kernels(reverse), priorVariance: of(priorVariance) }
}

/** −ELBO + log p_φ(x₀) of a model, enclosed. */
function bound(F: Enclosure, { chain, x0 }: Model): Ball {
  const logTwoPi = F.log(F.mul(F.lit(2n), F.pi))
  const balls = inBalls(F.of, chain)
  const terms = elboTerms(F, balls, { x0Square: square(F, F.of(x0)), logTwoPi })
  return F.sub(negativeElbo(F, terms), negativeLogLikelihood(F, balls, F.of(x0), logTwoPi))
}

/** It is never negative: at each model drawn, the enclosure of the gap lies above 0. */
const gapIsPositive: Claim = {
  text: 'Three steps at random rational models: −ELBO > −log p_φ(x₀).',
  tier: 'certified',
  engine: 'enclosure',
  check: guarded(({ seed, runs }) => {
    let least: Rational | undefined
    for (const [i, model] of fc.sample(linearModels(3), { seed, numRuns: runs }).entries()) {
      const { lo } = interval(bound(enclosure(384), model))
      if (compare(lo, rational(0n)) <= 0)
        return falls(i + 1, `the gap is only known to be ≥ ${approximately(lo)}`)
      if (!least || compare(lo, least) < 0) least = lo
    }
    return holds(runs, least ? { worst: `least gap ${approximately(least)}` } : {})
  }),
}

/** Gaussian data of variance v₀, exact reverse kernels: two steps to ᾱ_2 = .1. */
function exactChain(F: Enclosure, v0: Ball): ReversedChain<Ball> {
  const step = (alphaBar: string) => ({
    signal: F.sqrt(F.lit(alphaBar)),
    variance: F.sub(F.lit(1n), F.lit(alphaBar)),
  })
  const forward = [step('1/2'), step('1/5')]
  let prior: Kernel<Ball> = { signal: F.lit(1n), variance: F.lit(0n) }
  const reverse = forward.map((next) => {
    const undone = { from: levelOf(F, prior), step: stepOf(F, next) }
    const { alpha, beta } = gaussianReverse(F, undone, { dataVariance: v0 })
    prior = compose(F, { prior, step: next })
    return { signal: F.sqrt(alpha), variance: beta }
  })
  return { forward, reverse, priorVariance: F.lit(1n) }
}

const exampleNumbers = (): readonly Confirmation[] => {
  const v0 = (F: Enclosure) => F.lit('2/5')
  const logTwoPi = (F: Enclosure) => F.log(F.mul(F.lit(2n), F.pi))
  const terminal = (F: Enclosure) => {
    const level = levelOf(F, composeChain(F, exactChain(F, v0(F)).forward))
    return marginalVariance(F, level, { dataVariance: v0(F) })
  }
  return [
    printed(
      '0.96173087',
      enclosed((F) =>
        negativeElbo(F, elboTerms(F, exactChain(F, v0(F)), { x0Square: v0(F), logTwoPi: logTwoPi(F) })),
      ),
      'average −ELBO',
    ),
    printed(
      '0.96079317',
      enclosed((F) => scalarCrossEntropy(F, withLog(F, v0(F)), { gapSquare: v0(F), logTwoPi: logTwoPi(F) })),
      'h(data)',
    ),
    printed(
      '0.0009377',
      enclosed((F) => scalarKl(F, withLog(F, terminal(F)), withLog(F, F.lit(1n)), { gapSquare: F.lit(0n) })),
      'KL(q_L‖prior)',
    ),
  ]
}

/**
 * With exact reverse kernels of N(0, v₀), v₀ and the v_i free: the average −ELBO is h(data) + KL(q_L‖prior). A root is
 * spared by a step given by its signal: the gain of the exact reverse is a·V_s/V_t.
 */
const exactKernels = (L: number): Statement => ({
  variables: ['w', 'v0', 'logTwoPi', ...range(1, L).flatMap((i) => [`a${i}`, `v${i}`])],
  guards: [
    {
      kind: 'guard',
      text: 'w, v₀, v_i > 0',
      given: ({ lit }, v) =>
        ['w', 'v0', ...range(1, L).map((i) => `v${i}`)].map((name) => exceeds(read(v, name), lit(0n))),
    },
  ],
  conclude: <T>(F: ExponentialField<T>, v: Point<string, T>) => {
    const { add, sub, log } = F
    const [v0, logTwoPi, w] = [read(v, 'v0'), read(v, 'logTwoPi'), read(v, 'w')]
    const forward = range(1, L).map((i) => ({ signal: read(v, `a${i}`), variance: read(v, `v${i}`) }))
    const total = (i: number) =>
      marginalVariance(F, levelOf(F, composeChain(F, forward.slice(0, i))), { dataVariance: v0 })
    const reverse = forward.map((step, i) => exactReverse(F, step, total(i)))
    const terms = elboTerms(F, { forward, reverse, priorVariance: w }, { x0Square: v0, logTwoPi })
    // log S_i = log v_i + log V_{i−1} − log V_i, where the terms have log S_i as one number
    const split = reverse.map((kernel, i) => {
      const parts = sub(add(log(at(forward, i).variance), log(total(i))), log(total(i + 1)))
      return F.mul(F.lit('1/2'), sub(parts, log(kernel.variance)))
    })
    const entropy = scalarCrossEntropy(F, withLog(F, v0), { gapSquare: v0, logTwoPi })
    const mismatch = scalarKl(F, withLog(F, total(L)), withLog(F, w), { gapSquare: F.lit(0n) })
    return [equals(add(negativeElbo(F, terms), sum(F, split)), add(entropy, mismatch), 'average −ELBO')]
  },
})

function exactReverse<T>(F: Field<T>, step: Kernel<T>, before: T): Kernel<T> {
  const after = F.add(F.mul(square(F, step.signal), before), step.variance)
  return {
    signal: F.div(F.mul(step.signal, before), after),
    variance: F.div(F.mul(step.variance, before), after),
  }
}

/**
 * The i = 1 term of the printed sum at x₀ = 0, clean data blurred by e. The chain of the printed figures is not stated;
 * β₁ = .12 with the model A = .6, S = .1 gives them.
 */
const firstTerm = (F: Enclosure, blur: string): Ball => {
  const { lit, sub, sqrt } = F
  const prior = { signal: sqrt(sub(lit(1n), lit(blur))), variance: lit(blur) }
  const step = { signal: sqrt(lit('0.88')), variance: lit('0.12') }
  return elboStep(F, { prior, step }, { signal: lit('0.6'), variance: lit('0.1') }, { x0Square: lit(0n) })
}

const doubledStep = (): readonly Confirmation[] => [
  ...(
    [
      ['2.023', '1e-3'],
      ['5.472', '1e-6'],
      ['12.380', '1e-12'],
    ] as const
  ).map(([decimal, blur]) =>
    printed(
      decimal,
      enclosed((F) => firstTerm(F, blur)),
      `ᾱ₀ = 1 − ${blur}: the term`,
    ),
  ),
  printed(
    '6.908',
    enclosed((F) => F.sub(firstTerm(F, '1e-12'), firstTerm(F, '1e-6'))),
    'from 1e-6 to 1e-12 it grows by ½ log 1e6',
  ),
  refused('at ᾱ₀ = 1 it is refused', () => firstTerm(enclosure(64), '0'), /0/),
]

export const DDPM_ELBO = theorem({
  id: 'DDPM-ELBO',
  title: '−log p_φ(x₀) ≤ L_prior + L_recon + Σ_{i≥2} E KL(q(x_{i−1}|x_i,x₀) ‖ p_φ)',
  statement: String.raw`-\log p_\varphi(x_0) \le \mathrm{KL}(q(x_L|x_0)\|p_{\mathrm{prior}}) - \mathrm E\log p_\varphi(x_0|x_1)
    + \sum_{i=2}^L \mathrm E\,\mathrm{KL}(q(x_{i-1}|x_i,x_0)\|p_\varphi(x_{i-1}|x_i))`,
  sources: [cite('Ho2020', 'eq. (5), appendix A'), cite('M', 'Theorem DDPM’s ELBO')],
  uses: [KL_GAUSS, DDPM_GEN, LOSS_DIFF, FWD_PRIOR],
  hypotheses: [
    variances(1),
    {
      kind: 'generator',
      text: 'linear-Gaussian models N(A_i·x_i, S_i), any A_i, of L = 1, 2, 3 steps of any kernels, one dimension',
    },
    {
      kind: 'analytic',
      text: 'any model: q(x_i|x_{i−1}) = q(x_{i−1}|x_i,x₀)·q(x_i|x₀)/q(x_{i−1}|x₀) for i ≥ 2, whose product telescopes; log β̃ = log β + log v_s − log v_t',
      citation: cite('alphabar', 'THEOREMS A5'),
    },
    {
      kind: 'analytic',
      text: 'the gap −ELBO + log p_φ(x₀) is KL(q(x_{1:L}|x₀)‖p_φ(x_{1:L}|x₀)), which is not negative',
      citation: cite('Ho2020', 'appendix A'),
    },
  ],
  reduction:
    'The right side is E_q[log q(x_{1:L}|x₀) − log p_φ(x_{0:L})]. For linear-Gaussian models both are computed: the terms of ' +
    'the reference, from i = 2 on, against this expectation from the two chains’ own steps, equal with every logarithm opaque.',
  formulas: [elboTerms, elboStep, gaussianKl, scalarKl, scalarCrossEntropy, sampledVariance],
  claims: [
    provedByNormalForm('L = 1: L_prior + L_recon is E_q log q/p.', identity(1)),
    ...[2, 3].map((L) => provedByNormalForm(`L = ${L}: the sum of the terms is E_q log q/p.`, identity(L))),
    agreeingAtRationals(
      'L = 2, term by term: L_prior and L_2 are the KLs they are named for, L_recon the expected −log likelihood.',
      eachTerm,
      smallInputs,
      { bits: 192 },
    ),
    provedByNormalForm('L = 1: the gap to −log p_φ(x₀) is KL(q(x₁|x₀)‖p_φ(x₁|x₀)).', gapOfOne),
    gapIsPositive,
    ...[1, 2].map((L) =>
      provedByNormalForm(
        `L = ${L}: for Gaussian data and exact reverse kernels the average is h(data) + KL(q_L‖prior).`,
        exactKernels(L),
      ),
    ),
    {
      text: 'v₀ = .4, two steps to ᾱ_L = .1: 0.96173087 = 0.96079317 + 0.0009377.',
      tier: 'certified',
      engine: 'enclosure',
      check: confirmed(exampleNumbers),
    },
  ],
  counterexamples: [
    {
      drops: 'the sum starts at i = 2',
      text:
        'the term i = 1 grows without bound as ᾱ₀ → 1: 2.023, 5.472, 12.380 at 1 − ᾱ₀ = 1e-3, 1e-6, 1e-12 (the chain of the ' +
        'printed figures is not stated; β₁ = .12, A = .6, S = .1, x₀ = 0 gives them).',
      check: confirmed(doubledStep),
    },
  ],
  errata: [
    {
      id: 'E08',
      citation: cite('M', 'L_diffusion; L_DDPM; Theorem DDPM’s ELBO'),
      printed: 'sums from i = 1',
      correct:
        'from i = 2: σ²(1) = 0 makes the weight infinite, and step 1 is L_recon already; the extra term → ∞',
      check: confirmed(doubledStep),
    },
  ],
})
