import { at, sum } from '../numbers/combinators.js'
import type { Vector } from '../numbers/linear.js'
import { down, up } from '../numbers/outward.js'
import type { Box } from './box.js'
import type { Stage } from './stage.js'

/**
 * Integrals of analytic functions over an interval or a box of few dimensions, by Gauss's rule along every axis, on cells that are
 * bisected until the proven error of each is small.
 *
 * Along one axis let f be analytic and |f| ≤ M in the ellipse with foci ±1 and semi-axes (ρ ± 1/ρ)/2. Then f = Σ c_k T_k with |c_k| ≤ 2Mρ^−k.
 * The rule of n points is exact for k < 2n and, by symmetry, for odd k; for even k ≥ 2n ≥ 4 it takes |Σ w T_k| ≤ 2 where the integral is
 * |2/(k² − 1)| ≤ 2/15. So it errs by at most Σ_{k ≥ 2n, even} 2Mρ^−k·32/15 = (64/15)·M·ρ^−2n/(1 − ρ⁻²) (Trefethen, Approximation
 * Theory and Approximation Practice, Theorem 19.3), r times that on a cell of half-width r. Along several axes the errors add, each
 * times the widths of the cell along the others: the weights are positive and sum to the width.
 */
export interface Integrand<T> {
  readonly value: (x: Vector<T>) => T
  /**
   * No less than log |f| on the box, where f is analytic in the coordinate of its axis; undefined where that is not known. Of height
   * 0: on the real box.
   */
  readonly logBound: (box: Box) => number | undefined
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

/** 2⁵ cells along an axis are counted on; with more of them the error grows past 2^−bits, and the interval with it. */
const CELLS = 5
/** Added to a sum of at most twenty logarithms, each below 2³⁰ and within 2⁻⁵⁰ of its size. */
const SLACK = 2 ** -15
const SMALLEST = -(2 ** 30)

/** Along each axis: the start of the cell, and how often the window was halved. */
interface Cell {
  readonly start: readonly number[]
  readonly depth: readonly number[]
}

/** ∫ f over the windows, one an axis, to about 2^−bits. @throws RangeError where no small enough cell is bounded */
export function integrate<T>(stage: Stage<T>, f: Integrand<T>, windows: readonly Window[], bits: number): T {
  const most = windows.map(deepest)
  const wanted = -bits - CELLS * windows.length
  const parts: T[] = []
  const visit = ({ start, depth }: Cell): void => {
    const reach = windows.map(({ size }, i) => 2 ** (size - at(depth, i) - 1))
    const centre = start.map((s, i) => s + at(reach, i))
    const widths = reach.map((r) => Math.log(2 * r))
    const volume = widths.reduce((a, b) => a + b)
    const idle = exponent(f.logBound({ centre, reach, axis: 0, height: 0 }), volume)
    if (idle <= wanted) {
      parts.push(stage.within(idle))
      return
    }
    const plans = reach.map((r, axis) =>
      cheapest(f, { centre, reach, axis, height: r }, volume - at(widths, axis), wanted),
    )
    const worst = widest(plans, reach, most, depth)
    if ((plans[worst]?.n ?? Number.POSITIVE_INFINITY) <= mostPoints(bits)) {
      parts.push(ruled(stage, f, { centre, reach }, plans as readonly Plan[]))
      return
    }
    if (at(depth, worst) >= at(most, worst))
      throw new RangeError(`the integrand was not bounded beside the real points near ${centre.join(', ')}`)
    const deeper = depth.map((k, i) => (i === worst ? k + 1 : k))
    visit({ start, depth: deeper })
    visit({ start: start.map((s, i) => (i === worst ? at(centre, i) : s)), depth: deeper })
  }
  visit({ start: windows.map(({ from }) => from), depth: windows.map(() => 0) })
  return sum(stage.F, parts)
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
  /** The rule along the axis errs by at most 2^error. */
  readonly error: number
}

/** The axis that needs most points: of those without a plan, or with as many points, the longest that can be halved. */
function widest(
  plans: readonly (Plan | undefined)[],
  reach: readonly number[],
  most: readonly number[],
  depth: readonly number[],
): number {
  const need = (i: number) => plans[i]?.n ?? Number.POSITIVE_INFINITY
  const spent = (i: number) => at(depth, i) >= at(most, i)
  return reach.reduce((best, r, i) => {
    if (need(i) !== need(best)) return need(i) > need(best) ? i : best
    return !spent(i) && (spent(best) || r > at(reach, best)) ? i : best
  }, 0)
}

/** `cell.height` is the half-width along the axis. */
function cheapest<T>(f: Integrand<T>, cell: Box, others: number, wanted: number): Plan | undefined {
  const { centre, axis, height: r } = cell
  let best: Plan | undefined
  for (const { k, reach, height, logScale } of ELLIPSES) {
    const wider = cell.reach.map((x, i) => (i === axis ? up(x * reach) : x))
    const log = f.logBound({ centre, reach: wider, axis, height: up(r * height) })
    if (log === undefined) break
    const size = exponent(log, logScale + Math.log(r) + others)
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

function ruled<T>(
  stage: Stage<T>,
  f: Integrand<T>,
  { centre, reach }: Pick<Box, 'centre' | 'reach'>,
  plans: readonly Plan[],
): T {
  const { F } = stage
  const along = (axis: number, x: readonly T[]): T => {
    if (axis === plans.length) return f.value(x)
    const [c, half] = [F.double(at(centre, axis)), F.double(at(reach, axis))]
    const terms = stage
      .rule(at(plans, axis).n)
      .map((node) => F.mul(node.weight, along(axis + 1, [...x, F.add(c, F.mul(half, node.x))])))
    return F.mul(half, sum(F, terms))
  }
  return plans.reduce((total, { error }) => F.add(total, stage.within(error)), along(0, []))
}
