import type { AnalyticField, ExponentialField, Field, RadicalField } from './algebra.js'
import { at } from './combinators.js'

/**
 * value + tangent·h with h² = 0: arithmetic of these differentiates. A constant has no tangent, which is not the same
 * as the tangent 0: nothing is computed for it, so that √0 of a constant is no error.
 */
export interface Dual<T> {
  readonly value: T
  readonly tangent?: T
}

export const constant = <T>(value: T): Dual<T> => ({ value })

/** The variable that is differentiated by: its tangent is 1. */
export const variable = <T>(F: Field<T>, value: T): Dual<T> => ({ value, tangent: F.lit(1n) })

const dual = <T>(value: T, tangent: T | undefined): Dual<T> =>
  tangent === undefined ? { value } : { value, tangent }

/** u·w where there is a u. */
const times = <T>({ mul }: Field<T>, u: T | undefined, w: () => T): T | undefined =>
  u === undefined ? undefined : mul(u, w())

const plus = <T>({ add }: Field<T>, u: T | undefined, w: T | undefined): T | undefined =>
  u === undefined ? w : w === undefined ? u : add(u, w)

/** Dual numbers over a field; nest it for second derivatives. */
export function dualField<T>(F: Field<T>): Field<Dual<T>> {
  const { lit, add, sub, mul, div, neg } = F
  const negated = (u: T | undefined) => (u === undefined ? undefined : neg(u))
  return {
    lit: (exact) => constant(lit(exact)),
    add: (a, b) => dual(add(a.value, b.value), plus(F, a.tangent, b.tangent)),
    sub: (a, b) => dual(sub(a.value, b.value), plus(F, a.tangent, negated(b.tangent))),
    mul: (a, b) =>
      dual(
        mul(a.value, b.value),
        plus(
          F,
          times(F, a.tangent, () => b.value),
          times(F, b.tangent, () => a.value),
        ),
      ),
    // (a/b)′ = (a′ − (a/b)·b′)/b
    div: (a, b) => {
      const quotient = div(a.value, b.value)
      const slope = plus(F, a.tangent, negated(times(F, b.tangent, () => quotient)))
      return dual(quotient, slope === undefined ? undefined : div(slope, b.value))
    },
    neg: (a) => dual(neg(a.value), negated(a.tangent)),
  }
}

export function dualRadicals<T>(F: RadicalField<T>): RadicalField<Dual<T>> {
  return {
    ...dualField(F),
    sqrt: (a) => {
      const root = F.sqrt(a.value)
      return dual(root, a.tangent === undefined ? undefined : F.div(a.tangent, F.mul(F.lit(2n), root)))
    },
  }
}

export function dualExponentials<T>(F: ExponentialField<T>): ExponentialField<Dual<T>> {
  return {
    ...dualRadicals(F),
    exp: (a) => {
      const value = F.exp(a.value)
      return dual(
        value,
        times(F, a.tangent, () => value),
      )
    },
    log: (a) => dual(F.log(a.value), a.tangent === undefined ? undefined : F.div(a.tangent, a.value)),
    // no value may depend on the shift, so neither does a derivative
    shift: (xs) => constant(F.shift(xs.map(({ value }) => value))),
  }
}

export function dualAnalytic<T>(F: AnalyticField<T>): AnalyticField<Dual<T>> {
  const { lit, add, mul, div, neg, exp, sin, cos, sqrt } = F
  const lifted =
    (f: (a: T) => T, slope: (a: T) => T) =>
    ({ value, tangent }: Dual<T>): Dual<T> =>
      dual(
        f(value),
        times(F, tangent, () => slope(value)),
      )
  return {
    ...dualExponentials(F),
    get pi() {
      return constant(F.pi)
    },
    expm1: lifted(F.expm1, exp),
    log1p: lifted(F.log1p, (a) => div(lit(1n), add(lit(1n), a))),
    sin: lifted(sin, cos),
    cos: lifted(cos, (a) => neg(sin(a))),
    erf: lifted(F.erf, (a) => mul(div(lit(2n), sqrt(F.pi)), exp(neg(mul(a, a))))),
  }
}

/**
 * f′(x), with D the dual numbers over the algebra of x: `derivative(dualField(F), (D, x) => D.mul(x, x), x)`. What else
 * f reads is lifted by {@link constant}.
 */
export function derivative<T, D extends Field<Dual<T>>>(D: D, f: (D: D, x: Dual<T>) => Dual<T>, x: T): T {
  return at(
    gradient<T, D>(D, (_, [y]) => f(D, y ?? constant(x)), [x]),
    0,
  )
}

/** (∂f/∂xᵢ)ᵢ at x. */
export function gradient<T, D extends Field<Dual<T>>>(
  D: D,
  f: (D: D, x: readonly Dual<T>[]) => Dual<T>,
  x: readonly T[],
): readonly T[] {
  const [zero, one] = [D.lit(0n).value, D.lit(1n).value]
  return x.map((_, i) => {
    const along = x.map((value, j) => (i === j ? { value, tangent: one } : constant(value)))
    return f(D, along).tangent ?? zero
  })
}

/** (∂²f/∂xᵢ∂xⱼ) at x, with D the dual numbers over the dual numbers: the derivative along xᵢ of that along xⱼ. */
export function hessian<T, D extends Field<Dual<Dual<T>>>>(
  D: D,
  f: (D: D, x: readonly Dual<Dual<T>>[]) => Dual<Dual<T>>,
  x: readonly T[],
): readonly (readonly T[])[] {
  const [zero, one] = [D.lit(0n).value, D.lit(1n).value]
  const half = x.map((_, i) =>
    x.slice(0, i + 1).map((_, j) => {
      const along = x.map((value, k): Dual<Dual<T>> => {
        const inner = k === j ? { value, tangent: one.value } : constant(value)
        return k === i ? { value: inner, tangent: one } : constant(inner)
      })
      return f(D, along).tangent?.tangent ?? zero.value
    }),
  )
  return x.map((_, i) => x.map((_, j) => (j <= i ? at(at(half, i), j) : at(at(half, j), i))))
}
