import { at } from '../combinators.js'
import type { Rational } from '../rational.js'
import { roundScaled, roundToFormat } from '../rounding/convert.js'
import { FORMATS, type Format } from '../rounding/format.js'
import { type Ball, highEnd, lowEnd, Undecided } from './ball.js'
import { describe } from './decimal.js'
import { abs, type Dyadic, top } from './dyadic.js'
import { attempt } from './enclose.js'
import { type Enclosure, enclosure } from './enclosure.js'

/**
 * The number of the format nearest to the true value (ties to even, gradual underflow, overflow to infinity), where the ball
 * decides it: where both ends, hence all between them, round to it. Else undefined.
 */
export function roundTo(b: Ball, format: Format = FORMATS.float64): number | undefined {
  return roundBetween(outward(b, -1), outward(b, 1), format) ?? roundBetween(lowEnd(b), highEnd(b), format)
}

/** An end of the ball, or a number beyond it by less than a unit: quicker, and enough nearly always. */
const outward = ({ mid, exp, rad }: Ball, side: 1 | -1): Dyadic =>
  rad === 0 ? { mid, exp } : { mid: mid + BigInt(side * Math.ceil(rad)), exp }

function roundBetween(low: Dyadic, high: Dyadic, format: Format): number | undefined {
  const [from, to] = [roundDyadic(low, format), roundDyadic(high, format)]
  // 0 and −0 are one number
  return from === to ? from + 0 : undefined
}

function roundDyadic(x: Dyadic, format: Format): number {
  if (x.mid === 0n) return 0
  const sign = x.mid > 0n ? 1 : -1
  // |x| ≥ 2^(top − 2): above every number of the format; |x| < 2^top: below half of its least.
  if (top(x) - 2 > format.emax + 1) return sign * Number.POSITIVE_INFINITY
  if (top(x) < format.emin - format.precision - 1) return 0
  return sign * roundScaled(abs(x.mid), x.exp, format)
}

interface TableOptions<I> {
  /** Bits at which to give up. */
  readonly most?: number
  /** Names an entry in errors, e.g. ᾱ_t. */
  readonly name?: (item: I, i: number) => string
  /**
   * The value of an entry where it is known to be rational: midpoints are decided by it alone. Asked for only where the first
   * reading leaves an entry undecided.
   */
  readonly exact?: (item: I, i: number) => Rational | undefined
}

export interface NearestOptions<I = void> extends TableOptions<I> {
  readonly format?: Format
}

/** Bits beyond those of the format in the first reading: a chain of 1000 steps loses about 15 of them. */
const SPARE_BITS = 50

/**
 * The numbers of a format nearest to the true values of a table's entries. What `prepare` makes is read at growing precision,
 * each time for the entries that are still undecided (`open`, in their order). An entry may be read as a number where its
 * value is no real number but a limit (−∞, of log 0).
 *
 * A value that lies exactly half-way between two numbers of the format is never decided by an enclosure of positive radius:
 * give it by `exact`.
 * @throws Undecided naming the entry that `most` bits do not decide
 */
export function nearestTable<I>(
  items: readonly I[],
  prepare: (F: Enclosure, open: readonly I[]) => (item: I) => Ball | number,
  { format = FORMATS.float64, ...options }: NearestOptions<I> = {},
): number[] {
  return at(nearestTables(items, [format], prepare, options), 0)
}

/** As {@link nearestTable}, of several formats from one reading: a table for each, each entry rounded once. */
export function nearestTables<I>(
  items: readonly I[],
  formats: readonly Format[],
  prepare: (F: Enclosure, open: readonly I[]) => (item: I) => Ball | number,
  { most = 2 ** 13, name = (_, i) => `entry ${i}`, exact = () => undefined }: TableOptions<I> = {},
): number[][] {
  const tables = formats.map((format) => ({ format, found: new Array<number>(items.length) }))
  const isOpen = (i: number) => tables.some(({ found }) => found[i] === undefined)
  const item = (i: number): I => items[i] as I
  let open = [...items.keys()]
  const keepOpen = (read: (i: number) => ((format: Format) => number | undefined) | undefined) => {
    for (const i of open) {
      const round = read(i)
      for (const { format, found } of round ? tables : []) {
        const value = found[i] ?? round?.(format)
        if (value !== undefined) found[i] = value
      }
    }
    open = open.filter(isOpen)
  }
  const first = Math.max(...formats.map(({ precision }) => precision)) + SPARE_BITS
  for (let precision = first; ; precision *= 2) {
    const [read, failure] = attempt(() => prepare(enclosure(precision), open.map(item)))
    const value = (i: number) => (read ? attempt(() => read(item(i))) : ([undefined, failure] as const))
    keepOpen((i) => {
      const [x] = value(i)
      return (format) => (typeof x === 'object' ? roundTo(x, format) : x)
    })
    if (precision === first)
      keepOpen((i) => {
        const known = exact(item(i), i)
        return known && ((format) => roundToFormat(known, format) + 0)
      })
    const [left] = open
    if (left === undefined) return tables.map(({ found }) => found)
    if (2 * precision <= most) continue
    const [ball, why] = value(left)
    const { format } = tables.find(({ found }) => found[left] === undefined) ?? at(tables, 0)
    throw new Undecided(
      `${name(item(left), left)} was not decided to ${format.name} at ${precision} bits: ` +
        `${typeof ball === 'object' ? `it lies in ${describe(ball)}` : why?.message}. A value exactly half-way between two ` +
        'numbers must be given by `exact`; otherwise allow more bits (`most`)',
    )
  }
}

/** The number of a format nearest to the true value of a formula. @throws as {@link nearestTable} */
export const nearest = (f: (F: Enclosure) => Ball, options: NearestOptions = {}): number =>
  at(
    nearestTable([undefined], (F) => () => f(F), { name: () => 'the value', ...options }),
    0,
  )
