import type { ExponentialField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { closedGrid, interpolate } from './interpolate.js'
import { preservingStep } from './linear.js'
import { type BetaRange, betaRange, parameter } from './parameters.js'
import { type Schedule, schedule } from './schedule.js'

/** σ(x) = 1/(1 + e^(−x)). 1 − σ(x) is σ(−x), without cancellation. */
export const logistic = formula(
  'logistic',
  '\\sigma(x)',
  ['x'],
  <T>({ lit, div, add, exp, neg }: ExponentialField<T>, x: T): T => div(lit(1n), add(lit(1n), exp(neg(x)))),
)

/**
 * β_t = start + (end − start)·σ(x_t), x_t from `start` to `end` (−6 to 6). Not the {@link sigmoidAlphaBar} of
 * denoising-diffusion-pytorch, which libraries also call "sigmoid".
 * @throws RangeError unless 0 < beta_start < 1 and 0 < beta_end ≤ 1.
 */
export function sigmoid({
  T,
  beta_start,
  beta_end,
  start = '-6',
  end = '6',
}: BetaRange & { readonly start?: string; readonly end?: string }): Schedule {
  const label = betaRange('sigmoid', { T, beta_start, beta_end })
  for (const [name, text] of Object.entries({ start, end })) parameter('sigmoid', name, text)
  return schedule<Schedule>({
    kind: 'sigmoid',
    label: `${label}, x from ${start} to ${end}`,
    T,
    needs: 'analytic',
    preserving: true,
    stepper: (F) => {
      const span = { start: F.lit(start), end: F.lit(end) }
      const range = { start: F.lit(beta_start), end: F.lit(beta_end) }
      return (t) => {
        const x = interpolate(F, span, closedGrid(F, T, t))
        const progress = { left: logistic(F, F.neg(x)), done: logistic(F, x) }
        return preservingStep(F, interpolate(F, range, progress))
      }
    },
  })
}
