import { compose, type Kernel, type Transition } from '../../reference/process/kernel.js'
import { differs, exceeds, guard, type Point } from '../evidence/index.js'

/** The variables of a transition 0→s→t, and the transition made of them. */
export const TRANSITION = ['priorSignal', 'priorVariance', 'stepSignal', 'stepVariance'] as const
export type TransitionVariable = (typeof TRANSITION)[number]

export const transitionOf = <T>(v: Point<TransitionVariable, T>): Transition<T> => ({
  prior: { signal: v.priorSignal, variance: v.priorVariance },
  step: { signal: v.stepSignal, variance: v.stepVariance },
})

/** √ of the variance a²·v_s + v of the kernel 0→t, declared as the root `totalStd`. */
export const totalStd: {
  readonly totalStd: <T>(F: Parameters<typeof compose<T>>[0], v: Point<TransitionVariable, T>) => T
} = { totalStd: (F, v) => compose(F, transitionOf(v)).variance }

/** v_t > 0: 0→t adds noise. */
export const noisyKernel = guard<'totalStd'>('0→t adds noise: s > 0 (ᾱ_t < 1)', ({ lit }, v) => [
  exceeds(v.totalStd, lit(0n)),
])

export const noisyStep = guard<'stepVariance'>('the step adds noise: v > 0 (β_t > 0)', ({ lit }, v) => [
  exceeds(v.stepVariance, lit(0n)),
])

export const livingStep = guard<'stepSignal'>('the step keeps some signal: a ≠ 0 (α_t > 0)', ({ lit }, v) => [
  differs(v.stepSignal, lit(0n)),
])

export const livingPrior = guard<'priorSignal'>('0→s keeps some signal: a_s ≠ 0 (ᾱ_s > 0)', ({ lit }, v) => [
  differs(v.priorSignal, lit(0n)),
])

/** A kernel x = a·x₀ + s·ε given by its noise standard deviation: s itself is the variable. */
export const kernelOf = <T>(
  { mul }: { readonly mul: (a: T, b: T) => T },
  { signal, std }: Point<'signal' | 'std', T>,
): Kernel<T> => ({ signal, variance: mul(std, std) })

export const noisy = guard<'std'>('the kernel adds noise: s > 0 (ᾱ_t < 1)', ({ lit }, { std }) => [
  exceeds(std, lit(0n)),
])

export const living = guard<'signal'>(
  'the kernel keeps some signal: a ≠ 0 (ᾱ_t > 0)',
  ({ lit }, { signal }) => [differs(signal, lit(0n))],
)
