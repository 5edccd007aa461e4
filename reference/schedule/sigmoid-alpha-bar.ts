import type { AnalyticField } from '../numbers/algebra.js'
import { formula } from '../numbers/formula.js'
import { compare, RATIONALS, type Rational, rational, sign } from '../numbers/rational.js'
import type { Step } from '../process/step.js'
import { capIncreasing, checkCap, halfwayLogSnr, type StepperOf } from './cap.js'
import { checkLength } from './check.js'
import { type SignOf, signByEnclosure } from './order.js'
import { literal, parameter, positive } from './parameters.js'
import { type Schedule, schedule } from './schedule.js'
import { logistic } from './sigmoid.js'

/** The logits of one step, and the positive gaps between them: each given, none by subtraction. */
interface Logits<T> {
  readonly before: T
  readonly after: T
  readonly end: T
  /** after − before. */
  readonly width: T
  /** end − before. */
  readonly toEndBefore: T
  /** end − after. */
  readonly toEndAfter: T
}

/**
 * The step between values of ᾱ ∝ σ(end) − σ(x), without cancellation: σ(b) − σ(a) = σ(b)·σ(−a)·(1 − e^(a−b)), so
 * α = σ(−x')(1 − e^(x'−end))/(σ(−x)(1 − e^(x−end))) and β = 1 − α = σ(x')(1 − e^(x−x'))/(σ(end)(1 − e^(x−end))).
 */
export const sigmoidAlphaBarStep = formula(
  'sigmoidAlphaBarStep',
  '(\\alpha_t, \\beta_t)',
  [
    {
      before: 'x',
      after: "x'",
      end: 'x_1',
      width: "(x'-x)",
      toEndBefore: '(x_1-x)',
      toEndAfter: "(x_1-x')",
    },
  ],
  <T>(F: AnalyticField<T>, { before, after, end, width, toEndBefore, toEndAfter }: Logits<T>): Step<T> => {
    const { mul, div, neg, expm1 } = F
    const fall = (gap: T): T => neg(expm1(neg(gap)))
    const remaining = fall(toEndBefore)
    return {
      alpha: div(mul(logistic(F, neg(after)), fall(toEndAfter)), mul(logistic(F, neg(before)), remaining)),
      beta: div(mul(logistic(F, after), fall(width)), mul(logistic(F, end), remaining)),
    }
  },
)

/** The parameters of {@link sigmoidAlphaBar}, as decimal strings. */
export interface SigmoidAlphaBar {
  readonly T: number
  readonly start?: string
  readonly end?: string
  readonly tau?: string
  readonly max_beta?: string
}

/**
 * ᾱ(u) = (σ(end/τ) − σ(x(u)/τ))/(σ(end/τ) − σ(start/τ)), x(u) = start + u(end − start), u = t/T, and
 * β_t = min(1 − ᾱ_t/ᾱ_{t−1}, max_beta). β_t increases, since σ(x') does and 1 − e^(x−end) decreases. Source: Jabri et
 * al. 2022; denoising-diffusion-pytorch names it "sigmoid" (−3 → 3, τ = 1), which is not {@link sigmoid}.
 * @throws RangeError unless start < end, τ > 0 and 0 < max_beta ≤ 1.
 */
export function sigmoidAlphaBar(
  { T, start = '-3', end = '3', tau = '1', max_beta = '0.999' }: SigmoidAlphaBar,
  signOf: SignOf = signByEnclosure,
): Schedule {
  const kind = 'sigmoid_alpha_bar'
  checkLength(kind, T)
  checkCap(kind, max_beta)
  const { add, sub, mul, div } = RATIONALS
  const scale = positive(kind, 'tau', tau)
  const from = div(parameter(kind, 'start', start), scale)
  const to = div(parameter(kind, 'end', end), scale)
  if (compare(from, to) >= 0)
    throw new RangeError(
      `the schedule '${kind}' goes from start = ${start} to end = ${end}, expected start < end: the signal falls as the logit rises`,
    )

  const span = sub(to, from)
  const part = (k: number): Rational => mul(span, rational(BigInt(k), BigInt(T)))
  const raw: StepperOf = (F) => {
    const exact = (x: Rational) => F.lit(literal(x))
    const [last, width] = [exact(to), exact(part(1))]
    return (t) =>
      sigmoidAlphaBarStep(F, {
        before: exact(add(from, part(t - 1))),
        after: exact(add(from, part(t))),
        end: last,
        width,
        toEndBefore: exact(part(T - t + 1)),
        toEndAfter: exact(part(T - t)),
      })
  }
  return schedule<Schedule>({
    kind,
    label: `sigmoid in ᾱ from ${start} to ${end}, τ = ${tau}, capped at ${max_beta}, T = ${T}`,
    T,
    needs: 'analytic',
    preserving: true,
    // (σ(a) − σ(0))/(σ(a) − σ(−a)) = 1/2, since σ(−a) = 1 − σ(a)
    ...(sign(add(from, to)) === 0 && { rationalLogSnr: halfwayLogSnr(raw, { T, max_beta }, signOf) }),
    stepper: capIncreasing(raw, { T, max_beta }, signOf),
  })
}
