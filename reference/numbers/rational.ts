import type { Exact, RadicalField } from './algebra.js'

/**
 * An exact rational num/den with den > 0. Small ones are in lowest terms. A fraction whose parts are longer than
 * {@link EAGER_BITS} is reduced only where it costs nothing: the greatest common divisor of two 20,000-bit numbers takes
 * longer than everything else in a schedule's table. So compare with {@link equal}, never part by part.
 */
export interface Rational {
  readonly num: bigint
  readonly den: bigint
}

/** Fractions up to this length are kept in lowest terms. */
export const EAGER_BITS = 512n
const LONG = 1n << EAGER_BITS

const abs = (n: bigint): bigint => (n < 0n ? -n : n)

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)]
  while (y !== 0n) {
    if (x <= SAFE && y <= SAFE) return BigInt(smallGcd(Number(x), Number(y)))
    ;[x, y] = [y, x % y]
  }
  return x
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

function smallGcd(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** num/den, in lowest terms when short. @throws RangeError when den is 0. */
export function rational(num: bigint, den: bigint = 1n): Rational {
  if (den === 0n) throw new RangeError(`${num}/0 is not a number: a denominator was 0`)
  const [n, d] = den < 0n ? [-num, -den] : [num, den]
  if (d === 1n) return { num: n, den: d }
  if (n === 0n) return ZERO
  return d < LONG && abs(n) < LONG ? lowestTerms({ num: n, den: d }) : { num: n, den: d }
}

const ZERO: Rational = { num: 0n, den: 1n }

/** The same number with no common factor left. */
export function lowestTerms({ num, den }: Rational): Rational {
  const g = gcd(num, den)
  return g === 1n ? { num, den } : { num: num / g, den: den / g }
}

/** A decimal exponent beyond this is refused: the number would take megabytes. */
const LARGEST_EXPONENT = 100_000

const DECIMAL = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,6}))?$/

/**
 * The rational that a literal spells: `2n`, `'-3'`, `'0.02'`, `'1e-4'`, `'1/3'`, `'1e-4/7'`.
 * @throws SyntaxError when the text spells no number.
 */
export function parseRational(exact: Exact): Rational {
  if (typeof exact === 'bigint') return { num: exact, den: 1n }
  const [top, bottom, ...rest] = exact.trim().split('/')
  if (top === undefined || rest.length > 0) throw notANumber(exact)
  const numerator = parseDecimal(top.trim(), exact)
  return bottom === undefined ? numerator : RATIONALS.div(numerator, parseDecimal(bottom.trim(), exact))
}

function parseDecimal(text: string, whole: string): Rational {
  const match = DECIMAL.exec(text)
  if (!match) throw notANumber(whole)
  const [, sign, mantissa = '', exponent = '0'] = match
  const [int = '', fraction = ''] = mantissa.split('.')
  const digits = BigInt(`${int}${fraction}` || '0') * (sign === '-' ? -1n : 1n)
  if (Math.abs(Number(exponent)) > LARGEST_EXPONENT)
    throw new SyntaxError(
      `'${whole}' has the exponent ${exponent}, expected at most ${LARGEST_EXPONENT} in size: so large a number is a slip of the keyboard`,
    )
  const scale = Number(exponent) - fraction.length
  return scale >= 0 ? rational(digits * 10n ** BigInt(scale)) : rational(digits, 10n ** BigInt(-scale))
}

const notANumber = (text: string) =>
  new SyntaxError(
    `'${text}' is not a number: expected an integer, a decimal such as 1e-4, or a ratio such as 1/3`,
  )

export function sign(a: Rational): -1 | 0 | 1 {
  return a.num > 0n ? 1 : a.num < 0n ? -1 : 0
}

/** a = b, by cross-multiplication where they are not in lowest terms. */
export function equal(a: Rational, b: Rational): boolean {
  return a.den === b.den ? a.num === b.num : a.num * b.den === b.num * a.den
}

/** The sign of a − b. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const [x, y] = a.den === b.den ? [a.num, b.num] : [a.num * b.den, b.num * a.den]
  return x > y ? 1 : x < y ? -1 : 0
}

/** ⌊√n⌋ by Newton's iteration from above. */
export function integerSqrt(n: bigint): bigint {
  if (n < 0n) throw new RangeError(`the square root of the negative number ${n} is not real`)
  if (n < 2n) return n
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2))
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}

/** The rational root of a, or undefined where √a is irrational or not real. */
export function rationalSqrt(a: Rational): Rational | undefined {
  if (a.num < 0n) return undefined
  const { num, den } = lowestTerms(a)
  const [n, d] = [integerSqrt(num), integerSqrt(den)]
  return n * n === num && d * d === den ? { num: n, den: d } : undefined
}

