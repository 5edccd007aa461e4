import { posteriorMean } from '../../reference/process/posterior.js'
import { type Known, transitionAt } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import type { Args, Form, Operation, Plan, Truth } from './operation.js'
import {
  aboveFloor,
  betaTilde,
  meanWeights,
  secondForFirst,
  span,
  trueVariance,
  VARIANCE_PLANS,
  type VarianceOf,
} from './posterior.js'
import { STYLES, trueReader } from './predictions.js'

/** ddpm_step, its variance, and the learned range between β̃ and β. */

const isLog = (type: string) => type.endsWith('_log')
const isSmall = (type: string) => type.startsWith('fixed_small')

/** log σ² = v′·log β_{t|s} + (1−v′)·log β̃, v′ = (v+1)/2 for v ∈ [−1, 1]. Source: Nichol and Dhariwal 2021, eq. (15). */
export function learnedRange<T>(F: JudgeField<T>, { large, small }: { large: T; small: T }, v: T): T {
  const part = F.div(F.add(v, F.lit(1n)), F.lit(2n))
  return F.add(F.mul(part, F.log(large)), F.mul(F.sub(F.lit(1n), part), F.log(small)))
}

/** The noise that a step adds to one element, by its variance type; `v` is the second half of a learned output. */
export function noiseStd<T>(
  F: JudgeField<T>,
  type: string,
  { large, small, v }: { large: T; small: () => T; v?: T },
  early: boolean,
): T {
  const kept = early ? F.data : (a: T) => a
  const half = F.lit('1/2')
  if (type === 'learned_range' && v !== undefined)
    return F.exp(F.mul(half, learnedRange(F, { large, small: small() }, v)))
  const variance = isSmall(type) ? small() : large
  return isLog(type) ? F.exp(F.mul(half, kept(F.log(variance)))) : F.sqrt(kept(variance))
}

/** A step from its mean and its smaller variance. The last one, to clean data, adds no noise. */
function stepBy(
  mean: <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => (at: { xt: T; out: T }) => T,
  small: VarianceOf,
  early = false,
): Form {
  return (F, known, args) => {
    const { s, t } = span(args)
    const type = args.word('variance_type')
    const meanOf = mean(F, known, args)
    const [xt, output, noise] = [args.vec('xt'), args.vec('model_output'), args.vec('noise')]
    const large = known.step(s, t).beta
    const shared =
      s === 0 || type === 'learned_range'
        ? undefined
        : noiseStd(F, type, { large, small: () => small(F, known, s, t) }, early)
    return xt.map((x, i) => {
      const out = entry(output, i, 'model_output')
      const mu = meanOf({ xt: x, out })
      if (s === 0) return mu
      const v = type === 'learned_range' ? entry(output, xt.length + i, 'model_output') : undefined
      const std =
        shared ??
        noiseStd(F, type, { large, small: () => small(F, known, s, t), ...(v !== undefined && { v }) }, early)
      return F.add(mu, F.mul(std, entry(noise, i, 'noise')))
    })
  }
}

function entry<T>(xs: readonly T[], i: number, name: string): T {
  const x = xs[i]
  if (x === undefined)
    throw new RangeError(`the input ${name} has ${xs.length} entries: one at ${i} is missing`)
  return x
}

const truth = stepBy((F, known, args) => {
  const { s, t } = span(args)
  const transition = transitionAt(F, known, s, t)
  const read = trueReader(F, known, args, t, false)
  return ({ xt, out }) => posteriorMean(F, transition, { x0: read({ xt, out }).x0, xt })
}, trueVariance)

const means: readonly Plan[] = [false, true].flatMap((early) =>
  STYLES.map((style) => ({
    id: `${style.id}, mean by its two coefficients${early ? ', variance rounded to the data first' : ''}`,
    form: stepBy(
      (F, known, args) => {
        const { s, t } = span(args)
        const [guess, weights] = [style.read(F, known, args, t, false), meanWeights(F, known, s, t)]
        return ({ xt, out }) => F.add(F.mul(weights.x0, guess({ xt, out }).x0), F.mul(weights.xt, xt))
      },
      betaTilde,
      early,
    ),
  })),
)

const first = <A>(xs: readonly A[]): A => {
  const [x] = xs
  if (x === undefined) throw new RangeError('an empty list')
  return x
}

/** (x − β·ε/√(1−ᾱ))/√α: with ε as the model gave it, so only where x̂₀ is not clipped. */
const epsMean: Plan = {
  id: 'mean (x − β·ε/√(1−ᾱ))/√α',
  form: stepBy((F, known, args) => {
    const { s, t } = span(args)
    if (args.has('clip_x0'))
      throw new RangeError('this order of evaluation never sees x̂₀, so it cannot clip it')
    const step = known.step(s, t)
    const [ratio, root] = [F.div(step.beta, F.sqrt(known.level(t).variance)), F.sqrt(step.alpha)]
    const guess = first(STYLES).read(F, known, args, t, true)
    return ({ xt, out }) => F.div(F.sub(xt, F.mul(ratio, guess({ xt, out }).eps)), root)
  }, betaTilde),
}

