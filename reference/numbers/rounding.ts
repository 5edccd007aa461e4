import type { AnalyticField, Exact } from './algebra.js'
import { environment, matchArguments, type Read, reader, traceDeclared } from './dag.js'
import { floatIn } from './float.js'
import type { Symbols } from './formula.js'
import { parseRational } from './rational.js'
import { distance } from './rounding/convert.js'
import { PI } from './rounding/erf.js'
import { FORMATS, type Format, roundNumber, ulp } from './rounding/format.js'
import { type Arithmetic, exactly, nearest, type Rounded } from './rounding/model.js'
import { minus, over, plus, root, times } from './rounding/upward.js'

export * from './rounding/model.js'

/** The rounding reading of one format, and the rounding of a number of another to it. */
export interface RoundingField extends AnalyticField<Rounded> {
  readonly format: Format
  readonly convert: (a: Rounded) => Rounded
}

/**
 * The rounding reading: the formula computed in the format, with a bound on its distance to the exact value.
 *
 * What is proved, by induction over the operations: let a be the exact value of a subexpression and let (â, A) be what
 * this reading gives for it. Then |a′ − a| ≤ A for the result a′ of *every* execution of the same operations in
 * this model that meets no invalid operation, â being one of them. So |a| ≤ |â| + A, and for the step c = a ∘ b:
 *
 * - *passed on*: P bounds |a′ ∘ b′ − a ∘ b| for all a′, b′ that near. Each operation has its own formula below, with
 *   |a| and |a′| replaced by what is known of them from â: |a| ≥ |â| − A, |a′| ≥ |â| − 2A.
 * - *made here*: c′ is a′ ∘ b′ =: y′ rounded, with an error of at most k ulp(y′) ≤ k(2u|y′| + η) (k = ½ for rounding
 *   to nearest). Our own y = â ∘ b̂ has |ĉ| ≥ |y|(1 − 2ku) − kη, so |y| ≤ (|ĉ| + kη)(1 + 4ku) where 2ku ≤ ½; and
 *   |y′| ≤ |y| + 2P because both lie within P of c. An ulp grows with |y′|, and so does max(2u|y′|, η) ≥ ulp(y′), which
 *   stands for it where the binade is not to count. Where y/2 ≤ x ≤ 2y for all x, y that the operands can be, x − y is
 *   exact (Sterbenz), and nothing is made.
 *
 * C = P + made here. Flushing adds 2^emin for a lost result and for each lost operand. Where C reaches past the largest
 * number an execution may overflow and nothing is claimed: C = ∞. Every step of the bound is rounded upward
 * (rounding/upward.ts).
 *
 * `shift` returns the entry itself: any constant may be taken, this takes the exact value of that entry, and the bound
 * is for executions that shift by the same entry. A number minus itself (the same object) is 0, divided by itself 1:
 * read a traced formula (see {@link bounded}) for equal subexpressions to be the same object.
 */
