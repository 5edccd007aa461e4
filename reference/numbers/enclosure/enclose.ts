import { type Ball, Undecided } from './ball.js'
import { certainDigits, describe, toDecimal } from './decimal.js'
import { type Enclosure, enclosure } from './enclosure.js'

/** What {@link enclose} found. */
export interface Enclosed {
  readonly ball: Ball
  /** Bits at which it was decided. */
  readonly precision: number
  /** The value to the digits asked: the nearest decimal of that length to the true value. */
  readonly decimal: string
}

/**
 * Reads a formula at growing precision until its value is decided to `digits` significant digits.
 * A value whose decimal expansion ends exactly half-way between two decimals of that length, or that is exactly 0, is never
 * decided unless the enclosure is one exact number: then the error says so.
 * @param f the formula, read over an enclosure; exact inputs come in by `F.lit`, `F.of` and `F.double`
 * @throws RangeError where `most` bits do not decide, or where f leaves the domain of an operation
 */
export function enclose(
  f: (F: Enclosure) => Ball,
  { digits, most = 2 ** 14 }: { readonly digits: number; readonly most?: number },
): Enclosed {
  if (!Number.isInteger(digits) || digits < 1)
    throw new RangeError(`${digits} digits: expected a natural number`)
  const first = Math.ceil(digits * Math.log2(10)) + 16
  let found: Ball | Undecided | undefined
  for (let precision = first; precision <= Math.max(most, first); precision *= 2) {
    found = attempt(f, precision)
    if (found instanceof Undecided) continue
    if (isDecided(found, digits)) return { ball: found, precision, decimal: toDecimal(found, { digits }) }
  }
  if (found instanceof Undecided) throw found
  throw new Undecided(
    `${digits} digits were not decided at ${most} bits: the value lies in ${found ? describe(found) : '(−∞, ∞)'}. ` +
      'A value that is exactly 0, or exactly half-way between two decimals, cannot be decided by an enclosure; ' +
      'otherwise allow more bits (`most`)',
  )
}

const isDecided = (b: Ball, digits: number): boolean =>
  b.rad === 0 || certainDigits(b, digits).count === digits

function attempt(f: (F: Enclosure) => Ball, precision: number): Ball | Undecided {
  try {
    return f(enclosure(precision))
  } catch (error) {
    if (error instanceof Undecided) return error
    throw error
  }
}
