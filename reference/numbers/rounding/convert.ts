import { RATIONALS, type Rational, rational } from '../rational.js'
import { exponentOf, FORMATS, type Format } from './format.js'

/** The rational that a finite double is, exactly. @throws RangeError for NaN and infinities. */
export function fromDouble(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`${x} is not a real number: expected a finite double`)
  if (Number.isInteger(x)) return rational(BigInt(x))
  const shift = 52 - Math.max(exponentOf(x), -1022)
  return rational(BigInt(scale(x, shift)), 1n << BigInt(shift))
}

/** x·2ⁿ in steps that stay in range. */
function scale(x: number, n: number): number {
  if (n > 1000) return scale(x * 2 ** 1000, n - 1000)
  return n < -1000 ? scale(x * 2 ** -1000, n + 1000) : x * 2 ** n
}

const HEX_LENGTH: readonly number[] = [0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]

/** Significant bits of a natural number. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0
  const near = Number(n)
  if (near < Infinity) {
    // a number just below a power of two may have been rounded up to it
    const bits = exponentOf(near) + 1
    return bits > 53 && n >> BigInt(bits - 1) === 0n ? bits - 1 : bits
  }
  const hex = n.toString(16)
  return 4 * (hex.length - 1) + (HEX_LENGTH[Number.parseInt(hex.charAt(0), 16)] ?? 0)
}

/** The leading bits of a long fraction that decide nearly every rounding. */
const TOP = 192

/**
 * The number of the format nearest to an exact rational: ties to even, gradual underflow, overflow to infinity.
 * A long fraction is decided from its leading bits where they suffice: n/d lies between top(n)/(top(d)+1) and
 * (top(n)+1)/top(d), and where both round alike so does n/d.
 */
export function roundToFormat(x: Rational, format: Format = FORMATS.float64): number {
  if (x.num === 0n) return 0
  const n = x.num < 0n ? -x.num : x.num
  const sign = x.num < 0n ? -1 : 1
  const [nBits, dBits] = [bitLength(n), bitLength(x.den)]
  const [nCut, dCut] = [Math.max(0, nBits - TOP), Math.max(0, dBits - TOP)]
  if (nCut === 0 && dCut === 0) return sign * roundRatio(n, x.den, 0, nBits - dBits, format)
  const [top, bottom] = [n >> BigInt(nCut), x.den >> BigInt(dCut)]
  const low = roundRatio(top, bottom + (dCut > 0 ? 1n : 0n), nCut - dCut, nBits - dBits, format)
  const high = roundRatio(top + (nCut > 0 ? 1n : 0n), bottom, nCut - dCut, nBits - dBits, format)
  return sign * (low === high ? low : roundRatio(n, x.den, 0, nBits - dBits, format))
}

/** (n/d)·2^power > 2^(estimate−2) rounded, for n, d > 0. */
function roundRatio(n: bigint, d: bigint, power: number, estimate: number, format: Format): number {
  // q = ⌊(n/d)·2^(power − unit)⌋ has at least one bit below the last place kept, which tells halves: the value is
  // above 2^(estimate−2), so q ≥ 2^precision. `rest` stands for everything below.
  const lowest = format.emin - format.precision + 1
  const unit = Math.max(estimate - 2 - format.precision, lowest - 1)
  const shift = power - unit
  const [top, bottom] = shift >= 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)]
  const q = top / bottom
  return roundScaled(q, unit, format, q * bottom !== top)
}

/**
 * n·2^exp rounded, for n ≥ 0; with `rest`, a number between it and (n+1)·2^exp, where n must have more bits than are kept:
 * precision + 1, or one below the spacing of the subnormals.
 */
export function roundScaled(n: bigint, exp: number, format: Format, rest = false): number {
  const extra = Math.max(bitLength(n) - format.precision, format.emin - format.precision + 1 - exp)
  if (extra <= 0) return bounded(scale(Number(n), exp), format)
  const kept = n >> BigInt(extra)
  const half = 1n << BigInt(extra - 1)
  const tail = n - (kept << BigInt(extra))
  const up = tail > half || (tail === half && (rest || (kept & 1n) === 1n))
  return bounded(scale(Number(up ? kept + 1n : kept), exp + extra), format)
}

const bounded = (value: number, { max }: Format): number => (value > max ? Infinity : value)

/** |x − y| for a double x, rounded upward to a double. */
export function distance(x: number, y: Rational): number {
  const gap = RATIONALS.sub(fromDouble(x), y)
  return ceiling({ num: gap.num < 0n ? -gap.num : gap.num, den: gap.den })
}

/** The least double that is not below a non-negative rational. */
export function ceiling(x: Rational): number {
  const near = roundToFormat(x)
  if (near === Infinity) return near
  const short = RATIONALS.sub(x, fromDouble(near)).num > 0n
  return short ? nextUp(near) : near
}

const bits = new DataView(new ArrayBuffer(8))

/** The next larger double. */
export function nextUp(x: number): number {
  if (x === Infinity || Number.isNaN(x)) return x
  if (x === 0) return Number.MIN_VALUE
  bits.setFloat64(0, x)
  bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}
