import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'

/** The arguments of a call, in an algebra. */
export interface Args<T> {
  /** The kind of the schedule. */
  readonly kind: string
  /** A number of the data, or of a table: rounded like the data. */
  readonly num: (name: string) => T
  /** A scalar of the host language, such as η: float64. */
  readonly host: (name: string) => T
  readonly vec: (name: string) => readonly T[]
  /** Whether an argument was given, and is not null. */
  readonly has: (name: string) => boolean
  readonly word: (name: string) => string
  readonly flag: (name: string) => boolean
  readonly int: (name: string) => number
  /** A number that tells where, not how much: which entries of a table, and how far between them. */
  readonly place: (name: string) => number
  readonly ints: (name: string) => readonly number[]
  /** A time of the schedule: t counts from 1, 0 is clean data. On the wire it is one less, and anything negative is clean. */
  readonly time: (name: string) => number
}

/**
 * One way to compute an operation: a generic function of what is known of the schedule and the arguments. It gives the output
 * flattened. Read in enclosures it is the truth; in promoted rounding, the bound of that order of evaluation.
 */
export type Form = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => readonly T[]

/** As a form, with `undefined` where the truth has no value, such as log 0: −∞ or a convention of the library stands there. */
export type Truth = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => readonly (T | undefined)[]

/** A form where every entry has a value. */
export const defined =
  (truth: Truth): Form =>
  (F, known, args) =>
    truth(F, known, args).map((x) => {
      if (x === undefined) throw new RangeError('the logarithm of 0 has no value')
      return x
    })

/** A legitimate order of evaluation. */
export interface Plan {
  /** A few words, e.g. `by coefficients`. */
  readonly id: string
  readonly form: Truth
  /** Why the plan loses digits, where it is known to: right only by such a plan is inaccurate. */
  readonly unstable?: string
}

/** What is right under another convention than the vocabulary's. */
export interface Convention {
  readonly id: string
  readonly title: string
  readonly form: Form
  /** Where it can apply; everywhere if left out. */
  readonly applies?: (args: Args<number>) => boolean
}

/** A known mistake: the formula as it is written wrong. */
export interface Mistake {
  /** As in the catalogue of mutants: `P4`. */
  readonly id: string
  readonly title: string
  readonly fix: string
  readonly links: readonly string[]
  /** Where it changes anything by intent; everywhere if left out. Elsewhere it cannot leave a verdict unresolved. */
  readonly applies?: (args: Args<number>) => boolean
  readonly form: Truth
}

/** Where the output is stored: with the tables, or with the data. */
export type Storage = 'table' | 'data'

export interface Operation {
  readonly name: string
  /** What it computes, in one line. */
  readonly title: string
  /** What a wrong answer means to whoever uses it, in one sentence. */
  readonly matters: string
  /** Theorems that it rests on. */
  readonly theorems: readonly string[]
  readonly storage: Storage
  /** Whether it knows no schedule: a step or conversion in σ. */
  readonly scheduleFree?: true
  /** What the output looks like: one number, a list as long as `x`, a table of T entries, or what the form gives. */
  readonly shape: 'number' | 'elements' | 'table' | 'list'
  /** The words that tell its variants apart, part of the id of a result. */
  readonly variants?: readonly string[]
  /** The truth: the reference's own formulas. */
  readonly truth: Truth
  /** Orders of evaluation, the truth's own among them where it is one. */
  readonly plans: readonly Plan[]
  readonly conventions?: readonly Convention[]
}

/** The elements of a vector, each with those of the others beside it. */
export function elementwise<T, N extends string>(
  args: Args<T>,
  names: readonly N[],
  read: (element: Readonly<Record<N, T>>, i: number) => T,
): readonly T[] {
  const vectors = names.map((name) => args.vec(name))
  const length = vectors[0]?.length ?? 0
  return Array.from({ length }, (_, i) => {
    const element: Partial<Record<N, T>> = {}
    // by index: the judge spends much of its time here
    for (let k = 0; k < names.length; k++) {
      const name = names[k] as N
      const value = vectors[k]?.[i]
      if (value === undefined)
        throw new RangeError(`the input ${name} has ${vectors[k]?.length} entries, expected ${length}`)
      element[name] = value
    }
    return read(element as Record<N, T>, i)
  })
}
