import { expect, test } from 'vitest'
import { reportOf } from './fixtures/nested-vitest.js'

test('registers one test a theorem, failed where a check falls, skipped where one was not run', async () => {
  const results = await reportOf('properties/fixtures/registered.fixture.ts')
  expect(Object.fromEntries(results.map((r) => [r.title, r.status]))).toEqual({
    'ROOT The theorem ROOT': 'passed',
    'FALLEN The theorem FALLEN': 'failed',
    'HEIR The theorem HEIR': 'passed',
    'GRANDCHILD The theorem GRANDCHILD': 'passed',
    'THROWS The theorem THROWS': 'failed',
    'ABSENT The theorem ABSENT': 'skipped',
    'WAITS The theorem WAITS': 'passed',
  })
  expect(results.flatMap((r) => r.failureMessages).join('\n')).toContain(
    'FALLEN claim 2\n  falls: at x = 1: 2 is not 3\nreplay: npx alphabar verify FALLEN --seed 3',
  )
})
