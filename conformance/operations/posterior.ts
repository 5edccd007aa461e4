import type { Field } from '../../reference/numbers/algebra.js'
import { posteriorMean, posteriorVariance } from '../../reference/process/posterior.js'
import { type Known, transitionAt } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { type Args, elementwise, type Form, type Operation, type Plan } from './operation.js'

/** The posterior q(x_s | x_t, x₀): its mean, its variance, its logarithm. */

/** The times of a step: t, and t_prev where it is given, else t − 1. */
export const span = <T>(args: Args<T>) => {
  const t = args.time('t')
  return { t, s: args.has('t_prev') ? args.time('t_prev') : t - 1 }
}

/** A variance of the step s→t, from the tables. */
export type VarianceOf = <T>(F: JudgeField<T>, known: Known<T>, s: number, t: number) => T

/** β̃ = β_{t|s}·v_s/v_t, from the tables. */
export function betaTilde<T>({ div, mul }: Field<T>, known: Known<T>, s: number, t: number): T {
  return div(mul(known.step(s, t).beta, known.level(s).variance), known.level(t).variance)
}

/** The same, but for the step to clean data, where β̃ = 0 has no logarithm: there the variance of the second step stands. */
export const secondForFirst =
  (variance: VarianceOf): VarianceOf =>
  (F, known, s, t) =>
    s === 0 ? variance(F, known, 1, 2) : variance(F, known, s, t)

/** The same, but never below the floor that libraries keep under it. */
export const aboveFloor =
  (variance: VarianceOf): VarianceOf =>
  (F, known, s, t) =>
    F.clamp(variance(F, known, s, t), { low: F.lit(FLOOR) })

/** The weights of x₀ and x_t in the posterior mean, from the tables: β√ᾱ_s/v_t and v_s√α/v_t. */
export function meanWeights<T>({ div, mul, sqrt }: JudgeField<T>, known: Known<T>, s: number, t: number) {
  const [from, to, step] = [known.level(s), known.level(t), known.step(s, t)]
  return {
    x0: div(mul(step.beta, sqrt(from.alphaBar)), to.variance),
    xt: div(mul(from.variance, sqrt(step.alpha)), to.variance),
  }
}

const meanBy =
  (
    read: <T>(
      F: JudgeField<T>,
      known: Known<T>,
      span: { s: number; t: number },
    ) => (at: { x0: T; xt: T }) => T,
  ): Form =>
  (F, known, args) =>
    elementwise(args, ['x0', 'xt'], read(F, known, span(args)))

/** Plans of the posterior mean given x₀ and x_t. */
export const MEAN_PLANS: readonly Plan[] = [
  {
    id: 'by its two coefficients',
    form: meanBy((F, known, { s, t }) => {
      const weights = meanWeights(F, known, s, t)
      return ({ x0, xt }) => F.add(F.mul(weights.x0, x0), F.mul(weights.xt, xt))
    }),
  },
  {
    id: 'by precisions',
    form: meanBy((F, known, { s, t }) => {
      if (s === 0) return ({ x0 }) => x0
      const [from, step] = [known.level(s), known.step(s, t)]
      const [likelihood, prior] = [
        F.div(F.sqrt(step.alpha), step.beta),
        F.div(F.sqrt(from.alphaBar), from.variance),
      ]
      const precision = F.add(F.div(step.alpha, step.beta), F.div(F.lit(1n), from.variance))
      return ({ x0, xt }) => F.div(F.add(F.mul(likelihood, xt), F.mul(prior, x0)), precision)
    }),
  },
  {
    id: 'through ε: (x − β·ε/√(1−ᾱ))/√α',
    form: meanBy((F, known, { s, t }) => {
      const [to, step] = [known.level(t), known.step(s, t)]
      const [a, std] = [F.sqrt(to.alphaBar), F.sqrt(to.variance)]
      return ({ x0, xt }) => {
        const eps = F.div(F.sub(xt, F.mul(a, x0)), std)
        return F.div(F.sub(xt, F.mul(F.div(step.beta, std), eps)), F.sqrt(step.alpha))
      }
    }),
  },
]

