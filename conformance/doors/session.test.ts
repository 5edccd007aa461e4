import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Opening, SessionModel, SessionRecord } from '../subject.js'
import { openProgram } from './stdio.js'

const fixture = fileURLToPath(new URL('fixtures/program.js', import.meta.url))
const OPENING: Opening = {
  sampler: 'ddim',
  schedule: { kind: 'linear', T: 10, params: { beta_start: '1e-4', beta_end: '0.02' } },
  dtype: 'float64',
  n: 3,
  spacing: 'leading',
  prediction_type: 'epsilon',
  eta: 0,
  x_T: [4, 8],
  noise: [],
}
const negated: SessionModel = ({ x }) => x.map((v) => -v)
const broken = (pattern: RegExp) => ({ kind: 'broken', message: expect.stringMatching(pattern) })

/** A session with a habit, and a call after it. */
async function run(habit: string, model = negated): Promise<SessionRecord> {
  const subject = await openProgram([process.execPath, fixture, habit], {
    callTimeoutMs: 2500,
    graceMs: 300,
    finishMs: 300,
  })
  try {
    const record = await subject.open?.(OPENING, model)
    const after = { op: 'double', schedule: OPENING.schedule, dtype: 'float64', inputs: { x: 2 } }
    expect(await subject.ask([after])).toEqual([{ kind: 'output', output: [4] }])
    return record ?? Promise.reject(new Error('no sessions'))
  } finally {
    await subject.close()
  }
}

describe.concurrent('sessions over stdio', () => {
  test('a session from open to done', async () => {
    expect(await run('right')).toEqual({
      opened: { kind: 'output', output: [2, 1, 0] },
      evaluations: [
        { x: [4, 8], t: 3, sigma: 3, output: [-4, -8] },
        { x: [2, 4], t: 2, sigma: 2, output: [-2, -4] },
        { x: [1, 2], t: 1, sigma: 1, output: [-1, -2] },
      ],
      done: { kind: 'output', output: [-7, -14] },
    })
  })

  test.each([
    ['session: refused', { kind: 'unsupported', why: 'no such sampler' }],
    ['session: raises', { kind: 'error', message: 'KeyError: ddim' }],
    ['session: no timesteps', broken(/sent 'done' when a session was opened, expected its timesteps/)],
    ['session: exits', broken(/ended with exit status 4/)],
  ])('%s', async (habit, opened) => {
    expect(await run(habit)).toEqual({ opened, evaluations: [] })
  })

  test.each([
    ['session: never done', 80, broken(/evaluated its model 80 times in 3 steps/)],
    ['session: another id', 1, broken(/sent a message with the id 2 in the session with the id 1/)],
    ['session: short x', 1, broken(/evaluated its model at x = \[\], expected 2 finite numbers/)],
    ['session: NaN', 1, broken(/evaluated its model at x = \["NaN",1\], expected 2 finite numbers/)],
    ['session: silence', 1, broken(/did not answer within 2.5 s/)],
    ['session: stops', 1, broken(/ended with exit status 5/)],
    ['session: raises later', 1, { kind: 'error', message: 'IndexError' }],
    ['session: done without a sample', 1, broken(/ended a session without a sample/)],
  ])('%s', async (habit, evaluations, done) => {
    const record = await run(habit)
    expect(record.evaluations).toHaveLength(evaluations)
    expect(record.done).toEqual(done)
  })

  test('a model that throws is not the fault of the program', async () => {
    const failing: SessionModel = () => {
      throw new Error('the model failed')
    }
    await expect(run('right', failing)).rejects.toThrow('the model failed')
  })
})
