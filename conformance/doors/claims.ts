import type { Claims } from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { oneLine, quoteValue } from './quote.js'

const LISTS = ['ops', 'schedules', 'dtypes', 'tableDtypes', 'samplers', 'spacings'] as const
const REQUIRED: readonly string[] = ['ops', 'schedules', 'dtypes']

/**
 * What an implementation says of itself, from its `hello` or from the object given in process. Without `tableDtypes` the
 * tables are in the formats of the data.
 * @throws AdapterError that names the field and what was expected there.
 */
export function claimsFrom(fields: Readonly<Record<string, unknown>>, whose = 'its hello'): Claims {
  const { implementation, conventions = {} } = fields
  if (!isRecord(implementation) || typeof implementation.name !== 'string')
    throw new AdapterError(
      `${whose} ${says('implementation', implementation)}, expected {"name": "my scheduler", "version": "1.0", "language": "python"}`,
    )
  if (!isRecord(conventions))
    throw new AdapterError(
      `${whose} says conventions ${quoteValue(conventions)}, expected an object, {} where there is nothing to say`,
    )
  const lists = Object.fromEntries(LISTS.map((name) => [name, listOf(name, fields[name], whose)]))
  const { dtypes = [], tableDtypes = [] } = lists
  if (tableDtypes.length > 1 && tableDtypes.length !== dtypes.length)
    throw new AdapterError(
      `${whose} has ${dtypes.length} dtypes and ${tableDtypes.length} tableDtypes, expected one for each dtype, or one for all`,
    )
  return {
    implementation: {
      name: oneLine(implementation.name),
      ...Object.fromEntries(
        Object.entries(implementation).map(([key, value]) => [oneLine(key), oneLine(String(value))]),
      ),
    },
    ...(lists as Pick<Claims, (typeof LISTS)[number]>),
    tableDtypes: tableDtypes.length > 0 ? tableDtypes : dtypes,
    conventions,
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listOf(name: string, value: unknown, whose: string): readonly string[] {
  if (value === undefined && !REQUIRED.includes(name)) return []
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string'))
    throw new AdapterError(`${whose} ${says(name, value)}, expected a list of names`)
  const names = value.map(oneLine)
  // one entry for each dtype: none of the two may lose one
  return name === 'dtypes' || name === 'tableDtypes' ? names : [...new Set(names)]
}

const says = (name: string, value: unknown): string =>
  value === undefined ? `has no ${name}` : `says ${name} ${quoteValue(value)}`
