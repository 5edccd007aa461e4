import { sourceIn } from './codegen.js'
import { build } from './codegen-text.js'
import { type Node, outputs, reachable, type Traced } from './dag.js'
import { pow2 } from './enclosure/dyadic.js'
import type { Ball } from './enclosure/index.js'
import { add, inRange, isWide, move, mul, neg, sub, WORDS, type Words } from './enclosure/triple-double.js'
import { fromBall, toBall } from './enclosure/triple-double-balls.js'
import { div, sqrt } from './enclosure/triple-double-division.js'
import { exp, expm1, log, log1p, shift } from './enclosure/triple-double-functions.js'
import { scaling } from './scaling.js'

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
    const moved = scaling(node)
    if (moved) return `move(r, ${place(moved.of)}, ${2 ** moved.by}, ${to})`
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

/** Puts a ball into the registers; false where they would hold it less closely than the ball does. */
function enter(r: Words, k: number, ball: Ball): boolean {
  fromBall(ball, r, k)
  const err = r[k + 3] as number
  return err <= 2 * ball.rad * pow2(ball.exp) && err < Number.POSITIVE_INFINITY
}

/** Is the number 0, or narrow and of a size that keeps its words? */
function isKnown(r: Words, k: number): boolean {
  const [h, m, l, err] = [r[k], r[k + 1], r[k + 2], r[k + 3]] as [number, number, number, number]
  return h === 0 ? m === 0 && l === 0 && err === 0 : inRange(h) && !isWide(h, err)
}
