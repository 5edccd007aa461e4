/**
 * The algebras of numbers that every formula of the reference is written over.
 *
 * A formula is a plain generic function whose first argument is one of these interfaces. Its type says how far
 * its value can be known:
 *
 * - {@link Field}: exact in rationals, provable as an identity of rational functions;
 * - {@link RadicalField}: exact where the roots are rational, provable with r ≥ 0 and r² = a;
 * - {@link ExponentialField}: provable with each exponential an opaque positive generator under its
 *   differentiation rule, enclosed where a value is wanted;
 * - {@link AnalyticField}: enclosed, never exact.
 *
 * The operations are properties, not methods, so that a formula may destructure them. No formula compares or
 * branches on values of T: a symbolic reading has no order.
 */

/** An exact literal: an integer, or a string that spells an integer, a decimal (`'1e-4'`) or a ratio (`'1/3'`). */
export type Exact = bigint | string

/** The four operations and the literals: what rationals have. A formula over it is exact, and can be proved as an identity. */
export interface Field<T> {
  /** The exact number written. A JavaScript number is refused by the type: 0.1 is not one tenth. */
  readonly lit: (exact: Exact) => T
  readonly add: (a: T, b: T) => T
  readonly sub: (a: T, b: T) => T
  readonly mul: (a: T, b: T) => T
  readonly div: (a: T, b: T) => T
  readonly neg: (a: T) => T
}

/** A field with square roots: exact where the roots are, provable by r ≥ 0 and r² = a. */
export interface RadicalField<T> extends Field<T> {
  /** The non-negative root r of r² = a, for a ≥ 0. */
  readonly sqrt: (a: T) => T
}

/** Roots, exponentials and logarithms: what the posterior of a mixture needs. Enclosed, or proved with each exponential opaque. */
export interface ExponentialField<T> extends RadicalField<T> {
  readonly exp: (a: T) => T
  readonly log: (a: T) => T
  /**
   * Any constant, chosen by the reading, that keeps the exponentials of `xs` in range: the largest in a float
   * reading, a fresh variable in a symbolic one, with zero tangent in a dual one. The value of a formula may not
   * depend on it: log Σ eˣ = m + log Σ e^(x−m) for every m.
   */
  readonly shift: (xs: readonly T[]) => T
}

/** The functions that schedules and distributions on the line need besides: enclosed or rounded, never exact. */
export interface AnalyticField<T> extends ExponentialField<T> {
  readonly pi: T
  /** eᵃ − 1, without cancellation near 0. */
  readonly expm1: (a: T) => T
  /** log(1 + a), without cancellation near 0. */
  readonly log1p: (a: T) => T
  readonly sin: (a: T) => T
  readonly cos: (a: T) => T
  /** (2/√π) ∫₀ᵃ e^(−u²) du. */
  readonly erf: (a: T) => T
}
