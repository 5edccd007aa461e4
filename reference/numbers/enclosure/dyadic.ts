/**
 * Dyadic numbers mid·2^exp and the few exact or outward operations on them that the enclosures need.
 *
 * Radii are plain doubles. Every bound on a radius is a sum of products and quotients of non-negative doubles, never a
 * difference, of at most eight operations; each has a relative error of at most 2⁻⁵³ (none underflows: radii are kept
 * above 2⁻⁴⁰), so the exact value is at most (1+2⁻⁵³)⁸/(1−2⁻⁵³) < 1+2⁻⁴⁹ times the computed one, and {@link up},
 * itself rounded, returns no less than that.
 */

/** mid·2^exp. */
export interface Dyadic {
  readonly mid: bigint
  readonly exp: number
}

const UP = 1 + 2 ** -48

/** An upper bound of what the (at most eight) rounded operations that produced x would give exactly. */
export const up = (x: number): number => x * UP

const SMALLEST = -1000
const POWERS = new Float64Array(2024)
POWERS[-SMALLEST] = 1
for (let n = 1; n < 1024; n++) POWERS[n - SMALLEST] = 2 * (POWERS[n - 1 - SMALLEST] ?? 0)
for (let n = -1; n >= SMALLEST; n--) POWERS[n - SMALLEST] = (POWERS[n + 1 - SMALLEST] ?? 0) / 2

/** 2ⁿ: exact for −1000 ≤ n ≤ 1023, 2⁻¹⁰⁰⁰ (no less than 2ⁿ) below and ∞ above. */
export const pow2 = (n: number): number =>
  n > 1023 ? Number.POSITIVE_INFINITY : (POWERS[Math.max(n, SMALLEST) - SMALLEST] ?? 0)

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
// Which half of a double holds the exponent.
double[0] = 1
const HIGH = words[1] === 0 ? 0 : 1

/** n with 2^(n−1) ≤ |x| < 2ⁿ, for a finite normal x ≠ 0. */
export function exponentOf(x: number): number {
  double[0] = x
  return (((words[HIGH] ?? 0) >>> 20) & 0x7ff) - 1022
}

/** rad·2ᵏ, or 2⁻⁹⁰⁰ where it is less; ∞ only where it passes the largest double. */
export function scaledRadius(rad: number, k: number): number {
  if (rad === 0) return 0
  if (k > 1000) return scaledRadius(rad * pow2(1000), k - 1000)
  if (k >= -900) return Math.max(rad * pow2(k), LEAST)
  return rad > 1 ? scaledRadius(rad * pow2(-900), k + 900) : LEAST
}

const LEAST = 2 ** -900

/** Σ radᵢ·2^expᵢ as one {rad, radExp}: radExp is 0 unless the sum is beyond the range of a double. */
export function sumOfRadii(parts: readonly (readonly [rad: number, exp: number])[]) {
  const largest = Math.max(0, ...parts.map(([rad, exp]) => (rad === 0 ? 0 : exponentOf(rad) + exp)))
  const radExp = largest > 900 ? largest : 0
  return { rad: parts.reduce((sum, [rad, exp]) => sum + scaledRadius(rad, exp - radExp), 0), radExp }
}

/** n with 2^(n−2) ≤ |a| < 2ⁿ (the bit length, or one more); 0 for a = 0. */
export function bits(a: bigint): number {
  const x = Number(a)
  if (x === 0) return 0
  // Rounding to the nearest double is monotone, so |x| ≥ 2^(n−1) only where |a| ≥ 2^(n−1) or |a| rounds up to it.
  if (x <= Number.MAX_VALUE && x >= -Number.MAX_VALUE) return exponentOf(x)
  return longBits(a)
}

/** Of a·2^−n rounded down, which is at most one unit longer: n leaves it hundreds of bits. */
function longBits(a: bigint): number {
  let n = 512
  while (!isShort(a >> BigInt(2 * n))) n *= 2
  return n + bits(a >> BigInt(n))
}

/** Is a in the range of a double? */
const isShort = (a: bigint): boolean => Number.isFinite(Number(a))

/** An upper exponent: |mid·2^exp| < 2^top. */
export const top = ({ mid, exp }: Dyadic): number => bits(mid) + exp

const POWERS_OF_TWO: bigint[] = []

/** 2ⁿ for n ≥ 0. */
export function powerOfTwo(n: number): bigint {
  if (n > 4500) return 1n << BigInt(n)
  POWERS_OF_TWO[n] ??= 1n << BigInt(n)
  return POWERS_OF_TWO[n] as bigint
}

/** a·2^−s to the nearest integer, half-way up, for s ≥ 1. */
export const rounded = (a: bigint, s: number): bigint => (a + powerOfTwo(s - 1)) >> BigInt(s)

/** ⌊a·2ᵏ⌋. */
export const scaled = (a: bigint, k: number): bigint => (k >= 0 ? a << BigInt(k) : a >> BigInt(-k))

/** ⌈a·2ᵏ⌉. */
export const scaledUp = (a: bigint, k: number): bigint => -scaled(-a, k)

export const abs = (a: bigint): bigint => (a < 0n ? -a : a)

/** |a| ≈ lead·2^shift, lead a double below 2^900 with a relative error of at most 2⁻⁵². */
export function leading(a: bigint): { lead: number; shift: number } {
  const x = Math.abs(Number(a))
  if (x < 2 ** 900) return { lead: x, shift: 0 }
  const shift = bits(a) - 128
  return { lead: Math.abs(Number(a >> BigInt(shift))), shift }
}

const signOf = (a: bigint): -1 | 0 | 1 => (a > 0n ? 1 : a < 0n ? -1 : 0)

/** The sign of a − b, exactly. */
export function compareDyadic(a: Dyadic, b: Dyadic): -1 | 0 | 1 {
  const [x, y] = [signOf(a.mid), signOf(b.mid)]
  if (x !== y) return x > y ? 1 : -1
  if (x === 0) return 0
  // bits() is at most one too large, so tops three apart decide.
  const gap = top(a) - top(b)
  if (gap > 2) return x
  if (gap < -2) return x === 1 ? -1 : 1
  const [p, q] =
    a.exp >= b.exp ? [scaled(a.mid, a.exp - b.exp), b.mid] : [a.mid, scaled(b.mid, b.exp - a.exp)]
  return p > q ? 1 : p < q ? -1 : 0
}

/** ⌊√n⌋ for n ≥ 0: Newton's iteration from the double nearest, then made exact whatever the start was. */
export function floorSqrt(n: bigint): bigint {
  if (n === 0n) return 0n
  const shift = Math.max(0, bits(n) - 104)
  const even = shift + (shift & 1)
  let root = BigInt(Math.floor(Math.sqrt(Number(n >> BigInt(even))))) << BigInt(even / 2)
  if (root === 0n) root = 1n
  // Each step squares the relative error, which starts below 2⁻⁴⁶.
  for (let right = 46; right < bits(n) / 2; right *= 2) root = (root + n / root) >> 1n
  while (root * root > n) root -= 1n
  while ((root + 1n) * (root + 1n) <= n) root += 1n
  return root
}
