import { at } from '../../reference/numbers/combinators.js'
import { type Rounded, rounding } from '../../reference/numbers/rounding.js'
import { type Schedule, steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import type { Promoted, PromotingField } from '../numbers/promoting.js'
import type { WireSchedule } from '../subject.js'
import { checked, type Known, ratioStep } from './known.js'
import { libraryLevels } from './libraries.js'
import { kept, type Order, ratioOfValues, type TableFormats, table } from './stored.js'

/**
 * A schedule that does not preserve variance: in the reference's order of evaluation, step by step, or by the closed form that
 * libraries have. Where the format of storage is another, what is stored is (√ᾱ, √v): twice the relative error in ᾱ and v that
 * storing those would make.
 */
export function inOwnOrder(
  F: PromotingField,
  { wire, schedule }: { readonly wire: WireSchedule; readonly schedule: Schedule },
  formats: TableFormats,
  order: Order,
): Known<Promoted> {
  const R = rounding(formats.compute)
  const each = steps(R, schedule)
  const closed =
    order.accumulate === 'product' ? undefined : libraryLevels(R, wire, order.accumulate === 'carried')
  const path = closed ? [{ alphaBar: R.lit(1n), variance: R.lit(0n) }, ...closed] : levels(R, each)
  const asStored = (entries: readonly Rounded[]): readonly Promoted[] => {
    if (formats.store.format.name === formats.compute.format.name) return entries.map(table)
    return kept(entries.map(R.sqrt), formats).map((root) => F.mul(table(root), table(root)))
  }
  const alphaBars = asStored(path.map(({ alphaBar }) => alphaBar))
  const variances = asStored(path.map(({ variance }) => variance))
  const [alphas, betas] = [
    kept(
      each.map(({ alpha }) => alpha),
      formats,
    ),
    kept(
      each.map(({ beta }) => beta),
      formats,
    ),
  ]
  const level = (t: number) => ({
    alphaBar: at(alphaBars, checked(t, schedule.T)),
    variance: at(variances, t),
  })
  return {
    T: schedule.T,
    preserving: schedule.preserving,
    ratio: (t) => ratioOfValues(level(t)),
    level,
    step: (s, t) =>
      s === t - 1 && order.step === 'table' && !closed
        ? { alpha: table(at(alphas, checked(t, schedule.T))), beta: table(at(betas, t)) }
        : ratioStep(F, level(s), level(t)),
  }
}
