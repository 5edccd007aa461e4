import fc from 'fast-check'
import { at } from './combinators.js'
import { BINARY, type Binary, type Graph, graph, type Node, UNARY, type Unary } from './dag.js'
import { type Rational, rational } from './rational.js'
import { fromDouble, roundToFormat } from './rounding/convert.js'
import { FORMATS, type Format } from './rounding/format.js'

/** Random expressions and inputs for the tests of the readings, biased to where arithmetic goes wrong. */

/** Doubles of a format: everyday ones, ±0, ±1, next to 1, tiny, subnormal, huge. */
export function floats(format: Format = FORMATS.float64): fc.Arbitrary<number> {
  const { eta, u, emin, max } = format
  const round = (x: number) => roundToFormat(fromDouble(x), format)
  const corners = [0, 1, 2, 1 + 2 * u, 1 - u, u, eta, 2 ** emin, Math.sqrt(max), 2 ** (format.emax / 2), max]
  return fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }).map(round) },
    { weight: 2, arbitrary: fc.integer({ min: -12, max: 12 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -40, max: 40 }))
        .map(([m, e]) => round(m * 2 ** e))
        .filter(Number.isFinite),
    },
    { weight: 1, arbitrary: fc.constantFrom(...corners.flatMap((x) => [round(x), -round(x)])) },
  )
}

/** Rationals of every size, none of them in general a number of any format. */
export const rationals: fc.Arbitrary<Rational> = fc.oneof(
  floats().map(fromDouble),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
    .map(([n, d]) => rational(n, d)),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }))
    .map(([n, d]) => rational(BigInt(n), BigInt(d))),
)

export interface Expression {
  readonly graph: Graph
  readonly root: Node
  readonly leaves: readonly string[]
}

export const LEAVES = ['w', 'x', 'y', 'z'] as const
const LITERALS = ['0', '1', '-1', '2', '1/2', '1/3', '0.1', '1e-4', '1e-30']

/** Expressions over {@link LEAVES} in the operations named: each step picks from everything before it, so subexpressions recur. */
export function expressions(
  ops: readonly (Unary | Binary | 'shift' | 'pi')[] = [...BINARY, ...UNARY, 'shift', 'pi'],
  steps = 12,
): fc.Arbitrary<Expression> {
  const step = fc.record({
    op: fc.constantFrom(...ops),
    i: fc.nat({ max: 40 }),
    j: fc.nat({ max: 40 }),
    literal: fc.option(fc.constantFrom(...LITERALS), { freq: 5, nil: undefined }),
  })
  return fc.array(step, { minLength: 1, maxLength: steps }).map((list) => {
    const F = graph()
    const nodes: Node[] = LEAVES.map((name) => F.leaf(name))
    for (const { op, i, j, literal } of list) {
      // counted from the end, so that small numbers make deep expressions
      const pick = (k: number) => at(nodes, nodes.length - 1 - (k % nodes.length))
      const right = literal === undefined ? pick(j) : F.lit(literal)
      if (op === 'pi') nodes.push(F.pi)
      else if (op === 'shift') nodes.push(F.shift([pick(i), right]))
      else if (isBinary(op)) nodes.push(F[op](pick(i), right))
      else nodes.push(F[op](pick(i)))
    }
    return { graph: F, root: at(nodes, nodes.length - 1), leaves: LEAVES }
  })
}

const isBinary = (op: Unary | Binary): op is Binary => BINARY.some((name) => name === op)

/** A number for each of {@link LEAVES}; one in four is a copy of another, one in eight a neighbour of it. */
export function environments<T>(
  numbers: fc.Arbitrary<T>,
  neighbour: (x: T) => T,
): fc.Arbitrary<ReadonlyMap<string, T>> {
  return fc
    .tuple(fc.tuple(...LEAVES.map(() => numbers)), fc.tuple(...LEAVES.map(() => fc.nat({ max: 7 }))))
    .map(([values, kinds]) => {
      const of = (i: number): T => {
        const kind = at(kinds, i)
        const other = at(values, (i + 1) % values.length)
        return kind === 0 ? neighbour(other) : kind <= 2 ? other : at(values, i)
      }
      return new Map(LEAVES.map((name, i) => [name, of(i)]))
    })
}
