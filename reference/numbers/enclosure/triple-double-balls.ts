import { type Ball, ball, fromDouble } from './ball.js'
import { U } from './double-double.js'
import { exponentOf, pow2 } from './dyadic.js'
import { bound, inRange, unknown, type Words, write } from './triple-double.js'

/** Integers below this are three doubles exactly: each takes 53 bits of what is left. */
const THREE = 2 ** 159

/** Exponents with which no word and no radius leaves the doubles. */
const LONGEST = 850

/** The words of a ball: its middle to the nearest three times over, and the radius with what is left. */
export function fromBall({ mid, exp, rad }: Ball, r: Words, k: number) {
  const h = Number(mid)
  if (h === 0)
    return write(r, k, 0, 0, 0, rad === 0 ? 0 : Math.abs(exp) < LONGEST ? bound(rad * pow2(exp)) : Infinity)
  if (!(Math.abs(exp) < LONGEST && Math.abs(h) < 2 ** LONGEST)) return unknown(r, k)
  const scale = pow2(exp)
  if (!inRange(h * scale)) return unknown(r, k)
  if (h < 2 ** 53 && h > -(2 ** 53)) return write(r, k, h * scale, 0, 0, rad * scale)
  const rest = mid - BigInt(h)
  const m = Number(rest)
  const l = m === 0 ? 0 : Number(rest - BigInt(m))
  const left = Math.abs(h) < THREE ? rad : rad + U * Math.abs(l)
  write(r, k, h * scale, m * scale, l * scale, left === 0 ? 0 : bound(left * scale))
}

/** Bits of a middle beyond the precision. */
const SPARE = 14

/**
 * The ball of what stands at i, to `precision` bits and a few more. With q = 2^−unit the words are cut to integers from the first on,
 * what is cut going to the next; the sums of two of them and the last cut leave something, which the radius holds. It is at least
 * ½: so narrow a ball is not cut again.
 */
export function toBall(r: Words, i: number, precision: number): Ball {
  const h = r[i] as number
  const m = r[i + 1] as number
  const l = r[i + 2] as number
  const err = r[i + 3] as number
  if (err === 0 && m === 0) return fromDouble(h)
  const unit = exponentOf(h) - precision - SPARE
  const q = pow2(-unit)
  const a = h * q
  const x = Math.round(a)
  const b = m * q
  const f = a - x
  const b1 = b + f
  const y = Math.round(b1)
  const c = l * q
  const g = b1 - y
  const c1 = c + g
  const z = Math.round(c1)
  const v = b1 - b
  const w = c1 - c
  const left =
    Math.abs(b - (b1 - v) + (f - v)) +
    Math.abs(c - (c1 - w) + (g - w)) +
    Math.abs(c1 - z) +
    underflow(m, b) +
    underflow(l, c)
  const rad = err * q + left
  const mid = BigInt(x) + BigInt(y) + BigInt(z)
  return ball(mid, unit, err === 0 && left === 0 ? 0 : Math.max(rad, 0.5), precision, 0, precision + SPARE)
}

/** A word that has lost bits on the way to its unit counts as one part of 2⁴⁰. */
const underflow = (word: number, moved: number): number =>
  word !== 0 && Math.abs(moved) < 2 ** -900 ? 2 ** -40 : 0
