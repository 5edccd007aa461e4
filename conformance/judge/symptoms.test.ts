import { expect, test } from 'vitest'
import { FORMATS, roundNumber } from '../../reference/numbers/float.js'
import { type Simulated, simulated } from '../fixtures/simulated.js'
import { OPERATIONS } from '../operations/index.js'
import { plannedCalls, restricted } from '../plan/plan-calls.js'
import type { Answer, Call } from '../subject.js'
import { judgeRuns } from '../validate.js'
import type { Run } from './recording.js'
import { falls } from './verdict.js'

/** What is named in the results of one operation that fall. */
async function named(op: string, options: Simulated): Promise<readonly (readonly string[])[]> {
  const subject = simulated({ kinds: ['linear', 'scaled_linear'], ...options })
  const runs: Run[] = []
  for (const { calls, ...place } of plannedCalls(restricted(subject.claims, [op]), {
    seed: 5,
    profile: 'quick',
  })) {
    const answers = await subject.ask(calls)
    runs.push({
      ...place,
      exchanges: calls.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : [])),
    })
  }
  const fallen = (await judgeRuns(runs)).filter((result) => result.op === op && falls(result.verdict))
  expect(fallen).not.toEqual([])
  return fallen.map(({ diagnosis }) => diagnosis.map(({ mistake }) => mistake))
}

const spoiled =
  (op: string, to: (x: number, call: Call) => number) =>
  (call: Call, answer: Answer): Answer =>
    call.op === op && answer.kind === 'output' && Array.isArray(answer.output)
      ? { kind: 'output', output: answer.output.map((x) => to(x, call)) }
      : answer

const low = (x: number) => roundNumber(x, FORMATS.bfloat16)

test.each(['float64', 'float32'])('N1 is named where a %s table holds numbers of bfloat16', async (dtype) => {
  const all = await named('alphas_cumprod', { dtype, spoil: spoiled('alphas_cumprod', low) })
  expect(all.every((mistakes) => mistakes.includes('N1'))).toBe(true)
})

test('N1 is not named where the numbers of bfloat16 are not the nearest to the truth', async () => {
  const beside = (x: number) => low(low(x) * (1 - 3 * 2 ** -7))
  const all = await named('alphas_cumprod', { dtype: 'float64', spoil: spoiled('alphas_cumprod', beside) })
  expect(all.flat()).not.toContain('N1')
})

test('N1 is named where every answer is right to fewer digits, and not where some are further off', async () => {
  const digits = (x: number) => x * (1 + 2 ** -12)
  const off = (where: (call: Call) => boolean) =>
    spoiled('q_sample', (x, call) => (where(call) ? x + 0.37 : digits(x)))
  expect((await named('q_sample', { dtype: 'float32', spoil: off(() => false) })).flat()).toContain('N1')
  const some = await named('q_sample', {
    dtype: 'float32',
    spoil: off(({ inputs }) => Number(inputs.t) % 2 === 1),
  })
  expect(some.flat()).not.toContain('N1')
  // nor where the same code is further off on another schedule
  const elsewhere = await named('q_sample', {
    dtype: 'float32',
    spoil: off(({ schedule }) => schedule.kind === 'scaled_linear'),
  })
  expect(elsewhere.flat()).not.toContain('N1')
})

test('D10 is named where σ_down is a difference, and N1 is not', async () => {
  const plan = OPERATIONS.get('ancestral_sigmas')?.plans.find(({ unstable }) => unstable !== undefined)
  if (!plan) throw new RangeError('no plan is known to lose digits')
  const all = await named('ancestral_sigmas', { dtype: 'float32', instead: { ancestral_sigmas: plan.form } })
  expect(all).toEqual([['D10']])
})
