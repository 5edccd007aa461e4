/** JSON has no −0, NaN or infinity that every parser keeps: on the wire they are these strings. */
const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

/** No output of the vocabulary has more levels of arrays and objects than this. */
export const MOST_LEVELS = 8

/** The value with its special numbers in words, for `JSON.stringify`. */
export function encodeNumbers(value: unknown): unknown {
  if (typeof value === 'number')
    return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(encodeNumbers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, encodeNumbers(entry)]))
}

/**
 * The value with the words for special numbers read as numbers, and nothing else touched: any other string is left for
 * the judge. @throws RangeError for more levels than {@link MOST_LEVELS}.
 */
export function decodeNumbers(value: unknown, levels = MOST_LEVELS): unknown {
  if (typeof value === 'string') return Object.hasOwn(SPECIAL, value) ? SPECIAL[value] : value
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) throw new RangeError(`lists within lists, more than ${MOST_LEVELS} deep`)
  if (Array.isArray(value)) return value.map((entry) => decodeNumbers(entry, levels - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, decodeNumbers(entry, levels - 1)]),
  )
}
