import { type Ball, magnitude } from './ball.js'
import { bound, type DoubleDouble, U, ZERO_DD } from './double-double.js'
import { pow2, scaledRadius } from './dyadic.js'
import { type Enclosure, enclosure } from './enclosure.js'

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

/** Double-doubles in a row: the one at 2i is known within u² of itself, as {@link fromBall} gives it of a ball of 200 bits. */
function table(values: readonly Ball[]): Float64Array {
  return Float64Array.from(
    values.flatMap((value) => {
      const { hi, lo } = fromBall(value)
      return [hi, lo]
    }),
  )
}

interface Constants {
  /** log 2/4096 = S₁ + S₂ + S₃ + θ: multiples of 2⁻⁴³ and 2⁻⁷³, so that n·S₁ and n·S₂ are exact for |n| < 2²², and |θ| < 2⁻¹²⁵. */
  readonly step: readonly [number, number, number]
  readonly log2: Float64Array
  readonly pi: DoubleDouble
  /** 2^(i/64) and 2^(i/4096), i = 0 … 63. */
  readonly coarse: Float64Array
  readonly fine: Float64Array
  /** −log(c/128) for c = 90 … 181 and −log(1 − f/4096) for f = −24 … 24. */
  readonly logsCoarse: Float64Array
  readonly logsFine: Float64Array
}

let known: Constants | undefined

/** Computed when first asked for: loading a module should cost nothing. */
export function constants(): Constants {
  known ??= computeConstants(enclosure(200))
  return known
}

function computeConstants(F: Enclosure): Constants {
  const log2 = F.log(F.lit(2n))
  const [mid, exp] = [log2.mid, log2.exp - 12]
  const [a, b] = [BigInt(-exp - 43), BigInt(-exp - 73)]
  const first = (mid >> a) << a
  const second = ((mid - first) >> b) << b
  const powers = (steps: number) =>
    table(Array.from({ length: 64 }, (_, i) => F.exp(F.mul(log2, F.lit(`${i}/${steps}`)))))
  const logs = (length: number, text: (i: number) => string) =>
    table(Array.from({ length }, (_, i) => F.neg(F.log(F.lit(text(i))))))
  return {
    step: [
      scaled(Number(first), exp),
      scaled(Number(second), exp),
      scaled(Number(mid - first - second), exp),
    ],
    log2: table([log2]),
    pi: fromBall(F.pi),
    coarse: powers(64),
    fine: powers(4096),
    logsCoarse: logs(92, (i) => `${90 + i}/128`),
    logsFine: logs(49, (i) => `${4096 + 24 - i}/4096`),
  }
}
