import { ACCENTS, DOUBLE, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS } from './plain-symbols.js'

/**
 * TeX of the kind that statements and symbols are written in, as plain text for a terminal: `\frac{a}{b + c}` is
 * a/(b + c), `\bar\alpha_{t-1}` is ᾱ_{t−1}. What it does not know it leaves as it is.
 */
export function plain(tex: string): string {
  const reader: Reader = { tokens: tex.match(TOKEN) ?? [], i: 0 }
  let text = ''
  while (reader.i < reader.tokens.length) text += sequence(reader) + (reader.tokens[reader.i++] ?? '')
  return text
    .replace(/ +([,;.)])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC')
}

interface Reader {
  readonly tokens: readonly string[]
  i: number
}

// One digit a token: `\tfrac12` has the arguments 1 and 2, `x^10` the exponent 1.
const TOKEN = /\\[A-Za-z]+\*?|\\.|\s+|./gsu

/** Up to the brace that closes the group, or the end. */
function sequence(reader: Reader): string {
  let text = ''
  for (;;) {
    const token = reader.tokens[reader.i]
    if (token === undefined || token === '}') return text
    const apart = FUNCTION.test(token) && /[\p{L}\p{M}\p{N})*∇]$/u.test(text) ? ' ' : ''
    text += apart + element(reader)
  }
}

function element(reader: Reader): string {
  const token = reader.tokens[reader.i++] ?? ''
  if (token === '{') {
    const inner = sequence(reader)
    reader.i++
    return inner
  }
  if (token === '_' || token === '^') return script(token, argument(reader))
  if (SIZE.test(token)) return ''
  if (/^\\\s$/.test(token)) return ' '
  if (token.startsWith('\\')) return command(token.slice(1), reader)
  return /^\s+$/.test(token) ? ' ' : token === '-' ? '−' : token === '~' ? ' ' : token
}

/** One argument: a group, or the next thing that is no space. */
function argument(reader: Reader): string {
  while (/^\s+$/.test(reader.tokens[reader.i] ?? '')) reader.i++
  return element(reader).trim()
}

function command(name: string, reader: Reader): string {
  const accent = ACCENTS[name]
  if (accent !== undefined) return argument(reader).replace(/\p{L}/u, (letter) => letter + accent)
  switch (name) {
    case 'frac':
    case 'tfrac':
    case 'dfrac':
      return fraction(reader)
    case 'sqrt':
      return `√${atom(argument(reader))}`
    case 'text':
      return element(reader)
    case 'operatorname':
      return applied(argument(reader), reader)
    case 'mathrm':
    case 'mathcal':
    case 'mathbf':
    case 'boldsymbol':
      return argument(reader)
    case 'mathbb':
      return [...argument(reader)].map((c) => DOUBLE[c] ?? c).join('')
    case 'left':
    case 'right': {
      const next = reader.tokens[reader.i]
      if (next === '.') reader.i++
      return ''
    }
    case 'textstyle':
    case 'displaystyle':
      return ''
    default:
      return word(name, reader)
  }
}

/** A quotient, in parentheses where it is a factor of what follows: ½(x), (v/s) ε, but a/b = c. */
function fraction(reader: Reader): string {
  const [above, below] = [tight(argument(reader)), atom(argument(reader))]
  if (above === '1' && below === '2') return '½'
  const next = following(reader)
  const symbol = SYMBOLS[next.slice(1)] ?? ''
  const multiplies = next.startsWith('\\')
    ? !APART.test(next) && !/^ .* $/.test(symbol)
    : /[\p{L}\p{N}([]/u.test(next)
  return multiplies ? `(${above}/${below})` : `${above}/${below}`
}

/** The next token that is neither a space nor a size. */
const following = ({ tokens, i }: Reader): string =>
  tokens.slice(i).find((token) => !/^(\s+|\\[,;: ])$/.test(token) && !SIZE.test(token)) ?? ''

const SIZE = /^\\[bB]ig+[lrm]?$/

/** Commands after which nothing is multiplied: spaces, closing delimiters, and what is written between two factors. */
const APART = /^\\(q?quad|text|right|rvert|rVert|\||dots|ldots|cdots?|times|circ|pm|[}!])$/

/** The functions that are set apart from a factor before them: d log x. */
const FUNCTION = /^\\(log|det|exp|min|max|lim|sin|cos|tanh|operatorname)$/

/** A function before its argument: log x, log(x/y), tr Σ. */
function applied(name: string, reader: Reader): string {
  const next = reader.tokens[reader.i] ?? ''
  if (/^\\[td]?frac$/.test(following(reader))) return name + atom(argument(reader))
  const touches = /^(\p{L}|\\\p{L})/u.test(next) && !APART.test(next) && !SIZE.test(next) && next !== '\\left'
  return touches ? `${name} ` : name
}

/** A named symbol. A space that only ends the name is dropped: between two letters, and inside a norm. */
function word(name: string, reader: Reader): string {
  const symbol = SYMBOLS[name]
  if (symbol === undefined) return `\\${name}`
  const [space, next = ''] = reader.tokens.slice(reader.i, reader.i + 2)
  const hugs = /^l[vV]ert$/.test(name) || (/^\p{L}$/u.test(symbol) && /^\p{L}/u.test(next))
  if (space === ' ' && hugs) reader.i++
  return FUNCTION.test(`\\${name}`) ? applied(symbol, reader) : symbol
}

/** A sum in parentheses. */
function tight(text: string): string {
  const outside = text.replace(/\([^()]*\)|_\{[^{}]*\}|\^\{[^{}]*\}/g, '')
  return /\s[+−]|[+−]/.test(outside) ? `(${text})` : text
}

/** In parentheses, but for a number, one letter or name (SNR) with its accents and scripts, or what is in parentheses already. */
const atom = (text: string): string => (ATOM.test(text) ? text : `(${text})`)

const SCRIPTS = /(?:[_^]\{[^{}]*\}|[_^][^{}]|[₀-₉⁰¹²³⁴-⁹⁻*ᵀ′])*/u.source
const ATOM = new RegExp(`^√?(?:[\\p{N}.]+|(?:\\p{L}\\p{M}*|[A-Z]+)${SCRIPTS}|\\([^()]*\\)${SCRIPTS})$`, 'u')

function script(kind: '_' | '^', text: string): string {
  const table = kind === '_' ? SUBSCRIPTS : SUPERSCRIPTS
  if ([...text].every((c) => table[c] !== undefined)) return [...text].map((c) => table[c]).join('')
  return [...text].length === 1 ? `${kind}${text}` : `${kind}{${text}}`
}
