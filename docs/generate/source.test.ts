import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LEDGER } from '../../properties/ledger.js'
import { readSources } from './source.js'

const ROOT = join(import.meta.dirname, '../..')
const sources = readSources(ROOT)

describe('the lines that are shown are the lines of the file', () => {
  const all = LEDGER.flatMap((t) => [
    { name: t.id, source: sources.theorem(t.id) },
    ...t.formulas.map(({ formulaName }) => ({ name: formulaName, source: sources.formula(formulaName) })),
  ])
  test.each(all)('$name', ({ name, source: { file, from, to, text } }) => {
    const lines = readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .slice(from - 1, to)
    expect(lines.join('\n')).toBe(text)
    expect(text).toContain(`'${name}'`)
  })
})

test('a declaration takes the comment above it along, and no more', () => {
  const { text } = sources.formula('posteriorVariance')
  expect(text).toMatch(/^\/\*\*\n \* The variance of q\(x_s \| x_t, x₀\)/)
  expect(text.match(/= formula\(/g)).toHaveLength(1)
})

test('what nobody declares is said', () => {
  expect(() => sources.formula('noFormula')).toThrow(/noFormula/)
})
