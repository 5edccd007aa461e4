import { at } from '../../reference/numbers/combinators.js'
import { RATIONALS } from '../../reference/numbers/rational.js'
import {
  confirmed,
  equals,
  exactOnSchedules,
  exactSchedules,
  levelsOf,
  printed,
  printedRoot,
  spans,
  stepBetween,
} from '../evidence/index.js'
import type { Claim } from '../theorem.js'

const { lit, add, sub, mul } = RATIONALS

/** FWD-MARG where it is used. */
export const marginalsOnSchedules: Claim = exactOnSchedules(
  'On the real schedules, every t = 1 … T: the variance carried by the recursion is exactly 1 − ᾱ_t (VE: σ_t², with ᾱ_t = 1).',
  function* (chain) {
    const { T, preserving, steps } = chain
    const levels = levelsOf(chain)
    let total = lit(0n)
    for (let t = 1; t <= T; t++) {
      const { alphaBar, variance } = at(levels, t)
      total = add(total, at(steps, t).beta)
      yield preserving
        ? equals(add(variance, alphaBar), lit(1n), `v_${t} + ᾱ_${t} = 1`)
        : equals(variance, total, `v_${t} = Σβ`)
    }
  },
)

/** FWD-SEMI where samplers skip steps. */
export const semigroupOnSchedules: Claim = exactOnSchedules(
  'On the real schedules, random s < t and the ends: the steps s+1 … t as one have α = ᾱ_t/ᾱ_s, and v_t = α·v_s + β; where variance is preserved β = 1 − α.',
  function* (chain, { seed }) {
    const levels = levelsOf(chain)
    for (const span of spans(chain.T, 6, seed)) {
      const [from, to] = [at(levels, span.s), at(levels, span.t)]
      const { alpha, beta } = stepBetween(chain, span)
      const where = `${span.s}→${span.t}`
      yield equals(mul(alpha, from.alphaBar), to.alphaBar, `ᾱ over ${where}`)
      yield equals(add(mul(alpha, from.variance), beta), to.variance, `variance over ${where}`)
      if (chain.preserving) yield equals(beta, sub(lit(1n), alpha), `β over ${where}`)
    }
  },
)

/** The end of Ho et al.'s schedule, as printed. */
export const printedHoLinear = confirmed(() => {
  const [ho] = exactSchedules()
  const last = ho ? at(levelsOf(ho), ho.T).alphaBar : lit(0n)
  return [printed('4.035829765e-5', last, 'ᾱ_T'), printedRoot('0.0063528181', last, '√ᾱ_T')]
})
