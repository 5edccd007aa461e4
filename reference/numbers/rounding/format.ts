/** A binary floating-point format with gradual underflow, rounding to nearest, ties to even. */
export interface Format {
  readonly name: 'float64' | 'float32' | 'float16' | 'bfloat16'
  /** Significant bits, with the leading one. */
  readonly precision: number
  /** The smallest normal number is 2^emin. */
  readonly emin: number
  /** The largest binade starts at 2^emax. */
  readonly emax: number
  /** Unit roundoff 2^−precision: half the distance from 1 to the next larger number. */
  readonly u: number
  /** The smallest positive number 2^(emin − precision + 1), the spacing of the subnormals. */
  readonly eta: number
  /** The largest finite number (2 − 2u)·2^emax. */
  readonly max: number
  /** Decimal digits that tell any two neighbours apart. */
  readonly digits: number
}

function format(name: Format['name'], precision: number, emin: number, emax: number, digits: number): Format {
  const u = 2 ** -precision
  return {
    name,
    precision,
    emin,
    emax,
    u,
    eta: 2 ** (emin - precision + 1),
    max: (2 - 2 * u) * 2 ** emax,
    digits,
  }
}

/** IEEE 754-2019 binary64, binary32, binary16, and Google's bfloat16 (float32 with 16 bits cut off). */
export const FORMATS = {
  float64: format('float64', 53, -1022, 1023, 17),
  float32: format('float32', 24, -126, 127, 9),
  float16: format('float16', 11, -14, 15, 5),
  bfloat16: format('bfloat16', 8, -126, 127, 4),
} as const satisfies Record<Format['name'], Format>

const view = new DataView(new ArrayBuffer(8))

/** e with 2^e ≤ |x| < 2^(e+1), for finite x ≠ 0. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x)
  const biased = (view.getUint32(0) >>> 20) & 0x7ff
  return biased === 0 ? exponentOf(x * 2 ** 60) - 60 : biased - 1023
}

/** 2^e, as `2 ** e` is; where that is a normal number it is written as its bits, in a tenth of the time. */
function powerOfTwo(e: number): number {
  if (e < -1022 || e > 1023) return 2 ** e
  view.setUint32(0, (e + 1023) << 20)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}

/** The distance between the numbers of the format around x: 2^(max(e, emin) − precision + 1). */
export function ulp(x: number, { precision, emin, eta }: Format): number {
  return x === 0 ? eta : powerOfTwo(Math.max(exponentOf(x), emin) - precision + 1)
}

// Adding and taking away 1.5·2^52 rounds |y| < 2^51 to the nearest integer, ties to even: the sum has spacing 1.
const TO_INTEGER = 1.5 * 2 ** 52

/** The number of the format nearest to a double: ties to even, gradual underflow, overflow to infinity. */
export function roundNumber(x: number, format: Format): number {
  if (format.precision === 53 || x === 0 || !Number.isFinite(x)) return x
  if (format.precision === 24) return Math.fround(x)
  const unit = ulp(x, format)
  const rounded = (x / unit + TO_INTEGER - TO_INTEGER) * unit
  if (rounded === 0) return x < 0 ? -0 : 0
  return Math.abs(rounded) > format.max ? Math.sign(x) * Infinity : rounded
}
