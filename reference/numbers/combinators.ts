import type { ExponentialField, Field } from './algebra.js'

/** xs[i], or an error where there is none: with `noUncheckedIndexedAccess` every access is one or the other. */
export function at<T>(xs: readonly T[], i: number): T {
  const x = xs[i]
  if (x === undefined) throw new RangeError(`index ${i} is outside an array of ${xs.length} entries`)
  return x
}

export const square = <T>(F: Field<T>, a: T): T => F.mul(a, a)

/** x₀ + x₁ + …, left to right; 0 where there are none. */
export function sum<T>(F: Field<T>, xs: readonly T[]): T {
  return xs.length === 0 ? F.lit(0n) : xs.reduce((total, x) => F.add(total, x))
}

/** x₀ · x₁ · …, left to right; 1 where there are none. */
export function product<T>(F: Field<T>, xs: readonly T[]): T {
  return xs.length === 0 ? F.lit(1n) : xs.reduce((total, x) => F.mul(total, x))
}

/** aⁿ for a natural n, by repeated squaring. */
export function power<T>(F: Field<T>, a: T, n: number): T {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`power: n = ${n}, expected a natural number`)
  if (n === 0) return F.lit(1n)
  if (n === 1) return a
  const half = power(F, a, Math.floor(n / 2))
  return n % 2 === 0 ? F.mul(half, half) : F.mul(F.mul(half, half), a)
}

/** Σ aᵢ bᵢ. */
export function dot<T>(F: Field<T>, a: readonly T[], b: readonly T[]): T {
  return sum(
    F,
    a.map((x, i) => F.mul(x, at(b, i))),
  )
}

/** log Σ eˣ, with the exponentials kept in range by {@link ExponentialField.shift}. */
export function logSumExp<T>(F: ExponentialField<T>, xs: readonly T[]): T {
  const m = F.shift(xs)
  return F.add(
    m,
    F.log(
      sum(
        F,
        xs.map((x) => F.exp(F.sub(x, m))),
      ),
    ),
  )
}

/** eˣᵢ / Σⱼ eˣⱼ: one exponential an entry. */
export function softmax<T>(F: ExponentialField<T>, xs: readonly T[]): readonly T[] {
  const m = F.shift(xs)
  const exps = xs.map((x) => F.exp(F.sub(x, m)))
  const total = sum(F, exps)
  return exps.map((e) => F.div(e, total))
}
