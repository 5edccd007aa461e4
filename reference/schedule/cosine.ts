import type { AnalyticField } from '../numbers/algebra.js'
import { square } from '../numbers/combinators.js'
import { formula } from '../numbers/formula.js'
import { format, RATIONALS, type Rational, rational, sign } from '../numbers/rational.js'
import type { Step } from '../process/step.js'
import { capIncreasing, checkCap, halfwayLogSnr, type StepperOf } from './cap.js'
import { checkLength } from './check.js'
import { type SignOf, signByEnclosure } from './order.js'
import { literal, parameter } from './parameters.js'
import { type Schedule, schedule } from './schedule.js'

/** An angle φ with its complement ψ = π/2 − φ, each as exact as its own formula. */
interface Angle<T> {
  readonly phi: T
  readonly psi: T
}

const angleSymbols = (t: string) => ({ phi: `\\varphi_{${t}}`, psi: `\\psi_{${t}}` })

/**
 * The step from ᾱ = cos²φ_{t−1} to ᾱ = cos²φ_t without cancellation: with cos φ = sin ψ,
 * α_t = (sin ψ_t/sin ψ_{t−1})² and β_t = 1 − α_t = sin(φ_t + φ_{t−1})·sin(φ_t − φ_{t−1})/cos²φ_{t−1}, where
 * sin(φ_t + φ_{t−1}) = sin φ_t·sin ψ_{t−1} + sin ψ_t·sin φ_{t−1}, a sum of positive terms.
 */
export const cosineStep = formula(
  'cosineStep',
  '(\\alpha_t, \\beta_t)',
  [angleSymbols('t-1'), angleSymbols('t'), '\\delta'],
  <T>(F: AnalyticField<T>, from: Angle<T>, to: Angle<T>, turn: T): Step<T> => {
    const { add, mul, div, sin } = F
    const before = sin(from.psi)
    const after = sin(to.psi)
    const sineOfSum = add(mul(sin(to.phi), before), mul(after, sin(from.phi)))
    return {
      alpha: square(F, div(after, before)),
      beta: div(mul(sineOfSum, sin(turn)), square(F, before)),
    }
  },
)

/** The parameters of the cosine schedule; `s` and `max_beta` as decimal strings. */
export interface Cosine {
  readonly T: number
  readonly s?: string
  readonly max_beta?: string
}

/**
 * ᾱ_t ∝ cos²((t/T + s)/(1 + s)·π/2), β_t = min(1 − ᾱ_t/ᾱ_{t−1}, max_beta). β_t increases (log cos² is concave), so
 * the cap takes the last steps, and ᾱ is the product of the capped 1 − β_t. Source: Nichol and Dhariwal 2021, eq. (17),
 * with s = 0.008 and max_beta = 0.999. diffusers names it squaredcos_cap_v2.
 * @throws RangeError unless s ≥ 0 and 0 < max_beta ≤ 1.
 */
export function cosine(
  { T, s = '0.008', max_beta = '0.999' }: Cosine,
  signOf: SignOf = signByEnclosure,
): Schedule {
  const kind = 'squaredcos_cap_v2'
  checkLength(kind, T)
  checkCap(kind, max_beta)
  const offset = parameter(kind, 's', s)
  if (sign(offset) < 0)
    throw new RangeError(
      `the parameter s of the schedule '${kind}' is ${format(offset)}, expected s ≥ 0, usually 0.008`,
    )

  const { add, div } = RATIONALS
  /** (k/T + more)/(1 + s), the exact part of an angle. */
  const turns = (k: number, more: Rational): string =>
    literal(div(add(rational(BigInt(k), BigInt(T)), more), add(rational(1n), offset)))
  const none = rational(0n)
  const raw: StepperOf = <X>(F: AnalyticField<X>) => {
    const quarter = F.div(F.pi, F.lit(2n))
    const angle = (part: string): X => F.mul(F.lit(part), quarter)
    const turn = angle(turns(1, none))
    const at = (t: number) => ({ phi: angle(turns(t, offset)), psi: angle(turns(T - t, none)) })
    return (t) => cosineStep(F, at(t - 1), at(t), turn)
  }
  return schedule<Schedule>({
    kind,
    label: `cosine s = ${s}, capped at ${max_beta}, T = ${T}`,
    T,
    needs: 'analytic',
    preserving: true,
    // ᾱ = cos²(π/4) at half time, where φ starts at 0
    ...(sign(offset) === 0 && { rationalLogSnr: halfwayLogSnr(raw, { T, max_beta }, signOf) }),
    stepper: capIncreasing(raw, { T, max_beta }, signOf),
  })
}
