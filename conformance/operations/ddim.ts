import { posteriorVariance } from '../../reference/process/posterior.js'
import { type Known, kernelAt, transitionAt } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { type Args, type Convention, elementwise, type Form, type Operation, type Plan } from './operation.js'
import { betaTilde, span } from './posterior.js'
import { type Asked, type Guess, rederives, STYLES, trueReader } from './predictions.js'

/** DDIM: one step of any η, its noise, and the step back up. */

/** A number of a step. */
export type OfStep = <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => T

const squared = <T>(F: JudgeField<T>, a: T): T => F.mul(a, a)

const trueSigma2: OfStep = (F, known, args) => {
  const { s, t } = span(args)
  return F.mul(squared(F, args.host('eta')), posteriorVariance(F, transitionAt(F, known, s, t)))
}

/** σ = η·√β̃. */
const sigma: OfStep = (F, known, args) => {
  const { s, t } = span(args)
  return F.mul(args.host('eta'), F.sqrt(betaTilde(F, known, s, t)))
}

/** σ where √β̃ is rounded to the data before η multiplies it there. */
const sigmaOfData: OfStep = (F, known, args) => {
  const { s, t } = span(args)
  return F.mul(args.host('eta'), F.data(F.sqrt(betaTilde(F, known, s, t))))
}

/** a_s·x̂₀ + √(v_s − σ²)·ε̂ + σ·z, given σ and σ². */
function moved<T>(
  F: JudgeField<T>,
  target: { readonly a: T; readonly v: T },
  noise: { readonly std: T; readonly variance: T },
): (guess: Guess<T>, z: T) => T {
  // never below 0, but 0 at η = 1 from a level without signal: there rounding may take it below
  const along = F.sqrt(F.clamp(F.sub(target.v, noise.variance), { low: F.lit(0n) }))
  return (guess, z) => F.add(F.add(F.mul(target.a, guess.x0), F.mul(along, guess.eps)), F.mul(noise.std, z))
}

interface Variation {
  /** Whether ε̂ is kept as the model gave it where x̂₀ is clipped. */
  readonly keep?: (args: Asked) => boolean
  /** σ² of the step; that of the truth if left out. */
  readonly sigma2?: OfStep
  /** The time whose level is taken for clean data; 0 if left out. */
  readonly last?: number
  /** Whether noise is added in a last step that does not end at clean data. */
  readonly lastNoise?: true
}

/** The truth, or a variation of it. */
function stepLike({ keep, sigma2 = trueSigma2, last = 0, lastNoise }: Variation): Form {
  return (F, known, args) => {
    const { s, t } = span(args)
    const end = s === 0 ? last : s
    const { signal, variance } = kernelAt(F, known, end)
    if (end === 0) {
      // nothing is left of the noise: x̂₀ itself
      const read = trueReader(F, known, args, t, false)
      return elementwise(args, ['xt', 'model_output'], ({ xt, model_output: out }) => read({ xt, out }).x0)
    }
    const kept = keep ? keep(args) : !rederives(args)
    const read = trueReader(F, known, args, t, kept)
    const there = { ...args, time: (name: string) => (name === 't_prev' ? end : args.time(name)) }
    const noiseVariance = s === 0 && !lastNoise ? F.lit(0n) : sigma2(F, known, there)
    const move = moved(F, { a: signal, v: variance }, { std: F.sqrt(noiseVariance), variance: noiseVariance })
    return elementwise(args, ['xt', 'model_output', 'noise'], ({ xt, model_output: out, noise: z }) =>
      move(read({ xt, out }), z),
    )
  }
}

const ways = STYLES.flatMap((style) => [
  { style, id: style.id, early: false },
  { style, id: `${style.id}, √β̃ and 1−ᾱ rounded to the data first`, early: true },
])

const plans: readonly Plan[] = ways.map(({ style, id, early }) => ({
  id,
  form: (F, known, args) => {
    const { s, t } = span(args)
    const { alphaBar, variance } = known.level(s)
    const read = style.read(F, known, args, t, !rederives(args))
    if (s === 0)
      return elementwise(args, ['xt', 'model_output'], ({ xt, model_output: out }) => read({ xt, out }).x0)
    const std = (early ? sigmaOfData : sigma)(F, known, args)
    const v = early ? F.data(variance) : variance
    const move = moved(F, { a: F.sqrt(alphaBar), v }, { std, variance: squared(F, std) })
    return elementwise(args, ['xt', 'model_output', 'noise'], ({ xt, model_output: out, noise: z }) =>
      move(read({ xt, out }), z),
    )
  },
}))

