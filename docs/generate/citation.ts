/** What a citation of a theorem says. */
export interface Cited {
  readonly id: string
  readonly title: string
  readonly version: string
  /** `2026-11-22` */
  readonly date: string
  /** The commit, where the version is not released. */
  readonly commit: string | undefined
  /** The address of its page, where one is known. */
  readonly url: string | undefined
}

export const STYLES = ['BibTeX', 'LaTeX', 'plain'] as const
export type CitationStyle = (typeof STYLES)[number]

const pinned = ({ version, commit }: Cited): string =>
  commit === undefined ? `version ${version}` : `version ${version} (unreleased, commit ${commit})`

/** A citation to copy, pinned to the version that is cited. */
export function citation(style: CitationStyle, cited: Cited): string {
  const { id, title, date, url } = cited
  const year = date.slice(0, 4)
  if (style === 'plain')
    return `alphabar contributors, alphabar, ${pinned(cited)}, ${year}, ${id}: ${title}.${url === undefined ? '' : ` ${url}`}`
  if (style === 'LaTeX') {
    const name = `alphabar, ${id}, ${pinned(cited)}`
    return url === undefined ? name : `\\href{${url.replace(/[%#&_]/g, '\\$&')}}{${name}}`
  }
  return [
    `@software{alphabar:${id},`,
    '  author  = {{alphabar contributors}},',
    `  title   = {alphabar, ${id}: {${bibtex(title)}}},`,
    `  version = {${cited.version}},`,
    ...(cited.commit === undefined ? [] : [`  note    = {unreleased, commit ${cited.commit}},`]),
    `  year    = {${year}},`,
    ...(url === undefined ? [] : [`  url     = {${url}},`]),
    '}',
  ].join('\n')
}

/** The signs that TeX reads as its own; Unicode is left to biber and the engines that know it. */
const bibtex = (text: string): string => text.replace(/[&%$#_{}^~\\]/g, (c) => WORDS[c] ?? `\\${c}`)
const WORDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}
