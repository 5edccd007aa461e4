import { describe, expect, test } from 'vitest'
import { ALL_OPS, type Simulated, simulated } from '../fixtures/simulated.js'
import { factsOf } from '../judge/prepare.js'
import { ownTables, type Run } from '../judge/recording.js'
import type { Call, WireSchedule } from '../subject.js'
import { validateSubject } from '../validate.js'
import { change, more, PLANTS, spoil } from './fixtures/plants.js'
import { LAWS, type LawResult, runLaws } from './run-laws.js'

const SCHEDULE: WireSchedule = {
  kind: 'linear',
  T: 37,
  params: { beta_start: '0.0007', beta_end: '0.31' },
}

async function lawsOf(options: Simulated, schedule = SCHEDULE): Promise<readonly LawResult[]> {
  const { dtype = 'float64' } = options
  const subject = simulated({ kinds: [schedule.kind], ...options })
  const calls = ['betas', 'alphas_cumprod'].map((op): Call => ({ op, schedule, dtype, inputs: {} }))
  const answers = await subject.ask(calls)
  const exchanges = calls.flatMap((call, i) => (answers[i] ? [{ call, answer: answers[i] }] : []))
  const run: Run = { schedule, dtype, exchanges }
  const own = ownTables([run])(run)
  const facts = await factsOf(schedule, own)
  return runLaws({ subject, schedule, dtype, facts, own }, { seed: 5, profile: 'quick' })
}

/** One law on a library with a mistake, which claims what the law needs and nothing else. */
async function lawOn(id: string, options: Simulated): Promise<LawResult | undefined> {
  const { needs = [] } = LAWS.find((law) => law.id === id) ?? {}
  return (await lawsOf({ ops: needs, ...options })).find((law) => law.id === id)
}

describe.each(['float64', 'float32'])('a right library in %s', (dtype) => {
  test('keeps every law', async () => {
    const laws = await lawsOf({ dtype })
    expect(laws.map(({ id, verdict, says, why }) => [id, verdict, says ?? why])).toEqual(
      LAWS.map(({ id }) => [id, 'holds', undefined]),
    )
  })
})

test('every law has a mistake that breaks it', () => {
  expect([...new Set(PLANTS.map(([id]) => id))].sort()).toEqual(LAWS.map(({ id }) => id).sort())
})

describe.each(['float64', 'float32'])('planted in %s', (dtype) => {
  test.each(PLANTS)('%s is broken by %s', async (id, _, library, expected) => {
    const law = await lawOn(id, { dtype, ...library })
    expect(law).toMatchObject({ verdict: 'fails', says: expect.stringMatching(expected), seed: 5 })
    expect(law?.counterexample).not.toBe('')
  })
})

describe.each(LAWS)('$id', ({ id, needs }) => {
  test.each(needs)('is not kept where %s answers NaN', async (op) => {
    const law = await lawOn(id, spoil(change(op, () => Number.NaN)))
    expect(law).toMatchObject({ verdict: 'fails', says: expect.stringContaining(`${op} answered NaN`) })
  })
  test.each(needs.length > 1 ? needs : [])('is not tried where %s is missing', async (op) => {
    const law = await lawOn(id, { ops: needs.filter((need) => need !== op) })
    expect(law).toMatchObject({ verdict: 'unsupported', runs: 0, why: `it needs ${op}` })
  })
})

test('the counterexample is shrunk to what matters', async () => {
  const strided = spoil(
    change('q_posterior_variance', more, ({ inputs }) => Number(inputs.t) - Number(inputs.t_prev) > 1),
  )
  const law = await lawOn('K4', strided)
  expect(law?.counterexample).toBe('{"t":2,"t_prev":0}')
})

test('a law is not for a schedule that it says nothing of, and an operation that nobody claims is not mentioned', async () => {
  const schedule = { kind: 've_geometric', T: 20, params: { sigma_min: '0.01', sigma_max: '30' } }
  const laws = await lawsOf({ ops: ALL_OPS }, schedule)
  expect(laws.find(({ id }) => id === 'K4')).toMatchObject({
    verdict: 'unsupported',
    why: 'it is not for ve_geometric',
  })
  // its ᾱ is 1 at every step
  expect(laws.filter(({ verdict }) => verdict === 'fails')).toEqual([])
  expect((await lawsOf({ ops: ['q_sample'] })).map(({ id }) => id)).not.toContain('K6 inverse')
})

test('laws are tried on a schedule that they are for, whichever is claimed first', async () => {
  const ops = ['betas', 'alphas_cumprod', 'q_sample']
  const { laws } = await validateSubject(simulated({ ops, kinds: ['ve_geometric', 'linear'] }), { seed: 1 })
  expect(laws.find(({ id }) => id === 'K2')?.verdict).toBe('holds')
})

test('inputs where rounding allows any answer do not count', async () => {
  const short = await lawOn('K4', { dtype: 'bfloat16' })
  expect(short?.verdict).toBe('holds')
  expect(short?.runs).toBeGreaterThan(0)
  expect(short?.runs).toBeLessThan((await lawOn('K4', {}))?.runs ?? 0)
})

test('a law of which every input is refused was not tried', async () => {
  const refuses = spoil((call, answer) =>
    call.op === 'ddim_step' ? { kind: 'error', message: 'no' } : answer,
  )
  expect(await lawOn('K6 semigroup', refuses)).toMatchObject({
    verdict: 'unsupported',
    runs: 0,
    why: 'ddim_step refuses: no',
  })
})
