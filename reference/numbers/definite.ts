import { at } from './combinators.js'
import type { Matrix } from './linear.js'
import { entryOf } from './linear.js'
import { gcd, type Rational, rational } from './rational.js'

/**
 * The first pivot of A = L D Lᵀ that is not positive, with its place, or undefined where A is positive definite.
 * Read from the lower triangle. Pivot k is the ratio of the leading minors k and k−1; they are computed without
 * fractions (Bareiss: every division below is exact), which keeps the integers short where fractions would grow.
 */
export function firstBadPivot(
  a: Matrix<Rational>,
): { readonly index: number; readonly pivot: Rational } | undefined {
  const scale = a.flat().reduce((lcm, { den }) => (lcm / gcd(lcm, den)) * den, 1n)
  const rows = a.map((row) => row.map(({ num, den }) => num * (scale / den)))
  let minor = 1n // leading minor k−1 of scale·A
  for (let k = 0; k < rows.length; k++) {
    const next = entryOf(rows, k, k)
    if (next <= 0n) return { index: k, pivot: rational(next, minor * scale) }
    for (let i = k + 1; i < rows.length; i++) {
      const row = at(rows, i)
      for (let j = k + 1; j <= i; j++) row[j] = (next * at(row, j) - at(row, k) * entryOf(rows, j, k)) / minor
    }
    minor = next
  }
  return undefined
}
