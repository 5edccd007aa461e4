// Prints `PASSED FAILED` from vitest's JSON report. A file that fails without a failing test of its own counts as one
// failure, and so does a run that failed for no reason in the report. Skipped tests count as neither and are named.
import { readFileSync } from 'node:fs'

const [path, status] = process.argv.slice(2)
const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
const tests = testResults.flatMap((file) => file.assertionResults)
const count = (wanted) => tests.filter((test) => test.status === wanted).length
const broken = testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
).length
const named = count('failed') + broken
for (const test of tests)
  if (test.status !== 'passed' && test.status !== 'failed') console.error(`skipped: ${test.fullName}`)
console.log(count('passed'), named === 0 && status !== '0' ? 1 : named)
