import type { Field } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { bridge, type Level, nextLevel, type Step, type Surd, snr } from '../process/step.js'
import { type Readable, steps } from './schedule.js'

/**
 * The tables of a schedule, each of length T+1 and indexed by t, root-free. `beta`, `alphaBar` and `variance` start
 * with clean data (0, 1, 0); the others have no entry 0 (a hole), since no step leads to clean data and its SNR is
 * infinite. posteriorVariance[1] = 0: given x₀ the first step is undone exactly.
 */
export interface Tables<X> {
  readonly alpha: readonly X[]
  readonly beta: readonly X[]
  /** ᾱ_t, the squared signal. */
  readonly alphaBar: readonly X[]
  /** v_t; 1 − ᾱ_t where the schedule preserves variance. */
  readonly variance: readonly X[]
  readonly snr: readonly X[]
  /** β̃_t of q(x_{t−1} | x_t, x₀). */
  readonly posteriorVariance: readonly X[]
  /** The weight of x₀ in the mean of q(x_{t−1} | x_t, x₀), as (β_t/v_t)·√ᾱ_{t−1}: its root is inherent. */
  readonly posteriorX0Weight: readonly Surd<X>[]
  /** The weight of x_t, as (v_{t−1}/v_t)·√α_t. */
  readonly posteriorXtWeight: readonly Surd<X>[]
}

/** (ᾱ_t, v_t) by t, from (1, 0) on. */
export function levels<X>(F: Field<X>, all: readonly Step<X>[]): readonly Level<X>[] {
  let level: Level<X> = { alphaBar: F.lit(1n), variance: F.lit(0n) }
  return all.map((step, t) => {
    if (t > 0) level = nextLevel(F, level, step)
    return level
  })
}

/** Every table of a schedule, in any algebra that can read it. Exact in `RATIONALS` for a `Schedule<'field'>`. */
export function tables<X, A>(F: A & Field<X>, schedule: Readable<A, X>): Tables<X> {
  const all = steps(F, schedule)
  const path = levels<X>(F, all)
  const bridges = fromOne(all, (step, t) => bridge(F, at(path, t - 1), step, at(path, t).variance))
  return {
    alpha: all.map(({ alpha }) => alpha),
    beta: all.map(({ beta }) => beta),
    alphaBar: path.map(({ alphaBar }) => alphaBar),
    variance: path.map(({ variance }) => variance),
    snr: fromOne(path, (level) => snr(F, level)),
    posteriorVariance: bridges.map(({ variance }) => variance),
    posteriorX0Weight: bridges.map(({ x0Weight }) => x0Weight),
    posteriorXtWeight: bridges.map(({ xtWeight }) => xtWeight),
  }
}

/** The image of entries 1, 2, …, in their places; entry 0 stays a hole. */
function fromOne<A, B>(xs: readonly A[], image: (x: A, t: number) => B): readonly B[] {
  const out: B[] = new Array(xs.length)
  for (let t = 1; t < xs.length; t++) out[t] = image(at(xs, t), t)
  return out
}
