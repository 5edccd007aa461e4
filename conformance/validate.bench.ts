import { bench, describe } from 'vitest'
import { inProcess } from './doors/functions.js'
import { ALL_OPS, simulated } from './fixtures/simulated.js'
import type { Run } from './judge/recording.js'
import { plannedCalls } from './plan/plan-calls.js'
import { library } from './sessions/fixtures/samplers.js'
import type { Answer, Call, Claims, Subject } from './subject.js'
import { judgeRuns, validateSubject } from './validate.js'

/**
 * How long the judge takes, quick profile, the implementation's own time aside: a first run, which also warms the compiler up,
 * has left its answers. The targets on
 * two cores: all operations in 30 s, five in 5 s, a trace of 800 calls in 5 s.
 */

const DTYPES = ['float64', 'float32'] as const
const OPTIONS = { seed: 2, profile: 'quick' } as const
const SAMPLERS = library()

/** An implementation in two formats that answers what it was asked before at once. */
function remembering(ops: readonly string[], samplers: readonly string[]): Subject {
  const subjects = new Map(DTYPES.map((dtype) => [dtype as string, simulated({ dtype, ops })]))
  const walker = inProcess(SAMPLERS)
  const claims: Claims = {
    ...simulated({ ops }).claims,
    dtypes: DTYPES,
    tableDtypes: DTYPES,
    samplers,
    spacings: ['leading', 'trailing', 'linspace'],
  }
  const known = new Map<string, Answer>()
  const answer = async (call: Call): Promise<Answer> => {
    const key = JSON.stringify(call)
    const found = known.get(key) ?? (await subjects.get(call.dtype)?.ask([call]))?.[0]
    if (!found) throw new RangeError(`nothing answers in ${call.dtype}`)
    known.set(key, found)
    return found
  }
  return {
    claims,
    ask: async (calls) => {
      const answers: Answer[] = []
      for (const call of calls) answers.push(await answer(call))
      return answers
    },
    ...(walker.open && { open: walker.open }),
    close: async () => {},
  }
}

const once = { iterations: 3, time: 0, warmupIterations: 1, warmupTime: 0 }

describe('all operations on every schedule in two formats', () => {
  const subject = remembering(ALL_OPS, Object.keys(SAMPLERS.samplers ?? {}))
  bench('validate', async () => void (await validateSubject(subject, OPTIONS)), once)
})

describe('five operations', () => {
  const subject = remembering(['betas', 'alphas_cumprod', 'q_sample', 'x0_from_eps', 'ddim_step'], [])
  bench('validate', async () => void (await validateSubject(subject, OPTIONS)), once)
})

describe('a trace of 800 calls', async () => {
  const subject = remembering(ALL_OPS, [])
  const runs: Run[] = []
  let left = 800
  for (const { calls, ...place } of plannedCalls(subject.claims, OPTIONS)) {
    const some = calls.filter(({ op }) => op !== 'timesteps').slice(0, left)
    left -= some.length
    const answers = await subject.ask(some)
    if (some.length > 0)
      runs.push({
        ...place,
        exchanges: some.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : [])),
      })
  }
  if (left > 0) throw new RangeError(`the plan has ${left} calls too few`)
  bench('judge', async () => void (await judgeRuns(runs)), once)
})
