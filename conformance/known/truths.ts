import { at } from '../../reference/numbers/combinators.js'
import type { Ball } from '../../reference/numbers/enclosure/index.js'
import type { Level, Step } from '../../reference/process/step.js'
import type { Diffusion } from '../../reference/schedule/diffusion.js'
import { type Schedule, steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import type { Certified } from '../numbers/certified.js'
import { middleOf } from '../numbers/distance.js'
import { checked, type Known, NotKnown, ratioOf, ratioStep } from './known.js'

/** The truth about a schedule: enclosures, whether of its definition or of an implementation's own tables. */
function fromTables(
  F: Certified,
  path: readonly Level<Ball>[],
  each?: readonly Step<Ball>[],
  preserving = true,
): Known<Ball> {
  const T = path.length - 1
  return {
    T,
    preserving,
    ratio: (t) => ratioOfBalls(at(path, t)),
    level: (t) => at(path, checked(t, T)),
    step: (s, t) =>
      each && s === t - 1
        ? at(each, checked(t, T))
        : ratioStep(F, at(path, checked(s, T)), at(path, checked(t, T))),
  }
}

const ratioOfBalls = ({ alphaBar, variance }: Level<Ball>): number =>
  ratioOf(middleOf(alphaBar), middleOf(variance))

/** By definition. */
export function byDefinition(F: Certified, schedule: Schedule): Known<Ball> {
  const each = steps<Ball, Certified>(F, schedule)
  return fromTables(F, levels(F, each), each, schedule.preserving)
}

/** By definition, in continuous time: the kernels at u ∈ [0, 1]. */
export function byDiffusion(F: Certified, diffusion: Diffusion): Known<Ball> {
  return {
    T: 1,
    preserving: diffusion.preserving,
    ratio: (u) => ratioOfBalls(diffusion.level(F, F.double(u))),
    level: (u) => diffusion.level(F, F.double(u)),
    step: (s, u) => diffusion.step(F, { from: F.double(s), to: F.double(u) }),
  }
}

/** Of the β_1, …, β_T that an implementation answered, taken as the exact numbers that they are. */
export function fromBetas(F: Certified, betas: readonly number[]): Known<Ball> {
  const one = F.lit(1n)
  const each: Step<Ball>[] = [{ alpha: one, beta: F.lit(0n) }]
  for (const value of betas) {
    const beta = F.double(value)
    each.push({ alpha: F.sub(one, beta), beta })
  }
  return fromTables(F, levels(F, each), each)
}

/** Of the ᾱ_1, …, ᾱ_T that an implementation answered. */
export function fromAlphaBars(F: Certified, alphaBars: readonly number[]): Known<Ball> {
  const one = F.lit(1n)
  const level = (value: number): Level<Ball> => {
    const alphaBar = F.double(value)
    return { alphaBar, variance: F.sub(one, alphaBar) }
  }
  return fromTables(F, [{ alphaBar: one, variance: F.lit(0n) }, ...alphaBars.map(level)])
}

/** Of the (α, σ) that an implementation answered at times of its own. */
export function fromLevels(
  F: Certified,
  answers: ReadonlyMap<number, readonly [number, number]>,
): Known<Ball> {
  const level = (t: number): Level<Ball> => {
    const [alpha, sigma] = ownAt(answers, t)
    return {
      alphaBar: F.mul(F.double(alpha), F.double(alpha)),
      variance: F.mul(F.double(sigma), F.double(sigma)),
    }
  }
  return {
    T: 1,
    preserving: false,
    level,
    step: (s, t) => ratioStep(F, level(s), level(t)),
    ratio: (t) => ratioOfBalls(level(t)),
  }
}

/** What was answered at a time. */
export function ownAt<A>(answers: ReadonlyMap<number, A>, t: number): A {
  const found = answers.get(t)
  if (found === undefined) throw new NotKnown(`no alpha_sigma was answered at t = ${t}`)
  return found
}
