import type { Known } from '../known/known.js'
import { stepBeta, type Variances } from '../operations/ancestral.js'
import type { Truth } from '../operations/operation.js'
import { betaTilde, meanWeights, span, type VarianceOf } from '../operations/posterior.js'
import { tableOf } from '../operations/posterior-tables.js'
import { noisy } from './ddim.js'
import { ddim } from './ddim-form.js'
import { type Applies, type Entry, eachWay, firstPlans, GITHUB, issue, misread, retimed } from './entries.js'
import type { Misread } from './misread.js'
import { answering, forBetaTilde, inDdim, ofEta, tabulated } from './variance.js'

/** Mistakes of the posterior and of the times and variances of ancestral steps. */

const isNeighbour: Applies = (args) => !args.has('t') || span(args).s === span(args).t - 1
const strided: Applies = (args) => !isNeighbour(args)

/** Whether the variance of the step is made of β̃, where a type is named. */
const usesBetaTilde: Applies = (args) =>
  (!args.has('variance_type') || !args.word('variance_type').startsWith('fixed_large')) &&
  (!args.has('eta') || args.host('eta') !== 0) &&
  (!args.has('xt') || span(args).s > 0)
/** Whether a step is asked for, or more of it than β_{t|s}. */
const usesLevels: Applies = (args) => args.has('xt') || usesBetaTilde(args)

/** (1−ᾱ_s)·β_{t|s}: β̃ without its denominator. */
const undivided: VarianceOf = (F, known, s, t) => F.mul(known.step(s, t).beta, known.level(s).variance)

/** What is known of a step s→t, misread. */
type StepMisread = <T>(known: Known<T>, s: number, t: number) => Known<T>

const variancesOf = (how: StepMisread): Required<Variances> => ({
  small: (F, known, s, t) => betaTilde(F, how(known, s, t), s, t),
  large: (F, known, s, t) => stepBeta(F, how(known, s, t), s, t),
})

/** Where β̃ comes out as 0 so is its root, by its logarithm too: exp(½·log 0). */
const rootOfZero =
  (isZero: (s: number, t: number, T: number) => boolean) =>
  (step: Truth): Truth =>
  (F, known, args) => {
    const { s, t } = span(args)
    const isLarge = args.word('variance_type').startsWith('fixed_large')
    if (isLarge || !isZero(s, t, known.T)) return step(F, known, args)
    return step(F, known, {
      ...args,
      word: (name) => (name === 'variance_type' ? 'fixed_small' : args.word(name)),
    })
  }

/** The steps of the posterior, misread: in what is answered of one, and in an ancestral step. */
const posterior = (how: StepMisread, isZero = (_s: number, _t: number, _T: number) => false): Entry['of'] => {
  const read: Misread = (_, known, args) => how(known, span(args).s, span(args).t)
  return {
    ...answering(variancesOf(how)),
    ...misread(['q_posterior_mean'], read),
    ...eachWay(misread(['ddpm_step'], read), rootOfZero(isZero)),
  }
}

/** The tables of the posterior of a step from its neighbour, misread, and their entries. */
const posteriorTables = (how: StepMisread): Entry['of'] => {
  const weight = (which: 'x0' | 'xt'): Record<'table' | 'entry', Truth> => {
    const read: VarianceOf = (F, known, s, t) => meanWeights(F, how(known, s, t), s, t)[which]
    return {
      table: tableOf((F, known, t) => read(F, known, t - 1, t)),
      entry: (F, known, args) => [read(F, known, args.time('t') - 1, args.time('t'))],
    }
  }
  return {
    ...tabulated(variancesOf(how).small),
    posterior_mean_coef1: weight('x0').table,
    posterior_mean_coef2: weight('xt').table,
    posterior_mean_coef1_at: weight('x0').entry,
    posterior_mean_coef2_at: weight('xt').entry,
  }
}

/** DDIM, misread: all of the step. */
const wholeDdim = (how: StepMisread) =>
  misread(['ddim_step'], (_, known, args) => how(known, span(args).s, span(args).t))

/** ᾱ_t for ᾱ_s, and 1 for the last. */
const padded: StepMisread = (known, s, t) => ({
  ...known,
  level: (u) => known.level(u === s ? (t === known.T ? 0 : t) : u),
})
/** The same in tables of neighbours alone. */
const paddedTables: StepMisread = (known, s, t) => (s === t - 1 ? padded(known, s, t) : known)

const atEnd = (_: number, t: number, T: number) => t === T

