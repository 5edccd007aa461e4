import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Args, Truth } from '../operations/operation.js'
import { span } from '../operations/posterior.js'
import { ddim } from './ddim-form.js'
import { type Applies, type Entry, firstPlan, GITHUB, issue, misread } from './entries.js'
import { withSteps } from './misread.js'
import { noiseOf, trueLarge, type VarianceOf } from './noise.js'

/** Mistakes of the posterior and of the times and variances of ancestral steps. */

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

/** (1−ᾱ_s)·β_{t|s}: β̃ without its denominator. */
const undivided: VarianceOf = (F, known, s, t) => F.mul(known.step(s, t).beta, known.level(s).variance)

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
]
