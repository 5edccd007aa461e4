import fc from 'fast-check'
import { OPERATIONS } from '../operations/index.js'
import { KNOWN_SAMPLERS } from '../sessions/exchanges.js'
import type { Opening } from '../subject.js'
import { PLANNED_KINDS, schedule } from './arbitraries.js'
import { INPUTS, type Inputs } from './inputs.js'
import { ASKED_SPACINGS } from './plan-calls.js'

/** How an operation is asked: what it is called with, those that are left out at times in brackets. */
export interface Signature {
  readonly name: string
  readonly takes: readonly string[]
  readonly title: string
}

/** Calls that are made of an operation, as many as show what is given and what is left out at times. */
const callsOf = (op: string): readonly Inputs[] =>
  (INPUTS[op] ?? []).flatMap((make) =>
    fc.sample(make({ T: 100, dtype: 'float64' }, 1), { seed: 1, numRuns: 20 }),
  )

/** Every operation that is asked, from the arguments that its calls are made of. */
export function signatures(): readonly Signature[] {
  const grids = {
    name: 'timesteps',
    takes: ['n', 'T', 'spacing'],
    title: 'the timesteps of a sampler of n steps, in the order of sampling',
  }
  const judged = [...OPERATIONS.values()].flatMap(({ name, title }): Signature[] => {
    const calls = callsOf(name).map((inputs) => Object.keys(inputs).filter((key) => inputs[key] !== null))
    const names = [...new Set(calls.flat())]
    const takes = names.map((key) => (calls.every((call) => call.includes(key)) ? key : `[${key}]`))
    return calls.length > 0 ? [{ name, takes, title }] : []
  })
  return [...judged, grids]
}

/** The words that are given, by the name of the input. */
export function wordsGiven(): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.keys(INPUTS).flatMap(callsOf).flatMap(Object.entries))
    if (typeof value === 'string') found[name] = [...new Set([...(found[name] ?? []), value])]
  return { ...found, spacing: ASKED_SPACINGS }
}

/** Every kind of schedule that is asked, with the names of its parameters. */
export const scheduleSignatures = (): readonly Omit<Signature, 'title'>[] =>
  PLANNED_KINDS.flatMap((kind) => {
    const arbitrary = schedule(kind, 10)
    return (arbitrary ? fc.sample(arbitrary, { seed: 1, numRuns: 1 }) : []).map(({ params, betas }) => ({
      name: kind,
      takes: [...Object.keys(params ?? {}), ...(betas ? ['betas'] : [])],
    }))
  })

/** What every sampler is given, beside its functions `publish` and `model`. */
const OPENED: Readonly<Record<keyof Omit<Opening, 'sampler' | 'schedule' | 'dtype'>, true>> = {
  n: true,
  spacing: true,
  prediction_type: true,
  eta: true,
  x_T: true,
  noise: true,
}

/** Every sampler that is run. */
export const samplerSignatures = (): readonly Omit<Signature, 'title'>[] =>
  KNOWN_SAMPLERS.map((name) => ({ name, takes: ['publish', 'model', ...Object.keys(OPENED)] }))
