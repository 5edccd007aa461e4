import { afterAll, describe, type TestContext, test } from 'vitest'
import { type Implementation, inProcess } from './doors/functions.js'
import type { Result } from './judge/result.js'
import { falls } from './judge/verdict.js'
import type { LawResult } from './laws/run-laws.js'
import type { PlanOptions } from './plan/plan-calls.js'
import type { Subject } from './subject.js'
import { DEFAULTS, validateSubject } from './validate.js'

/** Which calls are planned: see {@link PlanOptions}. */
export type CheckOptions = Partial<PlanOptions>

/**
 * Registers one test a check in the vitest that runs the file, named as `alphabar validate` names its results: operation,
 * schedule, format; and one a law. Everything is asked and judged while the tests are collected. What is wrong, inaccurate
 * or broken fails; what cannot be told or was not offered is skipped with the reason.
 * @param implementation functions, or what opens a subject, such as `() => openProgram(['python3', 'adapter.py'])`
 */
export function registerChecks(
  implementation: Implementation | (() => Promise<Subject>),
  options: CheckOptions = {},
): void {
  const { seed = DEFAULTS.seed, profile = DEFAULTS.profile } = options
  const plan: PlanOptions = { seed, profile }
  const name = typeof implementation === 'function' ? 'a program' : implementation.name
  describe(`alphabar validates ${name}`, async () => {
    const subject = typeof implementation === 'function' ? await implementation() : inProcess(implementation)
    afterAll(subject.close)
    const { adapter, results, laws } = await validateSubject(subject, plan)
    test('the adapter works, and there is something to check', () => {
      if (adapter && adapter.adapter !== 'works') throw new Error(adapter.message)
      if (results.every(({ calls }) => calls === 0)) throw new Error('nothing was asked that is known')
    })
    for (const result of results) test(result.id, (t) => checkResult(result, plan, t))
    for (const law of laws) test(`${law.id}/${law.dtype} ${law.title}`, (t) => checkLaw(law, plan, t))
  })
}

const replay = ({ seed, profile }: PlanOptions): string => `seed ${seed}, profile ${profile}`

function checkResult(
  { verdict, meaning, worst, diagnosis }: Result,
  plan: PlanOptions,
  t: TestContext,
): void {
  if (verdict === 'right' || verdict === 'convention') return
  if (!falls(verdict)) t.skip(`${verdict}: ${meaning}`)
  const lines = [
    `${verdict}: ${meaning}`,
    ...(worst
      ? [
          `got ${worst.got}, exact ${worst.exact}, at ${JSON.stringify(worst.inputs)}, ${JSON.stringify(worst.schedule)}`,
        ]
      : []),
    ...diagnosis.map(
      ({ mistake, title, fix, sure }) => `${sure ? '' : 'possibly '}${mistake}: ${title}. Fix: ${fix}.`,
    ),
    replay(plan),
  ]
  throw new Error(lines.join('\n'))
}

function checkLaw(
  { verdict, says, why, counterexample }: LawResult,
  plan: PlanOptions,
  t: TestContext,
): void {
  if (verdict === 'holds') return
  if (verdict !== 'fails') t.skip(`${verdict}: ${why ?? ''}`)
  throw new Error(`fails: ${says ?? ''}\nat ${counterexample ?? ''}\n${replay(plan)}`)
}
