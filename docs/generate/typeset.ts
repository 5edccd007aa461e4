import { escapeHtml, type Html, raw } from './html.js'

const SUBSCRIPTS = new Map([...'₀₁₂₃₄₅₆₇₈₉₊₋'].map((c, i) => [c, '0123456789+−'[i] ?? c]))
const SUPERSCRIPTS = new Map([...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'].map((c, i) => [c, '0123456789+−'[i] ?? c]))

// One letter with its accents, or an abbreviation: the `a_1` of a formula, not the `beta_start` of a program.
const BASE = String.raw`(?<![a-zA-Z]{2}|_)(\p{L}\p{M}*[*ᵀ′²³⁴]?|\p{Lu}{2,}|[∏∑])`
const BELOW = String.raw`(\{[^{}]*\}|[a-z]{3,}|\p{L}\p{M}*[₀₁]?|\p{N}+(?:_\p{N}+)*|∞)`
const INDEXED = new RegExp(`${BASE}_${BELOW}`, 'gu')
const RAISED = /(?<=[\p{L}\p{M}\p{N})\]}])\^(\{[^{}]*\}|\([^()]*\)|−?(?:\p{N}+|\p{L})|[*∞])/gu
const bare = (text: string): string => text.replace(/^[{(](.*)[)}]$/, '$1').replaceAll('_', ',')

const runs = (text: string, signs: ReadonlyMap<string, string>, tag: string): string =>
  text.replace(
    new RegExp(`[${[...signs.keys()].join('')}]+`, 'gu'),
    (run) => `<${tag}>${[...run].map((c) => signs.get(c) ?? c).join('')}</${tag}>`,
  )

/**
 * A sentence of the ledger as HTML: `x_{t−1}`, `α^{2t}` and `x₀` with real indices, `code`, ids of theorems and errata as
 * links. The sentences are plain text, the same that the command line prints.
 */
export function typeset(text: string, link: (word: string) => string | undefined = () => undefined): Html {
  const parts = text.split(/(`[^`]*`)/)
  return raw(parts.map((part) => (part.startsWith('`') ? code(part) : prose(part, link))).join(''))
}

const code = (quoted: string): string => `<code>${escapeHtml(quoted.slice(1, -1))}</code>`

function prose(text: string, link: (word: string) => string | undefined): string {
  const indexed = escapeHtml(text)
    .replace(RAISED, (_, above: string) => `<sup>${bare(above)}</sup>`)
    .replace(INDEXED, (_, base: string, below: string) => `${base}<sub>${bare(below)}</sub>`)
  return runs(runs(indexed, SUBSCRIPTS, 'sub'), SUPERSCRIPTS, 'sup').replace(
    /\b(?:E\d\d|[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)\b/g,
    (word) => {
      const target = link(word)
      return target === undefined ? word : `<a href="${target}">${word}</a>`
    },
  )
}
