import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matches, type Step, stepsOf } from './run/blocks.js'
import { openProject, type Project } from './run/project.js'

const GUIDES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'))

describe.each(GUIDES)('%s', (name) => {
  const steps = stepsOf(readFileSync(join(import.meta.dirname, name), 'utf8'))
  let project: Project
  beforeAll(() => {
    project = openProject()
  })
  afterAll(() => project.remove())

  test
    .runIf(steps.length > 0)
    .each(steps.map((step) => ({ step, place: `line ${step.line}, ${step.language}` })))(
    '$place',
    async ({ step }) => {
      const actual = await project.run(step)
      if (step.output !== undefined && !matches(step.output, actual)) expect(actual).toBe(step.output)
    },
    120_000,
  )

  test('a file that is written is used by what comes after it', () => {
    for (const [i, { file, language }] of steps.entries())
      if (file !== undefined && language !== 'yaml')
        expect(
          steps.slice(i + 1).some((later: Step) => later.text.includes(file.replace(/\.ts$/, ''))),
          file,
        ).toBe(true)
  })
})
