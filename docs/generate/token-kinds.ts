import { createCssVariablesTheme } from 'shiki'

/** Colours of code by what a word is, so that a style sheet gives them, in the light and in the dark. */
export const CODE_THEME = {
  ...createCssVariablesTheme({ name: 'kinds', variablePrefix: '--', fontStyle: false }),
  name: 'kinds',
}

/** The class of a word; most need none. */
const KINDS: Readonly<Record<string, string>> = {
  'token-comment': 'c',
  'token-keyword': 'k',
  'token-string': 's',
  'token-string-expression': 's',
  'token-function': 'f',
  'token-constant': 'n',
}

/** The class of a token from the colour that the theme gives it, `var(--token-keyword)`. */
export const kindOf = (color: string | undefined): string | undefined =>
  KINDS[color?.replace(/^var\(--(.*)\)$/, '$1') ?? '']
