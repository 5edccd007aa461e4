import fc from 'fast-check'
import { OPERATIONS } from '../operations/index.js'
import { INPUTS } from './inputs.js'

/** How an operation is asked: what it is called with, those that are left out at times in brackets. */
export interface Signature {
  readonly name: string
  readonly takes: readonly string[]
  readonly title: string
}

/** Every operation that is asked, from the arguments that its calls are made of. */
export function signatures(): readonly Signature[] {
  const grids = {
    name: 'timesteps',
    takes: ['n', 'T', 'spacing'],
    title: 'the timesteps of a sampler of n steps, in the order of sampling',
  }
  const judged = [...OPERATIONS.values()].flatMap(({ name, title }): Signature[] => {
    const calls = (INPUTS[name] ?? []).flatMap((make) =>
      fc
        .sample(make({ T: 100, dtype: 'float64' }, 1), { seed: 1, numRuns: 20 })
        .map((inputs) => Object.keys(inputs).filter((key) => inputs[key] !== null)),
    )
    const names = [...new Set(calls.flat())]
    const takes = names.map((key) => (calls.every((call) => call.includes(key)) ? key : `[${key}]`))
    return calls.length > 0 ? [{ name, takes, title }] : []
  })
  return [...judged, grids]
}
