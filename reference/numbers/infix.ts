import type { Node } from './dag.js'
import { bind, LEVEL, print, type Style } from './print.js'

const LETTERS: Readonly<Record<string, string>> = {
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
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  nabla: '∇',
  ell: 'ℓ',
  infty: '∞',
  prime: '′',
  cdot: '·',
}
const ACCENTS: Readonly<Record<string, string>> = {
  bar: '\u0304',
  tilde: '\u0303',
  hat: '\u0302',
  dot: '\u0307',
}
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉'

/** A symbol's TeX as plain text: `\bar\alpha_t` is ᾱ_t, `x_0` is x₀. What it does not know it leaves as it is. */
export const plain = (tex: string): string =>
  tex
    .replace(
      /\\(bar|tilde|hat|dot)\s*(?:\{(\\?[A-Za-z]+)\}|(\\[A-Za-z]+|[A-Za-z]))/g,
      (_, accent, braced, bare) => `${plain(braced ?? bare)}${ACCENTS[accent]}`.normalize('NFC'),
    )
    .replace(/\\(?:mathrm|operatorname|text|boldsymbol|mathbf)\{([^{}]*)\}/g, '$1')
    .replace(/\\([A-Za-z]+)\s*/g, (whole, name) => LETTERS[name] ?? whole)
    .replace(/_(\d)(?![\d])|_\{(\d+)\}/g, (_, digit, digits) =>
      [...(digit ?? digits)].map((d) => SUBSCRIPT[Number(d)]).join(''),
    )
    .replace(/\{(\w+)\}/g, '$1')

const STYLE: Style = {
  leaf: (_, tex) => plain(tex),
  integer: (n) => `${n}`,
  pi: 'π',
  parens: (inner) => `(${inner})`,
  times: (left, right) => `${left}·${right}`,
  over: (top, bottom) => ({
    text: `${bind(top, LEVEL.product, STYLE)}/${bind(bottom, LEVEL.atom, STYLE)}`,
    level: LEVEL.product,
  }),
  root: (inner) => ({ text: `√${bind(inner, LEVEL.atom, STYLE)}`, level: LEVEL.atom }),
  squared: (base) => `${base}²`,
  call: (name, args) => `${name}(${args.join(', ')})`,
  minus: '−',
  showsOrder: true,
}

/** A traced scalar on one line of plain text, each operation in the order in which it is computed. */
export const infixOf = (node: Node): string => print(node, STYLE)
