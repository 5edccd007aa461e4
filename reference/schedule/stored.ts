import { fromDouble } from '../numbers/rounding/convert.js'
import { FORMATS, type Format } from '../numbers/rounding/format.js'
import { fromRationals } from './explicit.js'
import { floatTables } from './float-tables.js'
import type { RationalSchedule, Schedule } from './schedule.js'

/** The β_t of a schedule in a format, correctly rounded. @throws Undecided as {@link floatTables} */
export const storedBetas = (schedule: Schedule, format: Format = FORMATS.float64): readonly number[] =>
  floatTables(schedule, format, ['beta']).beta

/**
 * The schedule whose β_t are exactly the float64 (or float32, …) numbers that a library stores: rational, so that
 * everything about it is known exactly. It is another schedule than the one it came from: a claim that is exact on it is
 * so on these numbers, not on the reals that they round. A library may store other numbers, an ulp or more away; give its
 * own to `fromDoubles`.
 * @throws RangeError when a β rounds to 0, or to 1 before T, or when the schedule does not preserve variance.
 */
export function asStored(schedule: Schedule, format: Format = FORMATS.float64): RationalSchedule {
  if (!schedule.preserving)
    throw new RangeError(
      `asStored was asked of '${schedule.kind}', expected a variance-preserving schedule: its β_t alone do not determine the chain`,
    )
  return fromRationals(
    storedBetas(schedule, format).slice(1).map(fromDouble),
    `${schedule.label}, β as stored in ${format.name}`,
  )
}

/** The schedule of β_1, …, β_T given as doubles, each the exact number that it is. @throws RangeError as `explicit`. */
export function fromDoubles(values: readonly number[], label?: string): RationalSchedule {
  const bad = values.findIndex((x) => !Number.isFinite(x))
  if (bad >= 0)
    throw new RangeError(
      `betas[${bad}] = ${values[bad]} is not a finite number: give the variance that step ${bad + 1} adds`,
    )
  return fromRationals(values.map(fromDouble), label)
}
