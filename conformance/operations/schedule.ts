import { fromDouble } from '../../reference/numbers/float.js'
import { literal } from '../../reference/numbers/rational.js'
import { logSnr, snr } from '../../reference/process/step.js'
import { type Known, kernelAt, needsPreserving } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Args, Form, Operation, Plan } from './operation.js'

/** Tables of a schedule, and their entries at one time. */

type At = <T>(F: JudgeField<T>, known: Known<T>, t: number) => T
type Named = readonly [id: string, read: At]

const tableOf =
  (read: At): Form =>
  (F, known) =>
    Array.from({ length: known.T }, (_, i) => read(F, known, i + 1))
const entryOf =
  (read: At): Form =>
  (F, known, args) => [read(F, known, args.time('t'))]

const plansOf = (form: (read: At) => Form, plans: readonly Named[]): readonly Plan[] =>
  plans.map(([id, read]) => ({ id, form: form(read) }))

interface Texts {
  readonly name: string
  readonly title: string
  readonly matters: string
  readonly theorems: readonly string[]
}

const table = (texts: Texts, truth: At, plans: readonly Named[]): Operation => ({
  ...texts,
  storage: 'table',
  shape: 'table',
  truth: tableOf(truth),
  plans: plansOf(tableOf, plans),
})

const entry = (texts: Texts, truth: At, plans: readonly Named[]): Operation => ({
  ...texts,
  storage: 'data',
  shape: 'number',
  truth: entryOf(truth),
  plans: plansOf(entryOf, plans),
})

const LEVEL = 'training and sampling use another noise level than the schedule says'

const signalStd: At = (F, known, t) => F.sqrt(known.level(t).alphaBar)
const noiseStd: At = (F, known, t) => F.sqrt(known.level(t).variance)
const one = <T>(F: JudgeField<T>) => F.lit(1n)

/** (√ᾱ/√(1−ᾱ))², where it is the roots that are stored. */
const snrOfRoots: At = (F, k, t) => {
  const ratio = F.div(signalStd(F, k, t), noiseStd(F, k, t))
  return F.mul(ratio, ratio)
}

const sigmaPlans: readonly Named[] = [
  ['√((1−ᾱ)/ᾱ)', (F, k, t) => F.sqrt(F.div(k.level(t).variance, k.level(t).alphaBar))],
  [
    '√(1/ᾱ − 1)',
    (F, k, t) => {
      needsPreserving(k)
      return F.sqrt(F.sub(F.div(one(F), k.level(t).alphaBar), one(F)))
    },
  ],
  ['√(1−ᾱ)/√ᾱ', (F, k, t) => F.div(noiseStd(F, k, t), signalStd(F, k, t))],
]
const trueSigma: At = (F, k, t) => F.sqrt(F.div(one(F), snr(F, k.level(t))))

const SIGMA: Texts = {
  name: 'sigma_ve',
  title: 'σ_t = √((1−ᾱ_t)/ᾱ_t), the noise in units of the signal',
  matters: 'σ-space samplers start and stop at the wrong noise',
  theorems: ['X-SNR', 'CONV-AB'],
}

const logSigma: At = (F, k, t) => F.mul(F.lit('1/2'), F.log(F.div(k.level(t).variance, k.level(t).alphaBar)))

/** A mean of an entry at the timestep below and at the one above, weighted by how near they are. */
const between =
  (entryAt: At): Form =>
  (F, known, args) => {
    const place = args.place('t')
    const low = Math.min(Math.max(0, Math.floor(place)), Math.max(0, known.T - 2))
    const done = F.lit(literal(fromDouble(place - low)))
    const left = F.sub(F.lit(1n), done)
    const high = Math.min(low + 2, known.T)
    return [F.add(F.mul(left, entryAt(F, known, low + 1)), F.mul(done, entryAt(F, known, high)))]
  }

