import type { AnalyticField } from './algebra.js'
import { environment, type Node, outputs, reachable, reader, type Traced } from './dag.js'
import { compareAtAPoint } from './mutants-modular.js'
import { normalForms, type RationalFunction } from './polynomial-field.js'
import { ARITHMETICS, exactly, type Rounded, rounding } from './rounding.js'

/**
 * How two expressions were found to be one function: the same operation in another order, one normal form, or one value
 * at a random point modulo a random prime, which they would share by chance with at most the probability given.
 */
export type Proof =
  | { readonly by: 'order' | 'normal form' }
  | { readonly by: 'modular'; readonly errorProbability: number }

export type Verdict =
  | { readonly is: 'equal'; readonly proof: Proof }
  | { readonly is: 'different' }
  | { readonly is: 'undecided' }

/** Compares other values of the same variables with a traced value. */
export type Equality = (traced: Traced) => (value: unknown) => Verdict

const POINTS = 12

/** Expressions of more operations are not put in normal form: it may take minutes. */
const LONGEST = 120

/**
 * *Different*: at some point the two values are further apart than their rounding bounds, or they are rational functions
 * that differ in normal form or modulo a prime. *Equal*: every output that is not the same node is proved equal to the
 * original. *Undecided*: neither.
 */
export const equality: Equality = (traced) => {
  const points = pointsFor(traced)
  const original = outputs(traced.value).map(([, node]) => node)
  const rounded = points.map((point) => roundedAt(original, point))
  return (value) => {
    const pairs = outputs(value).map(([, node], i) => [node, original[i], i] as const)
    const changed = pairs.filter(([node, old]) => node !== old)
    const apart = points.some((point, p) => {
      const results = roundedAt(
        changed.map(([node]) => node),
        point,
      )
      return changed.some(([, , i], k) => disjoint(results[k], rounded[p]?.[i]))
    })
    if (apart) return { is: 'different' }
    return changed.map(([node, old]) => (old ? proved(node, old) : UNDECIDED)).reduce(both, SAME)
  }
}

/** Whether one expression may take the place of another anywhere, and how that was proved. */
export function interchangeable(a: Node, b: Node): Proof | undefined {
  const verdict = commuted(a, b) ? SAME : proved(a, b)
  return verdict.is === 'equal' ? verdict.proof : undefined
}

const UNDECIDED: Verdict = { is: 'undecided' }
const SAME: Verdict = { is: 'equal', proof: { by: 'order' } }

/** The verdict on two pairs of expressions: the weaker proof, the probabilities added. */
function both(a: Verdict, b: Verdict): Verdict {
  if (a.is !== 'equal' || b.is !== 'equal') return a.is === 'different' || b.is === 'equal' ? a : b
  const probability = [a, b].map(({ proof }) => (proof.by === 'modular' ? proof.errorProbability : 0))
  const errorProbability = probability.reduce((sum, p) => sum + p, 0)
  if (errorProbability > 0) return { is: 'equal', proof: { by: 'modular', errorProbability } }
  return a.proof.by === 'order' ? b : a
}

/** The normal form where the two are short enough for it, else a random point. */
function proved(a: Node, b: Node): Verdict {
  const verdict = byNormalForm(a, b)
  if (verdict.is !== 'undecided') return verdict
  const comparison = compareAtAPoint(a, b)
  if (comparison.is !== 'equal') return comparison
  return { is: 'equal', proof: { by: 'modular', errorProbability: comparison.errorProbability } }
}

/** b + a for a + b, b·a for a·b. */
const commuted = (before: Node, after: Node): boolean =>
  before.op === after.op &&
  (before.op === 'add' || before.op === 'mul') &&
  before.args[0] === after.args[1] &&
  before.args[1] === after.args[0]

const disjoint = (a: Rounded | undefined, b: Rounded | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.bound < Infinity &&
  b.bound < Infinity &&
  // the difference of two doubles carries at most half an ulp: 2⁻⁵² of it is more than that
  Math.abs(a.value - b.value) * (1 - 2 ** -51) > (a.bound + b.bound) * (1 + 2 ** -51)

const F = rounding(ARITHMETICS.float64)
const roundedAt = (nodes: readonly Node[], point: ReadonlyMap<string, Rounded>) =>
  reader(nodes)(F, environment(point)) as readonly Rounded[]

/** Fixed points without a pattern: 1/2 + the fractional parts of the multiples of √2, √3, …, some of them below 0. */
function pointsFor({ leaves }: Traced): readonly ReadonlyMap<string, Rounded>[] {
  return Array.from(
    { length: POINTS },
    (_, p) =>
      new Map(
        leaves.map((leaf, i) => {
          const x = 0.5 + ((Math.sqrt(2 + i) * (p + 1) + Math.sqrt(7 + p)) % 1)
          return [leaf.op === 'leaf' ? leaf.leaf.path : '', exactly(p % 4 === 3 && i % 2 === 1 ? -x : x)]
        }),
      ),
  )
}

/** Equal normal forms are a proof; different ones are where there is no root or exponential between them. */
function byNormalForm(a: Node, b: Node): Verdict {
  if (reachable([a, b]).length > LONGEST) return UNDECIDED
  const N = normalForms()
  const variables = new Map<string, RationalFunction>()
  const env = (path: string) => {
    const variable = variables.get(path) ?? N.variable(path)
    variables.set(path, variable)
    return variable
  }
  const unknown = () => {
    throw new RangeError('the normal form does not know this function')
  }
  const field: AnalyticField<RationalFunction> = {
    ...N,
    expm1: (x) => N.sub(N.exp(x), N.lit(1n)),
    log1p: (x) => N.log(N.add(N.lit(1n), x)),
    sin: unknown,
    cos: unknown,
    erf: unknown,
    // an identity that holds for every number in the place of π holds for π
    get pi() {
      return env('π')
    },
  }
  try {
    const [x, y] = reader([a, b])(field, env) as readonly RationalFunction[]
    if (x === undefined || y === undefined) return UNDECIDED
    if (N.isZero(N.sub(x, y))) return { is: 'equal', proof: { by: 'normal form' } }
    return N.generators().length === 0 ? { is: 'different' } : UNDECIDED
  } catch (error) {
    if (error instanceof RangeError) return UNDECIDED
    throw error
  }
}
