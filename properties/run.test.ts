import { expect, test } from 'vitest'
import { rational } from '../reference/numbers/rational.js'
import { gaussianMean, statistical } from './evidence/index.js'
import { CHILD, fixture, HOLDS, MIXED, ROOT, SOUND } from './fixtures/ledger.js'
import {
  FALSE_ALARM,
  falseAlarmOf,
  type Progress,
  type TheoremResult,
  type Verification,
  verify,
} from './run.js'
import type { Claim, Context } from './theorem.js'

const fates = ({ theorems }: Verification) =>
  Object.fromEntries(theorems.map((r: TheoremResult) => [r.theorem.id, [r.status, ...r.blame]]))

test('every check of a sound ledger holds', async () => {
  const v = await verify(SOUND)
  expect(v.summary).toEqual({ holds: 2, falls: 0, notRun: 0 })
  expect(v.checks).toEqual({ holds: 5, falls: 0, notRun: 0 })
})

test('a theorem resting on a fallen one falls, on one not run is not run, and names the cause', async () => {
  expect(fates(await verify(MIXED))).toEqual({
    ROOT: ['holds'],
    FALLEN: ['falls'],
    HEIR: ['falls', 'FALLEN'],
    GRANDCHILD: ['falls', 'FALLEN'],
    THROWS: ['falls'],
    ABSENT: ['not run'],
    WAITS: ['not run', 'ABSENT'],
  })
})

test('a falling counterexample or erratum brings its theorem down', async () => {
  const check = () => ({ status: 'falls', cases: 1, counterexample: 'it does not fail at x = −1' }) as const
  const bad = fixture('BAD', [HOLDS], { counterexamples: [{ drops: 'x > 0', text: 'at −1', check }] })
  const worse = fixture('WORSE', [HOLDS], { errata: ROOT.errata.map((e) => ({ ...e, check })) })
  expect((await verify([bad, worse])).summary).toEqual({ holds: 0, falls: 2, notRun: 0 })
})

test('what a check throws is its counterexample', async () => {
  const [result] = (await verify(MIXED, { ids: ['THROWS'] })).theorems
  expect(result?.claims[0]?.outcome).toEqual({
    status: 'falls',
    cases: 0,
    counterexample: 'the check threw RangeError: β = 2 is outside (0, 1]',
  })
})

test('the checks are given the seed, runs and profile; runs follow the profile where they are not given', async () => {
  const seen: Context[] = []
  const spy = fixture('SPY', [
    (context) => {
      seen.push(context)
      return HOLDS
    },
  ])
  await verify([spy], { seed: 7, profile: 'full' })
  await verify([spy], { runs: 3 })
  expect(seen).toEqual([
    { seed: 7, profile: 'full', runs: 1000, falseAlarm: FALSE_ALARM },
    { seed: 1, profile: 'quick', runs: 3, falseAlarm: FALSE_ALARM },
  ])
})

test('the false alarm of a run is shared by the statistical checks of the ledger, whichever are run', async () => {
  const drawn = (k: number): Claim =>
    statistical(`draws ${k}`, () => [
      { name: 'x', expected: rational(0n), bound: gaussianMean(1), draws: 100, draw: (r) => r.normal() },
    ])
  const withDraws = (id: string, n: number) => {
    const plain = fixture(id, [HOLDS])
    return { ...plain, claims: [plain.claims[0], ...Array.from({ length: n }, (_, k) => drawn(k))] as const }
  }
  const ledger = [withDraws('ONE', 1), withDraws('THREE', 3)]
  expect(falseAlarmOf(ledger)).toBe(FALSE_ALARM / 4)
  const all = await verify(ledger)
  expect(all.statistical).toEqual({ checks: 4, falseAlarm: FALSE_ALARM })
  expect(all.summary).toEqual({ holds: 2, falls: 0, notRun: 0 })
  expect((await verify(ledger, { ids: ['ONE'] })).statistical).toEqual({
    checks: 1,
    falseAlarm: FALSE_ALARM / 4,
  })
  expect((await verify(SOUND)).statistical).toEqual({ checks: 0, falseAlarm: 0 })
  expect(FALSE_ALARM).toBeLessThan(1e-6)
})

test.each([
  [
    { runs: 0 },
    'runs, the inputs tried for each generated claim, is 0, expected a whole number from 1 to 1000000',
  ],
  [{ runs: Number.NaN }, 'is NaN, expected'],
  [{ seed: -1 }, 'the seed is -1, expected a whole number from 0 to 4294967295'],
  [{ seed: 0.5 }, 'the seed is 0.5'],
  [{ profile: 'slow' as 'full' }, "the profile is 'slow', expected one of quick, full"],
])('a context in which nothing could be tried is refused: %j', async (options, message) => {
  await expect(verify(SOUND, options)).rejects.toThrow(message)
})

test('a selection runs the theorems named and their ancestors, ancestors first', async () => {
  const events: Progress[] = []
  const v = await verify([CHILD, ROOT, fixture('OTHER', [HOLDS])], {
    ids: ['child'],
    onProgress: (e) => events.push(e),
  })
  expect(Object.keys(fates(v))).toEqual(['ROOT', 'CHILD'])
  expect(events.filter((e) => e.kind === 'check').map((e) => [e.done, e.total])).toEqual(
    [0, 1, 2, 3, 4].map((i) => [i, 5]),
  )
})

test('an unknown id is refused and the nearest are named', async () => {
  await expect(verify(SOUND, { ids: ['CHILDE'] })).rejects.toThrow(
    /no theorem has the id 'CHILDE'.*Did you mean CHILD\?/,
  )
  await expect(verify(SOUND, { ids: ['ZZZZZZ'] })).rejects.toThrow(RangeError)
})

test('a ledger with a repeated id, an ancestor outside it or a cycle is refused', async () => {
  await expect(verify([ROOT, fixture('ROOT', [HOLDS])])).rejects.toThrow(/two theorems with the id ROOT/)
  await expect(verify([CHILD])).rejects.toThrow(/CHILD uses ROOT, which is not in the ledger/)
  const uses: (typeof ROOT)[] = []
  const [a, b] = [fixture('A', [HOLDS], { uses }), fixture('B', [HOLDS])]
  const c = fixture('C', [HOLDS], { uses: [b, a] })
  uses.push(c)
  await expect(verify([a, b, c])).rejects.toThrow('theorems rest on each other: A → C → A')
})
