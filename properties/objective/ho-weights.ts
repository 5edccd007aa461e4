import { at, sum } from '../../reference/numbers/combinators.js'
import { compare, RATIONALS, type Rational } from '../../reference/numbers/rational.js'
import { epsLossWeight } from '../../reference/objective/loss-weights.js'
import { enclosed } from '../evidence/index.js'
import { hoChain, range, undoneIn } from './variables.js'

/** w_t of Ho et al.'s schedule with σ² = β, exactly, by t. */
export function hoWeights(): (t: number) => Rational {
  const chain = hoChain()
  const weights = range(1, chain.steps.length - 1).map((t) => {
    const undone = undoneIn(chain, t)
    return epsLossWeight(RATIONALS, undone, { reverseVariance: undone.step.beta })
  })
  return (t) => at(weights, t - 1)
}

/** The part of Σ w_t over t = 1 … 1000 that the first n steps carry. */
export const hoShare = (weight: (t: number) => Rational, n: number) =>
  enclosed((F) => {
    const total = (to: number) =>
      sum(
        F,
        range(1, to).map((t) => F.of(weight(t))),
      )
    return F.div(total(n), total(1000))
  })

export const PRINTED = [
  [1, '0.50005001'],
  [2, '0.27269208'],
  [10, '0.073717016'],
  [100, '0.010081264'],
  [349, '0.0049678605'],
  [1000, '0.010204493'],
] as const

/** Falling to t = 349 and rising from there, decided on all neighbours. */
export const notMonotone = (weight: (t: number) => Rational) => {
  const wrong = range(1, 999).filter((t) => compare(weight(t), weight(t + 1)) !== (t < 349 ? 1 : -1))
  return {
    text: `w_t falls to t = 349 and rises from there${wrong.length > 0 ? `, but not at t = ${wrong.slice(0, 5).join(', ')}` : ''}`,
    holds: wrong.length === 0,
  }
}
