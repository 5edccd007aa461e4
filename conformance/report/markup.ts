/** Text that is markup already. */
export interface Markup {
  readonly text: string
}

type Part = Markup | string | number | readonly (Markup | string)[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text with everything that means something in HTML escaped, control characters left out. */
const entities = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)

const written = (part: Part): string => {
  if (typeof part === 'string') return entities(part)
  if (typeof part === 'number') return String(part)
  return 'text' in part ? part.text : part.map(written).join('')
}

/** A template whose values are escaped, unless they are markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  text: strings.map((string, i) => string + (i < parts.length ? written(parts[i] ?? '') : '')).join(''),
})

/** Text that is to stand as it is. */
export const escaped = (text: string): Markup => ({ text })
