import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Args, Operation, Truth } from '../operations/operation.js'

/** What is known of a schedule, misread: most mistakes are a right formula on the wrong table entry. */
export type Misread = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => Known<T>

/** An operation computed on misread tables. */
export function onMisread({ name, plans }: Operation, misread: Misread): Truth {
  const [plan] = plans
  if (!plan) throw new RangeError(`the operation '${name}' has no plan`)
  return (F, known, args) => plan.form(F, misread(F, known, args), args)
}

/** The truth of an operation on misread tables. */
export const truthOnMisread =
  ({ truth }: Pick<Operation, 'truth'>, misread: Misread): Truth =>
  (F, known, args) =>
    truth(F, misread(F, known, args), args)

/** Every level read at another time. */
export const shifted =
  (shift: (t: number, T: number) => number): Misread =>
  (_, known) => ({
    ...known,
    level: (t) => known.level(clamp(shift(t, known.T), known.T)),
    step: (s, t) => known.step(clamp(shift(s, known.T), known.T), clamp(shift(t, known.T), known.T)),
  })

const clamp = (t: number, T: number) => Math.max(0, Math.min(T, t))