export function rounding(arithmetic: Arithmetic): RoundingField {
  const { format, underflow, ulps, binade = 'own' } = arithmetic
  const F = floatIn(format)
  const { u, eta, max } = format
  const lost = underflow === 'flush' ? 2 ** format.emin : 0

  /** The bound of an operand, with what flushing it adds. */
  const known = ({ value, bound }: Rounded) =>
    lost > 0 && value !== 0 && Math.abs(value) < lost ? plus(bound, lost) : bound
  /** The largest |y| that can have been rounded to `value`. */
  const exactResult = (value: number, k: number) => times(plus(Math.abs(value), times(k, eta)), 1 + 4 * k * u)
  // ulp(y) ≤ max(2u|y|, η)
  const spacing = binade === 'own' ? (y: number) => ulp(y, format) : (y: number) => Math.max(2 * u * y, eta)
  const made = (value: number, passed: number, k: number): number => {
    const y = plus(exactResult(value, k), times(2, passed))
    return y === Infinity ? Infinity : plus(times(k, spacing(y)), lost)
  }
  const finish = (value: number, bound: number): Rounded => {
    const certain = Number.isFinite(value) && plus(Math.abs(value), bound) <= max
    return { value, bound: certain ? bound : Infinity }
  }
  const round = (value: number, passed: number, k = 0.5) =>
    finish(value, plus(passed, made(value, passed, k)))
  const isExactly = (a: Rounded, x: number) => a.value === x && a.bound === 0
  const zero: Rounded = exactly(0)

  const add = (a: Rounded, b: Rounded): Rounded => {
    const value = F.add(a.value, b.value)
    // nothing is rounded where one of the two is exactly 0
    if (isExactly(a, 0)) return finish(value, known(b))
    if (isExactly(b, 0)) return finish(value, known(a))
    return round(value, plus(known(a), known(b)))
  }
  const neg = (a: Rounded): Rounded => ({ value: -a.value, bound: a.bound })

  // |a′b′ − ab| = |a(b′−b) + b(a′−a) + (a′−a)(b′−b)|
  const mul = (a: Rounded, b: Rounded): Rounded => {
    const value = F.mul(a.value, b.value)
    const [A, B] = [known(a), known(b)]
    if (A === Infinity || B === Infinity) return finish(value, Infinity)
    if (isExactly(a, 0) || isExactly(b, 0)) return finish(value, 0)
    if (isExactly(a, 1) || isExactly(a, -1)) return finish(value, B)
    if (isExactly(b, 1) || isExactly(b, -1)) return finish(value, A)
    const [largestA, largestB] = [plus(Math.abs(a.value), A), plus(Math.abs(b.value), B)]
    return round(value, plus(times(A, B), plus(times(largestA, B), times(largestB, A))))
  }

  // a′/b′ − a/b = ((a′−a) − (a/b)(b′−b)) / b′ with |b′| ≥ |b| − B ≥ |b̂| − 2B
  const div = (a: Rounded, b: Rounded): Rounded => {
    const value = F.div(a.value, b.value)
    const [A, B] = [known(a), known(b)]
    const least = minus(Math.abs(b.value), 2 * B)
    if (!(least > 0) || A === Infinity) return finish(value, Infinity)
    if (isExactly(a, 0)) return finish(value, 0)
    if (ulps.div === 0.5 && (isExactly(b, 1) || isExactly(b, -1))) return finish(value, A)
    if (ulps.div === 0.5 && a === b) return finish(value, 0)
    const quotient = over(plus(Math.abs(a.value), A), minus(Math.abs(b.value), B))
    return round(value, over(plus(A, times(quotient, B)), least), ulps.div)
  }

  // |√a′ − √a| = |a′−a|/(√a′ + √a), and at most √|a′−a|
  const sqrt = (a: Rounded): Rounded => {
    const value = F.sqrt(a.value)
    const A = known(a)
    if (isExactly(a, 0)) return finish(value, 0)
    const [least, leastOther] = [minus(a.value, A), minus(a.value, 2 * A)]
    const slope = rootBelow(least) + rootBelow(leastOther)
    const passed = slope > 0 ? Math.min(root(A), over(A, slope * BELOW)) : root(A)
    return round(value, passed, ulps.sqrt)
  }

  // |e^a′ − e^a| ≤ e^a(e^A − 1) and e^a ≤ e^â·e^A, where e^â is `grown`
  const exponential = (grown: number, A: number) =>
    times(grown, A > 700 ? Infinity : times(functionUp(Math.exp(A)), functionUp(Math.expm1(A))))
  const exp = (a: Rounded): Rounded => {
    const value = F.exp(a.value)
    if (isExactly(a, 0)) return finish(value, 0)
    return round(value, exponential(exactResult(value, ulps.exp), known(a)), ulps.exp)
  }
  const expm1 = (a: Rounded): Rounded => {
    const value = F.expm1(a.value)
    if (isExactly(a, 0)) return finish(value, 0)
    return round(value, exponential(plus(exactResult(value, ulps.expm1), 1), known(a)), ulps.expm1)
  }

  // |log a′ − log a| ≤ log(1 + A/(a − A)): the worst is a′ = a − A; and a − A ≥ â − 2A
  const logarithmic = (least: number, A: number) =>
    A === 0 ? 0 : least > 0 ? functionUp(Math.log1p(over(A, least))) : Infinity
  const log = (a: Rounded): Rounded => {
    const value = F.log(a.value)
    if (isExactly(a, 1)) return finish(value, 0)
    const A = known(a)
    return round(value, logarithmic(minus(a.value, 2 * A), A), ulps.log)
  }
  const log1p = (a: Rounded): Rounded => {
    const value = F.log1p(a.value)
    if (isExactly(a, 0)) return finish(value, 0)
    const A = known(a)
    const onePlus = a.value >= 0 ? minus(1 + a.value, ulp(1 + a.value, FORMATS.float64)) : minus(1, -a.value)
    return round(value, logarithmic(minus(onePlus, 2 * A), A), ulps.log1p)
  }

  // Lipschitz: |sin′|, |cos′| ≤ 1; erf′(x) = (2/√π)e^(−x²), largest at the smallest |x|, which is ≥ |â| − 2A
  const sin = (a: Rounded) =>
    isExactly(a, 0) ? finish(a.value, 0) : round(F.sin(a.value), Math.min(known(a), 2), ulps.sin)
  const cos = (a: Rounded) =>
    isExactly(a, 0) ? exactly(1) : round(F.cos(a.value), Math.min(known(a), 2), ulps.cos)
  const erf = (a: Rounded): Rounded => {
    const value = F.erf(a.value)
    if (isExactly(a, 0)) return finish(value, 0)
    const A = known(a)
    const least = Math.max(0, minus(Math.abs(a.value), 2 * A))
    const slope = times(SLOPE_AT_0, functionUp(Math.exp(-(least * least) * BELOW)))
    return round(value, Math.min(2, times(slope, A)), ulps.erf)
  }

  /** Whether a′ − b′ is exact for every a′ within 2A of â and b′ within 2B of b̂, both positive. */
  const differenceIsExact = (a: Rounded, b: Rounded): boolean => {
    if (underflow === 'flush' || !(a.value > 0 && b.value > 0)) return false
    const [A, B] = [times(2, known(a)), times(2, known(b))]
    return minus(a.value, A) >= plus(b.value, B) / 2 && minus(b.value, B) >= plus(a.value, A) / 2
  }

  const literals = new Map<Exact, Rounded>()
  const lit = (exact: Exact): Rounded => {
    const found = literals.get(exact) ?? nearest(parseRational(exact), F.lit(exact))
    literals.set(exact, found)
    return found
  }

  return {
    format,
    convert: (a) => round(roundNumber(a.value, format), known(a)),
    lit,
    add,
    sub: (a, b) => {
      if (a === b) return finish(F.sub(a.value, b.value), 0)
      return differenceIsExact(a, b)
        ? finish(F.sub(a.value, b.value), plus(known(a), known(b)))
        : add(a, neg(b))
    },
    mul,
    div,
    neg,
    sqrt,
    exp,
    log,
    expm1,
    log1p,
    sin,
    cos,
    erf,
    // π lies within 10⁻⁶⁰ of PI, 10⁻⁶⁰ being far below the spacing of the distance to it
    pi: { value: F.pi, bound: plus(distance(F.pi, PI), 1e-60) },
    shift: (xs) => {
      const largest = xs.reduce((m, x) => (x.value > m.value ? x : m), exactly(-Infinity))
      return Number.isFinite(largest.value) && xs.every(({ value }) => !Number.isNaN(value)) ? largest : zero
    },
  }
}

/** 1 − 2⁻⁵⁰: takes off what a few roundings can have added. */
const BELOW = 1 - 2 ** -50
/** 2/√π, above. */
const SLOPE_AT_0 = 1.1283791670955128
/** A value of Math within 2 ulps, raised by 4. */
const functionUp = (value: number) => times(value, 1 + 2 ** -50)
/** √x from below, 0 where x is not positive. */
const rootBelow = (x: number) => (x > 0 ? Math.sqrt(x) * BELOW : 0)

/** A formula's rounding reading over its expression, so that equal subexpressions are one number. */
export function bounded<A extends readonly unknown[], R>(
  formula: Read<Rounded, A, R>,
  arithmetic: Arithmetic,
  symbols: readonly Symbols[] = formula.symbols,
): (...args: A) => R {
  const traced = traceDeclared(formula, symbols)
  const F = rounding(arithmetic)
  const read = reader(traced.value)
  return (...args) => {
    const inputs = matchArguments<Rounded>(traced.symbols, args)
    if (!inputs) throw new TypeError(`the arguments of ${traced.name} do not have the shape of its symbols`)
    return read(F, environment(inputs)) as R
  }
}