/** √(ᾱ_s/ᾱ_t)·x_t + (√(v_s−σ²) − √(ᾱ_s/ᾱ_t)·√v_t)·ε̂ + σ·z: x̂₀ never appears, so nothing is clipped. */
const collected: Plan = {
  id: 'coefficients of x_t and ε̂ collected',
  form: (F, known, args) => {
    if (args.has('clip_x0'))
      throw new RangeError('this order of evaluation never sees x̂₀, so it cannot clip it')
    const { s, t } = span(args)
    const [from, to] = [known.level(s), known.level(t)]
    const [style] = STYLES
    if (!style) throw new RangeError('no style')
    const read = style.read(F, known, args, t, true)
    const grow = F.sqrt(F.div(from.alphaBar, to.alphaBar))
    const std = s === 0 ? F.lit(0n) : sigma(F, known, args)
    const along =
      s === 0 ? F.lit(0n) : F.sqrt(F.clamp(F.sub(from.variance, squared(F, std)), { low: F.lit(0n) }))
    const weight = F.sub(along, F.mul(grow, F.sqrt(to.variance)))
    return elementwise(args, ['xt', 'model_output', 'noise'], ({ xt, model_output: out, noise: z }) => {
      const mean = F.add(F.mul(grow, xt), F.mul(weight, read({ xt, out }).eps))
      return s === 0 ? mean : F.add(mean, F.mul(std, z))
    })
  },
}

/** η multiplies the variance: the same family of steps, of one marginal, by another name for its members. */
export const ETA_OF_VARIANCE: Omit<Convention, 'form'> = {
  id: 'η multiplies the variance',
  title: 'η multiplies the variance: it is the square of the paper’s η',
  applies: (args) => ![0, 1].includes(args.host('eta')),
}
/** Where a DDIM step adds noise: not to clean data. */
const etaOfVariance: Omit<Convention, 'form'> = {
  ...ETA_OF_VARIANCE,
  applies: (args) => span(args).s > 0 && ![0, 1].includes(args.host('eta')),
}

/** η·β̃. */
export const sigma2OfVariance: OfStep = (F, known, args) => {
  const { s, t } = span(args)
  return F.mul(args.host('eta'), posteriorVariance(F, transitionAt(F, known, s, t)))
}

const CONVENTIONS: readonly Convention[] = [
  { ...etaOfVariance, form: stepLike({ sigma2: sigma2OfVariance }) },
  {
    id: 'ε̂ kept',
    title: 'where x̂₀ is clipped ε̂ stays as the model gave it, so that the two no longer add up to x_t',
    applies: (args) => args.has('clip_x0') && !args.has('rederive_eps'),
    form: stepLike({ keep: () => true }),
  },
  {
    id: 'last ᾱ is ᾱ_0',
    title: 'the last step ends at the first noise level instead of clean data (set_alpha_to_one = false)',
    applies: (args) => span(args).s === 0,
    form: stepLike({ last: 1 }),
  },
  {
    id: 'last ᾱ is ᾱ_0',
    title:
      'the last step ends at the first noise level instead of clean data (set_alpha_to_one = false), with the noise of a step to there',
    applies: (args) => span(args).s === 0 && span(args).t > 1 && args.has('t_prev'),
    form: stepLike({ last: 1, lastNoise: true }),
  },
]

const ddimStep: Operation = {
  name: 'ddim_step',
  title: 'x_s = √ᾱ_s·x̂₀ + √(1−ᾱ_s−σ²)·ε̂ + σ·z, σ = η·√β̃',
  matters: 'samples drift: the noise that is left is not what the next step expects',
  theorems: ['X-DDIM'],
  storage: 'data',
  shape: 'elements',
  variants: ['prediction_type'],
  truth: stepLike({}),
  plans: [...plans, collected],
  conventions: CONVENTIONS,
}

/** t → t_next upward at η = 0. */
const upward =
  (plan: 'truth' | number): Form =>
  (F, known, args) => {
    const [t, next] = [args.time('t'), args.time('t_next')]
    const style = plan === 'truth' ? undefined : STYLES[plan]
    const read = style ? style.read(F, known, args, t, false) : trueReader(F, known, args, t, false)
    const { alphaBar, variance } = known.level(next)
    const [a, s] = [F.sqrt(alphaBar), F.sqrt(variance)]
    return elementwise(args, ['xt', 'model_output'], ({ xt, model_output: out }) => {
      const guess = read({ xt, out })
      return F.add(F.mul(a, guess.x0), F.mul(s, guess.eps))
    })
  }

const ddimReverseStep: Operation = {
  name: 'ddim_reverse_step',
  title: 'x_{t+1} = √ᾱ_{t+1}·x̂₀ + √(1−ᾱ_{t+1})·ε̂: DDIM upward',
  matters: 'encoding an image and decoding it again does not give it back',
  theorems: ['X-DDIM'],
  storage: 'data',
  shape: 'elements',
  variants: ['prediction_type'],
  truth: upward('truth'),
  plans: STYLES.map((style, i) => ({ id: style.id, form: upward(i) })),
}

const ddimSigma: Operation = {
  name: 'ddim_sigma',
  title: 'σ = η·√β̃',
  matters: 'stochastic DDIM adds the wrong amount of noise',
  theorems: ['X-DDIM'],
  storage: 'data',
  shape: 'number',
  truth: (F, known, args) => [F.sqrt(trueSigma2(F, known, args))],
  plans: [
    { id: 'η·√β̃', form: (F, known, args) => [sigma(F, known, args)] },
    { id: 'η times √β̃ rounded to the data', form: (F, known, args) => [sigmaOfData(F, known, args)] },
  ],
  conventions: [
    {
      ...etaOfVariance,
      form: (F, known, args) => [F.sqrt(sigma2OfVariance(F, known, args))],
    },
  ],
}

export const DDIM: readonly Operation[] = [ddimStep, ddimReverseStep, ddimSigma]
