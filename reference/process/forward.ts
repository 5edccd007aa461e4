import type { ExponentialField, Field, RadicalField } from '../numbers/algebra.js'
import { at, product, square, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { compose, diffuse, type Kernel, kernelSymbols } from './kernel.js'

/** Two steps, for tracing the formulas of a whole chain. */
const chainSymbols = [kernelSymbols('a_1', 'v_1'), kernelSymbols('a_2', 'v_2')]

/**
 * The kernel 0→t of a chain of steps 1…t, composed one step at a time from (1, 0), the kernel of no step.
 * For variance-preserving steps (√α_t, β_t) it is (√ᾱ_t, 1−ᾱ_t). Source: theorem FWD-MARG.
 */
export const composeChain = formula(
  'composeChain',
  '(a_t, v_t)',
  [chainSymbols],
  <T>(F: Field<T>, steps: readonly Kernel<T>[]): Kernel<T> =>
    steps.reduce<Kernel<T>>((prior, step) => compose(F, { prior, step }), {
      signal: F.lit(1n),
      variance: F.lit(0n),
    }),
)

/** x_t of a chain run forward from x₀ with the noises ε_1 … ε_t, one step at a time. Source: theorem FWD-UNROLL. */
export const runChain = formula(
  'runChain',
  'x_t',
  [chainSymbols, { x0: 'x_0', eps: ['\\varepsilon_1', '\\varepsilon_2'] }],
  <T>(F: RadicalField<T>, steps: readonly Kernel<T>[], from: { x0: T; eps: readonly T[] }): T =>
    steps.reduce((x, step, i) => diffuse(F, step, { x0: x, eps: at(from.eps, i) }), from.x0),
)

/**
 * The coefficients of ε_1 … ε_t in x_t: c_k = √v_k · ∏_{j>k} a_j, so that the accumulated noise of the chain is
 * w_t = Σ c_k ε_k. Source: theorem FWD-ACC.
 */
export const noiseCoefficients = formula(
  'noiseCoefficients',
  'c_k',
  [chainSymbols],
  <T>(F: RadicalField<T>, steps: readonly Kernel<T>[]): readonly T[] =>
    steps.map(({ variance }, k) =>
      F.mul(
        F.sqrt(variance),
        product(
          F,
          steps.slice(k + 1).map(({ signal }) => signal),
        ),
      ),
    ),
)

/**
 * Σ_k v_k ∏_{j>k} a_j²: the variance of the chain as a sum over its steps. With v_k = 1 − a_k² it telescopes to
 * 1 − ∏ a_k². Source: theorem FWD-TEL.
 */
export const accumulatedVariance = formula(
  'accumulatedVariance',
  'v_t',
  [chainSymbols],
  <T>(F: Field<T>, steps: readonly Kernel<T>[]): T =>
    sum(
      F,
      steps.map(({ variance }, k) =>
        F.mul(
          variance,
          product(
            F,
            steps.slice(k + 1).map(({ signal }) => square(F, signal)),
          ),
        ),
      ),
    ),
)

/**
 * The variance after t equal steps from variance v₀, in closed form: p·v₀ + v·(1−p)/(1−a²) with p = a^{2t}.
 * Needs a² ≠ 1. Source: theorem FWD-COV.
 */
export const repeatedVariance = formula(
  'repeatedVariance',
  'v_t',
  [kernelSymbols('a', 'v'), { power: 'a^{2t}', initial: 'v_0' }],
  <T>(F: Field<T>, step: Kernel<T>, { power, initial }: { power: T; initial: T }): T =>
    F.add(F.mul(power, initial), F.mul(F.sub(F.lit(1n), power), stationaryVariance(F, step))),
)

/** v/(1−a²), the fixed point of v ↦ a²·v + v_step. Needs a² ≠ 1. Source: theorem FWD-STAT. */
export const stationaryVariance = formula(
  'stationaryVariance',
  'v_\\infty',
  [kernelSymbols('a', 'v')],
  <T>(F: Field<T>, { signal, variance }: Kernel<T>): T =>
    F.div(variance, F.sub(F.lit(1n), square(F, signal))),
)

/**
 * KL(N(a·x₀, v·I) ‖ N(0, I)) = ½ Σ_i (a²x₀ᵢ² + v − 1 − log v), in nats: the ELBO's prior term for one datum.
 * Needs v > 0. Source: theorem FWD-PRIOR; Ho et al. 2020, L_T of eq. (5).
 */
export const priorKl = formula(
  'priorKl',
  'L_{\\mathrm{prior}}',
  [kernelSymbols('a', 'v'), { x0: ['x_{0,1}', 'x_{0,2}'] }],
  <T>(F: ExponentialField<T>, { signal, variance }: Kernel<T>, { x0 }: { x0: readonly T[] }): T => {
    const perDimension = F.sub(F.sub(variance, F.lit(1n)), F.log(variance))
    const terms = x0.map((x) => F.add(square(F, F.mul(signal, x)), perDimension))
    return F.mul(F.lit('1/2'), sum(F, terms))
  },
)
