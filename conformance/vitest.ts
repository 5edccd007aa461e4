import { afterAll, describe, type TestContext, test } from 'vitest'
import { type Implementation, inProcess } from './doors/functions.js'
import { opLabel, scheduleLabel } from './judge/assess.js'
import type { Result } from './judge/result.js'
import { falls } from './judge/verdict.js'
import { type PlanOptions, plannedCalls } from './plan/plan-calls.js'
import { DEFAULTS, type Validation, validateSubject } from './validate.js'

export interface CheckOptions extends Partial<PlanOptions> {
  /** Milliseconds for all of it: the first test that runs asks and judges everything. */
  readonly timeout?: number
}

/**
 * Registers one test a check in the vitest that runs the file, named as `alphabar validate` names its results: operation,
 * schedule, format. What is wrong, inaccurate or broken fails; what cannot be told or was not offered is skipped with the
 * reason.
 * @throws AdapterError where what the implementation claims cannot be read.
 */
export function registerChecks(implementation: Implementation, options: CheckOptions = {}): void {
  const { timeout = 300_000, seed = DEFAULTS.seed, profile = DEFAULTS.profile } = options
  const subject = inProcess(implementation)
  const names = namesOf(plannedCalls(subject.claims, { seed, profile }))
  let validation: Promise<Validation> | undefined
  const results = async (): Promise<readonly Result[]> => {
    validation ??= validateSubject(subject, { seed, profile })
    return (await validation).results
  }
  describe(`alphabar validates ${subject.claims.implementation.name}`, () => {
    afterAll(subject.close)
    test('there is something to check', () => {
      if (names.length > 0) return
      throw new Error(
        'nothing was asked: no operation under a schedule in a format is claimed that is known. `npx alphabar init --help` lists the operations',
      )
    })
    for (const name of names)
      test(name, { timeout }, async (t) => {
        const found = (await results()).find(({ id }) => id === name)
        if (!found) throw new Error(`${name} was asked and not judged`)
        check(found, { seed, profile }, t)
      })
    if (names.length > 0)
      test('every result has a test', { timeout }, async () => {
        const unnamed = (await results()).filter(({ id }) => !names.includes(id))
        if (unnamed.length > 0) throw new Error(`no test is named ${unnamed.map(({ id }) => id).join(', ')}`)
      })
  })
}

/** The names that the results of planned calls will have. */
const namesOf = (planned: ReturnType<typeof plannedCalls>): readonly string[] => [
  ...new Set(
    planned.flatMap(({ calls, schedule, dtype }) =>
      calls.map((call) => {
        const label = opLabel({ call, answer: { kind: 'unsupported', why: '' } })
        return `${label}/${scheduleLabel(schedule)}/${dtype}`
      }),
    ),
  ),
]

function check(
  { verdict, meaning, worst, diagnosis }: Result,
  { seed, profile }: PlanOptions,
  t: TestContext,
) {
  if (!falls(verdict)) {
    if (verdict !== 'right' && verdict !== 'convention') t.skip(`${verdict}: ${meaning}`)
    return
  }
  const lines = [
    `${verdict}: ${meaning}`,
    ...(worst ? [`got ${worst.got}, exact ${worst.exact}, at ${JSON.stringify(worst.inputs)}`] : []),
    ...diagnosis.map(
      ({ mistake, title, fix, sure }) => `${sure ? '' : 'possibly '}${mistake}: ${title}. Fix: ${fix}.`,
    ),
    `seed ${seed}, profile ${profile}`,
  ]
  throw new Error(lines.join('\n'))
}
