import type { Node } from './dag.js'
import { LEVEL, print, type Style } from './print.js'

const NAMES = {
  exp: '\\exp',
  log: '\\log',
  sin: '\\sin',
  cos: '\\cos',
  erf: '\\operatorname{erf}',
  max: '\\max',
}

// A control word swallows the space behind it, so only a digit on the right needs a sign between factors.
const STYLE: Style = {
  leaf: (_, tex) => tex,
  integer: (n) => `${n}`,
  pi: '\\pi',
  parens: (inner) => `\\left(${inner}\\right)`,
  times: (left, right) =>
    /^[\d\\]*\d|^\\frac\{\d/.test(right) ? `${left} \\cdot ${right}` : `${left} ${right}`,
  over: (top, bottom) => ({ text: `\\frac{${top.text}}{${bottom.text}}`, level: LEVEL.product }),
  root: ({ text }) => ({ text: `\\sqrt{${text}}`, level: LEVEL.atom }),
  squared: (base) =>
    /^([A-Za-z]|\\[A-Za-z]+)(_([A-Za-z0-9]|\{[^{}]*\}))?$/.test(base) ? `${base}^2` : `{${base}}^2`,
  call: (name, args) => `${NAMES[name]}\\left(${args.join(', ')}\\right)`,
  minus: '-',
  showsOrder: false,
}

/**
 * A traced scalar in TeX, with the symbols of its formula. Sums of sums and products of products lose the order in which
 * they are computed; shift(x₁, …) is written as the maximum that it is in floats.
 */
export const texOf = (node: Node): string => print(node, STYLE)
