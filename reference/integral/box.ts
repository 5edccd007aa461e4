import { at } from '../numbers/combinators.js'
import { down, expUp, logUp, magnitude, RANGES, type Range, up } from '../numbers/outward.js'
import type { Peaks } from './peaks.js'

/** Complex points z = c + u + iv with |u_i| ≤ reach_i, and v along one axis with |v| ≤ height. */
export interface Box {
  readonly centre: readonly number[]
  readonly reach: readonly number[]
  readonly axis: number
  readonly height: number
}

/**
 * A mixture P(z) = Σ P_k(z) on a box, against the component j that leads at c: P = P_j·W, W = Σ ρ_k, ρ_k = P_k/P_j.
 *
 * log ρ_k = (ℓ_k − ℓ_j) − (z − m_k)ᵀH_k(z − m_k) + (z − m_j)ᵀH_j(z − m_j). With z = c + u + iv·e its real part is A + b·u + uᵀCu − C_ee·v² and its
 * imaginary part v(b + 2Cu)_e, where A is its value at c, C = H_j − H_k, b = 2H_j(c − m_j) − 2H_k(c − m_k).
 *
 * W ≠ 0: let the phases of some components, the leader among them, lie at every z within an interval of length Θ < 2√2. Turned by its
 * middle, each of them has a real part at least cos(Θ/2) ≥ 1 − Θ²/8 times its modulus, so together at least 1 − Θ²/8 (the leader's
 * modulus is 1); the others take away at most their moduli. What is left, `least`, is above 0: P has no zero, log P = log P_j + log W is
 * analytic in z_e, real where v = 0, and |Im log W| ≤ Θ + π/2 < 5, as the middle is within Θ of 0.
 */
