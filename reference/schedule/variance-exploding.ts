import type { AnalyticField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { compare, equal, lowestTerms, RATIONALS, type Rational, rational } from '../numbers/rational.js'
import type { Step } from '../process/step.js'
import { checkLength } from './check.js'
import { closedTimes, type Diffusion, sampled } from './diffusion.js'
import { positive } from './parameters.js'
import type { Schedule } from './schedule.js'

/** The ends of σ(u) = σ_min·(σ_max/σ_min)^u, standard deviations. */
export interface NoiseRange {
  readonly sigma_min: string
  readonly sigma_max: string
}

const rangeSymbols = { min: '\\sigma_{\\min}', max: '\\sigma_{\\max}' }

interface Range<T> {
  readonly min: T
  readonly max: T
}

/** σ(u) = σ_min·e^(u·log(σ_max/σ_min)). Source: Song et al. 2021, appendix C. */
export const geometricStd = formula(
  'geometricStd',
  '\\sigma(u)',
  [rangeSymbols, 'u'],
  <T>({ mul, div, exp, log }: AnalyticField<T>, { min, max }: Range<T>, u: T): T =>
    mul(min, exp(mul(u, log(div(max, min))))),
)

/** α = 1, β = σ(to)² − σ(from)² = σ(from)²·(e^(2(to−from)·log(σ_max/σ_min)) − 1). */
export const geometricStep = formula(
  'geometricStep',
  '(1, \\Delta\\sigma^2)',
  [rangeSymbols, { from: 's', to: 'u' }],
  <T>(F: AnalyticField<T>, range: Range<T>, { from, to }: { from: T; to: T }): Step<T> => {
    const { lit, sub, mul, div, expm1, log } = F
    const growth = mul(mul(lit(2n), sub(to, from)), log(div(range.max, range.min)))
    return { alpha: lit(1n), beta: mul(square(F, geometricStd(F, range, from)), expm1(growth)) }
  },
)

const integerPower = ({ num, den }: Rational, n: bigint): Rational => rational(num ** n, den ** n)

/**
 * The variance-exploding diffusion by its kernels N(x₀, σ(u)² I). At u = 0 the variance is σ_min², as in every library,
 * where the SDE itself would have none (Song et al. 2021 neglect σ_min² there).
 * @throws RangeError unless 0 < σ_min < σ_max.
 */
export function ve({ sigma_min, sigma_max }: NoiseRange): Diffusion {
  const kind = 've_geometric'
  const [least, most] = [positive(kind, 'sigma_min', sigma_min), positive(kind, 'sigma_max', sigma_max)]
  if (compare(least, most) >= 0)
    throw new RangeError(
      `the schedule '${kind}' goes from sigma_min = ${sigma_min} to sigma_max = ${sigma_max}, expected sigma_min < sigma_max: t counts from little noise to much`,
    )
  const read = <X>(F: AnalyticField<X>) => ({ min: F.lit(sigma_min), max: F.lit(sigma_max) })
  return {
    kind,
    label: `VE σ ${sigma_min} → ${sigma_max}`,
    preserving: false,
    level: (F, u) => ({ alphaBar: F.lit(1n), variance: square(F, geometricStd(F, read(F), u)) }),
    step: (F, span) => geometricStep(F, read(F), span),
    // −2 log σ(u) is 0 where σ(u) = 1, with u = p/q where σ_min^(q−p)·σ_max^p = 1
    rationalLogSnr: (u) => {
      const { num, den } = lowestTerms(u)
      const power = RATIONALS.mul(integerPower(least, den - num), integerPower(most, num))
      return equal(power, rational(1n)) ? rational(0n) : undefined
    },
  }
}

/** σ_t = σ_min·(σ_max/σ_min)^((t−1)/(T−1)): the chain of {@link ve} seen on a grid that touches both ends. */
export function veGeometric({ T, ...range }: NoiseRange & { readonly T: number }): Schedule {
  checkLength('ve_geometric', T)
  const diffusion = ve(range)
  return sampled(diffusion, closedTimes(T), `${diffusion.label}, T = ${T}`)
}
