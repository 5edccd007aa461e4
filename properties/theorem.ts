import type { Formula } from '../reference/numbers/formula.js'
import type { Citation } from './sources.js'

/**
 * How far a claim is known, and no further than this may be said of it:
 * - `proved`: the algebra named holds for all reals under the guards; the engine is named and trusted;
 * - `exact`: equality at the inputs tried;
 * - `certified`: the true value lies in the printed interval;
 * - `statistical`: if the claim is true the check fails with probability at most δ.
 */
export type Tier = 'proved' | 'exact' | 'certified' | 'statistical'

/** What a check that holds has to show. */
export interface Findings {
  /** A figure for the theorem's line: the largest error, the tightest margin, e.g. `0.41 of the bound`. */
  readonly worst?: string
  /** What `explain` prints beside it: the conditions of a proof, the numbers of a counterexample. */
  readonly detail?: string
  /** Of a statistical check: each average that it judged. */
  readonly statistics?: readonly Statistic[]
}

/** An average of draws, judged by a bound that holds for every number of them. */
export interface Statistic {
  readonly estimator: string
  readonly samples: number
  /** The inequality. */
  readonly bound: string
  readonly estimate: number
  readonly expected: number
  readonly accepted: readonly [from: number, to: number]
  /** Were the claim true, the average would be outside with at most this probability. */
  readonly falseAlarm: number
  /** Were the expectation off by that much, the average would be outside with a probability of at least `power`. */
  readonly detects: number
  readonly power: number
}

/** What came of one check. A claim whose engine is absent is *not run*, never passed. */
export type Outcome =
  | ({ readonly status: 'holds'; readonly cases: number } & Findings)
  | { readonly status: 'falls'; readonly cases: number; readonly counterexample: string }
  | { readonly status: 'not run'; readonly reason: string }

/** What a check is given to work with. */
export interface Context {
  readonly seed: number
  /** Inputs to try for each generated claim. */
  readonly runs: number
  readonly profile: 'quick' | 'full'
  /** The probability with which one statistical check may fall though it is true. */
  readonly falseAlarm?: number
}

/** One thing that a theorem says, how far it is known, and the check that establishes it. */
export interface Claim {
  /** One sentence: what holds, over what. */
  readonly text: string
  readonly tier: Tier
  /** What establishes it: `normal form`, `Z3`, `modular`, `rationals`, `enclosure`, … */
  readonly engine: string
  readonly check: (context: Context) => Outcome | Promise<Outcome>
}

/**
 * A condition of a theorem: checked (guard; see `Guard` of evidence/statement.ts), realised by the inputs tried (generator), or cited
 * (analytic).
 */
export type Hypothesis =
  | { readonly kind: 'guard'; readonly text: string }
  | { readonly kind: 'generator'; readonly text: string }
  | { readonly kind: 'analytic'; readonly text: string; readonly citation: Citation }

/** The claim failing where one hypothesis is dropped, with numbers. It is confirmed when the check holds. */
export interface Counterexample {
  /** The hypothesis that is dropped. */
  readonly drops: string
  /** What happens, with the numbers in print that the check reproduces. */
  readonly text: string
  readonly check: (context: Context) => Outcome | Promise<Outcome>
}

/** A place in print that has it wrong, refuted by running it. */
export interface Erratum {
  /** `E06`: permanent like the id of a theorem. */
  readonly id: string
  readonly citation: Citation
  readonly printed: string
  readonly correct: string
  readonly check: (context: Context) => Outcome | Promise<Outcome>
}

/** A theorem as a value: what it says, on what it rests, and all that establishes it. */
export interface Theorem {
  /** Permanent: never reused, never renumbered. */
  readonly id: string
  readonly title: string
  /** TeX. */
  readonly statement: string
  readonly sources: readonly [Citation, ...Citation[]]
  /** The theorems that it rests on. */
  readonly uses: readonly Theorem[]
  readonly hypotheses: readonly Hypothesis[]
  /** The cited argument from the probabilistic statement to what is checked. */
  readonly reduction: string
  /** The formulas of the reference that it is about. */
  readonly formulas: readonly Formula[]
  readonly claims: readonly [Claim, ...Claim[]]
  readonly counterexamples: readonly Counterexample[]
  readonly errata: readonly Erratum[]
}

/** Declares a theorem: the identity, so that its literal is checked where it is written. */
export const theorem = (value: Theorem): Theorem => value

/** The parts of a statement, which TeX keeps apart by a quad. */
export const statementParts = ({ statement }: Pick<Theorem, 'statement'>): readonly string[] =>
  statement.split(/\\q?quad\b/).map((part) => part.replace(/\s+/g, ' ').trim())
