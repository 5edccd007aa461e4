import type { ExponentialField, Field } from '../numbers/algebra.js'
import { sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import {
  diagonal,
  type Matrix,
  negVector,
  scaleVector,
  squaredNorm,
  subVectors,
  symmetric,
  type Vector,
  vector,
} from '../numbers/linear.js'
import { type Kernel, kernelSymbols } from '../process/kernel.js'
import {
  type Gaussian,
  gaussianPosterior,
  gaussianSpread,
  gaussianSymbols,
  pointSymbols,
} from './gaussian.js'

/** A weighted point of the data. */
export interface Atom<T> {
  readonly weight: T
  readonly mean: Vector<T>
  /** Absent: all mass at the mean. */
  readonly covariance?: undefined
}

/** w_k·N(m_k, Σ_k), a Gaussian with its weight in the mixture. */
export interface GaussianComponent<T> extends Gaussian<T> {
  readonly weight: T
}

/** One component of the data: a weighted Gaussian, or a weighted point. */
export type Component<T> = GaussianComponent<T> | Atom<T>

/** What one component contributes at a point x. */
export interface ComponentPosterior<T> {
  /** log(w_k N(x; a·m_k, V_k)) + (d/2) log 2π: a constant that is common to all components is left out. */
  readonly logWeight: T
  /** g_k = ∇ₓ log N(x; a·m_k, V_k), which is also the gradient of the log weight. */
  readonly score: Vector<T>
  /** μ_k = E[x₀|x, k]. */
  readonly x0Hat: Vector<T>
}

/**
 * A Gaussian component at x: log w − ½(Σ log D_i + Δ), with the score and the posterior mean of
 * {@link gaussianPosterior}. Source: theorem TB-GMM.
 */
export const gaussianComponent = formula(
  'gaussianComponent',
  '(\\log w_k \\mathcal N_k, g_k, \\mu_k)',
  [kernelSymbols('a', 'v'), { weight: 'w', ...gaussianSymbols() }, pointSymbols],
  <T>(
    F: ExponentialField<T>,
    kernel: Kernel<T>,
    component: GaussianComponent<T>,
    x: Vector<T>,
  ): ComponentPosterior<T> => {
    const { lit, sub, add, mul, log } = F
    const { pivots, distance, score, x0Hat } = gaussianPosterior(F, kernel, component, x)
    const logDeterminant = sum(F, pivots.map(log))
    const half = mul(lit('1/2'), add(logDeterminant, distance))
    return { logWeight: sub(log(component.weight), half), score, x0Hat }
  },
)

/**
 * A point mass at z, seen at x: log w − ½(d·log v + |x − a·z|²/v), score (a·z − x)/v, posterior mean z. Needs v ≠ 0.
 * It is the Gaussian component at Σ = 0. Source: theorem TB-ATOM.
 */
export const atomComponent = formula(
  'atomComponent',
  '(\\log w_k \\mathcal N_k, g_k, z_k)',
  [kernelSymbols('a', 'v'), { weight: 'w', mean: ['z_1', 'z_2'] }, pointSymbols],
  <T>(
    F: ExponentialField<T>,
    { signal, variance }: Kernel<T>,
    { weight, mean }: Atom<T>,
    x: Vector<T>,
  ): ComponentPosterior<T> => {
    const { lit, sub, add, mul, div, log } = F
    const residual = subVectors(F, x, scaleVector(F, signal, mean))
    const logDeterminant = mul(lit(BigInt(x.length)), log(variance))
    const half = mul(lit('1/2'), add(logDeterminant, div(squaredNorm(F, residual), variance)))
    return {
      logWeight: sub(log(weight), half),
      score: negVector(
        F,
        residual.map((r) => div(r, variance)),
      ),
      x0Hat: mean,
    }
  },
)

/** The covariances of one component: zero for a point, see {@link gaussianSpread} for a Gaussian. */
export interface ComponentSpread<T> {
  readonly x0Covariance: Matrix<T>
  readonly epsCovariance: Matrix<T>
  /** V_k⁻¹ = −∇² log N(x; a·m_k, V_k). */
  readonly precision: Matrix<T>
}

/** The spread of a point mass: no covariance of x₀ or ε is left once x is known, and V = vI. */
export const atomSpread = formula(
  'atomSpread',
  '(0, 0, v^{-1} I)',
  [kernelSymbols('a', 'v'), { mean: ['z_1', 'z_2'] }],
  <T>(F: Field<T>, { variance }: Kernel<T>, { mean }: { readonly mean: Vector<T> }): ComponentSpread<T> => {
    const d = mean.length
    const none = symmetric(d, () => F.lit(0n))
    const precision = diagonal(
      F,
      vector(d, () => F.div(F.lit(1n), variance)),
    )
    return { x0Covariance: none, epsCovariance: none, precision }
  },
)

/**
 * What one component contributes at x, Gaussian or point: log(w_k N(x; a·m_k, V_k)), its gradient g_k in x (d entries) and
 * μ_k = E[x₀|x, k] (d entries). Which formula reads it is decided by its shape, not its values. Source: theorem TB-GMM.
 */
export const componentPosterior = <T>(
  F: ExponentialField<T>,
  kernel: Kernel<T>,
  component: Component<T>,
  x: Vector<T>,
): ComponentPosterior<T> =>
  component.covariance === undefined
    ? atomComponent(F, kernel, component, x)
    : gaussianComponent(F, kernel, component, x)

/** The matrices (d × d) of one component, Gaussian or point: see {@link ComponentSpread}. Source: theorem TB-GMM. */
export const componentSpread = <T>(
  F: Field<T>,
  kernel: Kernel<T>,
  component: Component<T>,
): ComponentSpread<T> =>
  component.covariance === undefined ? atomSpread(F, kernel, component) : gaussianSpread(F, kernel, component)
