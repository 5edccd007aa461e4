import type { Field, RadicalField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { nextVariance } from './step.js'

/**
 * The universal Gaussian kernel x = signal·x₀ + √variance·ε, ε ∼ N(0, I): the coordinate of the whole reference.
 * Ho et al. write (√ᾱ, 1−ᾱ), the slides (ᾱ, 1−ᾱ²), VE (1, σ²).
 */
export interface Kernel<T> {
  readonly signal: T
  readonly variance: T
}

/** The kernel 0→s and the kernel s→t. The kernel 0→t is their composition. */
export interface Transition<T> {
  readonly prior: Kernel<T>
  readonly step: Kernel<T>
}

export const kernelSymbols = (a: string, v: string) => ({ signal: a, variance: v })
export const transitionSymbols = { prior: kernelSymbols('a_s', 'v_s'), step: kernelSymbols('a', 'v') }

/**
 * The kernel 0→t of q(x_t|x_s) q(x_s|x₀): signal a·a_s, variance a²·v_s + v, a sum of positive terms only.
 * Source: Ho et al. 2020, eq. (4); theorems FWD-MARG, FWD-SEMI.
 */
export const compose = formula(
  'compose',
  '(a_t, v_t)',
  [transitionSymbols],
  <T>(F: Field<T>, { prior, step }: Transition<T>): Kernel<T> => ({
    signal: F.mul(step.signal, prior.signal),
    variance: nextVariance(F, prior.variance, { alpha: square(F, step.signal), beta: step.variance }),
  }),
)

/** x_t = a·x₀ + √v·ε: a sample of the kernel given its noise. */
export const diffuse = formula(
  'diffuse',
  'x_t',
  [kernelSymbols('a', 'v'), { x0: 'x_0', eps: '\\varepsilon' }],
  <T>({ mul, add, sqrt }: RadicalField<T>, { signal, variance }: Kernel<T>, at: { x0: T; eps: T }): T =>
    add(mul(signal, at.x0), mul(sqrt(variance), at.eps)),
)

/** a² + v, the second moment of x where x₀ has mean 0 and variance 1: it is 1 where the kernel preserves variance. */
export const power = formula(
  'power',
  'a^2 + v',
  [kernelSymbols('a', 'v')],
  <T>(F: Field<T>, { signal, variance }: Kernel<T>): T => F.add(square(F, signal), variance),
)
