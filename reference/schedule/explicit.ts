import type { Rational } from '../numbers/rational.js'
import { checkBeta, checkLength } from './check.js'
import { preservingStep } from './linear.js'
import { literal, parameter } from './parameters.js'
import { indexed, type RationalSchedule, schedule } from './schedule.js'

/**
 * β_1, …, β_T given one by one, as decimals or ratios in strings: exact.
 * @throws RangeError unless each is in (0, 1], and 1 at t = T only.
 */
export const explicit = (betas: readonly string[], label?: string): RationalSchedule =>
  fromRationals(
    betas.map((text, i) => parameter('betas', `betas[${i}]`, text)),
    label,
  )

/** As {@link explicit}, from exact rationals. */
export function fromRationals(
  betas: readonly Rational[],
  label = `${betas.length} given betas`,
): RationalSchedule {
  const T = betas.length
  checkLength('betas', T)
  for (const [i, beta] of betas.entries()) checkBeta(beta, i + 1, T)
  const literals = ['0', ...betas.map(literal)]
  return schedule<RationalSchedule>({
    kind: 'betas',
    label,
    T,
    needs: 'field',
    preserving: true,
    stepper: (F) => {
      const all = literals.map((beta) => preservingStep(F, F.lit(beta)))
      return indexed(all)
    },
  })
}
