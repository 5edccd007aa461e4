import type { RadicalField } from '../numbers/algebra.js'
import { dot, square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'

/**
 * The smallest network: ε̂(x) = θ·x, on data with mean 0 and variance v₀ a coordinate. Its losses are known in closed form,
 * of one level and of several that share θ. Source: theorems LOSS-SIMPLE, ALG-TRAIN.
 */

/** E x² = a²·v₀ + v. */
const inputPower = <T>(F: RadicalField<T>, { signal, variance }: Kernel<T>, dataVariance: T): T =>
  F.add(F.mul(square(F, signal), dataVariance), variance)

/** E(ε − θ·x)² = 1 − 2θ·s + θ²·(a²v₀ + v). */
export const linearEpsLoss = formula(
  'linearEpsLoss',
  'L(\\theta)',
  [kernelSymbols('a', 'v'), { slope: '\\theta', dataVariance: 'v_0' }],
  <T>(
    F: RadicalField<T>,
    kernel: Kernel<T>,
    { slope, dataVariance }: { readonly slope: T; readonly dataVariance: T },
  ): T => {
    const { lit, add, sub, mul, sqrt } = F
    const linearPart = mul(lit(2n), mul(slope, sqrt(kernel.variance)))
    const quadratic = mul(square(F, slope), inputPower(F, kernel, dataVariance))
    return add(sub(lit(1n), linearPart), quadratic)
  },
)

/** θ = Σ w·s / Σ w·(a²v₀ + v): the best θ shared by levels whose losses have the weights w. Needs the sum below ≠ 0. */
export const sharedSlope = formula(
  'sharedSlope',
  '\\theta^*',
  [
    [kernelSymbols('a_1', 'v_1'), kernelSymbols('a_2', 'v_2')],
    { weights: ['w_1', 'w_2'], dataVariance: 'v_0' },
  ],
  <T>(
    F: RadicalField<T>,
    kernels: readonly Kernel<T>[],
    { weights, dataVariance }: { readonly weights: readonly T[]; readonly dataVariance: T },
  ): T => {
    const stds = kernels.map(({ variance }) => F.sqrt(variance))
    const powers = kernels.map((kernel) => inputPower(F, kernel, dataVariance))
    return F.div(dot(F, weights, stds), dot(F, weights, powers))
  },
)
