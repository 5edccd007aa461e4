import { reverseCovariance, reverseKernel, reverseMean } from '../../reference/data/reverse.js'
import type { ExponentialField } from '../../reference/numbers/algebra.js'
import { at, dot, sum } from '../../reference/numbers/combinators.js'
import { ldl, logDeterminant, symmetric, type Vector, vector } from '../../reference/numbers/linear.js'
import { gaussianKl } from '../../reference/objective/gaussian-kl.js'
import { equals, statement } from '../evidence/index.js'
import { forTransitions, read, type Shape } from './mixture.js'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** Σ p(y)(log p(y) − log φ(y)). */
const discreteKl = <T>(F: ExponentialField<T>, p: Vector<T>, phi: Vector<T>): T =>
  sum(
    F,
    p.map((mass, y) => F.mul(mass, F.sub(F.log(mass), F.log(at(phi, y))))),
  )

/**
 * K values of x₀ with posterior masses r_k, n values of y with q_k(y) each, any φ(y), and p = Σ r_k q_k:
 * Σ r_k KL(q_k‖φ) = KL(p‖φ) + Σ r_k KL(q_k‖p). The last is I(y; x₀) given x_t.
 */
export const compensation = (K: number, n: number) =>
  statement<string>({
    variables: [
      ...range(K).map((k) => `r_${k}`),
      ...range(n).map((y) => `phi_${y}`),
      ...range(K).flatMap((k) => range(n).map((y) => `q_${k}_${y}`)),
    ],
    guards: [],
    conclude: (F, v) => {
      const weights = range(K).map((k) => read(v, `r_${k}`))
      const phi = range(n).map((y) => read(v, `phi_${y}`))
      const laws = range(K).map((k) => range(n).map((y) => read(v, `q_${k}_${y}`)))
      const mixed = range(n).map((y) =>
        dot(
          F,
          weights,
          laws.map((q) => at(q, y)),
        ),
      )
      const average = (to: typeof phi) =>
        dot(
          F,
          weights,
          laws.map((q) => discreteKl(F, q, to)),
        )
      return [equals(average(phi), F.add(discreteKl(F, mixed, phi), average(mixed)), 'KL')]
    },
  })

const D = 3
const meanName = (i: number) => `phi_${i + 1}`
const covarianceName = (i: number, j: number) => `V_${i + 1}_${j + 1}`

/**
 * The reverse kernel against any Gaussian φ = N(m, V): Σ r_k KL(N(μ_k, C_k)‖φ) = KL(N(mean, Cov)‖φ) +
 * ½(log det Cov − Σ r_k log det C_k), where mean and Cov are those of the kernel: φ is in the first term alone.
 */
export const gaussianFamily = (shapes: readonly Shape[]) =>
  forTransitions(
    shapes,
    (F, { transition, data, xt }, v) => {
      const phi = {
        mean: vector(xt.length, (i) => read(v, meanName(i))),
        covariance: symmetric(xt.length, (i, j) => read(v, covarianceName(i, j))),
      }
      const law = reverseKernel(F, transition, data, xt)
      const matched = {
        mean: reverseMean(F, transition, data, xt),
        covariance: reverseCovariance(F, transition, data, xt),
      }
      const size = (a: typeof phi.covariance) => logDeterminant(F, ldl(F, a))
      const parts = law.map(({ weight, mean, covariance = [] }) => ({
        kl: F.mul(weight, gaussianKl(F, { mean, covariance }, phi)),
        size: F.mul(weight, size(covariance)),
      }))
      const excess = F.sub(
        size(matched.covariance),
        sum(
          F,
          parts.map((part) => part.size),
        ),
      )
      return [
        equals(
          sum(
            F,
            parts.map((part) => part.kl),
          ),
          F.add(gaussianKl(F, matched, phi), F.mul(F.lit('1/2'), excess)),
          'average KL',
        ),
      ]
    },
    range(D).flatMap((i) => [meanName(i), ...range(i + 1).map((j) => covarianceName(i, j))]),
  )
