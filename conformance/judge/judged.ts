import type { Operation } from '../operations/operation.js'
import type { Answer, Call } from '../subject.js'
import type { Altered } from './alterations.js'
import type { Candidate } from './candidates.js'
import type { Facts, Reference } from './facts.js'
import type { Precision } from './formats.js'
import type { Verdict } from './verdict.js'

/** One call, what came back, and what is to be said of it. */
export interface Judged {
  readonly call: Call
  readonly answer: Answer
  readonly verdict: Verdict
  /** The numbers of the answer, where it had any. */
  readonly values?: readonly number[]
  /** The numbers of an answer of another shape than the operation's. */
  readonly misshapen?: readonly number[]
  /** What it was found to be: right by this, or by a convention. */
  readonly by?: Candidate
  readonly convention?: string
  /** What was declared of the formats. */
  readonly precision?: Precision
  /** Whether the operation has no value at this call. */
  readonly noValue?: true
  /** In words, where there is more to say than the numbers do. */
  readonly why?: string
}

/** Calls of one operation on one schedule in one format. */
export interface Group {
  readonly operation: Operation
  readonly facts: Facts
  readonly precision: Precision
  /** Other schedules that libraries build under the name of this one. */
  readonly otherSchedules: readonly Altered[]
  readonly exchanges: readonly { readonly call: Call; readonly answer: Answer }[]
}

/** A call whose answer is numbers of the right shape, all finite where the truth is. */
export interface Open {
  readonly call: Call
  readonly answer: Answer
  readonly values: readonly number[]
}

/** The references an operation is judged against. */
export const referencesOf = ({
  operation,
  facts,
}: Pick<Group, 'operation' | 'facts'>): readonly Reference[] =>
  operation.scheduleFree ? [facts.plain] : facts.referencesFor(operation.name)
