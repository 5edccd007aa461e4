import { parseHTML } from 'linkedom'
import type { MarkdownEnv, MarkdownRenderer } from 'vitepress'

/** What the local search indexes of a page: its text, without code and without formulas, whose markup says all three times. */
export async function searchText(source: string, env: MarkdownEnv, md: MarkdownRenderer): Promise<string> {
  const html = await md.renderAsync(source, env)
  if (env.frontmatter?.search === false) return ''
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
  for (const element of document.querySelectorAll('.katex, pre, svg, style, button')) element.remove()
  return document.body.innerHTML
}

/** An id finds its page first; a word of five letters forgives one. */
export const searchOptions = {
  fuzzy: (term: string) => (term.length > 4 && !/\d/.test(term) ? 0.2 : false),
  prefix: (term: string) => term.length > 2,
  boost: { title: 6, titles: 1.5, text: 1 },
  combineWith: 'AND',
} as const
