import { constantTable, inverseSeries } from './constants.js'

/**
 * Tables that bring the argument of exp or log next to 0 or 1, in fixed point: integers C with |C − 2^w·c| ≤ 2, as the
 * constants are.
 */

/** The longest w for which building the tables (some hundred short series) costs less than they save. */
export const LONGEST_TABLE = 4300

/** Powers e^(n/step), n = 0 … 255, by repeated products. */
const powers = (step: bigint) => (w: number) => {
  const [one, shift] = [1n << BigInt(w), BigInt(w)]
  let [term, base, n] = [one / step, one, 1n]
  for (; term > 0n; term /= ++n * step) base += term
  const table = [one]
  for (let i = 1; i < 256; i++) table.push(((table[i - 1] as bigint) * base) >> shift)
  return table
}

/**
 * e^(n/256), e^(n/65536) and e^(n/2²⁴), n = 0 … 255. A term of the base's series is ⌊1/(stepⁿ n!)⌋, short by less than 1; N terms and the
 * rest (below 1): N + 1 in all. A product lacks d′ ≤ d·b + e·(N + 1) + 1 with b²⁵⁵ < e: below 255e(e(N + 1) + 1) < 2²¹ for
 * N < 1000, far less than a quarter of 2³².
 */
export const powersCoarse = constantTable(powers(256n))
export const powersFine = constantTable(powers(65536n))
export const powersFinest = constantTable(powers(2n ** 24n))

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

/**
 * −log(n/256) for n = 256 − i, i = 0 … 128: at most 128 steps of twice what {@link inverseSeries} errs by, 3K + 3 with K terms of 14
 * bits and more: K < 640 up to the longest table, below 2¹¹·2⁸ = 2¹⁹ of 2³².
 */
export const logsCoarse = constantTable((w) => logs(256n, 128, 1, w))

export const FINE = 66

/** −log(1 − j/16384) for j = i − 66, i = 0 … 132: in the same way below 2¹⁹ of 2³². */
export const logsFine = constantTable((w) => [
  ...logs(16384n, FINE, -1, w).slice(1).reverse(),
  ...logs(16384n, FINE, 1, w),
])
