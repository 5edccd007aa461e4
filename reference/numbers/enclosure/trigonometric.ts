import { type Ball, ball, magnitude, ONE, point, widened, ZERO } from './ball.js'
import { fixedPi } from './constants.js'
import { abs, bits, type Dyadic, exponentOf, scaled, top } from './dyadic.js'
import type { Fixed } from './exponential.js'
import { mul, neg, sub } from './field.js'

/** [−1, 1], which holds every sine and cosine. */
const ALL: Ball = { mid: 0n, exp: 0, rad: 1 }

/** Beyond this exponent π would have to be known to more bits than are worth computing. */
const FARTHEST = 2 ** 16

/**
 * x = q·π/2 + t at a point, |t| < 0.8, t as a ball of relative error about 2^−p. In units of 2^−w with w = p + extra + size:
 * x is cut by less than 1, q·Π/2 known within |q| (Π = 2^w π within 2) and cut by 1; |q| ≤ 0.65·2^size + 1. After dropping
 * `size` bits: within 0.65 + 3·2^−size + 1 < 5. Where t is so small that this is too much (x ≠ 0 is no multiple of π/2, as
 * π is irrational), w grows.
 */
function reduce(x: Dyadic, p: number): { readonly quadrant: number; readonly t: Ball } {
  const size = top(x)
  if (size <= -1) return { quadrant: 0, t: point(x) }
  for (let extra = 16; ; extra *= 2) {
    const w = p + extra + size
    const pi = fixedPi(w)
    const cut = scaled(x.mid, x.exp + w)
    const q = floorDivide(2n * cut + (pi >> 1n), pi)
    const rest = (cut - ((q * pi) >> 1n)) >> BigInt(size)
    if (bits(rest) >= p + 5) return { quadrant: Number(q & 3n), t: ball(rest, size - w, 5, p + 8) }
  }
}

const floorDivide = (a: bigint, b: bigint): bigint => (a < 0n ? -((-a + b - 1n) / b) : a / b)

/**
 * Σ (−1)ᵏ x^(2k)/(first·(first+1)⋯(2k + first − 1)) for |x| < 0.8, 2^w times: cos x for first = 1, sin x / x for first = 2; t is
 * 2^w|x|, cut. So Q = t² errs by 1.6 + 1 units and a little, below 2.7; a term ⌊previous·Q/(2^w m)⌋ with m ≥ 2 by
 * d′ ≤ (0.64 d + 2.7·previous/2^w)/m + 1 < 3.2; the terms alternate and fall, so after one cut to 0, truly below 3.2, the rest is
 * below that. So N terms err by less than 3.2(N + 1).
 */
export function fixedAlternating(t: bigint, first: 1 | 2, w: number): Fixed {
  const q = (t * t) >> BigInt(w)
  let term = 1n << BigInt(w)
  let sum = 0n
  let n = 0
  while (term > 0n) {
    sum += (n & 1) === 0 ? term : -term
    n++
    const m = 2 * n + first - 2
    term = ((term * q) >> BigInt(w)) / BigInt(m * (m + 1))
  }
  return { value: sum, error: 3.2 * (n + 1) }
}

function series(t: Dyadic, first: 1 | 2, p: number): Ball {
  const w = p + 16
  const { value, error } = fixedAlternating(scaled(abs(t.mid), t.exp + w), first, w)
  return ball(value, -w, error, p)
}

/** sin(x + quarters·π/2) at a point; |sin′| ≤ 1 carries the radius of t over. */
function sinPoint(x: Dyadic, quarters: 0 | 1, p: number): Ball {
  if (x.mid === 0n) return quarters === 0 ? ZERO : { mid: 1n, exp: 0, rad: 0 }
  if (top(x) > FARTHEST) return ALL
  const high = p + 6
  const { quadrant, t } = reduce(x, high)
  const turns = quadrant + quarters
  const value = (turns & 1) === 0 ? mul(point(t), series(t, 2, high), high) : series(t, 1, high)
  return widened((turns & 2) === 0 ? value : neg(value), t.rad, t.exp, p)
}

/**
 * |f(x + θ) − f(x)| ≤ |f′(x)|δ + δ²/2, as |f″| ≤ 1, with f′ = ±√(1 − f²); for the cosine of a small x also |f′| ≤ |x|. A ball
 * of radius 2 or more says nothing.
 */
function spread(a: Ball, quarters: 0 | 1, p: number): Ball {
  if (a.rad !== 0 && exponentOf(a.rad) + a.exp > 1) return ALL
  const value = sinPoint(a, quarters, p)
  if (a.rad === 0) return value
  const exact = 2 * p + 8
  const squared = magnitude(sub(ONE, mul(value, value, exact), exact))
  const odd = Math.abs(squared.exp % 2)
  const root = { lead: Math.sqrt(squared.lead * (odd + 1)), exp: (squared.exp - odd) / 2 }
  const small = quarters === 1 && top(a) < root.exp + exponentOf(root.lead) ? magnitude(point(a)) : root
  const sloped = widened(value, a.rad * small.lead, a.exp + small.exp, p)
  return widened(sloped, (a.rad * a.rad) / 2, 2 * a.exp, p)
}

export const sin = (a: Ball, p: number): Ball => spread(a, 0, p)
export const cos = (a: Ball, p: number): Ball => spread(a, 1, p)