const ddpmStep: Operation = {
  name: 'ddpm_step',
  title: 'x_s ∼ q(x_s | x_t, x̂₀): one ancestral step',
  matters: 'samples drift: each step removes and adds the wrong amounts of signal and noise',
  theorems: ['POST-MEAN', 'POST-EPS', 'ALG-SAMPLE'],
  storage: 'data',
  shape: 'elements',
  variants: ['prediction_type', 'variance_type'],
  truth,
  plans: [...means, epsMean],
}

/** The two variances that a step is made with. */
export interface Variances {
  readonly small: VarianceOf
  readonly large?: VarianceOf
}

/** β_{t|s}, from the tables. */
export const stepBeta: VarianceOf = (_, known, s, t) => known.step(s, t).beta

/** What `get_variance` answers: a variance, or a log variance for the `_log` types. */
export const varianceBy =
  ({ small, large = stepBeta }: Variances, as: 'asked' | 'std' = 'asked'): Form =>
  (F, known, args) => {
    const { s, t } = span(args)
    const type = args.word('variance_type')
    const variance = isSmall(type) ? small : large
    if (!isLog(type)) return [variance(F, known, s, t)]
    if (as === 'asked') return [F.log(variance(F, known, s, t))]
    return [F.exp(F.mul(F.lit('1/2'), F.log(aboveFloor(variance)(F, known, s, t))))]
  }

/** No value at the first step, where β̃ = 0, if its logarithm is wanted. */
const unlessLogOfZero =
  (form: Form, takesLog: (args: Pick<Args<never>, 'word'>) => boolean): Truth =>
  (F, known, args) =>
    span(args).s === 0 && takesLog(args) ? [undefined] : form(F, known, args)

const getVariance: Operation = {
  name: 'get_variance',
  title: 'the variance of an ancestral step, its logarithm for the _log types',
  matters: 'ancestral sampling adds the wrong amount of noise',
  theorems: ['POST-MEAN'],
  storage: 'data',
  shape: 'number',
  variants: ['variance_type'],
  truth: unlessLogOfZero(varianceBy({ small: trueVariance }), (args) => {
    const type = args.word('variance_type')
    return isLog(type) && isSmall(type)
  }),
  plans: VARIANCE_PLANS.map(({ id, read }) => ({ id, form: varianceBy({ small: read }) })),
  conventions: [
    {
      id: 'standard deviation for _log',
      title: 'a _log type answers the standard deviation exp(½ log σ²)',
      applies: (args) => isLog(args.word('variance_type')),
      form: varianceBy({ small: betaTilde }, 'std'),
    },
    {
      id: 'log β̃_2 at the first step',
      title: 'the log variance of the second step stands at the first, where β̃ = 0',
      applies: (args) => span(args).s === 0 && args.word('variance_type') === 'fixed_small_log',
      form: varianceBy({ small: secondForFirst(betaTilde) }),
    },
    {
      id: '1e-20 for 0',
      title: 'a variance of 0 is answered as 1e-20',
      applies: (args) => span(args).s === 0 && isSmall(args.word('variance_type')),
      // the floor is of the tables, and so rounded to their format
      form: varianceBy({ small: aboveFloor(betaTilde) }),
    },
  ],
}

/** `learned_range_log_variance` by two variances. */
export const rangeBy =
  ({ small, large = stepBeta }: Variances, range = learnedRange): Form =>
  (F, known, args) => {
    const { s, t } = span(args)
    const values = args.has('v') ? args.vec('v') : []
    return values.map((v) => range(F, { large: large(F, known, s, t), small: small(F, known, s, t) }, v))
  }

const learnedRangeLogVariance: Operation = {
  name: 'learned_range_log_variance',
  title: 'log σ², between log β̃ and log β by v ∈ [−1, 1]',
  matters: 'a learned variance is read as another one',
  theorems: ['X-REVVAR'],
  storage: 'data',
  shape: 'list',
  truth: (F, known, args) =>
    span(args).s === 0
      ? args.vec('v').map(() => undefined)
      : rangeBy({ small: trueVariance })(F, known, args),
  plans: VARIANCE_PLANS.map(({ id, read }) => ({ id, form: rangeBy({ small: read }) })),
  conventions: [
    {
      id: 'log 1e-20 at the first step',
      title: 'log 1e-20 stands for the log variance of the last step, where β̃ = 0',
      applies: (args) => span(args).s === 0,
      form: rangeBy({ small: aboveFloor(betaTilde) }),
    },
    {
      id: 'log β̃_2 at the first step',
      title: 'the log variance of the second step stands at the first, where β̃ = 0',
      applies: (args) => span(args).s === 0,
      form: rangeBy({ small: secondForFirst(betaTilde) }),
    },
  ],
}

export const ANCESTRAL: readonly Operation[] = [ddpmStep, getVariance, learnedRangeLogVariance]