/**
 * long/short where it is an integer that is cheap to find (a short divisor, or a short quotient), else undefined. Long
 * numbers of a schedule are products of the same short ones, so what cancels does so in whole factors.
 */
function cheapQuotient(long: bigint, short: bigint): bigint | undefined {
  if (long === short) return 1n
  if (long === last.product) {
    if (short === last.x) return last.y
    if (short === last.y) return last.x
  }
  if (long < short) return undefined
  if (short < LONG) {
    const quotient = long / short
    return quotient * short === long ? quotient : undefined
  }
  const quotient = leadingQuotient(long, short)
  return quotient < LARGEST_QUOTIENT && quotient * short === long ? quotient : undefined
}

/**
 * The last long product of denominators. One step of a schedule forms the same product for ᾱ, for v and for β·v, and
 * then divides by one of its factors: remembered, the three share one number and the division is free.
 */
let last = { x: 0n, y: 0n, product: 0n }

function denominatorProduct(x: bigint, y: bigint): bigint {
  if (x === last.x && y === last.y) return last.product
  const product = x * y
  if (product >= LONG) last = { x, y, product }
  return product
}

const LARGEST_QUOTIENT = 1n << 100n
const LEAST_LEAD = 2 ** 128
let cut = 0n

/**
 * The integer nearest to ⌊long/2ᵏ⌋/⌊short/2ᵏ⌋: long/short itself, where that is an integer q < 2¹⁰⁰, since cutting to
 * ⌊short/2ᵏ⌋ > 2¹²⁸ moves the ratio by less than (q + 1)/2¹²⁸. The last k is tried first: it suits neighbours in a table.
 */
function leadingQuotient(long: bigint, short: bigint): bigint {
  const lead = Number(short >> cut)
  if (!(lead > LEAST_LEAD && lead < Infinity)) cut = BigInt(4 * short.toString(16).length - 512)
  const divisor = short >> cut
  return ((long >> cut) + (divisor >> 1n)) / divisor
}

// (a/b) ± (c/d): where one denominator divides the other nothing has to be reduced, which is how the recursion
// v ← α·v + β stays over the common denominator ∏dᵢ.
function add(a: Rational, b: Rational): Rational {
  if (a.den === b.den) return rational(a.num + b.num, a.den)
  const [long, short] = a.den > b.den ? [a, b] : [b, a]
  const factor = cheapQuotient(long.den, short.den)
  if (factor !== undefined) return rational(long.num + short.num * factor, long.den)
  return rational(a.num * b.den + b.num * a.den, a.den * b.den)
}

function mul(a: Rational, b: Rational): Rational {
  if (a.num === b.den) return rational(b.num, a.den)
  if (b.num === a.den) return rational(a.num, b.den)
  return rational(a.num * b.num, denominatorProduct(a.den, b.den))
}

// (a/b) / (c/d) = (a·d)/(b·c), without the factor that b and d have in common where one divides the other.
function div(a: Rational, b: Rational): Rational {
  if (b.num === 0n) throw new RangeError('division by zero in an exact rational formula')
  const above = cheapQuotient(b.den, a.den)
  if (above !== undefined) return rational(a.num * above, b.num)
  const below = cheapQuotient(a.den, b.den)
  if (below !== undefined) return rational(a.num, b.num * below)
  return rational(a.num * b.den, a.den * b.num)
}

const neg = (a: Rational): Rational => ({ num: -a.num, den: a.den })

/** Exact arithmetic of rationals. `sqrt` is exact or an error: √2 is not a rational. */
export const RATIONALS: RadicalField<Rational> = {
  lit: parseRational,
  add,
  sub: (a, b) => add(a, neg(b)),
  mul,
  div,
  neg,
  sqrt: (a) => {
    const root = rationalSqrt(a)
    if (!root)
      throw new RangeError(`√(${format(a)}) is not rational: read the formula through another algebra`)
    return root
  },
}

/** The whole of a rational as a literal that any algebra reads exactly. */
export const literal = ({ num, den }: Rational): string => (den === 1n ? `${num}` : `${num}/${den}`)

/** `n` or `n/d`, shortened in the middle when long. */
export function format(a: Rational, width = 60): string {
  const { num, den } = lowestTerms(a)
  const text = den === 1n ? `${num}` : `${num}/${den}`
  return text.length <= width
    ? text
    : `${text.slice(0, width / 2)}…${text.slice(-width / 4)} (${text.length} characters)`
}
