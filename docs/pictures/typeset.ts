/**
 * Labels with a little mathematics in them: `*x*` is a letter of mathematics, `_{t}` a subscript, `^{2}` a superscript.
 * A label that is one line of text becomes `tspan` elements.
 */

interface Run {
  readonly text: string
  readonly italic: boolean
  readonly level: -1 | 0 | 1
}

const PIECES = /\*([^*]+)\*|_\{([^}]+)\}|\^\{([^}]+)\}|([^*_^]+|[*_^])/g

function runs(text: string): readonly Run[] {
  return [...text.matchAll(PIECES)].map(([, letter, below, above, plain]): Run => {
    if (letter !== undefined) return { text: letter, italic: true, level: 0 }
    if (below !== undefined) return { text: below, italic: /^[a-zα-ω]$/.test(below), level: -1 }
    if (above !== undefined) return { text: above, italic: false, level: 1 }
    return { text: plain ?? '', italic: false, level: 0 }
  })
}

/** Heights in em of the label, and the size of an index. */
const SHIFT = { '-1': 0.22, '0': 0, '1': -0.38 } as const
const SMALL = 0.72

const short = (x: number) => `${Math.round(x * 1000) / 1000}`
export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The content of a `text` element. */
export function typeset(label: string): string {
  let height = 0
  return runs(label)
    .map(({ text, italic, level }) => {
      const size = level === 0 ? 1 : SMALL
      const move = (SHIFT[level] - height) / size
      height = SHIFT[level]
      const attributes = [
        ...(move === 0 ? [] : [`dy="${short(move)}em"`]),
        ...(level === 0 ? [] : [`font-size="${short(SMALL)}em"`]),
        ...(italic ? ['font-style="italic"', 'font-family="var(--picture-math)"'] : []),
      ]
      return attributes.length === 0
        ? escaped(text)
        : `<tspan ${attributes.join(' ')}>${escaped(text)}</tspan>`
    })
    .join('')
}

/** The label as plain text: what a reader hears. */
export const spoken = (label: string): string =>
  runs(label)
    .map(({ text }) => text)
    .join('')
