import type { AnalyticField } from './algebra.js'
import { environment, type Node, outputs, reachable, reader, type Traced } from './dag.js'
import { normalForms, type RationalFunction } from './polynomial-field.js'
import { ARITHMETICS, exactly, type Rounded, rounding } from './rounding.js'

export type Verdict = 'equal' | 'different' | 'undecided'
/** Compares other values of the same variables with a traced value. */
export type Equality = (traced: Traced) => (value: unknown) => Verdict

const POINTS = 12

/** Expressions of more operations are not put in normal form: it may take minutes. */
const LONGEST = 120

/**
 * *Different*: at some point the two values are further apart than their rounding bounds, or they are rational functions
 * with different normal forms. *Equal*: every output has the normal form of the original. Neither, or too long to
 * try: *undecided*.
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
    if (apart) return 'different'
    const verdicts = changed.map(([node, old]) => (old ? byNormalForm(node, old) : 'undecided'))
    if (verdicts.includes('different')) return 'different'
    return verdicts.every((verdict) => verdict === 'equal') ? 'equal' : 'undecided'
  }
}

/** Whether one expression may take the place of another anywhere: both have one normal form. */
export const interchangeable = (a: Node, b: Node): boolean => byNormalForm(a, b) === 'equal'

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
  if (reachable([a, b]).length > LONGEST) return 'undecided'
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
    if (x === undefined || y === undefined) return 'undecided'
    if (N.isZero(N.sub(x, y))) return 'equal'
    return N.generators().length === 0 ? 'different' : 'undecided'
  } catch (error) {
    if (error instanceof RangeError) return 'undecided'
    throw error
  }
}
