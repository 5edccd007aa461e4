import { expect, test } from 'vitest'
import { reportOf } from '../properties/fixtures/nested-vitest.js'

test('registers one test a check, failed where it is wrong, skipped where it was not offered', async () => {
  const results = await reportOf('conformance/fixtures/registered.fixture.ts')
  const status = Object.fromEntries(results.map((r) => [r.title, r.status]))
  expect(status).toMatchObject({
    'q_sample/linear/float64': 'passed',
    'q_sample/linear+zsnr/float64': 'skipped',
    'x0_from_eps/linear/float64': 'failed',
    'x0_from_eps/linear+zsnr/float64': 'skipped',
    'eps_from_x0/linear/float64': 'failed',
  })
  const isLaw = (title: string) => /^K\d+/.test(title)
  expect(results.filter((r) => isLaw(r.title) && r.status === 'failed').length).toBeGreaterThan(0)
  const working = 'the adapter works, and there is something to check'
  expect(results.flatMap((r) => (r.title === working ? [r.status] : []))).toEqual(['passed', 'failed'])
  const messages = results.flatMap((r) => r.failureMessages).join('\n')
  expect(messages).toMatch(
    /wrong: .*\ngot .*, exact .*, at \{.*\}, \{"kind":"linear",.*\}\nseed 1, profile quick/s,
  )
  expect(messages).toMatch(/broken: .*not written yet/)
  expect(messages).toMatch(/fails: .*\nat \S/)
  expect(messages).toMatch(/claims no operation yet/)
})
