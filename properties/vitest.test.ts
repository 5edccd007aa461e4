import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startVitest } from 'vitest/node'

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      title: string
      status: string
      failureMessages: readonly string[]
    }[]
  }[]
}

test('registers one test a theorem, failed where a check falls, skipped where one was not run', async () => {
  const outputFile = join(mkdtempSync(join(tmpdir(), 'alphabar-')), 'report.json')
  const exitCode = process.exitCode
  const vitest = await startVitest('test', [], {
    config: false,
    watch: false,
    include: ['properties/fixtures/registered.fixture.ts'],
    reporters: ['json'],
    outputFile,
  })
  await vitest.close()
  process.exitCode = exitCode
  const report: Report = JSON.parse(readFileSync(outputFile, 'utf8'))
  const results = report.testResults.flatMap((file) => file.assertionResults)
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
