import { SPACINGS } from '../grids/spacing.js'
import { OPERATIONS } from '../operations/index.js'
import { PLANNED_KINDS } from '../plan/arbitraries.js'
import { tableDtypeOf } from '../plan/plan-calls.js'
import { KNOWN_SAMPLERS } from '../sessions/exchanges.js'
import type { Claims } from '../subject.js'
import { declaredPrecision } from './formats.js'
import type { Result } from './result.js'

/** Why nothing can be judged in a format, in words; undefined where it can. */
function unknownFormat(claims: Claims, dtype: string): string | undefined {
  try {
    declaredPrecision(dtype, tableDtypeOf(claims, dtype))
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

/** Claims without the formats that nothing can be judged in. */
export function askable(claims: Claims): Claims {
  const dtypes = claims.dtypes.filter((dtype) => unknownFormat(claims, dtype) === undefined)
  return { ...claims, dtypes, tableDtypes: dtypes.map((dtype) => tableDtypeOf(claims, dtype) ?? dtype) }
}

const notIn = (what: string, names: readonly string[]) =>
  `this ${what} is not in the vocabulary, which has ${names.join(', ')}`

const SPACING_NAMES = SPACINGS.map(({ id }) => id)

/** What is claimed and was not asked, named so that nobody takes it for checked. */
export function unasked(claims: Claims, results: readonly Result[]): readonly Result[] {
  const { ops, samplers, schedules, dtypes, spacings } = claims
  const asked = new Set(results.map(({ op }) => op))
  const unknown = (id: string, op: string, meaning: string): Result => ({
    id,
    op,
    title: OPERATIONS.get(op)?.title ?? '',
    verdict: 'unknown',
    counts: {},
    calls: 0,
    ulps: {},
    meaning,
    diagnosis: [],
    theorems: [],
    errors: [],
  })
  return [
    ...[...new Set(ops)]
      .filter((op) => !asked.has(op))
      .map((op) =>
        unknown(
          op,
          op,
          OPERATIONS.has(op)
            ? 'nothing asks this operation on the schedules and in the formats that are claimed'
            : 'this operation is not in the vocabulary: `alphabar init --help` lists all that are',
        ),
      ),
    ...[...new Set(samplers)]
      .filter((sampler) => !KNOWN_SAMPLERS.includes(sampler))
      .map((sampler) => unknown(`session:${sampler}`, sampler, notIn('sampler', KNOWN_SAMPLERS))),
    ...[...new Set(schedules)]
      .filter((kind) => !PLANNED_KINDS.includes(kind))
      .map((kind) => unknown(`schedule:${kind}`, kind, notIn('kind of schedule', PLANNED_KINDS))),
    ...[...new Set(dtypes)].flatMap((dtype) => {
      const why = unknownFormat(claims, dtype)
      return why === undefined ? [] : [unknown(`dtype:${dtype}`, dtype, why)]
    }),
    ...spacings
      .filter((spacing) => !SPACING_NAMES.includes(spacing))
      .map((spacing) => unknown(`spacing:${spacing}`, spacing, notIn('spacing', SPACING_NAMES))),
  ]
}
