import { expect, test } from 'vitest'
import { stepsOfWorkflow } from './workflow.js'

const expression = (name: string) => `$${'{'}{ ${name} }}`
const workflow = (steps: string) =>
  `on: push\njobs:\n  a:\n    strategy:\n      matrix: { shard: [0, 1] }\n    steps:\n${steps}`

test('what a workflow runs, on the second machine of its matrix', () => {
  const steps = `      - uses: actions/checkout@v4\n      - run: npm ci\n      - run: echo ${expression('matrix.shard')}\n`
  expect(stepsOfWorkflow(workflow(steps)).trim()).toBe('echo 1')
})

test('an action or an expression that is not known is refused', () => {
  expect(() => stepsOfWorkflow(workflow('      - uses: some/action@v1\n'))).toThrow(/some\/action/)
  expect(() => stepsOfWorkflow(workflow(`      - run: echo ${expression('secrets.KEY')}\n`))).toThrow(
    /secrets.KEY/,
  )
  expect(() => stepsOfWorkflow('jobs: {}\n')).toThrow(/on what it runs/)
})
