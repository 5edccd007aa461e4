import { square } from '../numbers/combinators.js'
import { closedGrid, interpolate } from './interpolate.js'
import { preservingStep } from './linear.js'
import { type BetaRange, betaRange } from './parameters.js'
import { type RadicalSchedule, schedule } from './schedule.js'

/**
 * β_t = (√start + (√end − √start)·(t−1)/(T−1))²: linear in the standard deviation. Exact in rationals where both ends
 * are squares. Source: latent diffusion (0.00085 → 0.012, T = 1000), whose own code names it "linear".
 * @throws RangeError as {@link linear}.
 */
export function scaledLinear({ T, beta_start, beta_end }: BetaRange): RadicalSchedule {
  const label = betaRange('scaled_linear', { T, beta_start, beta_end })
  return schedule<RadicalSchedule>({
    kind: 'scaled_linear',
    label,
    T,
    needs: 'radical',
    preserving: true,
    stepper: (F) => {
      const ends = { start: F.sqrt(F.lit(beta_start)), end: F.sqrt(F.lit(beta_end)) }
      return (t) => preservingStep(F, square(F, interpolate(F, ends, closedGrid(F, T, t))))
    },
  })
}
