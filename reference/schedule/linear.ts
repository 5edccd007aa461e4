import type { Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import type { Step } from '../process/step.js'
import { closedGrid, interpolate } from './interpolate.js'
import { type BetaRange, betaRange } from './parameters.js'
import { type RationalSchedule, schedule } from './schedule.js'

/** (1 − β, β): a step that preserves unit variance. Source: Ho et al. 2020, eq. (2). */
export const preservingStep = formula(
  'preservingStep',
  '(\\alpha_t, \\beta_t)',
  ['\\beta_t'],
  <T>({ lit, sub }: Field<T>, beta: T): Step<T> => ({ alpha: sub(lit(1n), beta), beta }),
)

/**
 * β_t = start + (end − start)·(t−1)/(T−1). Source: Ho et al. 2020, section 4 (1e-4 → 0.02, T = 1000).
 * Libraries differ: some scale the ends by 1000/T, and latent-diffusion code calls {@link scaledLinear} "linear".
 * @throws RangeError unless 0 < start, end ≤ 1, and 1 is reached at t = T only.
 */
export function linear({ T, beta_start, beta_end }: BetaRange): RationalSchedule {
  const label = betaRange('linear', { T, beta_start, beta_end })
  return schedule<RationalSchedule>({
    kind: 'linear',
    label,
    T,
    needs: 'field',
    preserving: true,
    stepper: (F) => {
      const ends = { start: F.lit(beta_start), end: F.lit(beta_end) }
      return (t) => preservingStep(F, interpolate(F, ends, closedGrid(F, T, t)))
    },
  })
}
