import { at } from '../../reference/numbers/combinators.js'

/** Nodes and positive weights that sum to one: E[f] ≈ Σ wᵢ f(xᵢ). */
export interface Rule {
  readonly nodes: readonly number[]
  readonly weights: readonly number[]
}

/**
 * The Gauss rule of n nodes of a symmetric law with orthonormal polynomials b_{k+1} p_{k+1} = x p_k − b_k p_{k−1}:
 * exact for polynomials of degree 2n − 1. The nodes are the roots of p_n, found by bisection between those of p_{n−1},
 * which separate them; the weights are 1/Σ_{k<n} p_k(x)².
 */
function gaussRule(n: number, b: (k: number) => number, reach: number): Rule {
  if (!Number.isInteger(n) || n < 1 || n > 200)
    throw new RangeError(`a Gauss rule of ${n} nodes: expected a whole number from 1 to 200`)
  const value = (x: number, degree: number) => {
    let [before, p, squares] = [0, 1, 1]
    for (let k = 0; k < degree; k++) {
      ;[before, p] = [p, (x * p - (k === 0 ? 0 : b(k) * before)) / b(k + 1)]
      if (k + 1 < degree) squares += p * p
    }
    return { p, squares }
  }
  let roots: readonly number[] = [0]
  for (let degree = 2; degree <= n; degree++) {
    const ends = [-reach, ...roots, reach]
    roots = ends.slice(1).map((high, i) => bisect((x) => value(x, degree).p, at(ends, i), high))
  }
  return { nodes: roots, weights: roots.map((x) => 1 / value(x, n).squares) }
}

/** The place between low and high where f changes sign, to the last bit. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high]
  const rising = f(b) > 0
  for (;;) {
    const middle = (a + b) / 2
    if (middle <= a || middle >= b) return middle
    if (f(middle) > 0 === rising) b = middle
    else a = middle
  }
}

/** Of the standard normal law: Gauss–Hermite. All roots lie within √(4n + 2). */
export const hermite = (n: number): Rule => gaussRule(n, Math.sqrt, Math.sqrt(4 * n + 2))

/** Of the uniform law on [−1, 1]: Gauss–Legendre. */
export const legendre = (n: number): Rule => gaussRule(n, (k) => k / Math.sqrt(4 * k * k - 1), 1)

/** The product rule in d dimensions; each node has d coordinates. */
export function product(
  rule: Rule,
  d: number,
): { readonly nodes: readonly (readonly number[])[]; readonly weights: readonly number[] } {
  let nodes: readonly (readonly number[])[] = [[]]
  let weights: readonly number[] = [1]
  for (let i = 0; i < d; i++) {
    weights = weights.flatMap((w) => rule.weights.map((v) => w * v))
    nodes = nodes.flatMap((node) => rule.nodes.map((x) => [...node, x]))
  }
  return { nodes, weights }
}

/**
 * A rule of at most m of the times 1..T for averages over all of them, each time as likely: all of them where T ≤ m; else
 * near the Gauss–Legendre nodes, with weights that make it exact for polynomials in t of degree below m.
 */
export function timeRule(T: number, m: number): Rule {
  if (T <= m) {
    const nodes = Array.from({ length: T }, (_, i) => i + 1)
    return { nodes, weights: nodes.map(() => 1 / T) }
  }
  const scaled = (t: number) => (2 * t - T - 1) / T
  const nodes = [...new Set(legendre(m).nodes.map((x) => Math.round((x * T + T + 1) / 2)))]
  const degree = nodes.length
  const basis = (t: number) => {
    const row = [1]
    for (let k = 1; k < degree; k++)
      row.push(
        k === 1 ? scaled(t) : ((2 * k - 1) * scaled(t) * at(row, k - 1) - (k - 1) * at(row, k - 2)) / k,
      )
    return row
  }
  const moments = new Array<number>(degree).fill(0)
  for (let t = 1; t <= T; t++)
    basis(t).forEach((p, k) => {
      moments[k] = at(moments, k) + p / T
    })
  const columns = nodes.map(basis)
  const weights = solve(
    moments.map((_, k) => columns.map((column) => at(column, k))),
    moments,
  )
  if (weights.some((w) => !(w > 0)))
    throw new RangeError(`no positive rule of ${m} times among ${T}: use fewer`)
  return { nodes, weights }
}

/** x with A x = b, by elimination with pivots. */
function solve(a: number[][], b: readonly number[]): readonly number[] {
  const rows = a.map((row, i) => [...row, at(b, i)])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    let best = k
    for (let i = k + 1; i < n; i++)
      if (Math.abs(at(at(rows, i), k)) > Math.abs(at(at(rows, best), k))) best = i
    const [pivotRow, other] = [at(rows, best), at(rows, k)]
    rows[best] = other
    rows[k] = pivotRow
    for (let i = 0; i < n; i++) {
      if (i === k) continue
      const row = at(rows, i)
      const factor = at(row, k) / at(pivotRow, k)
      for (let j = k; j <= n; j++) row[j] = at(row, j) - factor * at(pivotRow, j)
    }
  }
  return rows.map((row, i) => at(row, n) / at(row, i))
}
