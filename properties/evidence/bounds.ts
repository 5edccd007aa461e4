/**
 * Deviations of averages of n independent draws that are exceeded with a probability of at most δ, two-sided, for every n.
 * t = log(2/δ) throughout, half of δ for either side.
 */
export interface Bound {
  /** The inequality, for reports. */
  readonly name: string
  /** Accepted: expected + lower ≤ average ≤ expected + upper. */
  readonly interval: (sample: Sample, delta: number) => { readonly lower: number; readonly upper: number }
  /** Where the true mean is that far from the expected one, the check falls with a probability of at least 1 − kappa. */
  readonly detected: (draws: number, delta: number, kappa: number) => number
}

export interface Sample {
  readonly draws: number
  /** Σ (x − average)²/(n − 1). */
  readonly variance: number
}

/**
 * Draws in [low, high]: empirical Bernstein (Maurer and Pontil 2009, Theorem 4, for each side), |average − mean| ≤ √(2V log(4/δ)/n) +
 * 7w log(4/δ)/(3(n − 1)), w = high − low, V the sample's variance. As V ≤ w²n/(4(n − 1)) always, and by Hoeffding's inequality the average
 * strays by less than w√(log(1/κ)/(2n)), a deviation of the sum of both is found.
 */
export const bounded = (low: number, high: number): Bound => {
  const width = high - low
  const radius = ({ draws, variance }: Sample, delta: number) => {
    const t = Math.log(4 / delta)
    return Math.sqrt((2 * variance * t) / draws) + (7 * width * t) / (3 * (draws - 1))
  }
  return {
    name: 'empirical Bernstein',
    interval: (sample, delta) => ({ lower: -radius(sample, delta), upper: radius(sample, delta) }),
    detected: (draws, delta, kappa) => {
      const variance = (width * width * draws) / (4 * (draws - 1))
      return radius({ draws, variance }, delta) + width * Math.sqrt(Math.log(1 / kappa) / (2 * draws))
    },
  }
}

/** Draws of N(mean, std²): P(|average − mean| > z·std/√n) ≤ 2e^{−z²/2} (Chernoff). */
export const gaussianMean = (std: number): Bound => {
  const stray = (draws: number, probability: number) =>
    std * Math.sqrt((2 * Math.log(1 / probability)) / draws)
  return {
    name: 'Chernoff bound of a Gaussian mean',
    interval: ({ draws }, delta) => ({ lower: -stray(draws, delta / 2), upper: stray(draws, delta / 2) }),
    detected: (draws, delta, kappa) => stray(draws, delta / 2) + stray(draws, kappa),
  }
}

/**
 * Draws of scale·χ²_k, independent: their sum is scale·χ²_N, N = nk, and P(χ²_N − N ≥ 2√(Nt) + 2t) ≤ e^−t, P(N − χ²_N ≥ 2√(Nt)) ≤ e^−t
 * (Laurent and Massart 2000, Lemma 1). A scale that is off by a factor moves the whole interval with it.
 */
export const chiSquare = (scale: number, k = 1): Bound => {
  const above = (N: number, t: number) => (2 * Math.sqrt(N * t) + 2 * t) / N
  const below = (N: number, t: number) => Math.min(1, (2 * Math.sqrt(N * t)) / N)
  const mean = scale * k
  return {
    name: 'Laurent–Massart bound of χ²',
    interval: ({ draws }, delta) => ({
      lower: -mean * below(draws * k, Math.log(2 / delta)),
      upper: mean * above(draws * k, Math.log(2 / delta)),
    }),
    detected: (draws, delta, kappa) => {
      const [N, t, s] = [draws * k, Math.log(2 / delta), Math.log(1 / kappa)]
      const larger = (1 + above(N, t)) / (1 - below(N, s)) - 1
      const smaller = 1 - (1 - below(N, t)) / (1 + above(N, s))
      return mean * Math.max(larger, smaller)
    },
  }
}

/**
 * Draws of s·χ²_1 with s ∈ [low, high] drawn with them, E s = mean. Given the scales, Σ s_i(χ² − 1) is at least 2√(t Σ s²) + 2·high·t, or at
 * most −2√(t Σ s²), with a probability of e^−t each (Laurent and Massart 2000, Lemma 1), and Σ s² ≤ n·high²; the average of the scales strays
 * by (high − low)√(t/(2n)) with e^−t (Hoeffding). Four events, t = log(4/δ).
 */
export const scaledChiSquares = (low: number, high: number): Bound => {
  const above = (n: number, t: number) => (high * (2 * Math.sqrt(n * t) + 2 * t)) / n + scales(n, t)
  const below = (n: number, t: number) => 2 * high * Math.sqrt(t / n) + scales(n, t)
  const scales = (n: number, t: number) => (high - low) * Math.sqrt(t / (2 * n))
  return {
    name: 'Laurent–Massart and Hoeffding',
    interval: ({ draws }, delta) => {
      const t = Math.log(4 / delta)
      return { lower: -below(draws, t), upper: above(draws, t) }
    },
    detected: (draws, delta, kappa) => {
      const [t, s] = [Math.log(4 / delta), Math.log(2 / kappa)]
      return above(draws, t) + above(draws, s)
    },
  }
}
