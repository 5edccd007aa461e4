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

const TOKEN = /\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\s+|./gsu

/** Up to the brace that closes the group, or the end. */
function sequence(reader: Reader): string {
  let text = ''
  for (;;) {
    const token = reader.tokens[reader.i]
    if (token === undefined || token === '}') return text
    text += element(reader)
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
      return `${tight(argument(reader))}/${tight(argument(reader), '·')}`
    case 'sqrt':
      return `√${tight(argument(reader), '·')}`
    case 'text':
    case 'mathrm':
    case 'operatorname':
    case 'mathcal':
    case 'mathbf':
    case 'boldsymbol':
      return argument(reader)
    case 'mathbb':
      return [...argument(reader)].map((c) => DOUBLE[c] ?? c).join('')
    case 'left':
    case 'right':
    case 'big':
    case 'Big':
    case 'bigl':
    case 'bigr': {
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

/** A named symbol. A space that only ends the name is dropped: between two letters, and inside a norm. */
function word(name: string, reader: Reader): string {
  const symbol = SYMBOLS[name]
  if (symbol === undefined) return `\\${name}`
  const [space, next = ''] = reader.tokens.slice(reader.i, reader.i + 2)
  const hugs = /^l[vV]ert$/.test(name) || (/^\p{L}$/u.test(symbol) && /^\p{L}/u.test(next))
  if (space === ' ' && hugs) reader.i++
  return symbol
}

/** In parentheses where it would come apart: a sum, or with `product` given a product too. */
function tight(text: string, product?: '·'): string {
  const outside = text.replace(/\([^()]*\)|_\{[^{}]*\}|\^\{[^{}]*\}/g, '')
  const loose = product ? /[\s+−/·]/ : /[\s][+−]|[+−]/
  return loose.test(outside) ? `(${text})` : text
}

function script(kind: '_' | '^', text: string): string {
  const table = kind === '_' ? SUBSCRIPTS : SUPERSCRIPTS
  if ([...text].every((c) => table[c] !== undefined)) return [...text].map((c) => table[c]).join('')
  return [...text].length === 1 ? `${kind}${text}` : `${kind}{${text}}`
}

const zip = (keys: string, values: string): Readonly<Record<string, string>> => {
  const all = [...values]
  return Object.fromEntries([...keys].map((key, i) => [key, all[i] ?? '']))
}

const SUBSCRIPTS = zip('0123456789', '₀₁₂₃₄₅₆₇₈₉')
const SUPERSCRIPTS = zip('0123456789−*', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻*')
const DOUBLE = zip('RNEPZQC', 'ℝℕ𝔼ℙℤℚℂ')

const ACCENTS: Readonly<Record<string, string>> = {
  bar: '\u0304',
  overline: '\u0304',
  tilde: '\u0303',
  hat: '\u0302',
  dot: '\u0307',
}

const SYMBOLS: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ϵ',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'ϕ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Lambda: 'Λ',
  Sigma: 'Σ',
  Pi: 'Π',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  ell: 'ℓ',
  nabla: '∇',
  partial: '∂',
  infty: '∞',
  prime: '′',
  star: '*',
  ast: '*',
  top: 'ᵀ',
  sum: '∑',
  prod: '∏',
  int: '∫',
  cdot: '·',
  cdots: '⋯',
  ldots: '…',
  dots: '…',
  times: '×',
  circ: '∘',
  pm: '±',
  mid: ' | ',
  vert: '|',
  lvert: '|',
  rvert: '|',
  Vert: '‖',
  lVert: '‖',
  rVert: '‖',
  '|': '‖',
  le: ' ≤ ',
  leq: ' ≤ ',
  ge: ' ≥ ',
  geq: ' ≥ ',
  ne: ' ≠ ',
  neq: ' ≠ ',
  approx: ' ≈ ',
  equiv: ' ≡ ',
  sim: ' ∼ ',
  propto: ' ∝ ',
  in: ' ∈ ',
  notin: '∉',
  subset: '⊂',
  to: ' → ',
  leftarrow: ' ← ',
  mapsto: ' ↦ ',
  implies: ' ⟹ ',
  Rightarrow: ' ⇒ ',
  iff: ' ⟺ ',
  Leftrightarrow: ' ⇔ ',
  forall: '∀',
  exists: '∃',
  perp: '⊥',
  log: 'log',
  det: 'det',
  exp: 'exp',
  min: 'min',
  max: 'max',
  lim: 'lim',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  quad: '  ',
  qquad: '  ',
  ',': ' ',
  ';': ' ',
  ':': ' ',
  ' ': ' ',
  '!': '',
  '{': '{',
  '}': '}',
}
