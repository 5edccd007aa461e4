import type { Mistake } from '../operations/operation.js'
import { DDIM } from './ddim.js'
import { waysOf } from './entries.js'
import { FORWARD } from './forward.js'
import { NOISE } from './noise.js'
import { POSTERIOR } from './posterior.js'
import { STEPS } from './steps.js'

/**
 * The catalogue of mistakes that were made, by the ids of the mutants in the bug corpus (a letter behind an id marks a
 * neighbour of ours), each as the formula that was written. Mistakes of schedules are in judge/alterations.ts.
 */
const MISTAKES = new Map<string, Mistake[]>()
for (const { of, ...entry } of [...FORWARD, ...POSTERIOR, ...NOISE, ...DDIM, ...STEPS])
  for (const [name, ways] of Object.entries(of))
    MISTAKES.set(name, [
      ...(MISTAKES.get(name) ?? []),
      ...waysOf(ways).map((form): Mistake => ({ ...entry, form })),
    ])

/** The known mistakes of an operation. */
export const mistakesOf = (op: string): readonly Mistake[] => MISTAKES.get(op) ?? []
