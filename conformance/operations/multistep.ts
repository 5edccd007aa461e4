import type { Known } from '../known/known.js'
import { kernelAt } from '../known/known.js'
import type { JudgeField } from '../numbers/judge-field.js'
import { type Args, elementwise, type Form, type Operation } from './operation.js'
import { STYLES, trueReader } from './predictions.js'

/**
 * DPM-Solver++(2M), one step in the middle: with λ = log(a/s), h = λ_next − λ, h_last = λ − λ_last,
 * x_next = (s_next/s)·x − a_next·(e^(−h) − 1)·D, D = (1 + h/(2h_last))·x̂₀ − h/(2h_last)·x̂₀,last.
 * Source: Lu et al. 2022, DPM-Solver++, algorithm 2.
 */

type Log = <T>(F: JudgeField<T>, a: T, s: T) => T
const ofRatio: Log = (F, a, s) => F.log(F.div(a, s))
const difference: Log = (F, a, s) => F.sub(F.log(a), F.log(s))

interface Way {
  readonly log: Log
  /** e^(−h) − 1. */
  readonly shrink: <T>(F: JudgeField<T>, h: T) => T
  readonly style: (typeof STYLES)[number] | undefined
  /** Which step stands for the last one; the last one itself if left out. */
  readonly equalSteps?: true
}

export const stepBy =
  ({ log, shrink, style, equalSteps }: Way): Form =>
  <T>(F: JudgeField<T>, known: Known<T>, args: Args<T>) => {
    const [last, t, next] = [args.time('t_last'), args.time('t'), args.time('t_prev')]
    const lambda = (u: number): T => {
      const { signal, variance } = kernelAt(F, known, u)
      return log(F, signal, F.sqrt(variance))
    }
    const h = F.sub(lambda(next), lambda(t))
    const hLast = equalSteps ? h : F.sub(lambda(t), lambda(last))
    const half = F.div(h, F.mul(F.lit(2n), hLast))
    const to = kernelAt(F, known, next)
    const ratio = F.div(F.sqrt(to.variance), F.sqrt(known.level(t).variance))
    const weight = F.mul(to.signal, shrink(F, h))
    const read = (u: number) =>
      style ? style.read(F, known, args, u, true) : trueReader(F, known, args, u, true)
    const [here, before] = [read(t), read(last)]
    return elementwise<T, 'xt' | 'model_output' | 'xt_last' | 'model_output_last'>(
      args,
      ['xt', 'model_output', 'xt_last', 'model_output_last'],
      (at) => {
        const now = here({ xt: at.xt, out: at.model_output }).x0
        const then = before({ xt: at.xt_last, out: at.model_output_last }).x0
        const guess = F.sub(F.mul(F.add(F.lit(1n), half), now), F.mul(half, then))
        return F.sub(F.mul(ratio, at.xt), F.mul(weight, guess))
      },
    )
  }

const expm1 = <T>(F: JudgeField<T>, h: T): T => F.expm1(F.neg(h))
const expLess1 = <T>(F: JudgeField<T>, h: T): T => F.sub(F.exp(F.neg(h)), F.lit(1n))

const ways = STYLES.flatMap((style) =>
  [ofRatio, difference].flatMap((log) => [expm1, expLess1].map((shrink) => ({ style, log, shrink }))),
)

export const MULTISTEP: readonly Operation[] = [
  {
    name: 'dpmpp_2m_step',
    title: 'one step of DPM-Solver++(2M), from two predictions of x₀',
    matters: 'the sampler is of first order where second is paid for',
    theorems: [],
    storage: 'data',
    shape: 'elements',
    truth: stepBy({ log: ofRatio, shrink: expm1, style: undefined }),
    plans: ways.map((way, i) => ({
      id: `${way.style.id}${i % 4 < 2 ? '' : ', λ as a difference'}${i % 2 ? ', exp(−h) − 1' : ''}`,
      form: stepBy(way),
    })),
  },
]

/** The step with h in the place of the last h. */
export const equalSteps: Form = stepBy({ log: ofRatio, shrink: expm1, style: STYLES[0], equalSteps: true })
