import { epsFromX0, x0FromEps, x0FromV } from '../../reference/process/predictions.js'
import { type Known, kernelAt, needsPreserving } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Args } from './operation.js'

/** What a model's output says of x₀ and ε at one time, with the clip that libraries put on x̂₀. */
export interface Guess<T> {
  readonly x0: T
  readonly eps: T
}

/** Reads (x_t, output) at a time. */
export type Reader<T> = (at: { readonly xt: T; readonly out: T }) => Guess<T>

const clipped = <T>(F: JudgeField<T>, args: Args<T>, x0: T): T => {
  if (!args.has('clip_x0')) return x0
  const limit = args.host('clip_x0')
  return F.clamp(x0, { low: F.neg(limit), high: limit })
}

/** What was asked for, whatever the numbers are. */
export type Asked = Pick<Args<number>, 'has' | 'flag'>

/** Whether ε̂ is computed anew from a clipped x̂₀: so that x_t = √ᾱ·x̂₀ + √(1−ᾱ)·ε̂ again. Where nothing is said, it is. */
export const rederives = (args: Asked): boolean => !args.has('rederive_eps') || args.flag('rederive_eps')

/** The truth: the reference's conversions. `keep` leaves ε̂ as the model gave it where x̂₀ was clipped. */
export function trueReader<T>(
  F: JudgeField<T>,
  known: Known<T>,
  args: Args<T>,
  t: number,
  keep: boolean,
): Reader<T> {
  const kernel = kernelAt(F, known, t)
  const type = args.word('prediction_type')
  return ({ xt, out }) => {
    const raw =
      type === 'sample'
        ? out
        : type === 'v_prediction'
          ? x0FromV(F, kernel, { xt, v: out })
          : x0FromEps(F, kernel, { xt, eps: out })
    const x0 = clipped(F, args, raw)
    // not computed where nothing needs it: ε̂ has no value at v = 0
    return {
      x0,
      get eps() {
        if (type === 'epsilon' && (keep || x0 === raw)) return out
        return epsFromX0(F, kernel, { xt, x0: keep ? raw : x0 })
      },
    }
  }
}

/** How libraries get x̂₀ and ε̂ from the tables. */
export interface Style {
  readonly id: string
  readonly read: <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>, t: number, keep: boolean) => Reader<T>
}

/** From the roots of ᾱ and 1 − ᾱ, ε of v by the rotation. */
const roots: Style = {
  id: 'x̂₀ by roots',
  read: (F, known, args, t, keep) => {
    const { alphaBar, variance } = known.level(t)
    const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
    const type = args.word('prediction_type')
    return ({ xt, out }) => {
      const raw =
        type === 'sample'
          ? out
          : type === 'v_prediction'
            ? F.sub(F.mul(a, xt), F.mul(s, out))
            : F.div(F.sub(xt, F.mul(s, out)), a)
      const x0 = clipped(F, args, raw)
      return {
        x0,
        get eps() {
          if (keep || x0 === raw) {
            if (type === 'epsilon') return out
            if (type === 'v_prediction') return F.add(F.mul(a, out), F.mul(s, xt))
          }
          return F.div(F.sub(xt, F.mul(a, keep ? raw : x0)), s)
        },
      }
    }
  },
}

/** ε̂ always from x̂₀. */
const rederived: Style = {
  id: 'x̂₀ by roots, ε̂ from x̂₀',
  read: (F, known, args, t, keep) => {
    if (keep && args.has('clip_x0')) throw new RangeError('this order of evaluation does not keep ε̂')
    const { alphaBar, variance } = known.level(t)
    const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
    const plain = roots.read(F, known, args, t, keep)
    return (at) => {
      const { x0 } = plain(at)
      return {
        x0,
        get eps() {
          return F.div(F.sub(at.xt, F.mul(a, x0)), s)
        },
      }
    }
  },
}

/** From √(1/ᾱ) and √(1/ᾱ − 1). */
const reciprocals: Style = {
  id: 'x̂₀ by √(1/ᾱ) and √(1/ᾱ − 1)',
  read: (F, known, args, t, keep) => {
    if (keep && args.has('clip_x0') && args.word('prediction_type') !== 'epsilon')
      throw new RangeError('this order of evaluation does not keep ε̂')
    needsPreserving(known)
    const inverse = F.div(F.lit(1n), known.level(t).alphaBar)
    const [a, s] = [F.sqrt(inverse), F.sqrt(F.sub(inverse, F.lit(1n)))]
    const type = args.word('prediction_type')
    const plain = roots.read(F, known, args, t, keep)
    return ({ xt, out }) => {
      const raw = type === 'epsilon' ? F.sub(F.mul(a, xt), F.mul(s, out)) : plain({ xt, out }).x0
      const x0 = type === 'epsilon' ? clipped(F, args, raw) : raw
      return {
        x0,
        get eps() {
          if (keep && type === 'epsilon') return out
          return F.div(F.sub(F.mul(a, xt), keep ? raw : x0), s)
        },
      }
    }
  },
}

export const STYLES: readonly Style[] = [roots, rederived, reciprocals]