const betaOfOneStep: StepMisread = (known, _, t) => ({ ...known, step: () => known.step(t - 1, t) })
const levelBefore: StepMisread = (known, s, t) => ({
  ...known,
  level: (u) => known.level(u === s ? t - 1 : u),
})
const oneStep: StepMisread = (known, s, t) => betaOfOneStep(levelBefore(known, s, t), s, t)

const S2 = {
  id: 'S2',
  title: 'ᾱ_prev is padded at the wrong end: ᾱ_t stands for ᾱ_{t−1}',
  fix: 'alphas_cumprod_prev = concat([1], alphas_cumprod[:-1])',
  links: [
    ...issue('lucidrains/denoising-diffusion-pytorch', 18),
    `${GITHUB}lucidrains/denoising-diffusion-pytorch/commit/71953eb`,
  ],
}
const P4 = {
  id: 'P4',
  title: 'β_t of one step is used for a stride of several: β_{t|s} = 1 − ᾱ_t/ᾱ_s',
  fix: 'alpha = alphas_cumprod[t]/alphas_cumprod[t_prev]; beta = 1 - alpha',
  links: [...issue('huggingface/diffusers', 2076, 3006), ...issue('LaurentMazare/diffusers-rs', 47)],
}
const P5 = {
  id: 'P5',
  title: 'ᾱ_{t−1} is used for ᾱ_s at a stride of several',
  fix: 'alphas_cumprod[t_prev]',
  links: issue('huggingface/diffusers', 2076),
}
const P4P5 = {
  id: 'P4P5',
  title: 'the stride is ignored: β_t and ᾱ_{t−1} at every stride',
  fix: 'use alphas_cumprod[t] and alphas_cumprod[t_prev] alone',
  links: P4.links,
}

/** The step from t−1, whatever was asked for: also where a longer one ends at clean data. Of a variance that is β_{t|s} P4 says it all. */
const fromBefore =
  (form: Truth): Truth =>
  (F, known, args) => {
    const large =
      !args.has('xt') && args.has('variance_type') && args.word('variance_type').startsWith('fixed_large')
    const before = retimed(form, (name, time) => (name === 't_prev' ? time('t') - 1 : time(name)))
    return (large ? form : before)(F, known, args)
  }

/** Mistakes of a stride in no more than the variance of DDIM. */
const inNoiseOfDdim = (mistake: Omit<Entry, 'of'>, how: StepMisread): Entry => ({
  ...mistake,
  applies: (args) => strided(args) && noisy(args),
  of: inDdim(variancesOf(how).small),
})

export const POSTERIOR: readonly Entry[] = [
  { ...S2, applies: usesLevels, of: { ...posterior(padded, atEnd), ...posteriorTables(padded) } },
  {
    ...S2,
    applies: (args) => isNeighbour(args) && usesLevels(args),
    of: posterior(paddedTables, (s, t, T) => atEnd(s, t, T) && s === t - 1),
  },
  {
    id: 'P1',
    applies: usesBetaTilde,
    title: 'β̃ without its denominator 1−ᾱ_t',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod)',
    links: [],
    of: forBetaTilde(undivided),
  },
  {
    id: 'P3',
    applies: usesBetaTilde,
    title: 'β stands for β̃',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod) for fixed_small',
    links: [],
    of: forBetaTilde(stepBeta),
  },
  {
    id: 'P3c',
    applies: usesBetaTilde,
    title: 'β stands for β̃, but in the last step',
    fix: 'betas * (1 - alphas_cumprod_prev) / (1 - alphas_cumprod) for fixed_small',
    links: [],
    of: { ddim_step: ddim(ofEta(stepBeta), { endsClean: true }) },
  },
  { ...P4, applies: strided, of: posterior(betaOfOneStep) },
  inNoiseOfDdim(P4, betaOfOneStep),
  {
    ...P5,
    applies: (args) => strided(args) && usesLevels(args),
    of: { ...posterior(levelBefore), ...wholeDdim(levelBefore) },
  },
  inNoiseOfDdim(P5, levelBefore),
  {
    ...P4P5,
    applies: (args) => strided(args) && usesLevels(args),
    of: {
      ...posterior(oneStep),
      ...wholeDdim(oneStep),
      get_variance: answering({ small: variancesOf(oneStep).small }).get_variance ?? [],
    },
  },
  {
    ...P4P5,
    applies: (args) => strided(args) && usesLevels(args),
    of: eachWay(
      { ...answering({}), ...firstPlans('q_posterior_mean', 'ddpm_step', 'ddim_step', 'ddim_sigma') },
      fromBefore,
    ),
  },
  inNoiseOfDdim(P4P5, oneStep),
]
