import { type Ball, magnitude } from './ball.js'
import {
  addDD,
  bound,
  type DoubleDouble,
  exactly,
  make,
  mulDD,
  negDD,
  ONE_DD,
  subDD,
  U,
  ZERO_DD,
} from './double-double.js'
import { pow2, scaledRadius } from './dyadic.js'
import { enclosure } from './enclosure.js'

const UNKNOWN: DoubleDouble = { hi: 0, lo: 0, err: Number.POSITIVE_INFINITY }

/**
 * The double-double of a ball: the middle to the nearest, what is left of it to the nearest, and the radius. Where the
 * middle is outside 2^±900 nothing is claimed (of a smaller one: 0 ± its size).
 */
export function fromBall(b: Ball): DoubleDouble {
  const { lead, exp } = magnitude(b)
  if (lead === 0) return ZERO_DD
  const size = Math.log2(lead) + exp
  if (!(size < 900)) return UNKNOWN
  if (size < -900) return { hi: 0, lo: 0, err: 2 ** -890 }
  const cut = Math.max(0, b.mid.toString(2).length - 1000)
  const mid = b.mid >> BigInt(cut)
  const scale = b.exp + cut
  const hi = Number(mid)
  const rest = mid - BigInt(hi)
  const lo = Number(rest)
  const err = U * Math.abs(lo) + scaledRadius(b.rad, -cut) + (cut > 0 ? 1 : 0)
  return { hi: scaled(hi, scale), lo: scaled(lo, scale), err: bound(scaledRadius(err, scale)) }
}

/** x·2ⁿ in steps that stay in range; inexact only below 2⁻¹⁰²², which {@link bound} pays. */
function scaled(x: number, n: number): number {
  if (n > 900) return scaled(x * pow2(900), n - 900)
  return n < -900 ? scaled(x * pow2(-900), n + 900) : x * pow2(n)
}

interface Constants {
  /** log 2 = L₁ + L₂ + L₃ + θ: L₁ and L₂ of 40 bits, so that k·L₁ and k·L₂ are exact for |k| < 2¹³, and |θ| < 2⁻¹³⁰. */
  readonly log2: readonly [number, number, number]
  readonly sixth: DoubleDouble
  readonly pi: DoubleDouble
  /** e^(i/64) for |i| ≤ 24. */
  readonly powers: readonly DoubleDouble[]
}

let known: Constants | undefined

/** Computed when first asked for: loading a module should cost nothing. */
export function constants(): Constants {
  known ??= computeConstants()
  return known
}

function computeConstants(): Constants {
  const F = enclosure(200)
  const { mid, exp } = F.log(F.lit(2n))
  const [a, b] = [BigInt(-exp - 40), BigInt(-exp - 80)]
  const first = (mid >> a) << a
  const second = ((mid - first) >> b) << b
  return {
    log2: [
      scaled(Number(first), exp),
      scaled(Number(second), exp),
      scaled(Number(mid - first - second), exp),
    ],
    sixth: fromBall(F.lit('1/6')),
    pi: fromBall(F.pi),
    powers: Array.from({ length: 49 }, (_, n) => fromBall(F.exp(F.lit(`${n - 24}/64`)))),
  }
}

const HALF = exactly(0.5)

/**
 * e^r − 1 for |r| < 1/64: r + r²(½ + r/6 + r²D), D = 1/24 + r/120 + … + r⁵/9! at r.hi in doubles, cut by |r|¹⁰/10!·1.01.
 * D: coefficients and Horner's steps err by less than 2⁻⁵⁶ together (2u·0.042 and little more); r.lo and the error of r move it by
 * (u|r| + err)/100. Its product with r.hi² instead of r², rounded, adds less than 2u·0.043·r². So r²D is within
 * r²(2⁻⁵³ + err/100) + err(r²).
 */
