import { conditionings, inputRows, targetRows, weightRows } from './conditioning.js'
import { atNodes, type Fineness, nodesOf } from './nodes.js'
import type { Problem } from './problem.js'
import type { BatchArrays, BatchSource } from './train.js'

/**
 * The loss without noise: the expectation over x_t and t is a quadrature, and the target is ε*(x_t, t) itself. The sum
 * differs from E‖ε − ε_θ‖² by the irreducible loss, a constant, so that it is the excess risk and has the same
 * gradient; no sampling error is left, only that of the quadrature. The idea is Lesniewski and Trigila's (THEOREMS LT-GH).
 */
export function quadratureBatch(
  problem: Problem,
  fineness: Fineness,
): BatchArrays & { readonly rows: number } {
  const all = nodesOf(problem, fineness)
  const by = conditionings(problem)
  const eps = atNodes(all, problem.d, problem.d, problem.epsStar)
  return {
    rows: all.count,
    input: inputRows(all, by, problem.d, 0, all.count),
    target: targetRows(all, by, problem.d, eps),
    weight: weightRows(all, by, (r) => all.weight[r] ?? 0),
  }
}

/** The same batch at every step. */
export function quadratureSource(problem: Problem, fineness: Fineness): BatchSource {
  const { rows, ...batch } = quadratureBatch(problem, fineness)
  return { rows, next: () => batch }
}
