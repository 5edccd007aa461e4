import type { Points } from '../training/conditioning.js'
import { atNodes, type Nodes } from '../training/nodes.js'
import type { Problem } from '../training/problem.js'
import type { Generator } from '../training/random.js'
import { sample } from '../training/train.js'

/** Checks on samples: each states the chance that it fails although what it checks is true. */

/** n draws of (t, x_t, ε), ordered by t, each of weight 1/n. */
export function sampledNodes(
  problem: Problem,
  n: number,
  random: Generator,
): { nodes: Nodes; eps: Float64Array } {
  const counts = new Int32Array(problem.T + 1)
  for (let i = 0; i < n; i++) {
    const t = 1 + random.below(problem.T)
    counts[t] = (counts[t] ?? 0) + 1
  }
  const { d } = problem
  const nodes = {
    count: n,
    x: new Float64Array(n * d),
    t: new Int32Array(n),
    weight: new Float64Array(n).fill(1 / n),
  }
  const eps = new Float64Array(n * d)
  const spans: Nodes['spans'][number][] = []
  let first = 0
  counts.forEach((count, t) => {
    if (count === 0) return
    const drawn = sample(problem, count, random, t)
    nodes.x.set(drawn.points.x, first * d)
    nodes.t.fill(t, first, first + count)
    eps.set(drawn.eps, first * d)
    spans.push({ t, first, end: first + count, weight: count / n })
    first += count
  })
  return { nodes: { ...nodes, spans }, eps }
}

/** Mean and standard error. */
interface Mean {
  readonly mean: number
  readonly error: number
}

function meanOf(n: number, value: (r: number) => number): Mean {
  let [sum, squares] = [0, 0]
  for (let r = 0; r < n; r++) sum += value(r)
  const mean = sum / n
  for (let r = 0; r < n; r++) squares += (value(r) - mean) ** 2
  return { mean, error: Math.sqrt(squares / (n - 1) / n) }
}

/** Twelve bounded functions of x_t, of both parities, local and not. */
const TESTS: readonly ((x: number, y: number) => number)[] = [
  () => 1,
  (x) => Math.sin(x),
  (x) => Math.cos(2 * x),
  (x, y) => Math.sin(x + y),
  (x, y) => Math.cos(x - 2 * y),
  (x, y) => 1 / (1 + x * x + y * y),
]

export const SIGMAS = 5
/** P(|N(0, 1)| > 5). */
const TAIL = 5.73303e-7

export interface Orthogonality {
  readonly n: number
  /** √n·mean[(ε − f(x_t))·h(x_t)]/sd for each bounded h and coordinate: ε* has mean 0 for every h, and only ε* has. */
  readonly z: readonly number[]
  readonly largest: number
  /** All |z| < 5. */
  readonly passes: boolean
  /** The chance that the true ε* fails: asymptotically, for normal means, m·P(|N| > 5). */
  readonly falseAlarm: number
}

/** E[(ε − f(x_t)) h(x_t)] = 0 for every bounded h holds for f = ε* only. Source: THEOREMS EXP-1, OPT-EPS. */
export function orthogonality(
  { nodes, eps }: { nodes: Nodes; eps: Float64Array },
  d: number,
  f: Float64Array,
): Orthogonality {
  const n = nodes.count
  const z: number[] = []
  for (let i = 0; i < d; i++)
    for (const h of TESTS) {
      const { mean, error } = meanOf(n, (r) => {
        const x = nodes.x[r * d] ?? 0
        const y = d > 1 ? (nodes.x[r * d + 1] ?? 0) : 0
        return ((eps[r * d + i] ?? 0) - (f[r * d + i] ?? 0)) * h(x, y)
      })
      z.push(mean / error)
    }
  const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return { n, z, largest, passes: largest < SIGMAS, falseAlarm: z.length * TAIL }
}

export interface Pythagoras {
  readonly n: number
  /** E‖ε − f‖² on the samples, with its standard error. */
  readonly loss: Mean
  /** E‖ε − ε*‖² + E‖f − ε*‖² on the same samples. */
  readonly sum: number
  /** (‖ε − f‖² − ‖ε − ε*‖² − ‖f − ε*‖²) has mean 0: its mean in standard errors. */
  readonly z: number
  readonly passes: boolean
  readonly falseAlarm: number
  /** E‖f − ε*‖² on the samples, beside the quadrature. */
  readonly excess: Mean
}

/** L(f) = L(ε*) + E‖f − ε*‖². Source: THEOREMS X-PYTHAG. */
export function pythagoras(
  { nodes, eps }: { nodes: Nodes; eps: Float64Array },
  d: number,
  { learned, exact }: { learned: Float64Array; exact: Float64Array },
): Pythagoras {
  const n = nodes.count
  const squared = (a: Float64Array, b: Float64Array) => (r: number) => {
    let sum = 0
    for (let i = r * d; i < (r + 1) * d; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
    return sum
  }
  const [ofLearned, ofExact, between] = [squared(eps, learned), squared(eps, exact), squared(learned, exact)]
  const gap = meanOf(n, (r) => ofLearned(r) - ofExact(r) - between(r))
  const excess = meanOf(n, between)
  const z = gap.error === 0 ? 0 : gap.mean / gap.error
  return {
    n,
    loss: meanOf(n, ofLearned),
    sum: meanOf(n, ofExact).mean + excess.mean,
    z,
    passes: Math.abs(z) < SIGMAS,
    falseAlarm: TAIL,
    excess,
  }
}

export interface Identities {
  /** Of the exact ε*: the theorem itself. */
  readonly exact: Orthogonality
  /** Of the network: fails as soon as n samples can tell it from ε*. */
  readonly learned: Orthogonality
  readonly pythagoras: Pythagoras
}

export async function checkIdentities(
  problem: Problem,
  n: number,
  random: Generator,
  predict: (points: Points) => Promise<Float64Array>,
): Promise<Identities> {
  const drawn = sampledNodes(problem, n, random)
  const exact = atNodes(drawn.nodes, problem.d, problem.d, problem.epsStar)
  const learned = await predict(drawn.nodes)
  return {
    exact: orthogonality(drawn, problem.d, exact),
    learned: orthogonality(drawn, problem.d, learned),
    pythagoras: pythagoras(drawn, problem.d, { learned, exact }),
  }
}
