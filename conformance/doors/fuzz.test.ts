import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { outputOf } from './fixtures/answering.js'
import {
  CALLS,
  fuzzInProcess,
  judgedVerdict,
  type Mishap,
  mishaps,
  NOISED,
  type Tally,
  verdictOn,
} from './fixtures/fuzz.js'
import { openProgram } from './stdio.js'

// The nightly run asks for more of both, and for another seed.
const { ALPHABAR_FUZZ_STREAMS, ALPHABAR_FUZZ_PROCESSES, ALPHABAR_FUZZ_SEED } = process.env
const STREAMS = Number(ALPHABAR_FUZZ_STREAMS ?? 400)
const PROCESSES = Number(ALPHABAR_FUZZ_PROCESSES ?? 8)
const SEED = Number(ALPHABAR_FUZZ_SEED ?? 1)
const WRONG = 1.0625

const tally = (): Tally => ({ right: 0, broken: 0, other: 0, unopened: 0 })

test.each([
  ['right', 1],
  ['wrong', WRONG],
])(
  `a ${'%s'} program keeps its answers under ${STREAMS} corruptions of its stream, or they are broken`,
  async (_, scale) => {
    const counts = tally()
    await fc.assert(
      fc.asyncProperty(mishaps, (mishap) => fuzzInProcess(mishap, scale, counts)),
      { numRuns: STREAMS, seed: SEED },
    )
    const { right, broken, other, unopened } = counts
    // that something happened, and that what was not hit is intact
    expect(Math.min(broken, other, unopened)).toBeGreaterThan(0)
    expect(right).toBeGreaterThan(6 * STREAMS)
  },
  1_200_000,
)

test(`the judge calls no wrong program right under ${STREAMS} corruptions, and a right one right without any`, async () => {
  const none = { corruption: { kind: 'a line end lost', at: 0, value: 0 }, from: 1_000_000, again: false }
  expect(await judgedVerdict(none, 1)).toBe('right')
  expect(await judgedVerdict(none, WRONG)).toBe('wrong')
  const seen = new Set<string | undefined>()
  await fc.assert(
    fc.asyncProperty(mishaps, async (mishap) => {
      const verdict = await judgedVerdict(mishap, WRONG)
      seen.add(verdict)
      return verdict === undefined || verdict === 'wrong' || verdict === 'broken'
    }),
    { numRuns: STREAMS, seed: SEED },
  )
  expect(seen).toEqual(new Set(['wrong', 'broken', undefined]))
}, 1_200_000)

const fixture = fileURLToPath(new URL('fixtures/corrupting.js', import.meta.url))

/** The answers of a program in a process of its own that meets with a mishap. */
async function fuzzProcess({ corruption, from, again }: Mishap): Promise<readonly Answer[]> {
  const skip = again ? -Math.max(1, from) : from
  const command = [process.execPath, fixture, `${WRONG}`, `${skip}`, JSON.stringify(corruption)]
  try {
    const subject = await openProgram(command, {
      callTimeoutMs: 1500,
      startTimeoutMs: 3000,
      graceMs: 200,
      restarts: 3,
      maxLineBytes: 4096,
    })
    const answers = await subject.ask([...CALLS, ...NOISED])
    await subject.close()
    return answers
  } catch (error) {
    if (error instanceof AdapterError) return []
    throw error
  }
}

test(`no wrong program turns right in ${PROCESSES} processes`, async () => {
  let given = 0
  await fc.assert(
    fc.asyncProperty(mishaps, async (mishap) => {
      const answers = await fuzzProcess(mishap)
      given += answers.length
      if (answers.length === 0) return
      for (const [k, answer] of answers.slice(0, CALLS.length).entries())
        if (answer.kind === 'output') expect(answer.output).not.toEqual(outputOf(k, 1))
      expect(['wrong', 'broken']).toContain(await verdictOn(answers.slice(CALLS.length)))
    }),
    { numRuns: PROCESSES, seed: SEED },
  )
  expect(given).toBeGreaterThan(0)
}, 1_200_000)
