import {
  type Ball,
  ball,
  certainSign,
  highEnd,
  hullOf,
  isWide,
  lowEnd,
  point,
  Undecided,
  ZERO,
} from './ball.js'
import { describe } from './decimal.js'
import {
  bits,
  type Dyadic,
  exponentOf,
  floorSqrt,
  leading,
  pow2,
  scaledRadius,
  sumOfRadii,
} from './dyadic.js'

/**
 * + − × ÷ √ of balls. A narrow ball (radius at most 1/64 of its middle) is taken by middle and radius; a wide one by its
 * ends, where products and quotients of middles would be far too wide.
 */

export const neg = (a: Ball): Ball => ({ mid: -a.mid, exp: a.exp, rad: a.rad })

/**
 * a + b: the middles exactly where their exponents are near, and where their leading bits are (they may cancel). Else the
 * lower ball is cut where it no longer matters, p + 8 bits below the leading bit of the higher or 60 bits below the unit of
 * its radius: an error below one unit there.
 */
export function add(a: Ball, b: Ball, p: number): Ball {
  if (a.exp === b.exp && !isZero(a) && !isZero(b)) return ball(a.mid + b.mid, a.exp, a.rad + b.rad, p)
  const [high, low] = a.exp > b.exp ? [a, b] : [b, a]
  if (isZero(low)) return high
  if (isZero(high)) return low
  const gap = high.exp - low.exp
  if (gap <= 64) return ball((high.mid << BigInt(gap)) + low.mid, low.exp, high.rad * pow2(gap) + low.rad, p)
  const length = bits(high.mid)
  const room = Math.max(0, p + 8 - length)
  const k = high.rad === 0 ? room : Math.min(room, 60)
  if (gap <= Math.max(k, 64) || (low.mid !== 0n && bits(low.mid) + 2 >= length + gap)) {
    const { rad, radExp } =
      gap <= 900
        ? { rad: scaledRadius(high.rad, gap) + low.rad, radExp: 0 }
        : sumOfRadii([
            [high.rad, gap],
            [low.rad, 0],
          ])
    return ball((high.mid << BigInt(gap)) + low.mid, low.exp, rad, p, radExp)
  }
  const cut = gap - k
  const mid = (high.mid << BigInt(k)) + (low.mid >> BigInt(cut))
  return ball(mid, high.exp - k, scaledRadius(high.rad, k) + scaledRadius(low.rad, -cut) + 1, p)
}

export const sub = (a: Ball, b: Ball, p: number): Ball => add(a, neg(b), p)

export const isZero = ({ mid, rad }: Ball): boolean => rad === 0 && mid === 0n

/** ab: |a′b′ − ab| ≤ |a| rad b + |b| rad a + rad a rad b. */
export function mul(a: Ball, b: Ball, p: number): Ball {
  const mid = a.mid * b.mid
  const exp = a.exp + b.exp
  if (a.rad === 0 && b.rad === 0) return ball(mid, exp, 0, p)
  if (isZero(a) || isZero(b)) return ZERO
  const [m, n] = [Math.abs(Number(a.mid)), Math.abs(Number(b.mid))]
  if (m < 2 ** 450 && n < 2 ** 450 && a.rad * 64 <= m && b.rad * 64 <= n)
    return ball(mid, exp, m * b.rad + n * a.rad + a.rad * b.rad, p, 0, exponentOf(m) + exponentOf(n))
  if (isWide(a) || isWide(b)) return corners(a, b, p, (x, y) => ball(x.mid * y.mid, x.exp + y.exp, 0, p + 4))
  const [x, y] = [leading(a.mid), leading(b.mid)]
  if (x.shift === 0 && y.shift === 0)
    return ball(mid, exp, x.lead * b.rad + y.lead * a.rad + a.rad * b.rad, p)
  const { rad, radExp } = sumOfRadii([
    [x.lead * b.rad, x.shift],
    [y.lead * a.rad, y.shift],
    [a.rad * b.rad, 0],
  ])
  return ball(mid, exp, rad, p, radExp)
}

/**
 * a/b. The quotient of the middles is cut at 2^−s, an error of at most one unit q there. With rad b ≤ |b|/64,
 * |a′/b′ − a/b| = |a′b − ab′|/|b b′| ≤ (rad a + |a/b| rad b)/(|b| − rad b) ≤ (rad a + |a/b| rad b)·(64/63)/|b|.
 */
