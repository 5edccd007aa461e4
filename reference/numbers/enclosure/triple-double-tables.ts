import { fixedLog2 } from './constants.js'
import { powersCoarse, powersFine, powersFinest } from './tables.js'
import { WORDS, type Words } from './triple-double.js'
import { fromBall } from './triple-double-balls.js'

/** Bits to which the tables are made: 60 more than three doubles hold. */
const BITS = 224

/** Fixed-point numbers within `rad` units, in a row of words. */
function table(values: readonly bigint[], rad: number): Words {
  const r = new Float64Array(WORDS * values.length)
  values.forEach((mid, i) => {
    fromBall({ mid, exp: -BITS, rad }, r, WORDS * i)
  })
  return r
}

/** Steps of the coarse table below 1. */
export const BELOW = 90

interface Constants {
  /**
   * log 2 = L₁ + L₂ + L₃ + L₄ + θ: multiples of 2⁻⁴², 2⁻⁸⁴ and 2⁻¹²⁶ below 1, 2⁻⁴² and 2⁻⁸⁴, so that n times each is exact for
   * |n| < 2¹⁰; L₄ < 2⁻¹²⁶, |θ| < 2⁻¹⁷⁹ + 2⁻²²² < 2⁻¹⁷⁸.
   */
  readonly log2: readonly [number, number, number, number]
  /** e^((i − 90)/256), i = 0 … 180; e^(i/65536) and e^(i/2²⁴), i = 0 … 255. */
  readonly coarse: Words
  readonly fine: Words
  readonly finest: Words
}

let known: Constants | undefined

/** Computed when first asked for. */
export function constants(): Constants {
  known ??= computeConstants()
  return known
}

function computeConstants(): Constants {
  let rest = fixedLog2(BITS)
  const piece = (bits: number): number => {
    const shift = BigInt(BITS - bits)
    const head = (rest >> shift) << shift
    rest -= head
    return Number(head) * 2 ** -BITS
  }
  // With C and D within 2 of 2^w e^(i/256) and 2^w e^(90/256), 2^w C/D is within 2·2^w/D·(1 + C/D) < 6, and cut by less than 1.
  const powers = powersCoarse(BITS)
  const middle = powers[BELOW] as bigint
  const coarse = powers.slice(0, 2 * BELOW + 1).map((power) => (power << BigInt(BITS)) / middle)
  return {
    log2: [piece(42), piece(84), piece(126), piece(BITS)],
    coarse: table(coarse, 7),
    fine: table(powersFine(BITS), 2),
    finest: table(powersFinest(BITS), 2),
  }
}
