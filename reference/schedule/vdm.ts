import type { AnalyticField, Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { compare, RATIONALS } from '../numbers/rational.js'
import type { Level, Step } from '../process/step.js'
import { checkLength } from './check.js'
import { closedTimes, type Diffusion, sampled } from './diffusion.js'
import { interpolate } from './interpolate.js'
import { parameter } from './parameters.js'
import type { Schedule } from './schedule.js'
import { logistic } from './sigmoid.js'

/** ᾱ = σ(−γ), v = σ(γ), where γ = −log SNR. Source: Kingma et al. 2021, eq. (2) and section 3. */
export const gammaLevel = formula(
  'gammaLevel',
  '(\\bar\\alpha, v)',
  ['\\gamma'],
  <T>(F: AnalyticField<T>, gamma: T): Level<T> => ({
    alphaBar: logistic(F, F.neg(gamma)),
    variance: logistic(F, gamma),
  }),
)

/**
 * The step between two values of γ: α = σ(−γ_u)/σ(−γ_s), β = −σ(γ_u)·expm1(γ_s − γ_u). Source: Kingma et al. 2021,
 * appendix A.
 */
export const gammaStep = formula(
  'gammaStep',
  '(\\alpha, \\beta)',
  [{ from: '\\gamma_s', to: '\\gamma_u' }],
  <T>(F: AnalyticField<T>, { from, to }: { from: T; to: T }): Step<T> => {
    const { neg, sub, mul, div, expm1 } = F
    return {
      alpha: div(logistic(F, neg(to)), logistic(F, neg(from))),
      beta: neg(mul(logistic(F, to), expm1(sub(from, to)))),
    }
  },
)

/** The ends of γ(u) = γ_min + u(γ_max − γ_min), minus log signal-to-noise ratios. */
export interface GammaRange {
  readonly gamma_min: string
  readonly gamma_max: string
}

/**
 * The variational diffusion model with γ(u) linear and fixed. Data are already noised at u = 0, by σ(γ_min).
 * @throws RangeError unless γ_min < γ_max.
 */
export function vdm({ gamma_min, gamma_max }: GammaRange): Diffusion {
  const kind = 'vdm_fixed_linear_gamma'
  const ends = [parameter(kind, 'gamma_min', gamma_min), parameter(kind, 'gamma_max', gamma_max)] as const
  if (compare(...ends) >= 0)
    throw new RangeError(
      `the schedule '${kind}' goes from gamma_min = ${gamma_min} to gamma_max = ${gamma_max}, expected gamma_min < gamma_max: γ is minus the log signal-to-noise ratio, which falls with time`,
    )
  const gamma = <X>(F: Field<X>, u: X): X =>
    interpolate(F, { start: F.lit(gamma_min), end: F.lit(gamma_max) }, { left: F.sub(F.lit(1n), u), done: u })
  return {
    kind,
    label: `VDM γ ${gamma_min} → ${gamma_max}`,
    preserving: true,
    level: (F, u) => gammaLevel(F, gamma(F, u)),
    step: (F, { from, to }) => gammaStep(F, { from: gamma(F, from), to: gamma(F, to) }),
    rationalLogSnr: (u) => RATIONALS.neg(gamma(RATIONALS, u)),
  }
}

/** The chain of {@link vdm} seen on a grid that touches both ends, u = (t−1)/(T−1): step 1 adds the noise of γ_min. */
export function vdmFixedLinearGamma({ T, ...range }: GammaRange & { readonly T: number }): Schedule {
  checkLength('vdm_fixed_linear_gamma', T)
  const diffusion = vdm(range)
  return sampled(diffusion, closedTimes(T), `${diffusion.label}, T = ${T}`)
}
