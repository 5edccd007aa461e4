import type { Result } from '../conformance/judge/result.js'
import { falls } from '../conformance/judge/verdict.js'
import { OPERATIONS } from '../conformance/operations/index.js'

/** Results of which the same is to be said: one that is told in full, the others by name. */
export interface Alike {
  readonly told: Result
  readonly others: readonly Result[]
  /** Of the same operation, which is wrong: what by itself would be called inaccurate, and no mistake explains. */
  readonly fainter: readonly Result[]
}

const ORDER = [...OPERATIONS.keys()]

/** Where an operation stands among all: what others are made of comes first. */
const placeOf = ({ op }: Result): number => {
  const place = ORDER.indexOf(op)
  return place < 0 ? ORDER.length : place
}

/** An operation in one format. */
const inFormat = ({ op, id }: Result): string => `${op}/${id.split('/').at(-1)}`

// what is not known is so for one reason, whatever it is called
const saying = ({ op, verdict, meaning, convention, diagnosis }: Result): string =>
  JSON.stringify([
    verdict === 'unknown' ? '' : op,
    verdict,
    meaning,
    convention,
    diagnosis.map(({ mistake }) => mistake),
  ])

/**
 * An entry for all that is said of one operation alike: on several schedules, for several predictions. Told is the one whose
 * mistake is sure. What falls comes last, its operations in the order in which they are made of each other.
 */
export function alike(results: readonly Result[]): readonly Alike[] {
  const wrong = new Set(results.filter(({ verdict }) => verdict === 'wrong').map(inFormat))
  const isFainter = (one: Result) =>
    one.verdict === 'inaccurate' && one.diagnosis.length === 0 && wrong.has(inFormat(one))
  const faint = results.filter(isFainter)
  const bySaying = new Map<string, Result[]>()
  for (const result of results.filter((one) => !faint.includes(one)))
    bySaying.set(saying(result), [...(bySaying.get(saying(result)) ?? []), result])
  const all = [...bySaying.values()].flatMap((those): Alike[] => {
    const told = those.find(({ diagnosis }) => diagnosis[0]?.sure) ?? those[0]
    if (!told) return []
    const here = new Set(those.filter((one) => one.verdict === 'wrong').map(inFormat))
    const fainter = faint.filter((one) => here.has(inFormat(one)) && wrong.has(inFormat(one)))
    for (const code of here) wrong.delete(code) // each is named once
    return [{ told, others: those.filter((one) => one !== told), fainter }]
  })
  const isFalling = ({ told }: Alike) => falls(told.verdict)
  return [
    ...all.filter((one) => !isFalling(one)),
    ...all.filter(isFalling).sort((a, b) => placeOf(a.told) - placeOf(b.told)),
  ]
}
