import { integerSqrt, type Rational, rational } from '../rational.js'
import { fromDouble, roundToFormat } from './convert.js'

/** π to 60 decimals, cut off: 0 < π − PI < 10⁻⁶⁰. */
export const PI: Rational = rational(
  3141592653589793238462643383279502884197169399375105820974944n,
  10n ** 60n,
)

const BITS = 192n
const ONE = 1n << BITS

/** 2/√π in units of 2^−192, within 2: ⌊√(4/π)⌋, with PI known to 199 bits. */
const TWO_OVER_SQRT_PI = integerSqrt((4n * PI.den * ONE * ONE) / PI.num)

/**
 * The error function, in float64 within 0.5 + 2⁻²⁰ ulp.
 *
 * erf x = (2/√π)·x·S(x²) with S(q) = Σ (−q)ⁿ/(n!(2n+1)), summed in integers of unit 2⁻¹⁹² and rounded once.
 * For |x| < 6: q < 36 is cut below by less than a unit, which moves S by less than Σ qⁿ⁻¹/(n−1)! < e³⁶ < 2⁵² units.
 * Each term qⁿ/n! is floored, an error that later terms multiply by q/n and so by less than e³⁶ in all: over the
 * fewer than 256 terms that are not 0 every term is within 2⁸·2⁵² units, their sum within 2⁶⁸. The tail, where
 * terms are below a unit and fall by more than half each, is below 2. S is decreasing in q with
 * S(36) = √π·erf(6)/12 > 2⁻³, so its relative error is below 2^(69−192+3) = 2⁻¹²⁰, and that of 2/√π is less: far
 * inside 2⁻²⁰ ulp = 2⁻⁷³ relative. For |x| ≥ 6, 1 − |erf x| < 2.2e-17 < 2⁻⁵⁴: the nearest double is ±1.
 */
export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x
  if (Math.abs(x) >= 6) return Math.sign(x)
  const { num, den } = fromDouble(x)
  const q = (num * num * ONE) / (den * den)
  let total = 0n
  let term = ONE
  for (let n = 0n; term !== 0n; n += 1n) {
    total += (n % 2n === 0n ? term : -term) / (2n * n + 1n)
    term = (term * q) / (ONE * (n + 1n))
  }
  return roundToFormat({ num: num * total * TWO_OVER_SQRT_PI, den: den * ONE * ONE })
}
