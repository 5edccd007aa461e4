import katex, { type KatexOptions } from 'katex'
import { type Html, html, raw } from './html.js'
import { typeset } from './typeset.js'

/** How TeX is set on the site, by KaTeX on the server: an error in it fails the build. */
export const MATH = {
  throwOnError: true,
  strict: 'error',
  output: 'htmlAndMathml',
  transformer: (html: string) => vPre(html),
} satisfies KatexOptions & { transformer: (html: string) => string }

/** Keeps Vue from reading `{{` in the TeX that a formula carries along. */
const vPre = (html: string): string => html.replace(/^(\s*<[a-z]+)/, '$1 v-pre')

/** TeX as HTML. */
export const math = (tex: string, displayMode: boolean): string =>
  vPre(katex.renderToString(tex, { ...MATH, displayMode }))

/** A sentence with TeX between dollars. */
export const withMath = (sentence: string): Html =>
  html`${sentence.split('$').map((part, i) => (i % 2 === 0 ? typeset(part) : raw(math(part, false))))}`
