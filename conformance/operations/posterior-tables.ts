import type { Known } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Form, Operation } from './operation.js'
import {
  betaTilde,
  FIRST_LOGS,
  meanWeights,
  qPosteriorLogVariance,
  qPosteriorVariance,
  trueVariance,
  VARIANCE_PLANS,
} from './posterior.js'

/** What libraries tabulate of the posterior of a step to its neighbour. */

/** A table over t = 1..T. */
export const tableOf =
  <Nothing = never>(
    read: <T>(F: JudgeField<T>, known: Known<T>, t: number) => T | Nothing,
  ): (<T>(F: JudgeField<T>, known: Known<T>) => readonly (T | Nothing)[]) =>
  (F, known) =>
    Array.from({ length: known.T }, (_, i) => read(F, known, i + 1))

const posteriorVarianceTable: Operation = {
  ...qPosteriorVariance,
  name: 'posterior_variance',
  title: 'the table of β̃_t',
  storage: 'table',
  shape: 'table',
  truth: tableOf((F, known, t) => trueVariance(F, known, t - 1, t)),
  plans: VARIANCE_PLANS.map(({ id, read }) => ({
    id,
    form: tableOf((F, known, t) => read(F, known, t - 1, t)),
  })),
}

const posteriorLogVarianceTable: Operation = {
  ...qPosteriorLogVariance,
  name: 'posterior_log_variance_clipped',
  title: 'the table of log β̃_t',
  storage: 'table',
  shape: 'table',
  truth: (F, known) =>
    Array.from({ length: known.T }, (_, i) =>
      i === 0 ? undefined : F.log(trueVariance(F, known, i, i + 1)),
    ),
  plans: VARIANCE_PLANS.map(({ id, read }) => ({
    id: `log of ${id}`,
    form: (F, known) =>
      Array.from({ length: known.T }, (_, i) => (i === 0 ? undefined : F.log(read(F, known, i, i + 1)))),
  })),
  conventions: FIRST_LOGS.map(({ id, title, read }) => ({
    id,
    title,
    form: (F, known) =>
      Array.from({ length: known.T }, (_, i) =>
        i === 0 ? read(F, known) : F.log(betaTilde(F, known, i, i + 1)),
      ),
  })),
}

const weight = (which: 'x0' | 'xt', table: boolean): Operation => {
  const read = <T>(F: JudgeField<T>, known: Known<T>, s: number, t: number): T =>
    meanWeights(F, known, s, t)[which]
  const split = <T>({ mul, div, sqrt }: JudgeField<T>, known: Known<T>, s: number, t: number): T => {
    const [from, to, step] = [known.level(s), known.level(t), known.step(s, t)]
    return which === 'x0'
      ? mul(div(step.beta, to.variance), sqrt(from.alphaBar))
      : mul(div(from.variance, to.variance), sqrt(step.alpha))
  }
  const n = which === 'x0' ? 1 : 2
  const form =
    (one: typeof read): Form =>
    (F, known, args) =>
      table
        ? tableOf((G, k, t) => one(G, k, t - 1, t))(F, known)
        : [one(F, known, args.time('t') - 1, args.time('t'))]
  return {
    name: `posterior_mean_coef${n}${table ? '' : '_at'}`,
    title: `${table ? 'the table of ' : ''}the weight of ${which === 'x0' ? 'x₀' : 'x_t'} in the posterior mean`,
    matters: 'every ancestral step moves to the wrong place',
    theorems: ['POST-MEAN'],
    storage: table ? 'table' : 'data',
    shape: table ? 'table' : 'number',
    truth: form(read),
    plans: [
      { id: 'a product over 1−ᾱ_t', form: form(read) },
      { id: 'a ratio times a root', form: form(split) },
    ],
  }
}

export const POSTERIOR_TABLES: readonly Operation[] = [
  posteriorVarianceTable,
  posteriorLogVarianceTable,
  weight('x0', true),
  weight('xt', true),
  weight('x0', false),
  weight('xt', false),
]