const logBetween = between(logSigma)
const sigmaBetween: Form = (F, known, args) => logBetween(F, known, args).map(F.exp)

function timeOfSigma<T>(F: JudgeField<T>, known: Known<T>, args: Args<T>): readonly T[] {
  const sigma = args.place('sigma')
  let low = 1
  while (low < known.T - 1 && known.ratio(low + 1) <= sigma) low++
  const from = logSigma(F, known, low)
  const part = F.div(F.sub(F.log(args.num('sigma')), from), F.sub(logSigma(F, known, low + 1), from))
  return [F.add(F.lit(BigInt(low - 1)), part)]
}

export const SCHEDULE: readonly Operation[] = [
  table(
    { name: 'betas', title: 'the table of β_t', matters: LEVEL, theorems: ['FWD-DEF'] },
    (_, known, t) => known.step(t - 1, t).beta,
    [['as tabulated', (_, known, t) => known.step(t - 1, t).beta]],
  ),
  table(
    {
      name: 'alphas_cumprod',
      title: 'the table of ᾱ_t = ∏(1−β)',
      matters: LEVEL,
      theorems: ['FWD-MARG', 'FWD-SEMI'],
    },
    (_, known, t) => known.level(t).alphaBar,
    [['as accumulated', (_, known, t) => known.level(t).alphaBar]],
  ),
  table({ ...SIGMA, name: 'sigmas', title: 'the table of σ_t' }, trueSigma, sigmaPlans),
  table(
    {
      name: 'snr',
      title: 'the table of SNR_t = ᾱ_t/(1−ᾱ_t)',
      matters: 'loss weights are wrong',
      theorems: ['X-SNR'],
    },
    (F, known, t) => snr(F, known.level(t)),
    [
      ['ᾱ/(1−ᾱ)', (F, k, t) => F.div(k.level(t).alphaBar, k.level(t).variance)],
      ['(√ᾱ/√(1−ᾱ))²', snrOfRoots],
    ],
  ),
  entry(
    {
      name: 'log_snr',
      title: 'log SNR_t',
      matters: 'loss weights and log-SNR solvers are wrong',
      theorems: ['X-SNR'],
    },
    (F, known, t) => logSnr(F, known.level(t)),
    [
      ['log(ᾱ/(1−ᾱ))', (F, k, t) => F.log(F.div(k.level(t).alphaBar, k.level(t).variance))],
      ['log ᾱ − log(1−ᾱ)', (F, k, t) => F.sub(F.log(k.level(t).alphaBar), F.log(k.level(t).variance))],
      ['log(√ᾱ/√(1−ᾱ))²', (F, k, t) => F.log(snrOfRoots(F, k, t))],
    ],
  ),
  entry(
    {
      name: 'gamma',
      title: 'γ_t = −log SNR_t',
      matters: 'loss weights and log-SNR solvers are wrong',
      theorems: ['X-SNR'],
    },
    (F, known, t) => F.neg(logSnr(F, known.level(t))),
    [
      ['log((1−ᾱ)/ᾱ)', (F, k, t) => F.log(F.div(k.level(t).variance, k.level(t).alphaBar))],
      ['log(1−ᾱ) − log ᾱ', (F, k, t) => F.sub(F.log(k.level(t).variance), F.log(k.level(t).alphaBar))],
      ['−log(√ᾱ/√(1−ᾱ))²', (F, k, t) => F.neg(F.log(snrOfRoots(F, k, t)))],
    ],
  ),
  entry(
    { name: 'sqrt_alphas_cumprod_at', title: '√ᾱ_t', matters: LEVEL, theorems: ['FWD-MARG'] },
    signalStd,
    [['√ᾱ', signalStd]],
  ),
  entry(
    { name: 'sqrt_one_minus_alphas_cumprod_at', title: '√(1−ᾱ_t)', matters: LEVEL, theorems: ['FWD-MARG'] },
    noiseStd,
    [['√(1−ᾱ)', noiseStd]],
  ),
  entry(
    { name: 'log_one_minus_alphas_cumprod_at', title: 'log(1−ᾱ_t)', matters: LEVEL, theorems: ['FWD-MARG'] },
    (F, k, t) => F.log(k.level(t).variance),
    [
      ['log(1−ᾱ)', (F, k, t) => F.log(k.level(t).variance)],
      [
        'log1p(−ᾱ)',
        (F, k, t) => {
          needsPreserving(k)
          return F.log1p(F.neg(k.level(t).alphaBar))
        },
      ],
    ],
  ),
  entry(
    { name: 'sqrt_recip_alphas_cumprod_at', title: '√(1/ᾱ_t)', matters: LEVEL, theorems: ['PARAM-EQ'] },
    (F, k, t) => F.sqrt(F.div(one(F), k.level(t).alphaBar)),
    [
      ['√(1/ᾱ)', (F, k, t) => F.sqrt(F.div(one(F), k.level(t).alphaBar))],
      ['1/√ᾱ', (F, k, t) => F.div(one(F), signalStd(F, k, t))],
    ],
  ),
  entry(
    { name: 'sqrt_recipm1_alphas_cumprod_at', title: '√(1/ᾱ_t − 1)', matters: LEVEL, theorems: ['PARAM-EQ'] },
    trueSigma,
    sigmaPlans,
  ),
  entry(SIGMA, trueSigma, sigmaPlans),
  {
    name: 'alpha_sigma',
    title: '(√ᾱ_t, √v_t)',
    matters: LEVEL,
    theorems: ['FWD-MARG'],
    storage: 'table',
    shape: 'list',
    truth: (F, known, args) => {
      const { signal, variance } = kernelAt(F, known, args.time('t'))
      return [signal, F.sqrt(variance)]
    },
    plans: [
      {
        id: 'roots of ᾱ and v',
        form: (F, known, args) => [signalStd(F, known, args.time('t')), noiseStd(F, known, args.time('t'))],
      },
    ],
  },
  {
    name: 't_to_sigma',
    title: 'σ at a timestep between two of the table: log σ is linear there',
    matters: 'samplers in σ-space ask the network at another noise than they are at',
    theorems: [],
    storage: 'data',
    shape: 'number',
    truth: sigmaBetween,
    plans: [{ id: 'a weighted mean of logarithms', form: sigmaBetween }],
    conventions: [
      { id: 'σ linear in t', title: 'σ itself is linear between two timesteps', form: between(trueSigma) },
    ],
  },
  {
    name: 't_from_sigma',
    title: 'the timestep of σ, between two of the table: log σ is linear there',
    matters: 'samplers in σ-space ask the network at another noise than they are at',
    theorems: [],
    storage: 'data',
    shape: 'number',
    truth: timeOfSigma,
    plans: [{ id: 'as a part of the difference of logarithms', form: timeOfSigma }],
  },
  {
    name: 'respaced_betas',
    title: 'β of the sub-sequence: 1 − ᾱ_{t_j}/ᾱ_{t_{j−1}}',
    matters: 'the shortened chain has other noise levels than the long one',
    theorems: ['FWD-SEMI'],
    storage: 'table',
    shape: 'list',
    truth: (_, known, args) => spans(args.ints('use_timesteps')).map(([s, t]) => known.step(s, t).beta),
    plans: [
      {
        id: '1 − ᾱ_t/ᾱ_s',
        form: (_, known, args) => spans(args.ints('use_timesteps')).map(([s, t]) => known.step(s, t).beta),
      },
    ],
  },
]

/** Neighbours of a list of 0-based timesteps, as times, beginning with clean data. */
const spans = (timesteps: readonly number[]): readonly (readonly [number, number])[] =>
  timesteps.map((t, j) => [j === 0 ? 0 : (timesteps[j - 1] ?? 0) + 1, t + 1])
