import fc from 'fast-check'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { fromDouble } from '../../reference/numbers/rounding/convert.js'
import { veStep } from '../../reference/process/conventions.js'
import { type Level, nextLevel, type Step } from '../../reference/process/step.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import {
  indexed,
  isRational,
  type RationalSchedule,
  type Schedule,
  schedule,
  steps,
} from '../../reference/schedule/schedule.js'
import { asStored } from '../../reference/schedule/stored.js'
import { levels } from '../../reference/schedule/tables.js'
import type { Claim, Context, Outcome } from '../theorem.js'
import { falls, guarded, holds } from './outcome.js'
import { isTrue } from './rationals.js'
import { labelOf, type Relation } from './statement.js'

/** A real schedule with everything about it exact. */
export interface ExactSchedule {
  readonly label: string
  readonly T: number
  readonly preserving: boolean
  /** By t, entry 0 the identity. */
  readonly steps: readonly Step<Rational>[]
}

/**
 * The schedules that people train with, made exact: as defined where β is rational; else with the float64 numbers that are
 * stored for β (for VE: σ), each read as the rational that it is. A claim on the latter is exact for these numbers.
 */
const exactly = (preset: Schedule): RationalSchedule => {
  if (isRational(preset)) return preset
  return preset.preserving ? asStored(preset) : storedStds(preset)
}

function storedStds(preset: Schedule): RationalSchedule {
  const stds = levels(FLOAT64, steps(FLOAT64, preset)).map(({ variance }) => fromDouble(Math.sqrt(variance)))
  return schedule<RationalSchedule>({
    kind: preset.kind,
    label: `${preset.label}, σ as stored in float64`,
    T: preset.T,
    needs: 'field',
    preserving: false,
    stepper: (F) => {
      const std = stds.map(({ num, den }) => F.lit(`${num}/${den}`))
      return indexed(
        std.map((toStd, t) => ({
          alpha: F.lit(1n),
          beta: t === 0 ? F.lit(0n) : veStep(F, { fromStd: at(std, t - 1), toStd }).variance,
        })),
      )
    },
  })
}

const REAL = ['ho', 'stable-diffusion', 'cosine', 'sigmoid', 'zero-terminal-snr', 'vp', 've'] as const

let cached: readonly ExactSchedule[] | undefined

/**
 * Ho et al., Stable Diffusion, cosine, sigmoid, zero terminal SNR, VP and VE, T = 1000 each. They are what a claim is tried
 * on, not what it claims: made once, by the formulas as declared.
 */
export function exactSchedules(): readonly ExactSchedule[] {
  cached ??= asGiven(() =>
    REAL.map((name) => {
      const exact = exactly(PRESETS[name])
      return { label: exact.label, T: exact.T, preserving: exact.preserving, steps: steps(RATIONALS, exact) }
    }),
  )
  return cached
}

/** (ᾱ_t, v_t) by t, by the recursion of the reference. */
export const levelsOf = (chain: ExactSchedule): readonly Level<Rational>[] => levels(RATIONALS, chain.steps)

/** Random spans 0 ≤ s < t ≤ T, with the ends among them. */
export const spans = (T: number, count: number, seed: number): readonly { s: number; t: number }[] => [
  { s: 0, t: 1 },
  { s: 0, t: T },
  { s: T - 1, t: T },
  ...fc
    .sample(
      fc.tuple(fc.integer({ min: 0, max: T }), fc.integer({ min: 0, max: T })).filter(([s, t]) => s !== t),
      { numRuns: count, seed },
    )
    .map(([s, t]) => ({ s: Math.min(s, t), t: Math.max(s, t) })),
]

/** The steps s+1 … t as one, by the recursion of the reference. */
export const stepBetween = (chain: ExactSchedule, { s, t }: { s: number; t: number }): Step<Rational> => {
  const merged = chain.steps
    .slice(s + 1, t + 1)
    .reduce<Level<Rational>>((level, step) => nextLevel(RATIONALS, level, step), {
      alphaBar: RATIONALS.lit(1n),
      variance: RATIONALS.lit(0n),
    })
  return { alpha: merged.alphaBar, beta: merged.variance }
}

/** A claim with exact equality on every real schedule: `relations` gives what must hold on one, entry by entry. */
export function exactOnSchedules(
  text: string,
  relations: (chain: ExactSchedule, context: Context) => Iterable<Relation<Rational>>,
): Claim {
  const check = (context: Context): Outcome => {
    let cases = 0
    for (const chain of exactSchedules())
      for (const relation of relations(chain, context)) {
        cases++
        if (!isTrue(relation)) return falls(cases, `${chain.label}: ${labelOf(relation, cases - 1)} fails`)
      }
    if (cases === 0) return falls(0, 'nothing was checked on any schedule')
    const labels = exactSchedules().map(({ label }) => label)
    return holds(cases, { detail: `on ${labels.join('; ')}` })
  }
  return { text, tier: 'exact', engine: 'rationals', check: guarded(check) }
}
