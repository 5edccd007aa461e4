import type { Node } from './dag.js'
import { plain } from './plain.js'
import { bind, LEVEL, print, type Style } from './print.js'

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
