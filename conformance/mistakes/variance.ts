import type { JudgeField } from '../numbers/judge-field.js'
import { rangeBy, stepBeta, type Variances, varianceBy } from '../operations/ancestral.js'
import type { OfStep } from '../operations/ddim.js'
import type { Truth } from '../operations/operation.js'
import { betaTilde, span, type VarianceOf, variance } from '../operations/posterior.js'
import { tableOf } from '../operations/posterior-tables.js'
import { ddim } from './ddim-form.js'
import type { Entry } from './entries.js'
import { FIRSTS, noiseOf } from './noise.js'

/** A mistaken variance, in every operation that a variance is part of. */

/** η²·variance. */
export const ofEta =
  (variance: VarianceOf): OfStep =>
  (F, known, args) => {
    const { s, t } = span(args)
    return F.mul(F.mul(args.host('eta'), args.host('eta')), variance(F, known, s, t))
  }

/** A logarithm; nothing of 0. */
function logOf<T>(F: JudgeField<T>, a: T): T | undefined {
  try {
    return F.log(a)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The operations that answer a variance of one step. */
export const answering = ({ small = betaTilde, large = stepBeta }: Partial<Variances>): Entry['of'] => {
  const ways = FIRSTS.map((first) => first(small))
  return {
    q_posterior_variance: variance(small),
    q_posterior_log_variance_clipped: ways.map(
      (way): Truth =>
        (F, known, args) => [F.log(way(F, known, span(args).s, span(args).t))],
    ),
    get_variance: [
      ...ways.map((way) => varianceBy({ small: way, large })),
      varianceBy({ small, large }, 'std'),
    ],
    learned_range_log_variance: ways.map((way) => rangeBy({ small: way, large })),
  }
}

/** The tables of a variance of every step from its neighbour. */
export const tabulated = (small: VarianceOf): Entry['of'] => ({
  posterior_variance: tableOf((F, known, t) => small(F, known, t - 1, t)),
  posterior_log_variance_clipped: FIRSTS.map((first) =>
    tableOf<undefined>((F, known, t) => logOf(F, first(small)(F, known, t - 1, t))),
  ),
})

/** DDIM with σ² = η²·variance. */
export const inDdim = (small: VarianceOf): Entry<Truth>['of'] => ({
  ddim_step: ddim(ofEta(small)),
  ddim_sigma: (F, known, args) => [F.sqrt(ofEta(small)(F, known, args))],
})

/** A variance for β̃, in all that answers it and in the steps that add it. */
export const forBetaTilde = (small: VarianceOf): Entry['of'] => ({
  ...answering({ small }),
  ...tabulated(small),
  ...inDdim(small),
  ddpm_step: noiseOf({ small }),
})
