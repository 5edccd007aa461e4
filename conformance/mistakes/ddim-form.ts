import { at } from '../../reference/numbers/combinators.js'
import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { OfStep } from '../operations/ddim.js'
import { type Args, elementwise, type Form, type Truth } from '../operations/operation.js'
import { span } from '../operations/posterior.js'
import { type Guess, type Reader, rederives, STYLES } from '../operations/predictions.js'

/** DDIM, down and up, with one thing mistaken. */

/** What is made of a right reading of the model's output. */
export type Misreading = <T>(
  F: JudgeField<T>,
  read: Reader<T>,
  element: { readonly xt: T; readonly out: T },
  args: Args<T>,
) => Guess<T>

const asRead: Misreading = (_, read, element) => read(element)

/** Whether ε̂ comes from x̂₀: of a prediction of x₀, or after x̂₀ was clipped. */
export const fromX0 = <T>(args: Args<T>): boolean =>
  args.word('prediction_type') === 'sample' || reclips(args)
/** Whether ε̂ is computed anew after x̂₀ was clipped. */
export const reclips = <T>(args: Args<T>): boolean => args.has('clip_x0') && rederives(args)

export function readerOf<T>(F: JudgeField<T>, known: Known<T>, args: Args<T>): Reader<T> {
  const [style] = STYLES
  if (!style) throw new RangeError('no way to read a prediction')
  return style.read(F, known, args, args.time('t'), args.has('rederive_eps') && !args.flag('rederive_eps'))
}

interface Variation {
  readonly guess?: Misreading
  /** What is taken out of the direction; σ² if left out. */
  readonly taken?: OfStep
  /** Whether nothing is added in a step to clean data, whatever σ is there. */
  readonly endsClean?: true
}

/** DDIM with another σ², another reading of the model's output, or with more or less than σ² taken out of the direction. */
export function ddim(
  sigma2: OfStep,
  { guess: guessOf = asRead, taken = sigma2, endsClean }: Variation = {},
): Form {
  return (F, known, args) => {
    const { s } = span(args)
    const read = readerOf(F, known, args)
    const { alphaBar, variance } = known.level(s)
    const [square, off] = [sigma2(F, known, args), taken(F, known, args)]
    const [a, along, std] = [
      F.sqrt(alphaBar),
      F.sqrt(F.clamp(F.sub(variance, off), { low: F.lit(0n) })),
      F.sqrt(square),
    ]
    return elementwise(args, ['xt', 'model_output', 'noise'], ({ xt, model_output: out, noise }) => {
      const guess = guessOf(F, read, { xt, out }, args)
      if (s === 0) return endsClean ? guess.x0 : F.add(guess.x0, F.mul(std, noise))
      return F.add(F.add(F.mul(a, guess.x0), F.mul(along, guess.eps)), F.mul(std, noise))
    })
  }
}

/** DDIM upward: what was read of x_t, noised to the next level. */
export const upward =
  (noised: Truth, guessOf: Misreading = asRead): Truth =>
  (F, known, args) => {
    const read = readerOf(F, known, args)
    const output = args.vec('model_output')
    const guesses = args.vec('xt').map((xt, i) => guessOf(F, read, { xt, out: at(output, i) }, args))
    return noised(F, known, {
      ...args,
      time: (name) => args.time(name === 't' ? 't_next' : name),
      vec: (name) => (name === 'x0' ? guesses.map(({ x0 }) => x0) : guesses.map(({ eps }) => eps)),
    })
  }
