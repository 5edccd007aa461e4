import { describe, expect, test } from 'vitest'
import { type Simulated, simulated } from '../fixtures/simulated.js'
import { mistakesOf } from '../mistakes/index.js'
import { plannedCalls } from '../plan/plan-calls.js'
import type { Subject } from '../subject.js'
import { judgeRuns, validateSubject } from '../validate.js'
import type { Result } from './result.js'

/** A library that has one operation wrong, by a mistake of the catalogue. */
function mistaken(op: string, id: string, options: Simulated = {}): Subject {
  const mistake = mistakesOf(op).find((one) => one.id === id)
  if (!mistake) throw new RangeError(`no mistake ${id} of ${op}`)
  const ops = ['betas', 'alphas_cumprod', op]
  return simulated({ kinds: ['linear'], ops, instead: { [op]: mistake.form }, ...options })
}

const PLAN = { seed: 1, profile: 'quick' } as const

/** What each result is taken for, where it is taken for something. */
const named = (results: readonly Result[]) =>
  results.flatMap(({ diagnosis }) =>
    diagnosis.length > 0 ? [diagnosis.map(({ mistake }) => mistake).sort()] : [],
  )

/** The results of the planned calls alone. */
async function askedOnce(subject: Subject): Promise<readonly Result[]> {
  const runs = plannedCalls(subject.claims, PLAN).map(async ({ calls, ...place }) => {
    const answers = await subject.ask(calls)
    return {
      ...place,
      exchanges: calls.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : [])),
    }
  })
  return judgeRuns(await Promise.all(runs))
}

describe('several mistakes explain the answers', () => {
  test('asked again with inputs on which they differ, one is left', async () => {
    const subject = mistaken('ddim_step', 'D1')
    expect(named(await askedOnce(subject))).toContainEqual(['D1', 'D1c'])
    const { results } = await validateSubject(subject, PLAN)
    for (const mistakes of named(results)) expect(mistakes).toEqual(['D1'])
    expect(named(results).length).toBeGreaterThan(0)
  })

  test('the same seed asks the same', async () => {
    const calls: string[][] = []
    for (let k = 0; k < 2; k++) {
      const asked: string[] = []
      const subject = mistaken('ddim_step', 'D1')
      await validateSubject(
        {
          ...subject,
          ask: (all) => {
            asked.push(JSON.stringify(all))
            return subject.ask(all)
          },
        },
        PLAN,
      )
      calls.push(asked)
    }
    expect(calls[0]).toEqual(calls[1])
  })

  test('a program that falls silent when it is asked again is broken', async () => {
    const subject = mistaken('ddim_step', 'D1')
    const planned = new Set(
      plannedCalls(subject.claims, PLAN).flatMap(({ calls }) => calls.map((call) => JSON.stringify(call))),
    )
    const ask: Subject['ask'] = async (calls) =>
      calls.every((call) => call.op === 'ddim_step' && !planned.has(JSON.stringify(call)))
        ? []
        : subject.ask(calls)
    const { results } = await validateSubject({ ...subject, ask }, PLAN)
    expect(
      results.filter(({ op, verdict }) => op === 'ddim_step' && verdict === 'broken').length,
    ).toBeGreaterThan(0)
  })
})
