import type { Claim } from '../theorem.js'
import { falls, guarded, holds } from './outcome.js'

/**
 * A claim for every t ≥ 1 (or every K) by its base case and its step, each a claim of its own. What the engines
 * establish is these two; that they give all t is the principle of induction, and the engine's name says so.
 */
export function byInduction(
  text: string,
  { base, step }: { readonly base: Claim; readonly step: Claim },
): Claim {
  for (const { tier, text: part } of [base, step])
    if (tier !== 'proved') throw new RangeError(`induction needs a proof of '${part}', which is only ${tier}`)
  return {
    text: `${text} By induction: ${base.text} ${step.text}`,
    tier: 'proved',
    engine: `induction on ${[...new Set([base.engine, step.engine])].join(' and ')}`,
    check: guarded(async (context) => {
      let cases = 0
      const details: string[] = []
      const worst: string[] = []
      for (const [name, claim] of [
        ['base', base],
        ['step', step],
      ] as const) {
        const outcome = await claim.check(context)
        if (outcome.status === 'not run') return outcome
        if (outcome.status === 'falls')
          return falls(cases + outcome.cases, `${name}: ${outcome.counterexample}`)
        cases += outcome.cases
        if (outcome.detail !== undefined) details.push(`${name}: ${outcome.detail}`)
        if (outcome.worst !== undefined) worst.push(`${name} ${outcome.worst}`)
      }
      return holds(cases, {
        ...(worst.length > 0 && { worst: worst.join(', ') }),
        ...(details.length > 0 && { detail: details.join('; ') }),
      })
    }),
  }
}
