import { at } from '../../reference/numbers/combinators.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { noiseStd, rangeBy, stepBeta, varianceBy } from '../operations/ancestral.js'
import type { Form } from '../operations/operation.js'
import { aboveFloor, betaTilde, secondForFirst, span, type VarianceOf } from '../operations/posterior.js'
import { type Applies, type Entry, firstPlan, issue } from './entries.js'

/** Mistakes of the noise that an ancestral step adds. */

interface Noise<T> {
  readonly type: string
  readonly large: T
  readonly small: () => T
  readonly v?: T
}

/** A step whose noise is mistaken: in one of the variances, in what is made of them, or in when there is none; its mean is as it is. */
export const noiseOf =
  ({
    large = stepBeta,
    small = betaTilde,
    std = <T>(F: JudgeField<T>, { type, ...of }: Noise<T>) => noiseStd(F, type, of, false),
    quiet = ({ s }) => s === 0,
  }: {
    readonly large?: VarianceOf
    readonly small?: VarianceOf
    readonly std?: <T>(F: JudgeField<T>, noise: Noise<T>) => T
    readonly quiet?: (span: { readonly s: number; readonly t: number }) => boolean
  }): Form =>
  (F, known, args) => {
    const { s, t } = span(args)
    const mean = quietMean(F, known, args)
    if (quiet({ s, t })) return mean
    const type = args.word('variance_type')
    return mean.map((m, i) => {
      const of = { type, large: large(F, known, s, t), small: () => small(F, known, s, t) }
      const v = type === 'learned_range' ? { v: at(args.vec('model_output'), mean.length + i) } : {}
      return F.add(m, F.mul(std(F, { ...of, ...v }), at(args.vec('noise'), i)))
    })
  }

/** The mean of a step: what it is without noise. */
const quietMean: Form = (F, known, args) =>
  firstPlan('ddpm_step')(F, known, {
    ...args,
    vec: (name) => (name === 'noise' ? args.vec(name).map(() => F.lit(0n)) : args.vec(name)),
  })

const varianceOf = <T>({ type, large, small }: Noise<T>): T =>
  type.startsWith('fixed_small') ? small() : large

/** The root of a logarithm, for the root of the variance. */
const rootOfLog = <T>(F: JudgeField<T>, of: Noise<T>): T => F.sqrt(F.log(varianceOf(of)))

/** What is done about log 0 at the first step: nothing, or what libraries do, with the variance as they have it. */
export const FIRSTS: readonly ((variance: VarianceOf) => VarianceOf)[] = [
  (variance) => variance,
  secondForFirst,
  aboveFloor,
]

/** The variance of the step from t−1, where a longer one ends at clean data. */
const ofOneStep =
  (variance: VarianceOf): VarianceOf =>
  (F, known, s, t) =>
    variance(F, known, s === 0 ? t - 1 : s, t)

const never = () => false
const startsAtOne = ({ t }: { readonly t: number }) => t === 1

const hasNoise: Applies = (args) => span(args).s > 0

/** v′·β + (1−v′)·β̃, v′ = (v+1)/2. */
function between<T>(F: JudgeField<T>, { large, small }: { large: T; small: T }, v: T): T {
  const part = F.div(F.add(v, F.lit(1n)), F.lit(2n))
  return F.add(F.mul(part, large), F.mul(F.sub(F.lit(1n), part), small))
}

