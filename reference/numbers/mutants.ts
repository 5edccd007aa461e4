import { environment, matchArguments, outputs, reader, type Traced } from './dag.js'
import { originalOf, type Reading } from './formula.js'
import { infixOf } from './infix.js'
import { changes } from './mutants-changes.js'
import { type Equality, equality, interchangeable, type Proof } from './mutants-equal.js'
import { rewrite } from './rewrite.js'

/**
 * Mutants: formulas with one mistake in them. Every operator is changed, every sign flipped, every term and factor left
 * out, every use of a variable given to a neighbour or to 0 or 1, every literal changed. A claim that holds for
 * a mutant too does not see what the formula says there. The operations of a formula that it calls are that one's to
 * mutate, wherever it is called; here only what is passed to it is mistaken.
 */
export interface Mutant {
  readonly formula: string
  /** `posteriorMean: a_s·v → a_s·v_s`. */
  readonly description: string
  /** The mistaken formula, for `withReplacement`. Arguments of another shape than the traced one get the original. */
  readonly replacement: Reading
  /** The mistaken expression. */
  readonly value: unknown
  /** Whether a point tells it from the original; `undecided` where none did and no proof of equality was found. */
  readonly differs: 'shown' | 'undecided'
}

export interface Mutants {
  readonly mutants: readonly Mutant[]
  /** Changes that were proved to leave the value as it is: no mistakes. */
  readonly equivalent: readonly Equivalent[]
}

export interface Equivalent {
  readonly description: string
  readonly proof: Proof
}

/** Every mutant of a traced formula, those proved equal to it apart. */
export function mutantsOf(traced: Traced, compare: Equality = equality): Mutants {
  const mutants: Mutant[] = []
  const equivalent: Equivalent[] = []
  const seen = new Set([signature(traced.value)])
  const decide = compare(traced)
  for (const { before, after } of changes(traced)) {
    const value = rewrite(traced, (rebuilt, node) => (node === before ? after : rebuilt))
    const key = signature(value)
    if (seen.has(key)) continue
    seen.add(key)
    const description = `${traced.name}: ${short(infixOf(before))} → ${short(infixOf(after))}`
    const verdict = decide(value)
    // What the whole leaves undecided, or shows at a random point alone, the place itself may prove.
    const local = verdict.is === 'different' ? undefined : interchangeable(before, after)
    const proof = local ?? (verdict.is === 'equal' ? verdict.proof : undefined)
    if (proof) equivalent.push({ description, proof })
    else
      mutants.push({
        formula: traced.name,
        description,
        replacement: replacementFor(traced, value),
        value,
        differs: verdict.is === 'different' ? 'shown' : 'undecided',
      })
  }
  return { mutants, equivalent }
}

/** Hash-consing makes equal values the same nodes: their numbers tell changes apart. */
const signature = (value: unknown) =>
  outputs(value)
    .map(([path, { id }]) => `${path}=${id}`)
    .join(' ')

const short = (text: string) => (text.length <= 64 ? text : `${text.slice(0, 40)}…${text.slice(-20)}`)

function replacementFor(traced: Traced, value: unknown): Reading {
  const read = reader(value)
  return (F, ...args) => {
    const inputs = matchArguments(traced.symbols, args)
    return inputs ? read(F, environment(inputs)) : originalOf(traced.name)(F, ...args)
  }
}
