import type { AnalyticField } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { isZero } from '../numbers/enclosure/field.js'
import type { Ball, Enclosure } from '../numbers/enclosure/index.js'
import { remembering } from '../numbers/enclosure/memo.js'
import { nearestTables } from '../numbers/enclosure/nearest.js'
import { asRational, EXACT, type ExactNumber, NotExact } from '../numbers/exact.js'
import type { Rational } from '../numbers/rational.js'
import { FORMATS, type Format } from '../numbers/rounding/format.js'
import { bridge, type Level, logSnr, type Step, snr, surdValue } from '../process/step.js'
import { type Schedule, steps } from './schedule.js'
import { levels } from './tables.js'

/**
 * The tables of a schedule in a floating-point format, each of length T+1 and indexed by t. Every number is the one of the
 * format nearest to the exact value: ties to even, gradual underflow, overflow to infinity. Where a table starts later than at
 * t = 0 the entries before are holes.
 */
export interface FloatTables {
  readonly alpha: readonly number[]
  readonly beta: readonly number[]
  /** ᾱ_t. */
  readonly alphaBar: readonly number[]
  /** √ᾱ_t. */
  readonly signal: readonly number[]
  /** v_t; 1 − ᾱ_t where the schedule preserves variance. */
  readonly variance: readonly number[]
  /** √v_t. */
  readonly std: readonly number[]
  /** ᾱ_t/v_t, from t = 1 on. */
  readonly snr: readonly number[]
  /** log(ᾱ_t/v_t), from t = 1 on; −∞ where ᾱ_t = 0, its limit. */
  readonly logSnr: readonly number[]
  /** β̃_t of q(x_{t−1} | x_t, x₀), from t = 1 on: exactly 0 there. */
  readonly posteriorVariance: readonly number[]
  /** log β̃_t, from t = 2 on. */
  readonly posteriorLogVariance: readonly number[]
  /** The weight of x₀ in the mean of q(x_{t−1} | x_t, x₀), (β_t/v_t)·√ᾱ_{t−1}, from t = 1 on. */
  readonly posteriorX0Weight: readonly number[]
  /** The weight of x_t, (v_{t−1}/v_t)·√α_t, from t = 1 on. */
  readonly posteriorXtWeight: readonly number[]
}

/** The names of the tables. */
export type FloatTable = keyof FloatTables

/** What an entry is read from: the step t−1→t and the levels that it joins. */
interface Place<X> {
  readonly step: Step<X>
  readonly level: Level<X>
  readonly bridge: ReturnType<typeof bridge<X>>
}

interface Quantity {
  /** The first t of the table. */
  readonly from: 0 | 1 | 2
  readonly read: <X>(F: AnalyticField<X>, place: Place<X>) => X
  /** The factor of a logarithm's argument that may be exactly 0: the entry is −∞ there. */
  readonly vanishing?: <X>(place: Place<X>) => X
}

const QUANTITIES: Readonly<Record<FloatTable, Quantity>> = {
  alpha: { from: 0, read: (_, { step }) => step.alpha },
  beta: { from: 0, read: (_, { step }) => step.beta },
  alphaBar: { from: 0, read: (_, { level }) => level.alphaBar },
  signal: { from: 0, read: (F, { level }) => F.sqrt(level.alphaBar) },
  variance: { from: 0, read: (_, { level }) => level.variance },
  std: { from: 0, read: (F, { level }) => F.sqrt(level.variance) },
  snr: { from: 1, read: (F, { level }) => snr(F, level) },
  logSnr: { from: 1, read: (F, { level }) => logSnr(F, level), vanishing: ({ level }) => level.alphaBar },
  posteriorVariance: { from: 1, read: (_, { bridge }) => bridge.variance },
  posteriorLogVariance: { from: 2, read: (F, { bridge }) => F.log(bridge.variance) },
  posteriorX0Weight: { from: 1, read: (F, { bridge }) => surdValue(F, bridge.x0Weight) },
  posteriorXtWeight: { from: 1, read: (F, { bridge }) => surdValue(F, bridge.xtWeight) },
}

/** Every table that there is. */
export const FLOAT_TABLES = Object.keys(QUANTITIES) as readonly FloatTable[]

