import { at } from '../../reference/numbers/combinators.js'
import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { noiseStd } from '../operations/ancestral.js'
import type { Args, Form, Truth } from '../operations/operation.js'
import { betaTilde, span } from '../operations/posterior.js'
import { ddim } from './ddim-form.js'
import { type Applies, type Entry, firstPlan, GITHUB, issue, misread } from './entries.js'
import { withSteps } from './misread.js'

/** Mistakes of the posterior and of ancestral steps. */

const STRIDED = [
  'q_posterior_mean',
  'q_posterior_variance',
  'q_posterior_log_variance_clipped',
  'ddpm_step',
  'get_variance',
  'learned_range_log_variance',
]

const strided = (args: Parameters<Applies>[0]) => span(args).s < span(args).t - 1

/** Whether the variance of the step is β̃, where a type is named. */
const usesBetaTilde: Applies = (args) =>
  (!args.has('variance_type') || args.word('variance_type').startsWith('fixed_small')) &&
  (!args.has('eta') || args.host('eta') !== 0) &&
  (!args.has('xt') || span(args).s > 0)
/** Whether only a variance is asked for. */
const onlyVariance: Applies = (args) => args.has('variance_type') && !args.has('xt')

type VarianceOf = <T>(F: JudgeField<T>, known: Known<T>, s: number, t: number) => T

const trueLarge: VarianceOf = (_, known, s, t) => known.step(s, t).beta

interface Noise<T> {
  readonly type: string
  readonly large: T
  readonly small: () => T
  readonly v?: T
}

/** A step whose noise is mistaken, in one of the variances or in what is made of them; its mean is as it is. */
const noiseOf =
  ({
    large = trueLarge,
    small = betaTilde,
    std = <T>(F: JudgeField<T>, { type, ...of }: Noise<T>) => noiseStd(F, type, of, false),
  }: {
    readonly large?: VarianceOf
    readonly small?: VarianceOf
    readonly std?: <T>(F: JudgeField<T>, noise: Noise<T>) => T
  }): Form =>
  (F, known, args) => {
    const { s, t } = span(args)
    const mean = quietMean(F, known, args)
    if (s === 0) return mean
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

/** (1−ᾱ_s)·β_{t|s}: β̃ without its denominator. */
const undivided: VarianceOf = (F, known, s, t) => F.mul(known.step(s, t).beta, known.level(s).variance)

const hasNoise = (args: Parameters<Applies>[0]) => span(args).s > 0

/** The tables of the posterior with ᾱ_t for ᾱ_{t−1}, and 1 for the last. */
const paddedTables = Object.fromEntries(
  (
    [
      ['posterior_variance', 'q_posterior_variance'],
      ['posterior_log_variance_clipped', 'q_posterior_log_variance_clipped'],
      ['posterior_mean_coef1', 'posterior_mean_coef1_at'],
      ['posterior_mean_coef2', 'posterior_mean_coef2_at'],
    ] as const
  ).map(([table, entry]): [string, Truth] => [
    table,
    (F, known, args) =>
      Array.from({ length: known.T }, (_, i) => {
        const t = i + 1
        const padded = { ...known, level: (u: number) => known.level(u === i ? (t === known.T ? 0 : t) : u) }
        if (i === 0 && table.includes('log')) return undefined
        const [value] = firstPlan(entry)(F, padded, { ...args, has: () => false, time: () => t })
        return value
      }),
  ]),
)

/** v′·β + (1−v′)·β̃, v′ = (v+1)/2. */
function between<T>(F: JudgeField<T>, { large, small }: { large: T; small: T }, v: T): T {
  const part = F.div(F.add(v, F.lit(1n)), F.lit(2n))
  return F.add(F.mul(part, large), F.mul(F.sub(F.lit(1n), part), small))
}

/** η²·variance. */
const ofEta = <T>(F: JudgeField<T>, args: Args<T>, variance: T): T =>
  F.mul(F.mul(args.host('eta'), args.host('eta')), variance)

/** η²·β_{t|s}. */
const etaBeta = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>): T =>
  ofEta(F, args, trueLarge(F, known, span(args).s, span(args).t))

