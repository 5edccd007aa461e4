import { at } from '../../reference/numbers/combinators.js'
import type { Ball } from '../../reference/numbers/enclosure/index.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { ulp } from '../../reference/numbers/rounding/format.js'
import { plus } from '../../reference/numbers/rounding/upward.js'
import {
  type Arithmetic,
  type Rounded,
  type RoundingField,
  rounding,
} from '../../reference/numbers/rounding.js'
import type { Level, Step } from '../../reference/process/step.js'
import type { Diffusion } from '../../reference/schedule/diffusion.js'
import { type Schedule, steps } from '../../reference/schedule/schedule.js'
import { distanceTo } from '../numbers/distance.js'
import type { Promoted, PromotingField } from '../numbers/promoting.js'
import type { WireSchedule } from '../subject.js'
import { checked, type Known, ratioStep, remembered } from './known.js'
import { cumulative, inLogSpace, libraryBetas } from './libraries.js'
import { inOwnOrder } from './own-order.js'
import { kept, type Order, ratioOfValues, type TableFormats, table } from './stored.js'
import { ownAt } from './truths.js'

/**
 * What an implementation may know of its schedule, as rounded numbers with bounds: how far whatever it uses can lie from the
 * truth of the reference (truths.ts) that it is judged against.
 */

/** v = 1 − ᾱ, each t once, so that equal subexpressions are one number. */
function preserving(
  F: PromotingField,
  T: number,
  alphaBar: (t: number) => Promoted,
  beta: ((t: number) => Promoted) | undefined,
  complement: boolean,
  variance?: (t: number) => Promoted,
): Known<Promoted> {
  const one = F.lit(1n)
  const zero: Promoted = { value: 0, bound: 0, rank: 1 }
  const level = remembered(
    (t): Level<Promoted> =>
      t === 0
        ? { alphaBar: { value: 1, bound: 0, rank: 1 }, variance: zero }
        : { alphaBar: alphaBar(t), variance: variance ? variance(t) : F.sub(one, alphaBar(t)) },
  )
  const fromTable = remembered((t): Step<Promoted> | undefined => {
    const b = beta?.(t)
    return b && { alpha: F.sub(one, b), beta: b }
  })
  return {
    T,
    preserving: true,
    ratio: (t) => ratioOfValues(level(t)),
    level: (t) => level(checked(t, T)),
    step: (s, t) => {
      const own = s === t - 1 ? fromTable(checked(t, T)) : undefined
      if (own) return own
      const [from, to] = [level(checked(s, T)), level(checked(t, T))]
      const alpha = F.div(to.alphaBar, from.alphaBar)
      const left = F.sub(one, alpha)
      return { alpha: complement ? F.sub(one, left) : alpha, beta: left }
    },
  }
}

/** v ← α·v + β, where that is the order. */
function carried(R: RoundingField, betas: readonly Rounded[], formats: TableFormats, order: Order) {
  if (order.accumulate !== 'carried') return undefined
  const one = R.lit(1n)
  const all: Rounded[] = [R.lit(0n)]
  for (const beta of betas) all.push(R.add(R.mul(R.sub(one, beta), at(all, all.length - 1)), beta))
  const values = kept(all, formats)
  return remembered((t: number) => table(at(values, t)))
}

/** As a library tabulates the definition. */
export function tabulated(
  F: PromotingField,
  { wire, schedule }: { readonly wire: WireSchedule; readonly schedule: Schedule },
  formats: TableFormats,
  order: Order,
): Known<Promoted> {
  const R = rounding(formats.compute)
  const betas = libraryBetas(R, wire)
  if (!betas && !schedule.preserving) return inOwnOrder(F, { wire, schedule }, formats, order)
  const each =
    betas ??
    steps(R, schedule)
      .slice(1)
      .map(({ beta }) => beta)
  const alphaBar = kept((order.accumulate === 'log' ? inLogSpace : cumulative)(R, each), formats)
  const use = order.step !== 'ratio' ? (t: number) => table(at(each, t - 1)) : undefined
  return preserving(
    F,
    schedule.T,
    remembered((t) => table(at(alphaBar, t))),
    use && remembered(use),
    order.step === 'complement',
    carried(R, each, formats, order),
  )
}

const halfUlp = (value: number, { format }: Arithmetic) => ulp(value, format) / 2
const storedAs = (value: number, arithmetic: Arithmetic): Promoted => ({
  value,
  bound: halfUlp(value, arithmetic),
  rank: 1,
})

/** Of own β: each known to half an ulp, ᾱ accumulated from them. */
export function ofBetas(
  F: PromotingField,
  betas: readonly number[],
  formats: TableFormats,
  order: Order,
): Known<Promoted> {
  const R = rounding(formats.compute)
  const each = betas.map((value) => storedAs(value, formats.store))
  const alphaBar = kept((order.accumulate === 'log' ? inLogSpace : cumulative)(R, each), formats)
  const use = order.step !== 'ratio' ? (t: number) => at(each, t - 1) : undefined
  return preserving(
    F,
    betas.length,
    remembered((t) => table(at(alphaBar, t))),
    use,
    order.step === 'complement',
    carried(R, each, formats, order),
  )
}

/**
 * Of own ᾱ, each known to half an ulp. At stride 1 an own β is used where it is known, its distance to the truth 1 − ᾱ_t/ᾱ_{t−1}
 * included: whether the two tables agree is judged where they are.
 */
export function ofAlphaBars(
  F: PromotingField,
  {
    alphaBars,
    betas,
    truth,
  }: {
    readonly alphaBars: readonly number[]
    readonly betas?: readonly number[] | undefined
    readonly truth: Known<Ball>
  },
  { store }: TableFormats,
  order: Order,
): Known<Promoted> {
  const alphaBar = remembered((t: number) => storedAs(at(alphaBars, t - 1), store))
  const beta =
    betas && order.step !== 'ratio'
      ? remembered((t: number): Promoted => {
          const own = storedAs(at(betas, t - 1), store)
          return { ...own, bound: plus(own.bound, distanceTo(own.value, truth.step(t - 1, t).beta)) }
        })
      : undefined
  return preserving(F, alphaBars.length, alphaBar, beta, order.step === 'complement')
}

/** Of own (α, σ) at times of their own. */
export function ofLevels(
  F: PromotingField,
  answers: ReadonlyMap<number, readonly [number, number]>,
  { store }: TableFormats,
): Known<Promoted> {
  const level = remembered((t): Level<Promoted> => {
    const [alpha, sigma] = ownAt(answers, t)
    const [a, s] = [storedAs(alpha, store), storedAs(sigma, store)]
    return { alphaBar: F.mul(a, a), variance: F.mul(s, s) }
  })
  return {
    T: 1,
    preserving: false,
    level,
    step: (s, t) => ratioStep(F, level(s), level(t)),
    ratio: (t) => ratioOfValues(level(t)),
  }
}

/** A diffusion in continuous time, in the reference's order of evaluation. */
export function inContinuousTime(
  F: PromotingField,
  diffusion: Diffusion,
  { compute }: TableFormats,
): Known<Promoted> {
  const R = rounding(compute)
  const at = (u: number) => ({ value: u, bound: 0 })
  const level = remembered((u): Level<Promoted> => {
    const { alphaBar, variance } = asGiven(() => diffusion.level(R, at(u)))
    return { alphaBar: table(alphaBar), variance: table(variance) }
  })
  return {
    T: 1,
    preserving: false,
    level,
    step: (s, u) => ratioStep(F, level(s), level(u)),
    ratio: (u) => ratioOfValues(level(u)),
  }
}
