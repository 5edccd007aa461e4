import fc from 'fast-check'
import { RATIONALS, type Rational, rational } from '../../reference/numbers/rational.js'

const lits = (...texts: string[]): Rational[] => texts.map((text) => RATIONALS.lit(text))

/** A counterexample found in a later kind is sought in the first kind as well, which is the simplest. */
const SHRINK_TO_FIRST = { withCrossShrink: true }

/** num/den with den in 1..most: shrinks towards 0 and small parts. */
const ratio = (num: { min: bigint; max: bigint }, most: bigint): fc.Arbitrary<Rational> =>
  fc.tuple(fc.bigInt(num), fc.bigInt({ min: 1n, max: most })).map(([n, d]) => rational(n, d))

/** Any rational: small ones, long ones, and the corners 0, ±1, tiny, huge, next to 1. */
export const anyRational: fc.Arbitrary<Rational> = fc.oneof(
  SHRINK_TO_FIRST,
  ratio({ min: -20n, max: 20n }, 12n),
  ratio({ min: -(10n ** 20n), max: 10n ** 20n }, 10n ** 20n),
  fc.constantFrom(
    ...lits('0', '1', '-1', '1e-30', '-1e-30', '1e30', '-1e30', '1000000000001/1000000000000', '-1/2'),
  ),
)

/** A rational > 0. */
export const positive: fc.Arbitrary<Rational> = fc.oneof(
  SHRINK_TO_FIRST,
  ratio({ min: 1n, max: 20n }, 12n),
  ratio({ min: 1n, max: 10n ** 20n }, 10n ** 20n),
  fc.constantFrom(...lits('1', '1e-30', '1e30', '1000000000001/1000000000000', '1e-4')),
)

/** A rational ≥ 0. */
export const nonNegative: fc.Arbitrary<Rational> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(RATIONALS.lit(0n)) },
  { weight: 9, arbitrary: positive },
)

/** A rational strictly between 0 and 1, with a bias to both ends: p/(p + q). */
export const betweenZeroAndOne: fc.Arbitrary<Rational> = fc
  .tuple(positive, positive)
  .map(([p, q]) => RATIONALS.div(p, RATIONALS.add(p, q)))

/** A rational other than 0. */
export const nonZero: fc.Arbitrary<Rational> = fc
  .tuple(positive, fc.boolean())
  .map(([a, negative]) => (negative ? RATIONALS.neg(a) : a))

/** (cos, sin) rational on the unit circle, both > 0: (1−u²)/(1+u²), 2u/(1+u²) with 0 < u < 1. */
export const pythagorean: fc.Arbitrary<{ readonly cos: Rational; readonly sin: Rational }> =
  betweenZeroAndOne.map((u) => {
    const { lit, add, sub, mul, div } = RATIONALS
    const [square, one] = [mul(u, u), lit(1n)]
    return {
      cos: div(sub(one, square), add(one, square)),
      sin: div(mul(lit(2n), u), add(one, square)),
    }
  })

/** The square of a rational strictly between 0 and 1: a level ᾱ or α whose root is rational. */
export const squareBetweenZeroAndOne: fc.Arbitrary<Rational> = betweenZeroAndOne.map((r) =>
  RATIONALS.mul(r, r),
)
