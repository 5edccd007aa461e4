import { at } from '../numbers/combinators.js'
import { down, expUp, logUp, magnitude, RANGES, type Range, up } from '../numbers/outward.js'
import type { Line } from './line.js'

/**
 * A mixture P(z) = Σ P_k(z) on a rectangle |Re z − c| ≤ R, |Im z| ≤ b, against the component j that leads at c:
 * P = P_j·W, W = Σ ρ_k, ρ_k = P_k/P_j.
 *
 * log ρ_k = (ℓ_k − ℓ_j) − h_k(z − m_k)² + h_j(z − m_j)². With x = c + u its real part is A + Bu + Cu² + (h_k − h_j)y², where A is its value
 * at c, C = h_j − h_k, B = 2h_j(c − m_j) − 2h_k(c − m_k), and its imaginary part is y(B + 2Cu): both known over the rectangle without
 * loss.
 *
 * W ≠ 0: let the phases of some components, the leader among them, lie at every z within an interval of length Θ < 2√2. Turned by its
 * middle, each of them has a real part at least cos(Θ/2) ≥ 1 − Θ²/8 times its modulus, so together at least 1 − Θ²/8 (the leader's
 * modulus is 1); the others take away at most their moduli. What is left, `least`, is above 0: P has no zero, log P = log P_j + log W is
 * analytic, real on the real line, and |Im log W| ≤ Θ + π/2 < 5, as the middle is within Θ of 0.
 */
export interface OnRectangle {
  /** No less than log |P_j|. */
  readonly logModulus: number
  /** No less than |log P_j|. */
  readonly sizeOfLog: number
  /** No less than |ρ_k|, by component. */
  readonly ratios: readonly number[]
  /** No less than Σ |ρ_k|. */
  readonly total: number
  /** |W| is no less. */
  readonly least: number
}

/** Θ kept below, and what must be left of W. */
const MOST_PHASE = 2.4
const LEAST = 0.02

/** Undefined where the leader does not carry the rectangle. */
export function onRectangle(
  line: Line<Range>,
  centre: number,
  reach: number,
  height: number,
): OnRectangle | undefined {
  const here = { lo: centre, hi: centre }
  const parts = line.map(({ mean, logPeak, halfPrecision: h }) => {
    const gap = RANGES.sub(here, mean)
    const pull = RANGES.mul(h, gap)
    return { gap, pull, h, logPeak, log: RANGES.sub(logPeak, RANGES.mul(pull, gap)) }
  })
  const leader = parts.reduce((a, b) => (b.log.hi > a.log.hi ? b : a))
  const square = up(height * height)
  const ratios: number[] = []
  const others: { readonly ratio: number; readonly phase: Range }[] = []
  for (const part of parts) {
    if (part === leader) {
      ratios.push(1)
      continue
    }
    const slope = RANGES.mul(TWO, RANGES.sub(leader.pull, part.pull))
    const curve = RANGES.sub(leader.h, part.h)
    const lift = up(Math.max(0, -curve.lo) * square)
    const rise = highest(magnitude(slope), curve.hi, reach)
    const ratio = expUp(up(up(RANGES.sub(part.log, leader.log).hi + lift) + rise))
    ratios.push(ratio)
    const bend = up(2 * up(magnitude(curve) * reach))
    others.push({ ratio, phase: { lo: down(slope.lo - bend), hi: up(slope.hi + bend) } })
  }
  const least = leastModulus(others, height)
  const total = ratios.reduce((a, b) => up(a + b))
  if (!(least > LEAST && total < Number.POSITIVE_INFINITY)) return undefined
  const far = up(magnitude(leader.gap) + reach)
  const sizeOfLog = up(magnitude(leader.logPeak) + up(leader.h.hi * up(up(far * far) + square)))
  const near = Math.max(0, down(distance(leader.gap) - reach))
  const fall = down(leader.h.lo * down(near * near))
  const logModulus = up(up(leader.logPeak.hi + up(leader.h.hi * square)) - fall)
  return { logModulus, sizeOfLog, ratios, total, least }
}

const TWO: Range = { lo: 2, hi: 2 }

/** No less than b|u| + cu² for |u| ≤ reach. */
function highest(b: number, c: number, reach: number): number {
  if (c >= 0 || b >= -2 * c * reach) return up(up(b * reach) + up(up(c * reach) * reach))
  return up(up(b * b) / down(-4 * c))
}

/** The least |x| of a range. */
const distance = ({ lo, hi }: Range): number => (lo > 0 ? lo : hi < 0 ? -hi : 0)

function leastModulus(
  others: readonly { readonly ratio: number; readonly phase: Range }[],
  height: number,
): number {
  let [lo, hi, left] = [0, 0, 1]
  for (const { ratio, phase } of [...others].sort((a, b) => b.ratio - a.ratio)) {
    const [low, high] = [Math.min(lo, phase.lo), Math.max(hi, phase.hi)]
    if (up(up(high - low) * height) <= MOST_PHASE) [lo, hi] = [low, high]
    else left = down(left - ratio)
  }
  const spread = up(up(hi - lo) * height)
  return down(left - up(up(spread * spread) / 8))
}

/** No less than log |P|. */
export const logOfModulus = ({ logModulus, total }: OnRectangle): number => up(logModulus + logUp(total))

/** No less than |log P| = |log P_j + log W|. */
export const sizeOfLog = ({ sizeOfLog: ofLeader, total, least }: OnRectangle): number =>
  up(ofLeader + Math.max(logUp(total), logUp(up(1 / least))) + 5)

/** No less than Σ |ρ_k| v_k. */
export const weightedBy = ({ ratios }: OnRectangle, values: readonly number[]): number =>
  ratios.reduce((total, ratio, k) => up(total + up(ratio * at(values, k))), 0)
