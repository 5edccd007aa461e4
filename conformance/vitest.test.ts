import { expect, test } from 'vitest'
import { reportOf } from '../properties/fixtures/nested-vitest.js'

test('registers one test a check, failed where it is wrong, skipped where it was not offered', async () => {
  const results = await reportOf('conformance/fixtures/registered.fixture.ts')
  expect(Object.fromEntries(results.map((r) => [r.title, r.status]))).toEqual({
    'q_sample/linear/float64': 'passed',
    'q_sample/linear+zsnr/float64': 'skipped',
    'x0_from_eps/linear/float64': 'failed',
    'x0_from_eps/linear+zsnr/float64': 'skipped',
    'eps_from_x0/linear/float64': 'failed',
    'every result has a test': 'passed',
    'there is something to check': 'failed',
  })
  const messages = results.flatMap((r) => r.failureMessages).join('\n')
  expect(messages).toMatch(/wrong: .*\ngot .*, exact .*, at \{.*\nseed 1, profile quick/s)
  expect(messages).toMatch(/broken: .*not written yet/)
  expect(messages).toMatch(/nothing was asked: no operation/)
})
