import type { Format } from '../../reference/numbers/float.js'
import { ARITHMETICS, type Arithmetic } from '../../reference/numbers/rounding.js'
import type { TableFormats } from '../known/stored.js'

/** The formats that an implementation says it works in, and the lower ones that its answers may turn out to have. */

export interface Precision {
  /** Of a scalar of the host language. */
  readonly host: Arithmetic
  readonly tables: TableFormats
  readonly data: Arithmetic
  /** In words: `float64 tables, float32 data`. */
  readonly label: string
}

type Name = Format['name']

/**
 * The functions of other platforms: array libraries ship vector code that documents up to 4 ulps for exp, log and their like,
 * where a scalar libm has 1. Operations and √ are correctly rounded everywhere.
 */
const FUNCTION_ULPS = { exp: 4, log: 4, expm1: 4, log1p: 4, sin: 4, cos: 4, erf: 4 } as const
const onAnyPlatform = (arithmetic: Arithmetic): Arithmetic => ({
  ...arithmetic,
  ulps: { ...arithmetic.ulps, ...FUNCTION_ULPS },
})
const PLATFORM: Readonly<Record<Name, Arithmetic>> = {
  float64: onAnyPlatform(ARITHMETICS.float64),
  float32: onAnyPlatform(ARITHMETICS.float32),
  // their functions are those of float32, rounded once more
  float16: ARITHMETICS.float16,
  bfloat16: ARITHMETICS.bfloat16,
}

const isName = (text: string): text is Name => Object.hasOwn(ARITHMETICS, text)

/** The arithmetic of a dtype. @throws RangeError for one that has no bounds here. */
export function arithmeticOf(dtype: string): Arithmetic {
  if (!isName(dtype))
    throw new RangeError(
      `the dtype '${dtype}' is unknown, expected one of ${Object.keys(ARITHMETICS).join(', ')}`,
    )
  return PLATFORM[dtype]
}

/** `float64->float32`: computed in one, stored in the other. */
function tablesOf(dtype: string): TableFormats {
  const [compute = dtype, store = compute] = dtype.split('->').map((part) => part.trim())
  return { compute: arithmeticOf(compute), store: arithmeticOf(store) }
}

const labelOf = ({ compute, store }: TableFormats, data: Arithmetic): string => {
  const stored = compute === store ? compute.format.name : `${compute.format.name}→${store.format.name}`
  return compute === store && store === data ? data.format.name : `${stored} tables, ${data.format.name} data`
}

const precision = (tables: TableFormats, data: Arithmetic): Precision => ({
  host: PLATFORM.float64,
  tables,
  data,
  label: labelOf(tables, data),
})

/** What is declared. Tables that are not spoken of have the format of the data. */
export const declaredPrecision = (dtype: string, tableDtype: string | undefined): Precision =>
  precision(tablesOf(tableDtype ?? dtype), arithmeticOf(dtype))

const inAnyOrder = ({ format, ...arithmetic }: Arithmetic): Arithmetic => ({
  ...arithmetic,
  binade: 'any',
  format: { ...format, max: Infinity },
})
const widened = new WeakMap<Precision, Precision>()

/**
 * The same formats, each operation bounded by its relative error: a library multiplies in an order of its own, through other
 * binades than ours. And by what it is where nothing overflows: a finite answer that might have overflowed did not. Where digits
 * cancel this is too wide to say anything, and the order of evaluation as it is has to do.
 */
export function inWhateverOrder(given: Precision): Precision {
  const { host, tables, data, label } = given
  const compute = inAnyOrder(tables.compute)
  const store = tables.compute === tables.store ? compute : inAnyOrder(tables.store)
  const found = widened.get(given) ?? {
    host: inAnyOrder(host),
    tables: { compute, store },
    data: inAnyOrder(data),
    label,
  }
  widened.set(given, found)
  return found
}

const LOWER: Readonly<Record<Name, readonly Name[]>> = {
  float64: ['float32'],
  float32: ['float16', 'bfloat16'],
  float16: ['bfloat16'],
  bfloat16: [],
}

/** The next lower ones: tables alone, data alone, both. */
export function lowerPrecisions({ tables, data }: Precision): readonly Precision[] {
  const lowerTables = LOWER[tables.compute.format.name].map((name): TableFormats => {
    const lower = PLATFORM[name]
    return {
      compute: lower,
      store: lower.format.precision < tables.store.format.precision ? lower : tables.store,
    }
  })
  const lowerData = LOWER[data.format.name].map((name) => PLATFORM[name])
  return [
    ...lowerTables.map((lower) => precision(lower, data)),
    ...lowerData.map((lower) => precision(tables, lower)),
    ...lowerTables.flatMap((t) => lowerData.map((d) => precision(t, d))),
  ]
}