function smallExpm1(r: DoubleDouble): DoubleDouble {
  const x = r.hi
  const d = 1 / 24 + x * (1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40320 + x / 362880))))
  const squared = mulDD(r, r)
  const tail = squared.hi * d
  const tailError = bound(squared.hi * (2 ** -53 + r.err / 100) + squared.err)
  const inner = addDD(HALF, addDD(mulDD(r, constants().sixth), { hi: tail, lo: 0, err: tailError }))
  const { hi, lo, err } = addDD(r, mulDD(squared, inner))
  const size = Math.abs(x) * (1 + U) + r.err
  const square = size * size
  const fourth = square * square
  return { hi, lo, err: bound(err + (fourth * fourth * square) / 3.5e6) }
}

/** x = k log 2 + i/64 + r with |r| < 1/64; undefined where |x| ≥ 600 or x is not known to 2⁻⁹. */
function reduced(a: DoubleDouble) {
  if (!(Math.abs(a.hi) < 600 && a.err < 2 ** -9)) return undefined
  const [L1, L2, L3] = constants().log2
  const k = Math.round(a.hi / Math.LN2)
  const t = k * L3
  const low = make(-k * L2, -t, bound(U * Math.abs(t) + Math.abs(k) * 2 ** -130))
  const rest = addDD(addDD(a, exactly(-k * L1)), low)
  const i = Math.round(rest.hi * 64)
  return { k, power: constants().powers[i + 24] ?? UNKNOWN, r: addDD(rest, exactly(-i / 64)) }
}

/** e^x = 2ᵏ·e^(i/64)·(1 + (e^r − 1)). Below −599: 0 ± 2⁻⁸⁶⁰. */
export function expDD(a: DoubleDouble): DoubleDouble {
  if (a.hi === 0 && a.err === 0) return ONE_DD
  const parts = reduced(a)
  if (!parts) return a.hi + a.err < -599 ? { hi: 0, lo: 0, err: 2 ** -860 } : UNKNOWN
  const { hi, lo, err } = mulDD(parts.power, addDD(ONE_DD, smallExpm1(parts.r)))
  const scale = pow2(parts.k)
  return { hi: hi * scale, lo: lo * scale, err: bound(err * scale) }
}

export function expm1DD(a: DoubleDouble): DoubleDouble {
  return Math.abs(a.hi) < 2 ** -7 && a.err < 2 ** -9 ? smallExpm1(a) : subDD(expDD(a), ONE_DD)
}

/**
 * log(1 + d) for |d| ≤ m < 2⁻⁸: d − d²/2 within m³/2. d²/2 is taken at d.hi: within u of itself and
 * |d.hi|(|lo| + err) + (|lo| + err)²/2 < 1.5m(|lo| + err). Undecided where d is larger.
 */
function smallLog1p(d: DoubleDouble): DoubleDouble {
  const rest = Math.abs(d.lo) + d.err
  const m = Math.abs(d.hi) + rest
  if (!(m < 2 ** -8)) return UNKNOWN
  const half = (d.hi * d.hi) / 2
  return addDD(d, { hi: -half, lo: 0, err: bound(U * half + 1.5 * m * rest + (m * m * m) / 2) })
}

/** log a = y + log(1 + d), 1 + d = a e^−y, for any y: the double log a.hi, of which only that d is small is used. */
export function logDD(a: DoubleDouble): DoubleDouble {
  if (a.hi === 1 && a.lo === 0 && a.err === 0) return ZERO_DD
  if (!(a.hi > 0 && a.err < a.hi)) return UNKNOWN
  const y = exactly(Math.log(a.hi))
  return addDD(y, smallLog1p(subDD(mulDD(a, expDD(negDD(y))), ONE_DD)))
}

/** As {@link logDD}, where (1 + x)e^−y − 1 = (x − (e^y − 1))e^−y does not cancel. */
export function log1pDD(a: DoubleDouble): DoubleDouble {
  if (a.hi === 0 && a.err === 0) return ZERO_DD
  if (!(a.hi - a.err > -1)) return UNKNOWN
  const y = exactly(Math.log1p(a.hi))
  return addDD(y, smallLog1p(mulDD(subDD(a, expm1DD(y)), expDD(negDD(y)))))
}
