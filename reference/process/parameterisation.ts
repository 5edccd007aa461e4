import type { RadicalField } from '../numbers/algebra.js'
import { compose, type Kernel, power, type Transition } from './kernel.js'
import { posteriorMean } from './posterior.js'
import {
  epsFromScore,
  epsFromV,
  epsFromX0,
  scoreFromEps,
  scoreFromV,
  scoreFromX0,
  vFromEps,
  vFromScore,
  vFromX0,
  x0FromEps,
  x0FromScore,
  x0FromV,
} from './predictions.js'
import {
  epsFromPosteriorMean,
  posteriorMeanFromEps,
  posteriorMeanFromScore,
  posteriorMeanFromV,
  scoreFromPosteriorMean,
  vFromPosteriorMean,
  x0FromPosteriorMean,
} from './reverse-mean.js'

/** What a network predicts. `posteriorMean` is the mean of q(x_s | x_t, x₀), which needs the step s→t. */
export const PARAMETERISATIONS = ['eps', 'x0', 'v', 'score', 'posteriorMean'] as const
/** The name of what a network predicts: see {@link PARAMETERISATIONS}. */
export type Parameterisation = (typeof PARAMETERISATIONS)[number]

/** What a conversion divides by, in words. */
const DENOMINATORS = {
  signal: 'the signal a of x_t = a·x0 + s·eps',
  variance: 'the noise variance s² of x_t = a·x0 + s·eps',
  power: 'a² + s² of x_t = a·x0 + s·eps',
  stepSignal: 'the signal of the step s→t',
  stepVariance: 'the noise variance of the step s→t',
  priorSignal: 'the signal of the kernel 0→s',
} as const
type Denominator = keyof typeof DENOMINATORS

/** The kernel 0→t, or a transition 0→s→t. */
export type Place<T> = Kernel<T> | Transition<T>

interface Conversion {
  readonly over: readonly Denominator[]
  readonly read: <T>(F: RadicalField<T>, place: Place<T>, at: { xt: T; value: T }) => T
}

const kernelAt = <T>(F: RadicalField<T>, place: Place<T>): Kernel<T> =>
  'prior' in place ? compose(F, place) : place

function transitionAt<T>(place: Place<T>): Transition<T> {
  if ('prior' in place) return place
  throw new TypeError(
    'the posterior mean of x_s is converted through the step s→t: give { prior, step }, the kernels 0→s and s→t, ' +
      'not the kernel 0→t alone',
  )
}

const named = <From extends Parameterisation, T>(from: From, { xt, value }: { xt: T; value: T }) =>
  ({ xt, [from]: value }) as Record<'xt' | From, T>

/** A formula of the kernel 0→t and a prediction named `from`. */
const ofKernel = <From extends Parameterisation>(
  from: From,
  read: <T>(F: RadicalField<T>, kernel: Kernel<T>, at: Record<'xt' | From, T>) => T,
  ...over: readonly Denominator[]
): Conversion => ({ over, read: (F, place, at) => read(F, kernelAt(F, place), named(from, at)) })

/** A formula of the transition 0→s→t and a prediction named `from`. */
const ofTransition = <From extends Parameterisation>(
  from: From,
  read: <T>(F: RadicalField<T>, transition: Transition<T>, at: Record<'xt' | From, T>) => T,
  ...over: readonly Denominator[]
): Conversion => ({ over, read: (F, place, at) => read(F, transitionAt(place), named(from, at)) })

const itself: Conversion = { over: [], read: (_, __, { value }) => value }

/** `CONVERSIONS[from][to]`: a formula, and what it divides by. */
const CONVERSIONS: {
  readonly [From in Parameterisation]: { readonly [To in Parameterisation]: Conversion }
} = {
  eps: {
    eps: itself,
    x0: ofKernel('eps', x0FromEps, 'signal'),
    v: ofKernel('eps', vFromEps, 'signal'),
    score: ofKernel('eps', scoreFromEps, 'variance'),
    posteriorMean: ofTransition('eps', posteriorMeanFromEps, 'variance', 'stepSignal'),
  },
  x0: {
    eps: ofKernel('x0', epsFromX0, 'variance'),
    x0: itself,
    v: ofKernel('x0', vFromX0, 'variance'),
    score: ofKernel('x0', scoreFromX0, 'variance'),
    posteriorMean: ofTransition('x0', posteriorMean, 'variance'),
  },
  v: {
    eps: ofKernel('v', epsFromV, 'power'),
    x0: ofKernel('v', x0FromV, 'power'),
    v: itself,
    score: ofKernel('v', scoreFromV, 'variance'),
    posteriorMean: ofTransition('v', posteriorMeanFromV, 'variance'),
  },
  score: {
    eps: ofKernel('score', epsFromScore),
    x0: ofKernel('score', x0FromScore, 'signal'),
    v: ofKernel('score', vFromScore, 'signal'),
    score: itself,
    posteriorMean: ofTransition('score', posteriorMeanFromScore, 'stepSignal'),
  },
  posteriorMean: {
    eps: ofTransition('posteriorMean', epsFromPosteriorMean, 'stepVariance'),
    x0: ofTransition('posteriorMean', x0FromPosteriorMean, 'stepVariance', 'priorSignal'),
    v: ofTransition('posteriorMean', vFromPosteriorMean, 'stepVariance', 'priorSignal'),
    score: ofTransition('posteriorMean', scoreFromPosteriorMean, 'stepVariance'),
    posteriorMean: itself,
  },
}

const INSTEAD: Partial<Record<Denominator, string>> = {
  signal: 'x_t is pure noise there: predict v or x0, from which everything else follows, or stop before it',
  variance: 'x_t is clean data there: predict eps, the score or v and convert to x0, or start after it',
}

/**
 * One prediction at x_t converted to another, coordinate by coordinate. `place` is the kernel 0→t, or the transition
 * 0→s→t where the posterior mean of x_s is given or wanted. `isZero` decides whether a number is exactly zero.
 *
 * @throws RangeError where the conversion divides by zero, as eps → x0 does at ᾱ_T = 0 (theorem X-TERMSNR).
 * @throws TypeError where a step s→t is needed and only a kernel is given.
 */
export function convertPrediction<T>(
  { F, isZero }: { readonly F: RadicalField<T>; readonly isZero: (a: T) => boolean },
  { from, to }: { readonly from: Parameterisation; readonly to: Parameterisation },
  place: Place<T>,
  at: { readonly xt: T; readonly value: T },
): T {
  const { over, read } = CONVERSIONS[from][to]
  for (const name of over) {
    if (isZero(denominator(F, place, name))) {
      const remedy =
        INSTEAD[name] ?? 'no conversion at this step gives it: take another step or another prediction'
      throw new RangeError(`${from} does not determine ${to} where ${DENOMINATORS[name]} is 0. ${remedy}.`)
    }
  }
  return read(F, place, at)
}

function denominator<T>(F: RadicalField<T>, place: Place<T>, name: Denominator): T {
  const kernel = kernelAt(F, place)
  if (name === 'signal' || name === 'variance') return kernel[name]
  if (name === 'power') return power(F, kernel)
  const { prior, step } = transitionAt(place)
  return name === 'stepSignal' ? step.signal : name === 'stepVariance' ? step.variance : prior.signal
}
