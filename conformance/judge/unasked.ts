import { OPERATIONS } from '../operations/index.js'
import { KNOWN_SAMPLERS } from '../sessions/exchanges.js'
import type { Claims } from '../subject.js'
import type { Result } from './result.js'

/** What is claimed and was not asked, named so that nobody takes it for checked. */
export function unasked({ ops, samplers }: Claims, results: readonly Result[]): readonly Result[] {
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
            : 'this operation is not in the vocabulary',
        ),
      ),
    ...[...new Set(samplers)]
      .filter((sampler) => !KNOWN_SAMPLERS.includes(sampler))
      .map((sampler) => unknown(`session:${sampler}`, sampler, 'this sampler is not in the vocabulary')),
  ]
}