const qPosteriorMean: Operation = {
  name: 'q_posterior_mean',
  title: 'the mean of q(x_s | x_t, x₀)',
  matters: 'every ancestral step moves to the wrong place',
  theorems: ['POST-MEAN', 'REV-BAYES'],
  storage: 'data',
  shape: 'elements',
  truth: meanBy((F, known, { s, t }) => {
    const transition = transitionAt(F, known, s, t)
    return (at) => posteriorMean(F, transition, at)
  }),
  plans: MEAN_PLANS,
}

/** The smallest variance that libraries keep before a logarithm. */
export const FLOOR = '1e-20'

export const VARIANCE_PLANS: readonly { readonly id: string; readonly read: VarianceOf }[] = [
  { id: 'β_{t|s}(1−ᾱ_s)/(1−ᾱ_t)', read: betaTilde },
  {
    id: '((1−ᾱ_s)/(1−ᾱ_t))·β_{t|s}',
    read: ({ div, mul }, known, s, t) =>
      mul(div(known.level(s).variance, known.level(t).variance), known.step(s, t).beta),
  },
  {
    id: 'by precisions',
    read: ({ div, add, lit }, known, s, t) => {
      if (s === 0) return lit(0n)
      const step = known.step(s, t)
      return div(lit(1n), add(div(step.alpha, step.beta), div(lit(1n), known.level(s).variance)))
    },
  },
]

export const trueVariance: VarianceOf = (F, known, s, t) => posteriorVariance(F, transitionAt(F, known, s, t))

const floored = <T>(F: JudgeField<T>, args: Args<T>, value: T): T =>
  args.has('clamp_min') ? F.clamp(value, { low: args.host('clamp_min') }) : value

/** `q_posterior_variance` by a variance. */
export const variance =
  (read: VarianceOf): Form =>
  (F, known, args) => {
    const { s, t } = span(args)
    return [floored(F, args, read(F, known, s, t))]
  }

export const qPosteriorVariance: Operation = {
  name: 'q_posterior_variance',
  title: 'β̃ = β_{t|s}(1−ᾱ_s)/(1−ᾱ_t), the variance of q(x_s | x_t, x₀)',
  matters: 'ancestral sampling adds the wrong amount of noise',
  theorems: ['POST-MEAN', 'REV-BAYES'],
  storage: 'data',
  shape: 'number',
  truth: variance(trueVariance),
  plans: VARIANCE_PLANS.map(({ id, read }) => ({ id, form: variance(read) })),
}

/** What stands for log 0 at the first step: β̃_1 = 0 has no logarithm. */
export const FIRST_LOGS = [
  {
    id: 'log β̃_2 at the first step',
    title: 'the log variance of the second step stands at the first, where β̃ = 0',
    read: <T>(F: JudgeField<T>, known: Known<T>): T => F.log(secondForFirst(betaTilde)(F, known, 0, 1)),
  },
  {
    id: 'log 1e-20 at the first step',
    title: 'log 1e-20 stands at the first step, where β̃ = 0',
    read: <T>(F: JudgeField<T>): T => F.log(F.lit(FLOOR)),
  },
] as const

export const qPosteriorLogVariance: Operation = {
  name: 'q_posterior_log_variance_clipped',
  title: 'log β̃',
  matters: 'ancestral sampling adds the wrong amount of noise',
  theorems: ['POST-MEAN'],
  storage: 'data',
  shape: 'number',
  truth: (F, known, args) => {
    const { s, t } = span(args)
    return [s === 0 ? undefined : F.log(trueVariance(F, known, s, t))]
  },
  plans: VARIANCE_PLANS.map(({ id, read }) => ({
    id: `log of ${id}`,
    form: (F, known, args) => {
      const { s, t } = span(args)
      return [s === 0 ? undefined : F.log(read(F, known, s, t))]
    },
  })),
  conventions: FIRST_LOGS.map(({ id, title, read }) => ({
    id,
    title,
    applies: (args) => span(args).s === 0,
    form: (F, known) => [read(F, known)],
  })),
}

export const POSTERIOR: readonly Operation[] = [qPosteriorMean, qPosteriorVariance, qPosteriorLogVariance]
