import { type Ball, fromDouble as ballOf, magnitude } from '../../reference/numbers/enclosure/ball.js'
import { pow2, scaledRadius } from '../../reference/numbers/enclosure/dyadic.js'
import { sub } from '../../reference/numbers/enclosure/field.js'
import { nextUp } from '../../reference/numbers/rounding/convert.js'

/** A double that is not below |x − y| for any y of the ball; Infinity where that has no double. */
export function distanceTo(x: number, ball: Ball): number {
  if (!Number.isFinite(x)) return Infinity
  const { lead, exp } = magnitude(sub(ballOf(x), ball, 64))
  if (lead === 0) return 0
  const value = lead * (1 + 2 ** -40) * pow2(exp)
  return exp > 1100 ? Infinity : exp < -1200 ? Number.MIN_VALUE : nextUp(value)
}

/** Twice the radius of a ball: how far apart two numbers of it can be. */
export const widthOf = ({ rad, exp }: Ball): number => (rad === 0 ? 0 : 2 * scaledRadius(rad, exp))

/** The double nearest to the middle of a ball, for people. */
export function middleOf({ mid, exp }: Ball): number {
  const { lead, exp: shift } = magnitude({ mid, exp, rad: 0 })
  const size = lead * pow2(Math.max(-1100, Math.min(1100, shift)))
  return mid < 0n ? -size : size
}
