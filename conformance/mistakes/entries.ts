import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { OPERATIONS } from '../operations/index.js'
import {
  type Args,
  defined,
  elementwise,
  type Form,
  type Mistake,
  type Operation,
  type Truth,
} from '../operations/operation.js'
import { type Misread, onMisread } from './misread.js'

/** What entries of the catalogue are made of. */
export interface Entry<Ways = Truth | readonly Truth[]> extends Omit<Mistake, 'form'> {
  /** The mistaken formula of each operation that the mistake concerns, or the several ways to make it there. */
  readonly of: Readonly<Record<string, Ways>>
}

/** The ways that a mistake was made in. */
export const waysOf = (ways: Truth | readonly Truth[]): readonly Truth[] =>
  typeof ways === 'function' ? [ways] : ways

/** Each way of each operation, changed. */
export const eachWay = (of: Entry['of'], change: (form: Truth) => Truth): Entry['of'] =>
  Object.fromEntries(Object.entries(of).map(([name, ways]) => [name, waysOf(ways).map(change)]))

/** The first order of evaluation of several operations. */
export const firstPlans = (...names: readonly string[]): Entry['of'] =>
  Object.fromEntries(names.map((name) => [name, firstPlan(name)]))

export const GITHUB = 'https://github.com/'
export const issue = (repository: string, ...numbers: readonly number[]): readonly string[] =>
  numbers.map((n) => `${GITHUB}${repository}/issues/${n}`)

export type Applies = NonNullable<Mistake['applies']>

export function operation(name: string): Operation {
  const found = OPERATIONS.get(name)
  if (!found) throw new RangeError(`no operation is named '${name}'`)
  return found
}

/** A formula at other times than it was asked for. */
export const retimed =
  (truth: Truth, change: (name: string, time: (name: string) => number) => number): Truth =>
  (F, known, args) =>
    truth(F, known, { ...args, time: (name) => change(name, args.time) })

/** Several operations on the same misread tables. */
export const misread = (names: readonly string[], how: Misread): Readonly<Record<string, Truth>> =>
  Object.fromEntries(names.map((name) => [name, onMisread(operation(name), how)]))

interface Roots<T> {
  readonly a: T
  readonly s: T
  readonly alphaBar: T
  readonly variance: T
}

/** Element by element from the two roots √ᾱ and √(1−ᾱ). */
export function byRoots<N extends string>(
  names: readonly N[],
  read: <T>(F: JudgeField<T>, at: Roots<T> & Readonly<Record<N, T>>) => T,
): Form {
  return <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => {
    const { alphaBar, variance } = known.level(args.time('t'))
    const roots: Roots<T> = { a: F.sqrt(alphaBar), s: F.sqrt(variance), alphaBar, variance }
    return elementwise<T, N>(args, names, (element) => read<T>(F, { ...roots, ...element }))
  }
}

/** The first order of evaluation of an operation. */
export function firstPlan(name: string): Form {
  const [plan] = operation(name).plans
  if (!plan) throw new RangeError(`the operation '${name}' has no plan`)
  return defined(plan.form)
}
