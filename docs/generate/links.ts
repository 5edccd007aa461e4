import type { Build } from './build.js'
import { typeset } from './typeset.js'

/** Where a word of a sentence leads, seen from a page: the ids of theorems and errata, the page's own left out. */
export function linksFrom(
  { verification }: Build,
  page: string,
  own = '',
): (word: string) => string | undefined {
  const up = '../'.repeat(page.split('/').length - 1)
  const ids = new Set(verification.theorems.map(({ theorem }) => theorem.id))
  const errata = new Set(verification.theorems.flatMap(({ theorem }) => theorem.errata.map((e) => e.id)))
  return (word) => {
    if (word === own) return undefined
    if (ids.has(word)) return `${up}theorems/${word}/`
    return errata.has(word) ? `${up}errata/#${word}` : undefined
  }
}

const SIGNS = /[*_`[\]$~|\\{}]/g

/** A sentence in a heading of Markdown, its signs written so that Markdown leaves them alone. */
export const inHeading = (sentence: string): string =>
  typeset(sentence).html.replace(SIGNS, (c) => `&#${c.charCodeAt(0)};`)
