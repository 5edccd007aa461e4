import type { AnalyticField, RadicalField } from '../numbers/algebra.js'
import { at, square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { type Step, stepSymbols } from '../process/step.js'
import { type RadicalSchedule, type Schedule, schedule, steps } from './schedule.js'
import { levels } from './tables.js'

/**
 * √ᾱ_{t−1} − √ᾱ_t = √ᾱ_{t−1}·β_t/(1 + √α_t), for α_t = 1 − β_t: the signal lost in step t, as a positive number.
 */
export const signalLost = formula(
  'signalLost',
  '\\sqrt{\\bar\\alpha_{t-1}} - \\sqrt{\\bar\\alpha_t}',
  ['\\bar\\alpha_{t-1}', stepSymbols],
  <T>({ lit, add, mul, div, sqrt }: RadicalField<T>, alphaBar: T, { alpha, beta }: Step<T>): T =>
    div(mul(sqrt(alphaBar), beta), add(lit(1n), sqrt(alpha))),
)

/**
 * The step between signals proportional to kept + lost and kept: α' = (kept/(kept+lost))²,
 * β' = 1 − α' = lost·(kept + kept + lost)/(kept+lost)².
 */
export const rescaledStep = formula(
  'rescaledStep',
  "(\\alpha'_t, \\beta'_t)",
  [{ kept: 'd_t', lost: 'g_t' }],
  <T>(F: RadicalField<T>, { kept, lost }: { kept: T; lost: T }): Step<T> => {
    const before = F.add(kept, lost)
    const ratio = F.div(kept, before)
    return {
      alpha: square(F, ratio),
      beta: F.div(F.mul(lost, F.add(kept, before)), square(F, before)),
    }
  },
)

/**
 * The schedule with its signal shifted and scaled so that the last step leaves none and the first is unchanged:
 * √ᾱ'_t = (√ᾱ_t − √ᾱ_T)·√ᾱ_1/(√ᾱ_1 − √ᾱ_T), computed from the signal still to be lost, √ᾱ_t − √ᾱ_T = Σ_{k>t}
 * (√ᾱ_{k−1} − √ᾱ_k), a sum of positive terms. β'_T = 1 exactly. Source: Lin et al. 2024, algorithm 1; theorem X-TERMSNR.
 * @throws RangeError when T = 1, or when the chain does not preserve variance.
 */
export function zeroTerminalSnr(chain: RadicalSchedule): RadicalSchedule
export function zeroTerminalSnr(chain: Schedule): Schedule
export function zeroTerminalSnr(chain: Schedule): Schedule {
  const { T, kind, label } = chain
  if (T < 2)
    throw new RangeError(
      `rescale_zero_terminal_snr was asked of a schedule with T = ${T}, expected T ≥ 2: it keeps the first step and empties the last, so they must differ`,
    )
  if (!chain.preserving)
    throw new RangeError(
      `rescale_zero_terminal_snr was asked of '${kind}', expected a variance-preserving schedule (alpha = 1 − beta): an exploding variance has no signal to remove`,
    )
  return schedule<Schedule>({
    kind,
    label: `${label}, rescaled to zero terminal SNR`,
    T,
    needs: chain.needs === 'field' ? 'radical' : chain.needs,
    preserving: true,
    stepper: <X>(F: AnalyticField<X>) => {
      const all = steps<X, AnalyticField<X>>(F, chain)
      const path = levels(F, all)
      const rescaled: Step<X>[] = new Array(T + 1)
      let kept = F.lit(0n)
      for (let t = T; t >= 2; t--) {
        const lost = signalLost(F, at(path, t - 1).alphaBar, at(all, t))
        rescaled[t] = rescaledStep(F, { kept, lost })
        kept = F.add(kept, lost)
      }
      rescaled[1] = at(all, 1)
      return (t) => at(rescaled, t)
    },
  })
}
