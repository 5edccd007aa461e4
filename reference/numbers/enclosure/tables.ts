import { constantTable, inverseSeries } from './constants.js'

/**
 * Tables that bring the argument of exp or log next to 0 or 1, in fixed point: integers C with |C − 2^w·c| ≤ 2, as the
 * constants are.
 */

/** The longest w for which building the tables (some hundred short series) costs less than they save. */
export const LONGEST_TABLE = 4300

/** Powers e^(n/step), n = 0 … 63, by repeated products. */
const powers = (step: bigint) => (w: number) => {
  const [one, shift] = [1n << BigInt(w), BigInt(w)]
  let [term, base, n] = [one / step, one, 1n]
  for (; term > 0n; term /= ++n * step) base += term
  const table = [one]
  for (let i = 1; i < 64; i++) table.push(((table[i - 1] as bigint) * base) >> shift)
  return table
}

/**
 * e^(n/64) and e^(n/4096), n = 0 … 63. A term of the base's series is ⌊1/(stepⁿ n!)⌋, short by less than 1; N terms and the
 * rest (below 1): N + 1 in all. A product lacks d′ ≤ d·b + e·(N + 1) + 1 with b⁶³ < e: below 63e(e(N + 1) + 1) < 2¹⁹ for
 * N < 1000, far less than a quarter of 2³².
 */
export const powersCoarse = constantTable(powers(64n))
export const powersFine = constantTable(powers(4096n))

/** −log(n/from), n = from … from + count with sign −1, n = from … from − count with +1, by steps of 2 artanh(1/(2n + 1)). */
function logs(from: bigint, count: number, sign: 1 | -1, w: number): bigint[] {
  const table = [0n]
  for (let i = 1; i <= count; i++) {
    const n = from - BigInt(sign * i)
    const step = 2n * inverseSeries(2n * (sign > 0 ? n : n - 1n) + 1n, false, w)
    table.push((table[i - 1] as bigint) + BigInt(sign) * step)
  }
  return table
}

/** −log(n/128) for n = 128 − i, i = 0 … 64: at most 64 steps of twice 2²³ (see {@link inverseSeries}). */
export const logsCoarse = constantTable((w) => logs(128n, 64, 1, w))

export const FINE = 68

/** −log(1 − j/4096) for j = i − 68, i = 0 … 136: at most 68 steps of twice 2²³, below 2³⁰ + 2²⁸: 0.32 of 2³². */
export const logsFine = constantTable((w) => [
  ...logs(4096n, FINE, -1, w).slice(1).reverse(),
  ...logs(4096n, FINE, 1, w),
])
