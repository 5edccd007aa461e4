import type { Result } from '../conformance/judge/result.js'
import { falls } from '../conformance/judge/verdict.js'
import { OPERATIONS } from '../conformance/operations/index.js'

/** Results of which the same is to be said: one that is told in full, the others by name. */
export interface Alike {
  readonly told: Result
  readonly others: readonly Result[]
}

const ORDER = [...OPERATIONS.keys()]

/** Where an operation stands among all: what others are made of comes first. */
const placeOf = ({ op }: Result): number => {
  const place = ORDER.indexOf(op)
  return place < 0 ? ORDER.length : place
}

const saying = ({ op, verdict, meaning, diagnosis }: Result): string =>
  JSON.stringify([op, verdict, meaning, diagnosis.map(({ mistake }) => mistake)])

/**
 * What falls, an entry for all that one operation does wrong in the same way: on several schedules, for several predictions. Told
 * is the one whose mistake is sure. Operations come in the order in which they are made of each other, so the first is where to
 * begin. What does not fall comes before, each for itself.
 */
export function alike(results: readonly Result[]): readonly Alike[] {
  const bySaying = new Map<string, Result[]>()
  for (const result of results.filter(({ verdict }) => falls(verdict)))
    bySaying.set(saying(result), [...(bySaying.get(saying(result)) ?? []), result])
  const falling = [...bySaying.values()].flatMap((those): Alike[] => {
    const told = those.find(({ diagnosis }) => diagnosis[0]?.sure) ?? those[0]
    return told ? [{ told, others: those.filter((one) => one !== told) }] : []
  })
  return [
    ...results.filter(({ verdict }) => !falls(verdict)).map((told) => ({ told, others: [] })),
    ...falling.sort((a, b) => placeOf(a.told) - placeOf(b.told)),
  ]
}
