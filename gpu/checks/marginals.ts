/** Two samples of the same size, compared along directions by the largest distance of their distribution functions. */
export interface Comparison {
  /** The largest distance over the directions. */
  readonly distance: number
  /** Two samples of one law are farther apart with probability at most `falseAlarm`. */
  readonly critical: number
  readonly falseAlarm: number
  /** No difference was found. A difference of laws larger than 2·critical is found with probability 1 − falseAlarm. */
  readonly same: boolean
  readonly n: number
}

export const FALSE_ALARM = 1e-6

const DIRECTIONS: readonly (readonly number[])[] = [
  [1, 0],
  [0, 1],
  [Math.SQRT1_2, Math.SQRT1_2],
  [Math.SQRT1_2, -Math.SQRT1_2],
]

/**
 * sup |F_n − G_n| ≤ sup |F_n − F| + sup |F − G_n|, each above c/2 with probability at most 2e^(−nc²/2) (Dvoretzky, Kiefer
 * and Wolfowitz with Massart's constant): over m directions c = 2√(log(4m/δ)/(2n)). Valid for every n and every law.
 */
export function compareSamples(a: Float64Array, b: Float64Array, d: number): Comparison {
  const n = a.length / d
  if (b.length !== a.length)
    throw new RangeError(`samples of ${a.length} and ${b.length} numbers: expected as many`)
  const directions = d === 1 ? [[1]] : DIRECTIONS
  const along = (x: Float64Array, direction: readonly number[]) =>
    Float64Array.from({ length: n }, (_, r) =>
      direction.reduce((sum, c, i) => sum + c * (x[r * d + i] ?? 0), 0),
    ).sort()
  const distance = Math.max(...directions.map((u) => largestGap(along(a, u), along(b, u))))
  const critical = 2 * Math.sqrt(Math.log((4 * directions.length) / FALSE_ALARM) / (2 * n))
  return { distance, critical, falseAlarm: FALSE_ALARM, same: distance <= critical, n }
}

/** sup |F − G| of two sorted samples of n. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] ?? 0, b[j] ?? 0)
    while (i < a.length && (a[i] ?? 0) <= x) i++
    while (j < b.length && (b[j] ?? 0) <= x) j++
    gap = Math.max(gap, Math.abs(i - j) / a.length)
  }
  return gap
}
