import { expect, test } from 'vitest'
import { type Cited, citation } from './citation.js'

const CITED: Cited = {
  id: 'A-B',
  title: 'α² + β² = 1, 50% of x_t',
  version: '1.2.3',
  date: '2026-11-22',
  commit: undefined,
  url: 'https://example.org/a_b/theorems/A-B/',
}

test('BibTeX', () => {
  expect(citation('BibTeX', CITED)).toBe(
    `@software{alphabar:A-B,
  author  = {{alphabar contributors}},
  title   = {alphabar, A-B: {α² + β² = 1, 50\\% of x\\_t}},
  version = {1.2.3},
  year    = {2026},
  url     = {https://example.org/a_b/theorems/A-B/},
}`,
  )
})

test('a version that is not released names its commit, a page without an address none', () => {
  const cited = { ...CITED, commit: 'abc', url: undefined }
  expect(citation('BibTeX', cited)).toContain('note    = {unreleased, commit abc}')
  expect(citation('LaTeX', cited)).toBe('alphabar, A-B, version 1.2.3 (unreleased, commit abc)')
  expect(citation('plain', cited)).toBe(
    'alphabar contributors, alphabar, version 1.2.3 (unreleased, commit abc), 2026, A-B: α² + β² = 1, 50% of x_t.',
  )
})

test('LaTeX and plain', () => {
  expect(citation('LaTeX', CITED)).toBe(
    '\\href{https://example.org/a\\_b/theorems/A-B/}{alphabar, A-B, version 1.2.3}',
  )
  expect(citation('plain', CITED)).toMatch(
    /, version 1\.2\.3, 2026, A-B: .*\. https:\/\/example\.org\/a_b\/theorems\/A-B\/$/,
  )
})
