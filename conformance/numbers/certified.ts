import { hullOf } from '../../reference/numbers/enclosure/ball.js'
import type { Enclosure } from '../../reference/numbers/enclosure/index.js'
import { type Ball, certainSign, enclosure } from '../../reference/numbers/enclosure/index.js'
import type { JudgeField } from './judge-field.js'

/** The truth: enclosures, with a clamp. */
export type Certified = Enclosure & JudgeField<Ball>

/** Bits of a truth: what a float64 answer is compared with has twenty digits and more to spare. */
export const TRUTH_BITS = 160

/** The certified reading at a precision. */
export function certified(precision = TRUTH_BITS): Certified {
  const F = enclosure(precision)
  const order = (a: Ball, b: Ball) => certainSign(F.sub(a, b))
  const max = (a: Ball, b: Ball): Ball => {
    const o = order(a, b)
    return o > 0 ? a : o < 0 ? b : hullOf([a, b], precision)
  }
  const min = (a: Ball, b: Ball): Ball => F.neg(max(F.neg(a), F.neg(b)))
  return {
    ...F,
    data: (a) => a,
    clamp: (a, { low, high }) => {
      const above = low ? max(a, low) : a
      return high ? min(above, high) : above
    },
  }
}
