/**
 * π and log 2 in fixed point: an integer C with |C − 2^w·c| ≤ 2. Values come from a few stored lengths, so that they are
 * the same whatever was asked for before.
 */

const GUARD = 32

/**
 * Σₖ σᵏ/((2k+1) n^(2k+1)), 2^w times: atanh(1/n) for σ = 1, atan(1/n) for σ = −1. The powers are cut downward: each lacks
 * less than 1 + 1/n² + … < 2, each term divided by 2k+1 less than 2/(2k+1) + 1 ≤ 3; after the last power, cut to 0 where
 * it was below 2, the rest is below 2/(1 − 1/n²) < 3. So K terms err by less than 3K + 3, which is below 2²³ for w ≤ 2²⁰.
 */
export function inverseSeries(n: bigint, alternating: boolean, w: number): bigint {
  let power = (1n << BigInt(w)) / n
  let sum = 0n
  for (let k = 0n; power > 0n; k++) {
    const term = power / (2n * k + 1n)
    sum += alternating && (k & 1n) === 1n ? -term : term
    power /= n * n
  }
  return sum
}

/**
 * Numbers in fixed point to any w ≤ 2²⁰ bits: integers within 2 of 2^w·c. `compute` gives them to w bits within ⅓·2³²; it is
 * asked for a few stored lengths with 32 more bits: cut, they err by at most ⅓ + 1. Shorter ones are cut from the next stored
 * length: 1 for the cut, and at most half of 1⅓.
 */
export function constantTable(compute: (w: number) => readonly bigint[]) {
  const stored = new Map<number, readonly bigint[]>()
  const cut = new Map<number, readonly bigint[]>()
  const shifted = (table: readonly bigint[], by: number) => table.map((c) => c >> BigInt(by))
  let [latest, last]: [readonly bigint[], number] = [[], -1]
  return (w: number): readonly bigint[] => {
    if (w === last) return latest
    if (w > 2 ** 20)
      throw new RangeError(`constants are known to 2^20 bits, not to ${w}: lower the precision`)
    let length = 256
    while (length <= w) length *= 2
    const long = () => remembered(stored, length, () => shifted(compute(length + GUARD), GUARD))
    if (cut.size > MOST_CUT) cut.clear()
    latest = remembered(cut, w, () => shifted(long(), length - w))
    last = w
    return latest
  }
}

/** Lengths that are kept of each table. */
const MOST_CUT = 64

/** A constant Σ cᵢ f(1/nᵢ) with Σ|cᵢ| ≤ 128: within 128·2²³ = ¼·2³². */
function constant(terms: readonly (readonly [coefficient: bigint, n: bigint])[], alternating: boolean) {
  const table = constantTable((w) => [
    terms.reduce((sum, [c, n]) => sum + c * inverseSeries(n, alternating, w), 0n),
  ])
  return (w: number): bigint => table(w)[0] as bigint
}

function remembered<K, V>(known: Map<K, V>, key: K, compute: () => V): V {
  const found = known.get(key)
  if (found !== undefined) return found
  const value = compute()
  known.set(key, value)
  return value
}

/** 2^w·log 2, within 2. With 2 artanh(1/n) = log((n+1)/(n−1)): 2 = (27/25)⁹ (4802/4800)⁻¹ (8750/8748)⁴. */
export const fixedLog2 = constant(
  [
    [18n, 26n],
    [-2n, 4801n],
    [8n, 8749n],
  ],
  false,
)

/** 2^w·π, within 2: Gauss, π = 48 arctan(1/18) + 32 arctan(1/57) − 20 arctan(1/239). */
export const fixedPi = constant(
  [
    [48n, 18n],
    [32n, 57n],
    [-20n, 239n],
  ],
  true,
)
