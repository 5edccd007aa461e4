import type { AnalyticField } from '../../reference/numbers/algebra.js'
import { at } from '../../reference/numbers/combinators.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import type { Kernel, Transition } from '../../reference/process/kernel.js'
import { kernelOf } from '../../reference/schedule/kernels.js'
import { linear } from '../../reference/schedule/linear.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import type { Chain } from './gaussian-sampler.js'
import { range } from './variables.js'

/** A short chain that claims by seeded draws walk. */

export const LAST = 20
export const shortChain = <T>(F: AnalyticField<T>): Chain<T> => {
  const all = steps<T, AnalyticField<T>>(F, linear({ T: LAST, beta_start: '0.01', beta_end: '0.3' }))
  return { steps: all, levels: levels(F, all) }
}

interface Walk {
  readonly kernels: readonly Kernel<number>[]
  /** t − 1→t, by t. */
  readonly transitions: readonly Transition<number>[]
}

export function walk(): Walk {
  const chain = shortChain(FLOAT64)
  const kernels = chain.levels.map((level) => kernelOf(FLOAT64, level))
  const stepKernel = (t: number) => {
    const { alpha, beta } = at(chain.steps, t)
    return kernelOf(FLOAT64, { alphaBar: alpha, variance: beta })
  }
  const transitions = range(1, LAST).map((t) => ({ prior: at(kernels, t - 1), step: stepKernel(t) }))
  return { kernels, transitions: [at(transitions, 0), ...transitions] }
}
