import type { Row } from '../../generate/overview.js'

/** What the filters of the overview ask; an empty string asks nothing. */
export interface Filter {
  readonly text: string
  readonly chapter: string
  readonly tier: string
  readonly engine: string
  readonly status: string
}

export const NO_FILTER: Filter = { text: '', chapter: '', tier: '', engine: '', status: '' }

/** The rows that have all the words typed and everything chosen. */
export function filtered(
  rows: readonly Row[],
  { text, chapter, tier, engine, status }: Filter,
): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/)
  return rows.filter(
    (row) =>
      words.every((word) => row.words.includes(word)) &&
      (chapter === '' || row.chapter === chapter) &&
      (tier === '' || row.tiers.includes(tier)) &&
      (engine === '' || row.engines.includes(engine)) &&
      (status === '' || row.status === status),
  )
}

/** What there is to choose of one kind, in the order of first appearance. */
export const choices = (
  rows: readonly Row[],
  of: (row: Row) => string | readonly string[],
): readonly string[] => [...new Set(rows.flatMap(of))]

/** The filter as the query of an address, and back. */
export const queryOf = (filter: Filter): string =>
  new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()

export function filterOf(query: string): Filter {
  const asked = new URLSearchParams(query)
  const of = (name: keyof Filter) => asked.get(name) ?? ''
  return {
    text: of('text'),
    chapter: of('chapter'),
    tier: of('tier'),
    engine: of('engine'),
    status: of('status'),
  }
}
