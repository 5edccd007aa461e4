import { at } from '../../reference/numbers/combinators.js'
import type { Points } from './conditioning.js'
import { hermite, product, type Rule, timeRule } from './gauss.js'
import type { Problem } from './problem.js'

/** Points with weights that sum to one: E over t ∼ U{1..T} and x_t ∼ q_t as a finite sum. */
export interface Nodes extends Points {
  readonly weight: Float64Array
  /** The times, with the rows of each and its weight among the times. */
  readonly spans: readonly {
    readonly t: number
    readonly first: number
    readonly end: number
    readonly weight: number
  }[]
}

/**
 * Quadrature nodes for E_t E_{x_t}: q_t is a mixture of normals, and each is integrated by a product Gauss–Hermite rule of
 * `order` nodes a dimension, exact for polynomials of degree 2·order − 1 in every coordinate.
 */
export function nodes(problem: Problem, times: Rule, order: number): Nodes {
  const { d } = problem
  const grid = product(hermite(order), d)
  const x: number[] = []
  const t: number[] = []
  const weight: number[] = []
  const spans = times.nodes.map((time, k) => {
    const first = t.length
    problem.marginal(time).forEach((normal, c) => {
      const turned = turn(grid.nodes, k * problem.law.components.length + c)
      turned.forEach((z, n) => {
        normal.mean.forEach((m, i) => {
          x.push(m + at(normal.factor, i).reduce((sum, l, j) => sum + l * at(z, j), 0))
        })
        t.push(time)
        weight.push(at(times.weights, k) * normal.weight * at(grid.weights, n))
      })
    })
    return { t: time, first, end: t.length, weight: at(times.weights, k) }
  })
  return {
    count: t.length,
    x: Float64Array.from(x),
    t: Int32Array.from(t),
    weight: Float64Array.from(weight),
    spans,
  }
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5))

/**
 * A product rule for the standard normal law with its first two axes turned by a multiple of the golden angle: as exact as
 * before, since the law is the same in every direction, and no two grids coincide, so that what a network has learned at one
 * grid's nodes is tried between them by the others.
 */
function turn(points: readonly (readonly number[])[], index: number): readonly (readonly number[])[] {
  const [c, s] = [Math.cos(index * GOLDEN), Math.sin(index * GOLDEN)]
  return points.map((z) => {
    const [x, y, ...rest] = z
    return x === undefined || y === undefined ? z : [c * x - s * y, s * x + c * y, ...rest]
  })
}

/** How fine a quadrature is: times, and Gauss–Hermite nodes a dimension. */
export interface Fineness {
  readonly times: number
  readonly order: number
}

/** The most rows of a quadrature, and the most rows times components: each row's ε* is a sum over the components. */
const MOST = { rows: 400_000, terms: 20_000_000 } as const

/** The order that a quadrature can afford, at least 2: a law of many components or dimensions lowers it. */
export function affordable(problem: Problem, { times, order }: Fineness): number {
  const components = problem.law.components.length
  const most = Math.min(MOST.rows, MOST.terms / components)
  let lowered = order
  while (lowered > 2 && components * Math.min(problem.T, times) * lowered ** problem.d > most) lowered--
  return lowered
}

/** The nodes of a fineness, its order lowered to what is affordable. */
export const nodesOf = (problem: Problem, fineness: Fineness): Nodes =>
  nodes(problem, timeRule(problem.T, fineness.times), affordable(problem, fineness))

/** A column computed by the reference at every node, time by time. */
export function atNodes(
  all: Nodes,
  d: number,
  width: number,
  compute: (t: number, x: Float64Array) => Float64Array,
): Float64Array {
  const out = new Float64Array(all.count * width)
  for (const { t, first, end } of all.spans)
    out.set(compute(t, all.x.subarray(first * d, end * d)), first * width)
  return out
}
