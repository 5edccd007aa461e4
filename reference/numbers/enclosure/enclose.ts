import { type Ball, Undecided } from './ball.js'
import { certainDigits, describe, isBeyondDecimals, toDecimal } from './decimal.js'
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
  const [found] = encloseEach([undefined], (F) => () => [f(F)], { digits, most })
  if (!found) throw new Error('one number was read and none came back')
  const { undecided, balls, precision } = found
  const [ball] = balls
  if (undecided || !ball) throw undecided
  return { ball, precision, decimal: toDecimal(ball, { digits }) }
}

/** What {@link encloseEach} found of one item: its numbers, all of them decided unless it says what was not. */
export interface EnclosedItem {
  readonly balls: readonly Ball[]
  /** Bits of the last reading. */
  readonly precision: number
  readonly undecided?: Undecided
}

/** Precision at which that many digits are first looked for. */
export const bitsFor = (digits: number): number => Math.ceil(digits * Math.log2(10)) + 16

/**
 * As {@link enclose}, of several items of several numbers each, which share what `prepare` makes at a precision. Items that
 * are decided are not read again.
 */
export function encloseEach<I>(
  items: readonly I[],
  prepare: (F: Enclosure) => (item: I) => readonly Ball[],
  {
    digits,
    least,
    most = 2 ** 14,
  }: { readonly digits: number; readonly least?: number; readonly most?: number },
): readonly EnclosedItem[] {
  const first = least ?? bitsFor(digits)
  const found: EnclosedItem[] = new Array(items.length)
  let open = [...items.keys()]
  for (let precision = first; precision <= Math.max(most, first); precision *= 2) {
    let read: ((item: I) => readonly Ball[]) | undefined
    open = open.filter((i) => {
      const [balls = [], failure] = attempt(() => {
        read ??= prepare(enclosure(precision))
        return read(items[i] as I)
      })
      const wide = balls.find((b) => !isDecided(b, digits))
      const undecided = failure ?? (wide && notDecided(wide, digits, precision))
      found[i] = { balls, precision, ...(undecided ? { undecided } : {}) }
      return undecided !== undefined
    })
    if (open.length === 0) break
  }
  return found
}

const notDecided = (b: Ball, digits: number, precision: number) =>
  new Undecided(
    isBeyondDecimals(b)
      ? `the value lies in ${describe(b)}, which is too far from 1 to be written in decimals: ask for its logarithm, or elsewhere`
      : `${digits} digits were not decided at ${precision} bits: the value lies in ${describe(b)}. ` +
          'A value that is exactly 0, or exactly half-way between two decimals, cannot be decided by an enclosure; ' +
          'otherwise allow more bits',
  )

/** Is the decimal of that many digits nearest to the true value known? */
export const isDecided = (b: Ball, digits: number): boolean =>
  b.rad === 0 || certainDigits(b, digits).count === digits

/** What a reading gives, or the {@link Undecided} that it threw. */
export function attempt<A>(read: () => A): readonly [A, undefined?] | readonly [undefined, Undecided] {
  try {
    return [read()]
  } catch (error) {
    if (error instanceof Undecided) return [undefined, error]
    throw error
  }
}
