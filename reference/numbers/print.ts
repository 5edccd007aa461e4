import { at } from './combinators.js'
import { type Node, reachable } from './dag.js'
import { type Rational, rational } from './rational.js'

/** How tightly a piece of text binds: a sum, a signed term, a product, or something that stands alone. */
export const LEVEL = { sum: 0, sign: 1, product: 2, atom: 3 } as const
export type Level = (typeof LEVEL)[keyof typeof LEVEL]

export interface Piece {
  readonly text: string
  readonly level: Level
}

/** One way of writing expressions down: TeX, or a line of a terminal. */
export interface Style {
  readonly leaf: (path: string, tex: string) => string
  readonly integer: (n: bigint) => string
  readonly pi: string
  readonly parens: (inner: string) => string
  readonly times: (left: string, right: string) => string
  readonly over: (top: Piece, bottom: Piece) => Piece
  readonly root: (inner: Piece) => Piece
  readonly squared: (base: string) => string
  readonly call: (name: 'exp' | 'log' | 'sin' | 'cos' | 'erf' | 'max', args: readonly string[]) => string
  readonly minus: string
  /** Whether a + (b + c) and a·(b·c) keep their parentheses, which the reals do not need. */
  readonly showsOrder: boolean
}

/**
 * Writes an expression with the parentheses that it needs and no others. x·x is written as a square, expm1 and log1p
 * as e^x − 1 and log(1 + x): the value over the reals, not the way it is computed.
 */
export function print(root: Node, style: Style): string {
  const pieces = new Map<Node, Piece>()
  for (const node of reachable([root]))
    pieces.set(
      node,
      piece(node, style, (arg) => pieces.get(arg) as Piece),
    )
  return (pieces.get(root) as Piece).text
}

const atom = (text: string): Piece => ({ text, level: LEVEL.atom })

/** The text, in parentheses where it binds less tightly than asked. */
export const bind = ({ text, level }: Piece, least: Level, style: Pick<Style, 'parens'>): string =>
  level >= least ? text : style.parens(text)

function number(value: Rational, style: Style): Piece {
  if (value.num < 0n)
    return { text: `${style.minus}${number(rational(-value.num, value.den), style).text}`, level: LEVEL.sign }
  const [top, bottom] = [atom(style.integer(value.num)), atom(style.integer(value.den))]
  return value.den === 1n ? top : style.over(top, bottom)
}

function piece(node: Node, style: Style, read: (arg: Node) => Piece): Piece {
  const arg = (i: number) => read(at(node.args, i))
  const text = (i: number) => arg(i).text
  const inside = (i: number, least: Level) => bind(arg(i), least, style)
  const after = style.showsOrder ? LEVEL.sign : LEVEL.sum
  const sum = (content: string): Piece => ({ text: content, level: LEVEL.sum })
  // a sign stands in front of a sum only: a + (−b)
  const added = () => (arg(1).level === LEVEL.sign ? style.parens(text(1)) : inside(1, after))
  switch (node.op) {
    case 'leaf':
      return atom(style.leaf(node.leaf.path, node.leaf.tex))
    case 'lit':
      return number(node.value, style)
    case 'pi':
      return atom(style.pi)
    case 'neg':
      return { text: `${style.minus}${inside(0, LEVEL.product)}`, level: LEVEL.sign }
    case 'add':
      return sum(`${text(0)} + ${added()}`)
    case 'sub':
      return sum(`${text(0)} ${style.minus} ${inside(1, LEVEL.product)}`)
    case 'mul':
      if (node.args[0] === node.args[1])
        return { text: style.squared(inside(0, LEVEL.atom)), level: LEVEL.product }
      return {
        text: style.times(inside(0, LEVEL.product), inside(1, style.showsOrder ? LEVEL.atom : LEVEL.product)),
        level: LEVEL.product,
      }
    case 'div':
      return style.over(arg(0), arg(1))
    case 'sqrt':
      return style.root(arg(0))
    case 'expm1':
      return sum(`${style.call('exp', [text(0)])} ${style.minus} ${style.integer(1n)}`)
    case 'log1p':
      return atom(style.call('log', [`${style.integer(1n)} + ${inside(0, LEVEL.product)}`]))
    case 'shift':
      return atom(
        style.call(
          'max',
          node.args.map((a) => read(a).text),
        ),
      )
    default:
      return atom(style.call(node.op, [text(0)]))
  }
}