export const POSTERIOR: readonly Entry[] = [
  {
    id: 'S2',
    applies: (args) => !onlyVariance(args) || usesBetaTilde(args),
    title: 'ᾱ_prev is padded at the wrong end: ᾱ_t stands for ᾱ_{t−1}',
    fix: 'alphas_cumprod_prev = concat([1], alphas_cumprod[:-1])',
    links: [
      ...issue('lucidrains/denoising-diffusion-pytorch', 18),
      `${GITHUB}lucidrains/denoising-diffusion-pytorch/commit/71953eb`,
    ],
    of: {
      ...misread(
        [
          'ddpm_step',
          'q_posterior_mean',
          'q_posterior_variance',
          'q_posterior_log_variance_clipped',
          'get_variance',
        ],
        (_, known, args) => {
          const { s, t } = span(args)
          return { ...known, level: (u) => known.level(u === s ? (t === known.T ? 0 : t) : u) }
        },
      ),
      ...misread(['posterior_mean_coef1_at', 'posterior_mean_coef2_at'], (_, known, args) => {
        const t = args.time('t')
        return { ...known, level: (u) => known.level(u === t - 1 ? (t === known.T ? 0 : t) : u) }
      }),
      ...paddedTables,
    },
  },
  {
    id: 'P1',
    applies: usesBetaTilde,
    title: 'β̃ without its denominator 1−ᾱ_t',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod)',
    links: [],
    of: {
      ddpm_step: noiseOf({ small: undivided }),
      ddim_step: ddim((F, known, args) => ofEta(F, args, undivided(F, known, span(args).s, span(args).t))),
      ddim_sigma: (F, known, args) => [
        F.sqrt(ofEta(F, args, undivided(F, known, span(args).s, span(args).t))),
      ],
      ...misread(
        [
          'q_posterior_variance',
          'posterior_variance',
          'q_posterior_log_variance_clipped',
          'posterior_log_variance_clipped',
          'get_variance',
        ],
        (F, known, args) => {
          const one = F.lit(1n)
          const t = args.has('t') ? args.time('t') : undefined
          return {
            ...known,
            level: (u) =>
              u === t || (t === undefined && u > 0) ? { ...known.level(u), variance: one } : known.level(u),
          }
        },
      ),
    },
  },
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
    id: 'P3',
    applies: usesBetaTilde,
    title: 'β stands for β̃',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod) for fixed_small',
    links: [],
    of: {
      ddpm_step: noiseOf({ small: trueLarge }),
      ddim_step: ddim(etaBeta),
      q_posterior_variance: (_, known, args) => [known.step(span(args).s, span(args).t).beta],
      posterior_variance: (_, known) => Array.from({ length: known.T }, (_, i) => known.step(i, i + 1).beta),
      get_variance: (F, known, args) => {
        const { beta } = known.step(span(args).s, span(args).t)
        return [args.word('variance_type').endsWith('_log') ? F.log(beta) : beta]
      },
      ddim_sigma: (F, known, args) => [
        F.mul(args.host('eta'), F.sqrt(known.step(span(args).s, span(args).t).beta)),
      ],
    },
  },
  {
    id: 'P3c',
    applies: usesBetaTilde,
    title: 'β stands for β̃, but in the last step',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod) for fixed_small',
    links: [],
    of: { ddim_step: ddim(etaBeta, { endsClean: true }) },
  },
  {
    id: 'P3b',
    applies: (args) => span(args).s > 0 && args.word('variance_type').startsWith('fixed_large'),
    title: 'β̃ stands for β',
    fix: 'the variance is 1 - alphas_cumprod[t]/alphas_cumprod[t_prev] for fixed_large',
    links: [],
    of: { ddpm_step: noiseOf({ large: betaTilde }) },
  },
  {
    id: 'P4',
    title: 'β_t of one step is used for a stride of several: β_{t|s} = 1 − ᾱ_t/ᾱ_s',
    fix: 'alpha = alphas_cumprod[t]/alphas_cumprod[t_prev]; beta = 1 - alpha',
    links: [...issue('huggingface/diffusers', 2076, 3006), ...issue('LaurentMazare/diffusers-rs', 47)],
    applies: strided,
    of: misread(
      STRIDED,
      withSteps((_, known, __, t) => known.step(t - 1, t)),
    ),
  },
  {
    id: 'P5',
    title: 'ᾱ_{t−1} is used for ᾱ_s at a stride of several',
    fix: 'alphas_cumprod[t_prev]',
    links: issue('huggingface/diffusers', 2076),
    applies: (args) => strided(args) && (!onlyVariance(args) || usesBetaTilde(args)),
    of: misread([...STRIDED, 'ddim_step', 'ddim_sigma'], (_, known, args) => {
      const { s, t } = span(args)
      return { ...known, level: (u) => known.level(u === s ? t - 1 : u) }
    }),
  },
  {
    id: 'P4P5',
    title: 'the stride is ignored: β_t and ᾱ_{t−1} at every stride',
    fix: 'use alphas_cumprod[t] and alphas_cumprod[t_prev] alone',
    links: [...issue('huggingface/diffusers', 2076), ...issue('LaurentMazare/diffusers-rs', 47)],
    applies: strided,
    of: misread([...STRIDED, 'ddim_step', 'ddim_sigma'], (_, known, args) => {
      const { s, t } = span(args)
      const before = (u: number) => (u === s ? t - 1 : u)
      return { ...known, level: (u) => known.level(before(u)), step: () => known.step(t - 1, t) }
    }),
  },
  {
    id: 'P7',
    title: 'the root of a logarithm, √(log β), where exp(½ log β) belongs',
    fix: 'torch.exp(0.5 * log_variance)',
    links: [],
    applies: hasNoise,
    of: { ddpm_step: noiseOf({ std: (F, of) => F.sqrt(F.log(varianceOf(of))) }) },
  },
  {
    id: 'P8',
    title: 'noise is added in the last step too',
    fix: 'no noise where t_prev is clean data',
    links: [],
    applies: (args) => span(args).s === 0,
    of: {
      ddpm_step: (F, known, args) => {
        const { t } = span(args)
        const mean = firstPlan('ddpm_step')(F, known, args)
        const std = F.sqrt(known.step(0, t).beta)
        return mean.map((m, i) => F.add(m, F.mul(std, at(args.vec('noise'), i))))
      },
    },
  },
  {
    id: 'P7P8b',
    title: 'the root of a logarithm, also in the last step unless it starts at t = 0',
    fix: 'torch.exp(0.5 * log_variance), and no noise where t_prev is clean data',
    links: [],
    applies: (args) => span(args).t > 1,
    of: {
      ddpm_step: (F, known, args) => {
        const { s, t } = span(args)
        const mean = quietMean(F, known, args)
        if (t === 1) return mean
        const std = F.sqrt(
          F.log(
            varianceOf({
              type: args.word('variance_type'),
              large: trueLarge(F, known, s, t),
              small: () => betaTilde(F, known, s, t),
            }),
          ),
        )
        return mean.map((m, i) => F.add(m, F.mul(std, at(args.vec('noise'), i))))
      },
    },
  },
  {
    id: 'P8b',
    title: 'noise is added in the last step unless it starts at t = 0: when a stride leads to clean data',
    fix: 'no noise where t_prev is clean data',
    links: [],
    // the floor of 1e-20 under β̃ makes it invisible there
    applies: (args) =>
      span(args).s === 0 && span(args).t > 1 && !args.word('variance_type').startsWith('fixed_small'),
    of: {
      ddpm_step: (F, known, args) => {
        const { s, t } = span(args)
        const mean = firstPlan('ddpm_step')(F, known, args)
        if (s > 0 || t === 1) return mean
        const small = () => F.clamp(betaTilde(F, known, 0, t), { low: F.lit('1e-20') })
        return mean.map((m, i) => {
          const learned = args.word('variance_type') === 'learned_range'
          const v = learned ? { v: at(args.vec('model_output'), mean.length + i) } : {}
          const std = noiseStd(
            F,
            args.word('variance_type'),
            { large: known.step(0, t).beta, small, ...v },
            false,
          )
          return F.add(m, F.mul(std, at(args.vec('noise'), i)))
        })
      },
    },
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
      learned_range_log_variance: (F, known, args) => {
        const { s, t } = span(args)
        const [large, small] = [known.step(s, t).beta, betaTilde(F, known, s, t)]
        // a logarithm is asked for, and the interpolated variance is answered, or its logarithm
        return args.vec('v').map((v) => between(F, { large, small }, v))
      },
    },
  },
]
