import { sum } from '../numbers/combinators.js'
import { down, up } from '../numbers/outward.js'
import type { Stage } from './stage.js'

/**
 * Integrals of analytic functions over an interval, by Gauss's rule on cells that are bisected until the proven error of each is
 * small.
 *
 * Let f be analytic and |f| ≤ M in the ellipse with foci ±1 and semi-axes (ρ ± 1/ρ)/2. Then f = Σ c_k T_k with |c_k| ≤ 2Mρ^−k. The rule
 * of n points is exact for k < 2n and, by symmetry, for odd k; for even k ≥ 2n ≥ 4 it takes |Σ w T_k| ≤ 2 where the integral is
 * |2/(k² − 1)| ≤ 2/15. So it errs by at most Σ_{k ≥ 2n, even} 2Mρ^−k·32/15 = (64/15)·M·ρ^−2n/(1 − ρ⁻²) (Trefethen, Approximation
 * Theory and Approximation Practice, Theorem 19.3). On a cell of half-width r it is r times that.
 */
export interface Integrand<T> {
  readonly value: (x: T) => T
  /**
   * No less than log |f| on the rectangle |Re z − centre| ≤ reach, |Im z| ≤ height, in which f is analytic; undefined where that is not
   * known. Of height 0: on the interval.
   */
  readonly logBound: (centre: number, reach: number, height: number) => number | undefined
}

/** An interval [from, from + 2^size] of which both ends are doubles. */
export interface Window {
  readonly from: number
  readonly size: number
}

/** The least such window that holds [low, high]. */
export function windowAround(low: number, high: number): Window {
  let size = Math.ceil(Math.log2(high - low))
  const start = () => Math.floor(low / 2 ** (size - GRAIN)) * 2 ** (size - GRAIN)
  while (start() + 2 ** size < high) size++
  return { from: start(), size }
}

const GRAIN = 8

/** How often the window may be halved: 40 times, or as long as every middle, a multiple of half the cell, is a double. */
function deepest({ from, size }: Window): number {
  const largest = Math.max(Math.abs(from), Math.abs(from + 2 ** size))
  return Math.min(40, size + 52 - Math.ceil(Math.log2(largest) + SLACK))
}

/** The ellipses tried. ρ² is a power of two, so that ρ^−2n is one; the semi-axes are rounded up. */
const ELLIPSES = [1, 2, 3, 4, 5, 6, 7, 8].map((k) => {
  const rho = up(Math.sqrt(2 ** k))
  return {
    k,
    reach: up(rho + up(1 / rho)) / 2,
    height: up(rho - down(1 / rho)) / 2,
    logScale: Math.log(64 / 15) - Math.log(1 - 2 ** -k),
  }
})

/** Cells counted on; with more of them the error grows past 2^−bits, and the interval with it. */
const CELLS = 5
/** Added to a sum of at most ten logarithms, each below 2³⁰ and within 2⁻⁵⁰ of its size. */
const SLACK = 2 ** -15
const SMALLEST = -(2 ** 30)

/** ∫ f over the window, to about 2^−bits. @throws RangeError where cells of 2⁻⁴⁰ of it are not small enough */
export function integrate<T>(stage: Stage<T>, f: Integrand<T>, window: Window, bits: number): T {
  const { F } = stage
  const { from, size } = window
  const most = deepest(window)
  const wanted = -bits - CELLS
  const parts: T[] = []
  const visit = (start: number, depth: number): void => {
    const r = 2 ** (size - depth - 1)
    const centre = start + r
    const idle = exponent(f.logBound(centre, r, 0), Math.log(2 * r))
    if (idle <= wanted) {
      parts.push(stage.within(idle))
      return
    }
    const plan = cheapest(f, centre, r, wanted)
    if (plan && plan.n <= mostPoints(bits)) parts.push(ruled(stage, f, centre, r, plan))
    else if (depth < most) {
      visit(start, depth + 1)
      visit(centre, depth + 1)
    } else throw new RangeError(`the integrand was not bounded beside the real line near ${centre}`)
  }
  visit(from, 0)
  return sum(F, parts)
}

/** Where more points are needed than this, two cells cost less. */
const mostPoints = (bits: number): number => Math.max(8, Math.ceil(0.42 * bits))

/** e with e^(log) · e^(scale) ≤ 2^e. */
const exponent = (log: number | undefined, scale: number): number =>
  log === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(SMALLEST, Math.ceil((log + scale) / Math.LN2 + SLACK))

interface Plan {
  readonly n: number
  /** The rule errs by at most 2^error. */
  readonly error: number
}

function cheapest<T>(f: Integrand<T>, centre: number, r: number, wanted: number): Plan | undefined {
  let best: Plan | undefined
  for (const { k, reach, height, logScale } of ELLIPSES) {
    const log = f.logBound(centre, up(r * reach), up(r * height))
    if (log === undefined) break
    const size = exponent(log, logScale + Math.log(r))
    const n = rounded(Math.max(2, Math.ceil((size - wanted) / k)))
    if (!best || n < best.n) best = { n, error: size - k * n }
  }
  return best
}

/** Few different rules, as each has to be computed once. */
const rounded = (n: number): number => {
  const grain = n <= 24 ? 2 : n <= 64 ? 4 : 2 ** Math.floor(Math.log2(n) - 2)
  return Math.ceil(n / grain) * grain
}

function ruled<T>(stage: Stage<T>, f: Integrand<T>, centre: number, r: number, { n, error }: Plan): T {
  const { F } = stage
  const [c, half] = [F.double(centre), F.double(r)]
  const terms = stage.rule(n).map(({ x, weight }) => F.mul(weight, f.value(F.add(c, F.mul(half, x)))))
  return F.add(F.mul(half, sum(F, terms)), stage.within(error))
}
