import type { Data } from '../data/posterior.js'
import { at } from '../numbers/combinators.js'
import { expUp, logUp, magnitude, type Range, up } from '../numbers/outward.js'
import { logOfModulus, onBox, sizeOfLog } from './box.js'
import { type Growth, overSpace, rangesOf, scale } from './over-space.js'
import { divergenceDensity, entropyDensity, type Peaks, peaksOf } from './peaks.js'
import type { Stage } from './stage.js'

/**
 * h(q) = −∫ q log q, in nats, of a mixture of Gaussians in few dimensions, to about 2^−bits. With q = P/(2π)^{d/2} it is
 * (d/2) log 2π − ∫ P log P/(2π)^{d/2}.
 */
export function differentialEntropy<T>(stage: Stage<T>, law: Data<T>, bits: number): T {
  const { F } = stage
  const peaks = peaksOf(F, law)
  const integral = overSpace(
    stage,
    peaks,
    {
      value: (x) => entropyDensity(F, peaks, x),
      logBound: (on) => up(logOfModulus(on) + logUp(sizeOfLog(on))),
      growth: growthOfLog(rangesOf(stage, peaks)),
    },
    bits,
  )
  const whole = scale(stage, peaks)
  return F.add(F.log(whole), F.div(integral, whole))
}

/** KL(p ‖ q) = ∫ p (log p − log q), in nats, of two mixtures of Gaussians in few dimensions, to about 2^−bits. */
export function divergence<T>(stage: Stage<T>, p: Data<T>, q: Data<T>, bits: number): T {
  const { F } = stage
  const [ofP, ofQ] = [peaksOf(F, p), peaksOf(F, q)]
  const [rangesP, rangesQ] = [rangesOf(stage, ofP), rangesOf(stage, ofQ)]
  const [growthP, growthQ] = [growthOfLog(rangesP), growthOfLog(rangesQ)]
  const integral = overSpace(
    stage,
    ofP,
    {
      value: (x) => divergenceDensity(F, ofP, ofQ, x),
      logBound: (onP, box) => {
        const onQ = onBox(rangesQ, box)
        return onQ && up(logOfModulus(onP) + logUp(up(sizeOfLog(onP) + sizeOfLog(onQ))))
      },
      growth: {
        constant: up(growthP.constant + growthQ.constant),
        square: up(growthP.square + growthQ.square),
      },
    },
    bits,
  )
  return F.div(integral, scale(stage, ofP))
}

/**
 * At real points P_j ≤ P ≤ Σ e^{ℓ_k} for every j, so |log P| ≤ |ℓ_j| + log⁺ Σ e^{ℓ_k} + rᵀH_jr with r = x − m_j; rᵀHr ≤ |r|²·tr H, and
 * |r|² ≤ 2|x|² + 2|m|². The widest component is taken.
 */
function growthOfLog(peaks: Peaks<Range>): Growth {
  const traceOf = ({ halfPrecision }: Peaks<Range>[number]) =>
    halfPrecision.reduce((sum, row, i) => up(sum + at(row, i).hi), 0)
  const widest = peaks.reduce((a, b) => (traceOf(b) < traceOf(a) ? b : a))
  const peak = peaks.reduce((sum, { logPeak }) => up(sum + expUp(logPeak.hi)), 0)
  const h = traceOf(widest)
  const norm = widest.mean.reduce((sum, m) => up(sum + up(magnitude(m) ** 2)), 0)
  const atMean = up(2 * up(h * norm))
  return {
    constant: up(up(magnitude(widest.logPeak) + Math.max(0, logUp(peak))) + atMean),
    square: up(2 * h),
  }
}
