import fc from 'fast-check'
import type { ExponentialField, Field } from '../../reference/numbers/algebra.js'
import { at, square, sum } from '../../reference/numbers/combinators.js'
import { rational } from '../../reference/numbers/rational.js'
import { elboTerms, negativeElbo, type ReversedChain } from '../../reference/objective/elbo.js'
import { gaussianKl, scalarCrossEntropy, scalarKl, withLog } from '../../reference/objective/gaussian-kl.js'
import { composeChain } from '../../reference/process/forward.js'
import { compose, type Kernel } from '../../reference/process/kernel.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { marginalVariance, sampledVariance } from '../../reference/process/reverse-step.js'
import { equals, exceeds, type Guard, type Point, type Statement } from '../evidence/index.js'
import { levelOf, range, read, stepOf } from './variables.js'

const names = (L: number) => [
  'w',
  'x0',
  'logTwoPi',
  ...range(1, L).flatMap((i) => [`a${i}`, `v${i}`, `A${i}`, `S${i}`]),
]

export const variances = (L: number): Guard<string> => ({
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

export const identity = (L: number): Statement => ({
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
export const eachTerm: Statement = {
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

export const smallInputs = fc.record(
  Object.fromEntries(names(2).map((name) => [name, /^[wvS]/.test(name) ? ratio(1n) : ratio(-9n)])),
)

function ratio(least: bigint) {
  return fc
    .tuple(fc.bigInt({ min: least, max: 9n }), fc.bigInt({ min: 1n, max: 5n }))
    .map(([num, den]) => rational(num, den))
}

/** −log p_φ(x₀): the model's marginal at 0 is N(0, V). */
export function negativeLogLikelihood<T>(
  F: ExponentialField<T>,
  chain: ReversedChain<T>,
  x0: T,
  logTwoPi: T,
): T {
  const steps = [...chain.reverse].reverse().map((kernel) => stepOf(F, kernel))
  const variance = sampledVariance(F, steps, { initial: chain.priorVariance })
  return scalarCrossEntropy(F, withLog(F, variance), { gapSquare: square(F, x0), logTwoPi })
}

/**
 * KL(q(x₁|x₀) ‖ p_φ(x₁|x₀)) for L = 1: the model's posterior of x₁ given x₀ is that of a kernel (A, S) seen backwards:
 * mean K·x₀, variance w·S/V.
 */
export const gapOfOne: Statement = {
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

/**
 * With exact reverse kernels of N(0, v₀), v₀ and the v_i free: the average −ELBO is h(data) + KL(q_L‖prior). A root is
 * spared by a step given by its signal: the gain of the exact reverse is a·V_s/V_t.
 */
export const exactKernels = (L: number): Statement => ({
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
