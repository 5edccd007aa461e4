import type { ExponentialField } from '../numbers/algebra.js'
import { at, sum } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'

/** Divergences of laws on finitely many points, in nats, all masses positive. Source: theorems KL-DEF, REV-MLE. */

/** KL(p ‖ q) = Σ p·(log p − log q). */
export const finiteKl = formula(
  'finiteKl',
  '\\mathrm{KL}(p\\|q)',
  [
    ['p_1', 'p_2'],
    ['q_1', 'q_2'],
  ],
  <T>(F: ExponentialField<T>, p: readonly T[], q: readonly T[]): T =>
    sum(
      F,
      p.map((mass, i) => F.mul(mass, F.sub(F.log(mass), F.log(at(q, i))))),
    ),
)

/** E_p log q = Σ p·log q: the expected log likelihood of q. */
export const expectedLogLikelihood = formula(
  'expectedLogLikelihood',
  '\\operatorname{E}_p \\log q',
  [
    ['p_1', 'p_2'],
    ['q_1', 'q_2'],
  ],
  <T>(F: ExponentialField<T>, p: readonly T[], q: readonly T[]): T =>
    sum(
      F,
      p.map((mass, i) => F.mul(mass, F.log(at(q, i)))),
    ),
)
