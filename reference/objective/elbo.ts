import type { ExponentialField } from '../numbers/algebra.js'
import { at, square, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { compose, type Kernel, kernelSymbols, type Transition, transitionSymbols } from '../process/kernel.js'
import { posteriorMean, posteriorVariance } from '../process/posterior.js'
import { type LogVariance, scalarCrossEntropy, scalarKl, withLog } from './gaussian-kl.js'

/**
 * The negative ELBO of a linear-Gaussian model p(x_L) = N(0, w), p(x_s|x_t) = N(A·x_t, S), term by term, in nats and in one
 * dimension. Every term is an average over q(x_t|x₀) and depends on x₀ through x₀² alone, so that E x₀² in its place
 * gives the average over data of any law. A reverse step is a kernel: signal A, variance S.
 * Source: theorem DDPM-ELBO; Ho et al. 2020, eq. (5).
 */

const reverseSymbols = kernelSymbols('A', 'S')
const X0 = { x0Square: 'x_0^2' }

/** E (p·x₀ + r·ε)² = p²x₀² + r²: the second moment of a kernel given x₀². */
const secondMoment = <T>(F: ExponentialField<T>, kernel: Kernel<T>, x0Square: T): T =>
  F.add(F.mul(square(F, kernel.signal), x0Square), kernel.variance)

/** KL(N(a·x₀, v) ‖ N(0, w)). Needs v, w > 0. */
export const elboPrior = formula(
  'elboPrior',
  'L_{\\mathrm{prior}}',
  [kernelSymbols('a', 'v'), { ...X0, priorVariance: 'w' }],
  <T>(
    F: ExponentialField<T>,
    { signal, variance }: Kernel<T>,
    { x0Square, priorVariance }: { readonly x0Square: T; readonly priorVariance: T },
  ): T => {
    const gapSquare = F.mul(square(F, signal), x0Square)
    return scalarKl(F, withLog(F, variance), withLog(F, priorVariance), { gapSquare })
  },
)

/** β̃ with log β̃ = log v + log v_s − log v_t. */
const posterior = <T>(F: ExponentialField<T>, transition: Transition<T>): LogVariance<T> => ({
  variance: posteriorVariance(F, transition),
  logVariance: F.sub(
    F.add(F.log(transition.step.variance), F.log(transition.prior.variance)),
    F.log(compose(F, transition).variance),
  ),
})

/**
 * E KL(q(x_s|x_t,x₀) ‖ N(A·x_t, S)) over q(x_t|x₀). The gap μ̃(x₀, x_t) − A·x_t is linear: its values at (1, a_t) and at
 * (0, s) are the coefficients of x₀ and of ε. Needs v_s, v, S > 0, so s ≥ 1.
 */
export const elboStep = formula(
  'elboStep',
  'L_{t}',
  [transitionSymbols, reverseSymbols, X0],
  <T>(
    F: ExponentialField<T>,
    transition: Transition<T>,
    reverse: Kernel<T>,
    { x0Square }: { readonly x0Square: T },
  ): T => {
    const { sub, mul, lit } = F
    const whole = compose(F, transition)
    const gap = (x0: T, xt: T) => sub(posteriorMean(F, transition, { x0, xt }), mul(reverse.signal, xt))
    const ofNoise = mul(square(F, gap(lit(0n), lit(1n))), whole.variance)
    const gapSquare = secondMoment(F, { signal: gap(lit(1n), whole.signal), variance: ofNoise }, x0Square)
    return scalarKl(F, posterior(F, transition), withLog(F, reverse.variance), { gapSquare })
  },
)

/** −E log N(x₀; A·x₁, S) over q(x₁|x₀). Needs S > 0. */
export const elboReconstruction = formula(
  'elboReconstruction',
  'L_{\\mathrm{recon}}',
  [kernelSymbols('a', 'v'), reverseSymbols, { ...X0, logTwoPi: '\\log 2\\pi' }],
  <T>(
    F: ExponentialField<T>,
    first: Kernel<T>,
    reverse: Kernel<T>,
    { x0Square, logTwoPi }: { readonly x0Square: T; readonly logTwoPi: T },
  ): T => {
    const { lit, sub, mul } = F
    const gap = { signal: sub(lit(1n), mul(reverse.signal, first.signal)) }
    const variance = mul(square(F, reverse.signal), first.variance)
    const gapSquare = secondMoment(F, { ...gap, variance }, x0Square)
    return scalarCrossEntropy(F, withLog(F, reverse.variance), { gapSquare, logTwoPi })
  },
)

/** The terms of the negative ELBO in nats: L_prior, the sum's terms L_{t−1}, and the reconstruction L_0. */
export interface ElboTerms<T> {
  readonly prior: T
  /** By t from 2 to L: entry 0 is t = 2. */
  readonly steps: readonly T[]
  readonly reconstruction: T
}

/** A chain x₀ → x_L and a model of its reversal, both by t: entry 0 is t = 1. */
export interface ReversedChain<T> {
  readonly forward: readonly Kernel<T>[]
  readonly reverse: readonly Kernel<T>[]
  readonly priorVariance: T
}

/** Every term of the negative ELBO. log 2π is an argument: an exponential field does not hold it. */
export const elboTerms = formula(
  'elboTerms',
  '(L_{\\mathrm{prior}}, L_t, L_{\\mathrm{recon}})',
  [
    {
      forward: [kernelSymbols('a_1', 'v_1'), kernelSymbols('a_2', 'v_2')],
      reverse: [kernelSymbols('A_1', 'S_1'), kernelSymbols('A_2', 'S_2')],
      priorVariance: 'w',
    },
    { ...X0, logTwoPi: '\\log 2\\pi' },
  ],
  <T>(
    F: ExponentialField<T>,
    { forward, reverse, priorVariance }: ReversedChain<T>,
    { x0Square, logTwoPi }: { readonly x0Square: T; readonly logTwoPi: T },
  ): ElboTerms<T> => {
    const first = at(forward, 0)
    let prior = first
    const steps = forward.slice(1).map((step, i) => {
      const term = elboStep(F, { prior, step }, at(reverse, i + 1), { x0Square })
      prior = compose(F, { prior, step })
      return term
    })
    return {
      prior: elboPrior(F, prior, { x0Square, priorVariance }),
      steps,
      reconstruction: elboReconstruction(F, first, at(reverse, 0), { x0Square, logTwoPi }),
    }
  },
)

/** The bound itself: −ELBO ≥ −log p(x₀). */
export const negativeElbo = <T>(F: ExponentialField<T>, { prior, steps, reconstruction }: ElboTerms<T>): T =>
  sum(F, [prior, ...steps, reconstruction])
