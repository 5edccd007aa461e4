import type { AnalyticField, Field } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { RATIONALS, rational } from '../numbers/rational.js'
import type { Level, Step } from '../process/step.js'
import { checkBeta, checkLength } from './check.js'
import { type Diffusion, openTimes, sampled } from './diffusion.js'
import { closedGrid, interpolate } from './interpolate.js'
import { preservingStep } from './linear.js'
import { positive } from './parameters.js'
import { type RationalSchedule, type Schedule, schedule } from './schedule.js'

/** The ends of β(u) = β_min + u(β_max − β_min), a rate for u ∈ [0, 1]; Song et al. have 0.1 and 20. */
export interface Rates {
  readonly beta_min: string
  readonly beta_max: string
}

interface Span<T> {
  readonly from: T
  readonly to: T
}

const ratesSymbols = { start: '\\beta_{\\min}', end: '\\beta_{\\max}' }

/** ∫ β(u) du over [from, to] = (to − from)(β(from) + β(to))/2. */
export const rateIntegral = formula(
  'rateIntegral',
  '\\int\\beta',
  [ratesSymbols, { from: 's', to: 'u' }],
  <T>(F: Field<T>, rates: { start: T; end: T }, { from, to }: Span<T>): T => {
    const { lit, sub, add, mul, div } = F
    const rate = (u: T): T => interpolate(F, rates, { left: sub(lit(1n), u), done: u })
    return div(mul(sub(to, from), add(rate(from), rate(to))), lit(2n))
  },
)

/** The VP step of integrated rate B: α = e^(−B), β = 1 − e^(−B). Source: Song et al. 2021, eq. (29). */
export const vpStep = formula(
  'vpStep',
  '(\\alpha, \\beta)',
  ['B'],
  <T>({ exp, expm1, neg }: AnalyticField<T>, integral: T): Step<T> => ({
    alpha: exp(neg(integral)),
    beta: neg(expm1(neg(integral))),
  }),
)

/**
 * The sub-VP step of integrated rate B after integrated rate A: α = e^(−B) and the variance that turns (1 − e^(−A))² into
 * (1 − e^(−A−B))², β = (1 − e^(−B))(1 − e^(−B−2A)). Source: Song et al. 2021, eq. (29), for A = 0.
 */
export const subVpStep = formula(
  'subVpStep',
  '(\\alpha, \\beta)',
  [{ before: 'A', during: 'B' }],
  <T>(F: AnalyticField<T>, { before, during }: { before: T; during: T }): Step<T> => {
    const { add, mul, neg, exp, expm1, lit } = F
    const whole = add(during, mul(lit(2n), before))
    return { alpha: exp(neg(during)), beta: mul(expm1(neg(during)), expm1(neg(whole))) }
  },
)

const asLevel = <T>({ alpha, beta }: Step<T>): Level<T> => ({ alphaBar: alpha, variance: beta })

const checkRates = (kind: string, { beta_min, beta_max }: Rates) => {
  positive(kind, 'beta_min', beta_min)
  positive(kind, 'beta_max', beta_max)
  return `β(u) ${beta_min} → ${beta_max}`
}

const read = <X>(F: Field<X>, { beta_min, beta_max }: Rates) => ({
  start: F.lit(beta_min),
  end: F.lit(beta_max),
})

/** The variance-preserving SDE dx = −½β(u)x du + √β(u) dw: ᾱ = e^(−∫β), v = 1 − ᾱ. @throws RangeError unless both rates > 0. */
export function vp(rates: Rates): Diffusion {
  const label = `VP ${checkRates('vp', rates)}`
  return {
    kind: 'vp',
    label,
    preserving: true,
    level: (F, u) => asLevel(vpStep(F, rateIntegral(F, read(F, rates), { from: F.lit(0n), to: u }))),
    step: (F, span) => vpStep(F, rateIntegral(F, read(F, rates), span)),
  }
}

/** The sub-VP SDE: the signal of VP with variance (1 − e^(−∫β))². @throws RangeError unless both rates > 0. */
export function subVp(rates: Rates): Diffusion {
  const label = `sub-VP ${checkRates('sub-vp', rates)}`
  return {
    kind: 'subvp_linear',
    label,
    preserving: false,
    level: (F, u) => {
      const none = F.lit(0n)
      const during = rateIntegral(F, read(F, rates), { from: none, to: u })
      return asLevel(subVpStep(F, { before: none, during }))
    },
    step: (F, span) => {
      const before = rateIntegral(F, read(F, rates), { from: F.lit(0n), to: span.from })
      return subVpStep(F, { before, during: rateIntegral(F, read(F, rates), span) })
    },
  }
}

/**
 * The discrete chain of VP: β_t = β((t−1)/(T−1))/T. Rational; with 0.1 → 20 and T = 1000 it is Ho et al.'s schedule.
 * It is not {@link vp} seen at t/T, which has 1 − β_t = e^(−∫β). Source: Song et al. 2021, appendix C.
 * @throws RangeError unless 0 < β_t ≤ 1, which for β_max = 20 means T ≥ 20.
 */
export function vpLinear({ T, beta_min, beta_max }: Rates & { readonly T: number }): RationalSchedule {
  const kind = 'vp_linear'
  checkLength(kind, T)
  const label = `VP, discrete, ${checkRates(kind, { beta_min, beta_max })}, T = ${T}`
  const overT = (name: string, text: string) => RATIONALS.div(positive(kind, name, text), rational(BigInt(T)))
  checkBeta(overT('beta_min', beta_min), 1, T)
  checkBeta(overT('beta_max', beta_max), T, T)
  return schedule<RationalSchedule>({
    kind,
    label,
    T,
    needs: 'field',
    preserving: true,
    stepper: (F) => {
      const rates = read(F, { beta_min, beta_max })
      const length = F.lit(BigInt(T))
      return (t) => preservingStep(F, F.div(interpolate(F, rates, closedGrid(F, T, t)), length))
    },
  })
}

/** The chain of {@link subVp} seen at u = t/T. */
export function subVpLinear({ T, ...rates }: Rates & { readonly T: number }): Schedule {
  checkLength('subvp_linear', T)
  const diffusion = subVp(rates)
  return sampled(diffusion, openTimes(T), `${diffusion.label}, T = ${T}`)
}
