import type { DoubleDouble } from '../numbers/enclosure/double-double.js'
import { fromBall } from '../numbers/enclosure/double-double-functions.js'
import { pow2 } from '../numbers/enclosure/dyadic.js'
import {
  type Ball,
  DOUBLE_DOUBLES,
  type Enclosure,
  hi,
  type InputField,
  lo,
} from '../numbers/enclosure/index.js'
import { down, type Range, up } from '../numbers/outward.js'
import { roundToFormat } from '../numbers/rounding/convert.js'
import { gaussLegendre, type Node } from './legendre.js'

/** What an integral needs of certified numbers: the algebra, rules, errors put in, and bounds read off. */
export interface Stage<T> {
  readonly F: InputField<T>
  /** Gauss's rule of n points. */
  readonly rule: (n: number) => readonly Node<T>[]
  /** [−1, 1]·2^exponent, or a wider interval. */
  readonly within: (exponent: number) => T
  /** Doubles that hold the number between them. */
  readonly range: (x: T) => Range
}

/** Numbers of as many bits as F. */
export const enclosureStage = (F: Enclosure): Stage<Ball> => ({
  F,
  rule: (n) => gaussLegendre(n, F.precision + 8),
  within: (exponent) => ({ mid: 0n, exp: exponent, rad: 1 }),
  range: (x) => ({ lo: down(roundToFormat(lo(x))), hi: up(roundToFormat(hi(x))) }),
})

const rules = new Map<number, readonly Node<DoubleDouble>[]>()

function doubleDoubleRule(n: number): readonly Node<DoubleDouble>[] {
  const found = rules.get(n)
  if (found) return found
  const rule = gaussLegendre(n, 115).map(({ x, weight }) => ({ x: fromBall(x), weight: fromBall(weight) }))
  rules.set(n, rule)
  return rule
}

/** Double-doubles with a proven bound: about 30 digits. Where they cannot follow, the bound is infinite. */
export const DOUBLE_DOUBLE_STAGE: Stage<DoubleDouble> = {
  F: DOUBLE_DOUBLES,
  rule: doubleDoubleRule,
  within: (exponent) => ({ hi: 0, lo: 0, err: pow2(exponent) }),
  range: ({ hi, lo, err }) => ({
    lo: down(down(hi - Math.abs(lo)) - err),
    hi: up(up(hi + Math.abs(lo)) + err),
  }),
}
