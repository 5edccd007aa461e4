import { RATES } from '../network/step.js'

/** Adam's settings: step size, decay of the two moments, ε. */
export interface AdamSettings {
  readonly rate: number
  readonly first?: number
  readonly second?: number
  readonly epsilon?: number
}

/**
 * What the kernel `adam` is given at step t ≥ 1: [rate/(1 − β₁ᵗ), 1/√(1 − β₂ᵗ), β₁, 1 − β₁, β₂, 1 − β₂, ε], the moments'
 * start at 0 corrected. Source: Kingma and Ba 2015, algorithm 1.
 * @throws RangeError unless rate > 0, the decays lie in [0, 1) and ε > 0.
 */
export function adamRates(settings: AdamSettings, t: number): Float32Array {
  const { rate, first = 0.9, second = 0.999, epsilon = 1e-8 } = settings
  if (!(rate > 0 && Number.isFinite(rate)))
    throw new RangeError(`the learning rate is ${rate}: expected a positive number`)
  if (!(first >= 0 && first < 1 && second >= 0 && second < 1 && epsilon > 0))
    throw new RangeError(
      `Adam's decays ${first}, ${second} and ε ${epsilon}: expected [0, 1), [0, 1) and > 0`,
    )
  const rates = Float32Array.of(
    rate / (1 - first ** t),
    1 / Math.sqrt(1 - second ** t),
    first,
    1 - first,
    second,
    1 - second,
    epsilon,
  )
  if (rates.length !== RATES) throw new Error(`the kernel takes ${RATES} rates`)
  return rates
}
