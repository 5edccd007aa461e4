import type { Theorem } from '../../properties/theorem.js'
import type { Sources } from './source.js'

/** A chapter is a folder of properties/; its title is given here, or made of the folder's name. */
const TITLES: Readonly<Record<string, string>> = {
  conventions: 'Conventions',
  forward: 'The forward process',
  reverse: 'The reverse process and the score',
  objective: 'Objectives and algorithms',
  extra: 'Further results',
}

export interface Chapter {
  readonly name: string
  readonly title: string
}

export function chapterOf(sources: Sources, { id }: Theorem): Chapter {
  const name = sources.theorem(id).file.split('/')[1] ?? ''
  return { name, title: TITLES[name] ?? name.replace(/^./, (c) => c.toUpperCase()).replaceAll('-', ' ') }
}

/** The chapters, in the order of the table above and then of the ledger, each with its theorems. */
export function byChapter(sources: Sources, theorems: readonly Theorem[]) {
  const chapters = new Map<string, Chapter & { theorems: Theorem[] }>()
  for (const [name, title] of Object.entries(TITLES)) chapters.set(name, { name, title, theorems: [] })
  for (const theorem of theorems) {
    const chapter = chapterOf(sources, theorem)
    const known = chapters.get(chapter.name) ?? { ...chapter, theorems: [] }
    chapters.set(chapter.name, known)
    known.theorems.push(theorem)
  }
  return [...chapters.values()].filter((chapter) => chapter.theorems.length > 0)
}
