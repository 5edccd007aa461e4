import type { AnalyticField } from '../numbers/algebra.js'
import { FLOAT64 } from '../numbers/float.js'
import { compare, format, parseRational, RATIONALS } from '../numbers/rational.js'
import { type CompareBeta, checkCap, compareBy, exceedsCap, type StepperOf } from './cap.js'
import { betaOneEarly, betaOutside, checkLength } from './check.js'
import { preservingStep } from './linear.js'
import { type SignOf, signByEnclosure } from './order.js'
import { parseExpression, type Variables } from './parse.js'
import { isRational, type RationalSchedule, type Schedule, schedule } from './schedule.js'

/** A schedule of one's own: β_t as a formula in text. */
export interface ExpressionSchedule {
  readonly T: number
  /** In t (1..T), T, u = t/T, i = t − 1 and pi, for instance `1e-4 + 0.0199*i/(T-1)`. */
  readonly beta: string
  /** Larger values are replaced by this one. */
  readonly max_beta?: string
}

/**
 * A schedule whose β_t is an expression. Numbers are exact as written; the schedule is rational where the expression is
 * (`isRational`), and then its domain is decided exactly, else by enclosures. Costs the import of mathjs.
 * @throws SyntaxError when the expression is not understood; RangeError where β_t ∉ (0, 1] or β_t = 1 before T, naming t.
 */
export function expression(
  { T, beta, max_beta = '1' }: ExpressionSchedule,
  signOf: SignOf = signByEnclosure,
): Schedule {
  const kind = 'expression'
  checkLength(kind, T)
  checkCap(kind, max_beta)
  const { needs, value } = parseExpression(beta)
  const variables = <X>(F: AnalyticField<X>, t: number): Variables<X> => ({
    t: F.lit(BigInt(t)),
    T: F.lit(BigInt(T)),
    u: F.lit(`${t}/${T}`),
    i: F.lit(BigInt(t - 1)),
  })
  const raw: StepperOf = (F) => (t) => preservingStep(F, value(F, variables(F, t)))
  const uncapped: Schedule = schedule<Schedule>({
    kind,
    label: `β = ${beta}${max_beta === '1' ? '' : `, capped at ${max_beta}`}, T = ${T}`,
    T,
    needs,
    preserving: true,
    stepper: raw,
  })
  const compareBeta = isRational(uncapped) ? compareExactly(uncapped) : compareBy(raw, signOf)
  const times = Array.from({ length: T }, (_, i) => i + 1)
  const over = new Set(max_beta === '1' ? [] : times.filter((t) => exceedsCap(compareBeta, t, max_beta)))
  for (const t of times) if (!over.has(t)) checkDomain(uncapped, compareBeta, t)
  return {
    ...uncapped,
    stepper: (F) => {
      const [stepAt, cap] = [raw(F), preservingStep(F, F.lit(max_beta))]
      return (t) => (over.has(t) ? cap : stepAt(t))
    },
  }
}

/** Exactly; the step must have a value. @throws RangeError naming t where it has none. */
const compareExactly =
  ({ stepper, label }: RationalSchedule): CompareBeta =>
  (t, bound) => {
    try {
      return compare(stepper(RATIONALS)(t).beta, parseRational(bound))
    } catch (error) {
      throw new RangeError(
        `β_${t} of the schedule '${label}' has no value (${(error as Error).message}): rewrite the expression so that it has one for every t in 1..T`,
      )
    }
  }

function checkDomain(uncapped: Schedule, compareBeta: CompareBeta, t: number): void {
  const { T } = uncapped
  const [aboveZero, aboveOne] = [compareBeta(t, '0'), compareBeta(t, '1')]
  if (aboveZero === 1 && (aboveOne === -1 || (aboveOne === 0 && t === T))) return
  const value = isRational(uncapped)
    ? format(uncapped.stepper(RATIONALS)(t).beta)
    : String(uncapped.stepper(FLOAT64)(t).beta)
  if (aboveZero === 1 && aboveOne === 0) throw betaOneEarly(t, T)
  if (aboveZero === undefined || aboveOne === undefined)
    throw new RangeError(
      `β_${t} = ${value} cannot be told to lie in (0, 1]: it is no number, or too near 0 or 1 to tell; give max_beta below 1, or an expression without exp, sin, … at this t`,
    )
  throw betaOutside(value, t)
}