export interface OnBox {
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

interface Part {
  readonly gap: readonly Range[]
  /** H(c − m). */
  readonly pull: readonly Range[]
  readonly h: readonly (readonly Range[])[]
  readonly logPeak: Range
  /** ℓ − (c − m)ᵀH(c − m). */
  readonly log: Range
}

/** Undefined where the leader does not carry the box. */
export function onBox(peaks: Peaks<Range>, box: Box): OnBox | undefined {
  const parts = peaks.map((peak) => partAt(peak, box.centre))
  const leader = parts.reduce((a, b) => (b.log.hi > a.log.hi ? b : a))
  const ratios: number[] = []
  const others: Other[] = []
  for (const part of parts) {
    if (part === leader) ratios.push(1)
    else {
      const other = besides(leader, part, box)
      ratios.push(other.ratio)
      others.push(other)
    }
  }
  const total = ratios.reduce((a, b) => up(a + b))
  const least = leastModulus(others, box.height)
  if (!(least > LEAST && total < Number.POSITIVE_INFINITY)) return undefined
  return { ...sizes(leader, box), ratios, total, least }
}

function partAt({ mean, logPeak, halfPrecision: h }: Peaks<Range>[number], centre: readonly number[]): Part {
  const gap = mean.map((m, i) => RANGES.sub({ lo: at(centre, i), hi: at(centre, i) }, m))
  const pull = h.map((row) => row.reduce((sum, x, j) => RANGES.add(sum, RANGES.mul(x, at(gap, j))), ZERO))
  const distance = pull.reduce((sum, x, i) => RANGES.add(sum, RANGES.mul(x, at(gap, i))), ZERO)
  return { gap, pull, h, logPeak, log: RANGES.sub(logPeak, distance) }
}

const ZERO: Range = { lo: 0, hi: 0 }
const TWO: Range = { lo: 2, hi: 2 }

interface Other {
  readonly ratio: number
  /** Of the phase over v. */
  readonly phase: Range
}

function besides(leader: Part, part: Part, { reach, axis, height }: Box): Other {
  const slope = leader.pull.map((x, i) => RANGES.mul(TWO, RANGES.sub(x, at(part.pull, i))))
  const curve = leader.h.map((row, i) => row.map((x, j) => RANGES.sub(x, at(at(part.h, i), j))))
  const own = at(at(curve, axis), axis)
  const lift = up(Math.max(0, -own.lo) * up(height * height))
  let rise = 0
  let bend = 0
  for (const [i, b] of slope.entries()) {
    const r = at(reach, i)
    rise = up(rise + highest(magnitude(b), at(at(curve, i), i).hi, r))
    for (let j = 0; j < i; j++)
      rise = up(rise + up(up(2 * magnitude(at(at(curve, i), j))) * up(r * at(reach, j))))
    bend = up(bend + up(2 * up(magnitude(at(at(curve, axis), i)) * r)))
  }
  const b = at(slope, axis)
  return {
    ratio: expUp(up(up(RANGES.sub(part.log, leader.log).hi + lift) + rise)),
    phase: { lo: down(b.lo - bend), hi: up(b.hi + bend) },
  }
}

/** No less than b|u| + cu² for |u| ≤ reach. */
function highest(b: number, c: number, reach: number): number {
  if (c >= 0 || b >= -2 * c * reach) return up(up(b * reach) + up(up(c * reach) * reach))
  return up(up(b * b) / down(-4 * c))
}

function leastModulus(others: readonly Other[], height: number): number {
  let [lo, hi, left] = [0, 0, 1]
  for (const { ratio, phase } of [...others].sort((a, b) => b.ratio - a.ratio)) {
    const [low, high] = [Math.min(lo, phase.lo), Math.max(hi, phase.hi)]
    if (up(up(high - low) * height) <= MOST_PHASE) [lo, hi] = [low, high]
    else left = down(left - ratio)
  }
  const spread = up(up(hi - lo) * height)
  return down(left - up(up(spread * spread) / 8))
}

/**
 * Of the leader: |log P_j| ≤ |ℓ| + Σ |H_il||z_i − m_i||z_l − m_l|, and log |P_j| = ℓ − rᵀHr + H_ee·v² at r = Re z − m, where
 * rᵀHr ≥ gᵀHg − 2Σ |(Hg)_i|·reach_i with g = c − m, as H is positive; on the line it is h·(|g| − reach)², which is more.
 */
function sizes({ gap, pull, h, logPeak, log }: Part, { reach, axis, height }: Box) {
  const square = up(height * height)
  const far = gap.map((g, i) => {
    const real = up(magnitude(g) + at(reach, i))
    return i === axis ? up(Math.sqrt(up(up(real * real) + square))) : real
  })
  let sizeOfLog = magnitude(logPeak)
  for (const [i, row] of h.entries())
    for (const [j, x] of row.entries())
      sizeOfLog = up(sizeOfLog + up(magnitude(x) * up(at(far, i) * at(far, j))))
  const lift = up(at(at(h, axis), axis).hi * square)
  const slack = pull.reduce((sum, x, i) => up(sum + up(2 * up(magnitude(x) * at(reach, i)))), 0)
  const general = Math.min(logPeak.hi, up(log.hi + slack))
  const only = gap.length === 1 ? onLine(at(gap, 0), at(at(h, 0), 0), logPeak, at(reach, 0)) : general
  return { sizeOfLog, logModulus: up(Math.min(general, only) + lift) }
}

function onLine(gap: Range, h: Range, logPeak: Range, reach: number): number {
  const distance = gap.lo > 0 ? gap.lo : gap.hi < 0 ? -gap.hi : 0
  const near = Math.max(0, down(distance - reach))
  return up(logPeak.hi - down(h.lo * down(near * near)))
}

/** No less than log |P|. */
export const logOfModulus = ({ logModulus, total }: OnBox): number => up(logModulus + logUp(total))

/** No less than |log P| = |log P_j + log W|. */
export const sizeOfLog = ({ sizeOfLog: ofLeader, total, least }: OnBox): number =>
  up(ofLeader + Math.max(logUp(total), logUp(up(1 / least))) + 5)

/** No less than Σ |ρ_k| v_k. */
export const weightedBy = ({ ratios }: OnBox, values: readonly number[]): number =>
  ratios.reduce((total, ratio, k) => up(total + up(ratio * at(values, k))), 0)
