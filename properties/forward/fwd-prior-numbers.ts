import { at } from '../../reference/numbers/combinators.js'
import { type Ball, type Enclosure, enclosure, interval } from '../../reference/numbers/enclosure/index.js'
import { asGiven } from '../../reference/numbers/formula.js'
import { compare, RATIONALS } from '../../reference/numbers/rational.js'
import { hoKernel } from '../../reference/process/conventions.js'
import { priorKl } from '../../reference/process/forward.js'
import { kernelOf } from '../../reference/schedule/kernels.js'
import { PRESETS } from '../../reference/schedule/presets.js'
import { steps } from '../../reference/schedule/schedule.js'
import { levels } from '../../reference/schedule/tables.js'
import { enclosed } from '../evidence/enclosed.js'
import { approximately, confirmed, printed } from '../evidence/index.js'
import { falls, guarded, holds } from '../evidence/outcome.js'
import type { Claim, Counterexample } from '../theorem.js'

const PRESERVING = ['ho', 'stable-diffusion', 'cosine', 'sigmoid', 'vp'] as const

/** L_prior and ½·ᾱ_T of a schedule as it is defined, for one coordinate with |x₀| = 1. */
function terminal(F: Enclosure, name: (typeof PRESERVING)[number]): { loss: Ball; bound: Ball } {
  const given = asGiven(() => steps<Ball, Enclosure>(F, PRESETS[name]))
  const last = at(levels<Ball>(F, given), PRESETS[name].T)
  return {
    loss: priorKl(F, kernelOf(F, last), { x0: [F.lit(1n)] }),
    bound: F.mul(F.lit('1/2'), last.alphaBar),
  }
}

/** L_prior ≥ ½ᾱ_T‖x₀‖² > 0 at the end of the real schedules that keep some signal: a zero-terminal-SNR one has L_prior = 0. */
export const priorOnSchedules: Claim = {
  text: 'On Ho et al.’s linear, Stable Diffusion’s, the cosine, the sigmoid and the VP schedule as they are defined, at |x₀| = 1: L_prior ≥ ½ᾱ_T > 0, not 0 at their T.',
  tier: 'certified',
  engine: 'enclosure',
  check: guarded(() => {
    const F = enclosure(160)
    const found: string[] = []
    for (const name of PRESERVING) {
      const { loss, bound } = terminal(F, name)
      const [least, half] = [interval(loss).lo, interval(bound)]
      if (compare(least, half.hi) < 0 || compare(half.lo, RATIONALS.lit(0n)) <= 0)
        return falls(
          found.length,
          `${name}: L_prior ≥ ${approximately(least)}, ½ᾱ_T ≤ ${approximately(half.hi)}`,
        )
      found.push(`${name} ${approximately(least)}`)
    }
    return holds(found.length, { detail: `L_prior in nats a dimension: ${found.join(', ')}` })
  }),
}

export const priorCounterexamples: readonly Counterexample[] = [
  {
    drops: 'Σβ_t = ∞: a summable β with ᾱ_∞ = e⁻²',
    text: 'L_prior stays at 0.072706729 nats a dimension (|x₀| = 1), however many steps are taken.',
    check: confirmed(() => {
      const loss = (F: Enclosure) =>
        priorKl(F, hoKernel(F, { alphaBar: F.exp(F.lit('-2')) }), { x0: [F.lit(1n)] })
      return [printed('0.072706729', enclosed(loss), 'L_prior')]
    }),
  },
  {
    drops: 'T → ∞',
    text: 'Ho et al.’s linear schedule ends with 2.0179556e-5 nats a dimension (|x₀| = 1).',
    check: confirmed(() => [
      printed(
        '2.0179556e-5',
        enclosed((F) => terminal(F, 'ho').loss),
        'L_prior',
      ),
    ]),
  },
]