export const NOISE: readonly Entry[] = [
  {
    id: 'P2',
    title: 'the noise of a step is scaled by its variance instead of its root',
    fix: 'sqrt(variance) * noise',
    links: [],
    applies: hasNoise,
    of: {
      ddpm_step: noiseOf({
        std: (F, { type, ...of }) => {
          const std = noiseStd(F, type, of, false)
          return F.mul(std, std)
        },
      }),
    },
  },
  {
    id: 'D21',
    title: 'the noise of a step is scaled by √α_{t|s} besides',
    fix: 'mean + sqrt(variance) * noise',
    links: [],
    applies: hasNoise,
    of: {
      ddpm_step: (F, known, args) => {
        const root = F.sqrt(known.step(span(args).s, span(args).t).alpha)
        return firstPlan('ddpm_step')(F, known, {
          ...args,
          vec: (name) => (name === 'noise' ? args.vec(name).map((z) => F.mul(root, z)) : args.vec(name)),
        })
      },
    },
  },
  {
    id: 'P3b',
    applies: (args) => span(args).s > 0 && args.word('variance_type').startsWith('fixed_large'),
    title: 'β̃ stands for β',
    fix: 'the variance is 1 - alphas_cumprod[t]/alphas_cumprod[t_prev] for fixed_large',
    links: [],
    of: {
      ddpm_step: noiseOf({ large: betaTilde }),
      get_variance: FIRSTS.map((first) => varianceBy({ small: betaTilde, large: first(betaTilde) })),
    },
  },
  {
    id: 'P7',
    title: 'the root of a logarithm, √(log β), where exp(½ log β) belongs',
    fix: 'torch.exp(0.5 * log_variance)',
    links: [],
    applies: hasNoise,
    of: { ddpm_step: noiseOf({ std: rootOfLog }) },
  },
  {
    id: 'P8',
    title: 'noise is added in the last step too',
    fix: 'no noise where t_prev is clean data',
    links: [],
    // where β̃ = 0 is used there is none to add
    applies: (args) => span(args).s === 0 && !args.word('variance_type').startsWith('fixed_small'),
    of: { ddpm_step: noiseOf({ quiet: never }) },
  },
  {
    id: 'P8',
    title: 'noise is added in the last step too, of the step from t − 1, and of the second step for log 0',
    fix: 'no noise where t_prev is clean data',
    links: [],
    applies: (args) => span(args).s === 0 && args.word('variance_type') !== 'fixed_small',
    of: {
      ddpm_step: noiseOf({
        small: ofOneStep(secondForFirst(betaTilde)),
        large: ofOneStep(stepBeta),
        quiet: never,
      }),
    },
  },
  {
    id: 'P7P8b',
    title: 'the root of a logarithm, also in the last step unless it starts at t = 0',
    fix: 'torch.exp(0.5 * log_variance), and no noise where t_prev is clean data',
    links: [],
    applies: (args) => span(args).t > 1,
    of: { ddpm_step: noiseOf({ std: rootOfLog, quiet: startsAtOne }) },
  },
  {
    id: 'P8b',
    title: 'noise is added in the last step unless it starts at t = 0: when a stride leads to clean data',
    fix: 'no noise where t_prev is clean data',
    links: [],
    // the floor of 1e-20 under β̃ makes it invisible there
    applies: (args) =>
      span(args).s === 0 && span(args).t > 1 && !args.word('variance_type').startsWith('fixed_small'),
    of: { ddpm_step: noiseOf({ small: aboveFloor(betaTilde), quiet: startsAtOne }) },
  },
  {
    id: 'L10',
    title: 'the learned range is interpolated in variances instead of log variances',
    fix: 'frac * log(beta) + (1 - frac) * log(beta_tilde)',
    links: [...issue('huggingface/diffusers', 3006), ...issue('Project-MONAI/MONAI', 8898)],
    applies: (args) => !args.has('variance_type') || args.word('variance_type') === 'learned_range',
    of: {
      ddpm_step: noiseOf({
        std: (F, { large, small, v, ...of }) =>
          v === undefined
            ? noiseStd(F, of.type, { large, small }, false)
            : F.sqrt(between(F, { large, small: small() }, v)),
      }),
      // a logarithm is asked for, and the logarithm of what is between is answered, or that itself
      learned_range_log_variance: FIRSTS.flatMap((first) => [
        rangeBy({ small: first(betaTilde) }, (F, of, v) => F.log(between(F, of, v))),
        rangeBy({ small: first(betaTilde) }, between),
      ]),
    },
  },
]
