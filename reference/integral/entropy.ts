import type { Data } from '../data/posterior.js'
import { expUp, logUp, magnitude, type Range, up } from '../numbers/outward.js'
import { divergenceDensity, entropyDensity, type Line, lineOf } from './line.js'
import { overLine, rangesOf, type Weighted } from './over-line.js'
import { logOfModulus, onRectangle, sizeOfLog } from './rectangle.js'
import type { Stage } from './stage.js'

/**
 * h(q) = −∫ q log q, in nats, of a mixture of Gaussians on the line, to about 2^−bits. With q = P/√(2π) it is
 * ½ log 2π − ∫ P log P / √(2π).
 */
export function differentialEntropy<T>(stage: Stage<T>, law: Data<T>, bits: number): T {
  const { F } = stage
  const line = lineOf(F, law)
  const integral = overLine(
    stage,
    line,
    {
      value: (x) => entropyDensity(F, line, x),
      logBound: (on) => up(logOfModulus(on) + logUp(sizeOfLog(on))),
      growth: growthOfLog(rangesOf(stage, line)),
    },
    bits,
  )
  const twoPi = F.mul(F.lit(2n), F.pi)
  return F.add(F.mul(F.lit('1/2'), F.log(twoPi)), F.div(integral, F.sqrt(twoPi)))
}

/** KL(p ‖ q) = ∫ p (log p − log q), in nats, of two mixtures of Gaussians on the line, to about 2^−bits. */
export function divergence<T>(stage: Stage<T>, p: Data<T>, q: Data<T>, bits: number): T {
  const { F } = stage
  const [ofP, ofQ] = [lineOf(F, p), lineOf(F, q)]
  const [rangesP, rangesQ] = [rangesOf(stage, ofP), rangesOf(stage, ofQ)]
  const [growthP, growthQ] = [growthOfLog(rangesP), growthOfLog(rangesQ)]
  const integral = overLine(
    stage,
    ofP,
    {
      value: (x) => divergenceDensity(F, ofP, ofQ, x),
      logBound: (onP, ...place) => {
        const onQ = onRectangle(rangesQ, ...place)
        return onQ && up(logOfModulus(onP) + logUp(up(sizeOfLog(onP) + sizeOfLog(onQ))))
      },
      growth: {
        constant: up(growthP.constant + growthQ.constant),
        square: up(growthP.square + growthQ.square),
      },
    },
    bits,
  )
  return F.div(integral, F.sqrt(F.mul(F.lit(2n), F.pi)))
}

/**
 * On the real line P_j ≤ P ≤ Σ e^{ℓ_k} for every j, so |log P| ≤ |ℓ_j| + log⁺ Σ e^{ℓ_k} + h_j(x − m_j)²; and (x − m)² ≤ 2x² + 2m². The widest
 * component is taken.
 */
function growthOfLog(line: Line<Range>): Weighted<unknown>['growth'] {
  const widest = line.reduce((a, b) => (b.halfPrecision.hi < a.halfPrecision.hi ? b : a))
  const peak = line.reduce((sum, { logPeak }) => up(sum + expUp(logPeak.hi)), 0)
  const h = widest.halfPrecision.hi
  const atMean = up(2 * up(h * up(magnitude(widest.mean) ** 2)))
  return {
    constant: up(up(magnitude(widest.logPeak) + Math.max(0, logUp(peak))) + atMean),
    square: up(2 * h),
  }
}
