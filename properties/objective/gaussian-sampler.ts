import type { AnalyticField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import type { Undone } from '../../reference/objective/loss-weights.js'
import { gaussianReverse, marginalVariance, sampledVariance } from '../../reference/process/reverse-step.js'
import { bridge, type Level, nextVariance, type Step } from '../../reference/process/step.js'
import { range, undoneIn } from './variables.js'

export interface Chain<T> {
  readonly steps: readonly Step<T>[]
  readonly levels: readonly Level<T>[]
}

/** The variances in use for a reverse step: of the forward step, of q(x_s|x_t,x₀), of q(x_s|x_t). */
export type Rule = 'beta' | 'posterior' | 'optimal'

export interface Sampler<T> {
  readonly rule: Rule
  readonly dataVariance: T
  /** The variance of x_T: 1 for N(0, I), V_T for the true law. */
  readonly initial: T
  /** Whether the last step adds its noise. */
  readonly lastNoise: boolean
}

function varianceBy<T>(F: AnalyticField<T>, rule: Rule, undone: Undone<T>, dataVariance: T): T {
  const { from, step } = undone
  if (rule === 'beta') return step.beta
  if (rule === 'optimal') return gaussianReverse(F, undone, { dataVariance }).beta
  return bridge(F, from, step, nextVariance(F, from.variance, step)).variance
}

/** The variance of x₀ that ancestral sampling with the exact ε* gives on N(0, v₀). */
export function outputVariance<T>(F: AnalyticField<T>, chain: Chain<T>, sampler: Sampler<T>): T {
  const { rule, dataVariance, initial, lastNoise } = sampler
  const T = chain.steps.length - 1
  const reverse = range(1, T)
    .reverse()
    .map((t) => {
      const undone = undoneIn(chain, t)
      const { alpha } = gaussianReverse(F, undone, { dataVariance })
      const beta = t === 1 && !lastNoise ? F.lit(0n) : varianceBy(F, rule, undone, dataVariance)
      return { alpha, beta }
    })
  return sampledVariance(F, reverse, { initial })
}

/** V_T. */
export const terminalVariance = <T>(F: AnalyticField<T>, { levels }: Chain<T>, dataVariance: T): T =>
  marginalVariance(F, at(levels, levels.length - 1), { dataVariance })
