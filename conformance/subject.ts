import type { ScheduleSpec } from '../reference/schedule/registry.js'

/**
 * What is judged: something that answers calls of the vocabulary (operations.ts), behind one of three doors: functions in
 * process, a program over stdio, a recorded trace. The checks see this interface and nothing of the door.
 */

/** A schedule on the wire: as `ScheduleSpec`, its timesteps left to the operations. A trace may name kinds of a library's own. */
export type WireSchedule = Omit<ScheduleSpec, 'timesteps' | 'T'> & { readonly T?: number | null }

/** An argument of a call. */
export type Input = number | string | boolean | null | readonly Input[]

/** One question: t is 0-based, any t_prev < 0 is clean data, every number is exact in `dtype`. */
export interface Call {
  readonly op: string
  readonly schedule: WireSchedule
  /** The format of the data arithmetic: `float64`, `float32`, `float16` or `bfloat16`. */
  readonly dtype: string
  readonly inputs: Readonly<Record<string, Input>>
}

/** What came back. An output is whatever was said, its numbers decoded and nothing else checked: that is for the judge. */
export type Answer =
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'unsupported'; readonly why: string }
  /** The implementation refused, or raised an error. */
  | { readonly kind: 'error'; readonly message: string }
  /** No valid answer: a crash, a time-out, rubbish on the wire. `message` says which, for people. */
  | { readonly kind: 'broken'; readonly message: string }

/** What an implementation says of itself. */
export interface Claims {
  readonly implementation: Readonly<Record<string, string>> & { readonly name: string }
  readonly ops: readonly string[]
  readonly schedules: readonly string[]
  readonly dtypes: readonly string[]
  /** Formats of the schedule tables, one for each dtype, or one for all; `float64->float32` is computed in one, stored in the other. */
  readonly tableDtypes: readonly string[]
  readonly samplers: readonly string[]
  readonly spacings: readonly string[]
  readonly conventions: Readonly<Record<string, unknown>>
}

/** A sampler asked to run whole, with the harness as its model. */
export interface Opening {
  readonly sampler: string
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly n: number
  readonly spacing: string
  readonly prediction_type: string
  readonly eta: number
  readonly x_T: readonly number[]
  /** One row a step. */
  readonly noise: readonly (readonly number[])[]
}

/** One evaluation of the model inside a session: where, and what was answered. */
export interface Evaluation {
  readonly x: readonly number[]
  readonly t: number
  /** Where it is given, x = x₀ + sigma·ε; else x = √ᾱ·x₀ + √(1−ᾱ)·ε. */
  readonly sigma?: number
  readonly output: readonly number[]
}

/** How a session went, as far as it went. */
export interface SessionRecord {
  /** The answer to `open`: timesteps as the output. */
  readonly opened: Answer
  readonly evaluations: readonly Evaluation[]
  /** The sample as the output; absent where the session never began. */
  readonly done?: Answer
}

/** The model of a session: the prediction asked for, at a point. */
export type SessionModel = (at: Omit<Evaluation, 'output'>) => readonly number[]

/** An implementation behind a door. */
export interface Subject {
  readonly claims: Claims
  /** Answers in the order of the calls, always as many, whatever the implementation does. Never throws on its account. */
  readonly ask: (calls: readonly Call[]) => Promise<readonly Answer[]>
  /** Absent where nothing can be asked but what was recorded. */
  readonly open?: (opening: Opening, model: SessionModel) => Promise<SessionRecord>
  /** Ends it and all that it started. */
  readonly close: () => Promise<void>
}
