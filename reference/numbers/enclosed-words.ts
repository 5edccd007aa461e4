import { sourceIn } from './codegen.js'
import { build } from './codegen-text.js'
import { type Node, outputs, reachable, type Traced } from './dag.js'
import type { Ball } from './enclosure/index.js'
import {
  add,
  div,
  inRange,
  isWide,
  move,
  mul,
  neg,
  sqrt,
  sub,
  WORDS,
  type Words,
} from './enclosure/triple-double.js'
import { fromBall, toBall } from './enclosure/triple-double-balls.js'
import { exp, expm1, log, log1p, shift } from './enclosure/triple-double-functions.js'

/** Bits up to which an enclosure is read in triple-doubles first: their own roundings are then some 2⁻²⁴ of those of balls. */
export const LONGEST = 128

/** What the generated text may call. */
const SCOPE = { add, sub, mul, div, neg, sqrt, exp, expm1, log, log1p, shift, move, enter, isKnown, toBall }

/** Operations that are left to the balls. */
const BEYOND: readonly string[] = ['sin', 'cos', 'erf']

/**
 * The formula in triple-doubles, with `balls` for what they leave undecided: arguments that three doubles do not hold, wide or
 * very small numbers, what has no value. Undefined where it has operations that they lack, or they do not hold a constant.
 */
export function compileWords(
  traced: Traced,
  precision: number,
  known: ReadonlyMap<Node, Ball>,
  balls: (...args: never[]) => unknown,
  powerOfTwo: (node: Node) => number | undefined,
): ((...args: never[]) => unknown) | undefined {
  const results = outputs(traced.value).map(([, node]) => node)
  const nodes = reachable(results)
  if (precision > LONGEST || nodes.some((node) => BEYOND.includes(node.op) && !known.has(node)))
    return undefined
  const registers = new Float64Array(WORDS * nodes.length)
  const places = new Map(nodes.map((node, i) => [node, WORDS * i]))
  const place = (node: Node) => places.get(node) as number
  const used = new Set([...results, ...nodes.filter((node) => !known.has(node)).flatMap(({ args }) => args)])
  for (const [node, ball] of known)
    if (used.has(node) && !enter(registers, place(node), ball)) return undefined
  const step = (node: Node): string => {
    const [from, to] = [node.args.map(place), place(node)]
    if (node.op === 'shift') return `shift(r, [${from}], ${to})`
    const [a, b] = node.args
    if (node.op === 'mul' && a && b)
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const) {
        const k = powerOfTwo(x)
        if (k !== undefined) return `move(r, ${place(y)}, ${2 ** k}, ${to})`
      }
    return `${node.op}(r, ${[...from, to]})`
  }
  const read = nodes.filter((node) => !known.has(node))
  const found = [...new Set(results)].filter((node) => !known.has(node))
  const text = sourceIn(traced, {
    steps: (_, leaf) => [
      ...read
        .filter((node) => node.op === 'leaf')
        .map((node) => `if (!enter(r, ${place(node)}, ${leaf(node)})) return balls(...arguments)`),
      ...read.filter((node) => node.op !== 'leaf').map(step),
      `if (!(${found.map((node) => `isKnown(r, ${place(node)})`).join(' && ') || 'true'})) return balls(...arguments)`,
    ],
    value: (node) => (known.has(node) ? `k[${node.id}]` : `toBall(r, ${place(node)}, ${precision})`),
    scope: {},
  })
  const constants = Object.fromEntries([...known].map(([node, value]) => [node.id, value]))
  return build([text], { ...SCOPE, r: registers, k: constants, balls })
}

/** Puts a ball into the registers; false where they would hold it less closely than the balls. */
function enter(r: Words, k: number, ball: Ball): boolean {
  fromBall(ball, r, k)
  const err = r[k + 3] as number
  return err === 0 || (err < Number.POSITIVE_INFINITY && (ball.rad !== 0 || err === 0))
}

/** Is the number exact, or narrow and of a size that keeps its words? */
function isKnown(r: Words, k: number): boolean {
  const [h, err] = [r[k] as number, r[k + 3] as number]
  return err === 0 ? Number.isFinite(h) : inRange(h) && !isWide(h, err)
}