interface Entry {
  readonly table: FloatTable
  readonly t: number
}

/**
 * The tables of a schedule of any kind, correctly rounded. The chain is run once in enclosures, and again with more bits only
 * for the entries that are left undecided; what lies exactly half-way between two numbers, or is exactly 0, is decided by
 * exact arithmetic or by the schedule's definition.
 * @throws Undecided naming the entry whose rounding could not be decided: a value exactly half-way, or exactly 0, that neither
 * knows.
 */
export function floatTables(schedule: Schedule, format?: Format): FloatTables
export function floatTables<K extends FloatTable>(
  schedule: Schedule,
  format: Format,
  names: readonly K[],
): Pick<FloatTables, K>
export function floatTables(
  schedule: Schedule,
  format: Format = FORMATS.float64,
  names = FLOAT_TABLES,
): Partial<FloatTables> {
  return at(floatTablesIn(schedule, [format], names), 0)
}

/** The tables in several formats, as {@link floatTables} gives them in each, in little more than the time of one. */
export function floatTablesIn(schedule: Schedule, formats: readonly Format[]): readonly FloatTables[]
export function floatTablesIn<K extends FloatTable>(
  schedule: Schedule,
  formats: readonly Format[],
  names: readonly K[],
): readonly Pick<FloatTables, K>[]
export function floatTablesIn(
  schedule: Schedule,
  formats: readonly Format[],
  names = FLOAT_TABLES,
): readonly Partial<FloatTables>[] {
  const { T } = schedule
  const entries = names.flatMap((table) => {
    const { from } = QUANTITIES[table]
    return Array.from({ length: T + 1 - from }, (_, k): Entry => ({ table, t: from + k }))
  })
  const found = nearestTables(entries, formats, (F, open) => enclosed(remembering(F), schedule, open), {
    name: ({ table, t }) => `${table}[${t}] of the schedule '${schedule.label}'`,
    exact: exactly(schedule),
  })
  return found.map((values) => {
    const all = Object.fromEntries(names.map((name) => [name, new Array<number>(T + 1)]))
    entries.forEach(({ table, t }, i) => {
      const column = all[table]
      if (column) column[t] = at(values, i)
    })
    return all
  })
}

function enclosed(F: Enclosure, schedule: Schedule, open: readonly Entry[]): (entry: Entry) => Ball | number {
  const place = placesIn(F, { ...schedule, T: Math.max(...open.map(({ t }) => t)) })
  return ({ table, t }) => {
    const { read, vanishing } = QUANTITIES[table]
    const factor = vanishing?.(place(t))
    return factor && isZero(factor) ? Number.NEGATIVE_INFINITY : read(F, place(t))
  }
}

/** The chain in one algebra, run once, and its entries' places; the bridge of a step is made when first asked for. */
function placesIn<X>(F: AnalyticField<X>, schedule: Schedule): (t: number) => Place<X> {
  const all = steps<X, AnalyticField<X>>(F, schedule)
  const path = levels<X>(F, all)
  const places: Place<X>[] = all.map((step, t) => {
    let known: Place<X>['bridge'] | undefined
    return {
      step,
      level: at(path, t),
      get bridge() {
        known ??= bridge(F, at(path, t - 1), step, at(path, t).variance)
        return known
      },
    }
  })
  return (t) => at(places, t)
}

/** The rational that an entry is, where exact arithmetic or the schedule's definition knows it. */
function exactly(schedule: Schedule): (entry: Entry) => Rational | undefined {
  let places: ((t: number) => Place<ExactNumber>) | undefined | 'unknown'
  return ({ table, t }) => {
    const known = table === 'logSnr' ? schedule.rationalLogSnr?.(t) : undefined
    if (known) return known
    places ??= whereExact(() => placesIn(EXACT, schedule)) ?? 'unknown'
    if (places === 'unknown') return undefined
    const place = places
    const value = whereExact(() => QUANTITIES[table].read(EXACT, place(t)))
    return value && asRational(value)
  }
}

function whereExact<A>(read: () => A): A | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof NotExact) return undefined
    throw error
  }
}
