/** HTML that is written already: what `html` puts in as it is. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | undefined | false | readonly Part[]

export const raw = (text: string): Html => ({ html: text })

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c)

const render = (part: Part): string => {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'html' in part ? part.html : part.map(render).join('')
}

/** A template whose strings are escaped and whose arrays are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return raw(strings.map((text, i) => text + (i < parts.length ? render(parts[i]) : '')).join(''))
}

/** An HTML block in a page of Markdown: kept from Vue, and without the blank line that would end it. */
export const block = ({ html: text }: Html): string =>
  `<div v-pre>\n${text.replace(/\n\s*\n/g, '\n').trim()}\n</div>`