export function div(a: Ball, b: Ball, p: number): Ball {
  if (certainSign(b) === 0) throw divisionByZero(b)
  if (isZero(a)) return ZERO
  if (isWide(b) || isWide(a)) return corners(a, b, p, (x, y) => quotient(x, y, p + 4))
  return quotient(a, b, p)
}

function quotient(a: Ball, b: Ball, p: number): Ball {
  const [m, n] = [Math.abs(Number(a.mid)), Math.abs(Number(b.mid))]
  const areShort = m < 2 ** 450 && n < 2 ** 450 && m > 0
  const s = Math.max(0, p + 3 + (areShort ? exponentOf(n) - exponentOf(m) : bits(b.mid) - bits(a.mid)))
  const shifted = a.mid << BigInt(s)
  const mid = shifted / b.mid
  const exp = a.exp - b.exp - s
  if (a.rad === 0 && b.rad === 0) return ball(mid, exp, mid * b.mid === shifted ? 0 : 1, p)
  if (areShort && s < 450) {
    // All but the last addition are paid by WIDEST, whose excess over 64/63 is far more than their roundings.
    const carried = a.rad * pow2(s) + ((m / n) * pow2(s) + 1) * b.rad
    return ball(mid, exp, (carried * WIDEST) / n + 1, p)
  }
  const [q, y] = [leading(mid), leading(b.mid)]
  const { rad, radExp } = sumOfRadii([
    [(a.rad * WIDEST) / y.lead, s - y.shift],
    [((q.lead + pow2(-q.shift)) * b.rad * WIDEST) / y.lead, q.shift - y.shift],
    [1, 0],
  ])
  return ball(mid, exp, rad, p, radExp)
}

/** No less than 1/(1 − 1/64), and 1/64 as computed by {@link isWide}. */
const WIDEST = 1.016

const divisionByZero = (b: Ball) =>
  isZero(b)
    ? new RangeError('division by zero: the divisor is exactly 0')
    : new Undecided(
        `division by an interval that holds 0, ${describe(b)}: raise the precision, or rewrite the divisor`,
      )

/** A function of two numbers that takes its extremes over a box in the corners: xy; x/y for y ≠ 0. */
function corners(a: Ball, b: Ball, p: number, f: (x: Ball, y: Ball) => Ball): Ball {
  const ends = (c: Ball): readonly Dyadic[] => (c.rad === 0 ? [c] : [lowEnd(c), highEnd(c)])
  return hullOf(
    ends(a).flatMap((x) => ends(b).map((y) => f(point(x), point(y)))),
    p,
  )
}

/**
 * √a. Of a point: ⌊√n⌋ of an integer n of at least 2p + 4 bits, an error below one unit, exact where n is a square.
 * Of a narrow ball, δ = rad/mid ≤ 1/64: |√a′ − √a| = |a′ − a|/(√a′ + √a) ≤ δa/(√a(1 + √(1 − δ))) ≤ δ√a/(2 − δ).
 */
export function sqrt(a: Ball, p: number): Ball {
  if (isZero(a)) return ZERO
  if (a.mid < -a.rad)
    throw new RangeError(`the square root of a negative number, ${describe(a)}, is not real`)
  if (a.mid < a.rad)
    throw new Undecided(
      `the square root of an interval that reaches below 0, ${describe(a)}: raise the precision, or rewrite the radicand`,
    )
  if (isWide(a)) return hullOf([pointRoot(point(lowEnd(a)), p + 4), pointRoot(point(highEnd(a)), p + 4)], p)
  const root = pointRoot(a, p)
  if (a.rad === 0) return root
  const [x, r] = [leading(a.mid), leading(root.mid)]
  const { rad, radExp } = sumOfRadii([
    [((a.rad / x.lead) * (r.lead + scaledRadius(root.rad, -r.shift))) / 1.96, r.shift - x.shift],
    [root.rad, 0],
  ])
  return ball(root.mid, root.exp, rad, p, radExp)
}

function pointRoot(a: Dyadic, p: number): Ball {
  if (a.mid === 0n) return ZERO
  const wanted = Math.max(0, 2 * p + 6 - bits(a.mid))
  const s = (a.exp - wanted) % 2 === 0 ? wanted : wanted + 1
  const n = a.mid << BigInt(s)
  const root = floorSqrt(n)
  return ball(root, (a.exp - s) / 2, root * root === n ? 0 : 1, p)
}
