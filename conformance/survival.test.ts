import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openProgram } from './doors/stdio.js'
import type { Verdict } from './judge/verdict.js'
import { plannedCalls } from './plan/plan-calls.js'
import { DEFAULTS, judgeRuns } from './validate.js'

const fixture = fileURLToPath(new URL('doors/fixtures/program.js', import.meta.url))

/** The verdicts on a program whose x0_from_eps has a bad habit. */
async function verdicts(habit: string): Promise<Readonly<Record<string, Verdict>>> {
  const subject = await openProgram([process.execPath, fixture, habit], {
    callTimeoutMs: 2500,
    graceMs: 300,
    finishMs: 300,
  })
  try {
    const runs = []
    for (const { calls, ...place } of plannedCalls({ ...subject.claims, samplers: [] }, DEFAULTS)) {
      const answers = await subject.ask(calls)
      expect(answers).toHaveLength(calls.length)
      const none = { kind: 'broken', message: 'none' } as const
      runs.push({ ...place, exchanges: calls.map((call, k) => ({ call, answer: answers[k] ?? none })) })
    }
    return Object.fromEntries((await judgeRuns(runs)).map(({ id, verdict }) => [id, verdict]))
  } finally {
    await subject.close()
  }
}

test.concurrent.each<[string, Verdict]>([
  ['bare NaN', 'broken'],
  ['specials', 'broken'],
  ['strings', 'broken'],
  ['another shape', 'broken'],
  ['no output', 'broken'],
  ['output and error', 'broken'],
  ['two outputs', 'broken'],
  ['another id', 'broken'],
  ['id as text', 'broken'],
  ['no id', 'broken'],
  ['twice', 'broken'],
  ['100 MB', 'broken'],
  ['deep', 'broken'],
  ['half a line', 'broken'],
  ['half a line, then exits', 'broken'],
  ['not UTF-8', 'broken'],
  ['prints', 'broken'],
  ['prints a number', 'broken'],
  ['silence', 'broken'],
  ['exits', 'broken'],
  ['kills itself', 'broken'],
  ['leaves a child on the pipe', 'broken'],
  ['goes round for ever', 'broken'],
  ['floods', 'broken'],
  ['raises', 'broken'],
  ['refuses', 'unsupported'],
  ['reversed', 'unsupported'],
])('%s: x0_from_eps is %s, and q_sample is right', async (habit, verdict) => {
  expect(await verdicts(habit)).toMatchObject({
    'q_sample/linear/float64': 'right',
    'x0_from_eps/linear/float64': verdict,
  })
})
