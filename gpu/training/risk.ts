import { at } from '../../reference/numbers/combinators.js'
import type { Points } from './conditioning.js'
import { affordable, atNodes, type Fineness, type Nodes, nodesOf } from './nodes.js'
import type { Problem } from './problem.js'

/**
 * The excess risk E‖ε_θ(x_t, t) − ε*(x_t, t)‖² and the irreducible loss E tr Cov(ε|x_t), t uniform on 1..T. Their sum is
 * the loss E‖ε − ε_θ‖² (THEOREMS X-PYTHAG). Both are integrals against mixtures of normals, taken by Gauss–Hermite rules of
 * two orders; the difference of the two is an estimate of the error, not a bound.
 */
export interface Risk {
  readonly excess: number
  /** |excess − excess by the coarser rule|. */
  readonly estimate: number
  readonly byTime: readonly { readonly t: number; readonly excess: number; readonly estimate: number }[]
}

export interface RiskMeter {
  readonly measure: (predict: (points: Points) => Promise<Float64Array>) => Promise<Risk>
  readonly irreducible: { readonly value: number; readonly estimate: number }
}

export const FINE: Fineness = { times: 40, order: 24 }
export const COARSE: Fineness = { times: 40, order: 17 }

interface Prepared {
  readonly nodes: Nodes
  readonly exact: Float64Array
}

/** Everything that does not depend on the network, computed once. */
export function riskMeter(problem: Problem, fine: Fineness = FINE, coarse: Fineness = COARSE): RiskMeter {
  const prepare = (fineness: Fineness): Prepared => {
    const all = nodesOf(problem, fineness)
    return { nodes: all, exact: atNodes(all, problem.d, problem.d, problem.epsStar) }
  }
  // Two rules of one order would differ by nothing, and say nothing of the error.
  const order = Math.min(coarse.order, affordable(problem, fine) - 1)
  const [a, b] = [prepare(fine), prepare({ ...coarse, order })]
  const irreducible = (given: Prepared) => {
    const trace = atNodes(given.nodes, problem.d, 1, problem.epsTrace)
    return given.nodes.weight.reduce((sum, w, r) => sum + w * (trace[r] ?? 0), 0)
  }
  const [loss, coarseLoss] = [irreducible(a), irreducible(b)]
  return {
    irreducible: { value: loss, estimate: Math.abs(loss - coarseLoss) },
    measure: async (predict) => {
      const [byFine, byCoarse] = [
        await excessByTime(a, problem.d, predict),
        await excessByTime(b, problem.d, predict),
      ]
      const average = (excess: readonly number[]) =>
        a.nodes.spans.reduce((sum, { weight }, k) => sum + weight * at(excess, k), 0)
      return {
        excess: average(byFine),
        estimate: Math.abs(average(byFine) - average(byCoarse)),
        byTime: a.nodes.spans.map(({ t }, k) => ({
          t,
          excess: at(byFine, k),
          estimate: Math.abs(at(byFine, k) - at(byCoarse, k)),
        })),
      }
    },
  }
}

async function excessByTime(
  { nodes, exact }: Prepared,
  d: number,
  predict: (points: Points) => Promise<Float64Array>,
) {
  const learned = await predict(nodes)
  return nodes.spans.map(({ first, end, weight }) => {
    let sum = 0
    for (let r = first; r < end; r++) sum += (nodes.weight[r] ?? 0) * squaredDistance(learned, exact, r, d)
    return sum / weight
  })
}

function squaredDistance(a: Float64Array, b: Float64Array, row: number, d: number): number {
  let sum = 0
  for (let i = row * d; i < (row + 1) * d; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum
}
