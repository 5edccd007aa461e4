import { MOST_LEVELS } from './numbers.js'

/**
 * A copy of what a function returned, in plain arrays and numbers: a buffer that is used again for the next call says
 * nothing of this one. @throws TypeError for what no answer is made of.
 */
export function plainCopy(value: unknown, levels = MOST_LEVELS): unknown {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return value
    case 'bigint':
      return Number(value)
    case 'object':
      break
    default:
      throw new TypeError(`returned ${value === undefined ? 'undefined' : `a ${typeof value}`}`)
  }
  if (value === null) return null
  if (levels === 0) throw new TypeError(`returned lists within lists, more than ${MOST_LEVELS} deep`)
  if (Array.isArray(value)) return Array.from(value, (entry) => plainCopy(entry, levels - 1))
  if (isTyped(value)) return Array.from(value, Number)
  const said = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(said.map(([key, entry]) => [key, plainCopy(entry, levels - 1)]))
}

const isTyped = (value: object): value is Iterable<number | bigint> & ArrayLike<number | bigint> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView)
