import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixture, HOLDS } from '../../properties/fixtures/ledger.js'
import { verify } from '../../properties/run.js'
import type { Build } from './build.js'
import { sourcePages } from './source-pages.js'

const FILES = {
  'properties/a/one.ts': `import { two } from '../two.js'\nimport fc from 'fast-check'\n\n/** 1 < 2 */\nexport const ONE = [\n  two,\n]\nexport const MORE = '</pre>'\n`,
  'properties/two.ts': `export { two } from '../reference/numbers/three.js'\n`,
  'reference/numbers/three.ts': `export const two = 2 // './no-module.js'\n`,
  'reference/unused.ts': 'export const unused = 0\n',
}
const SHOWN = { file: 'properties/a/one.ts', from: 4, to: 7, text: '' }

let root: string
let pages: ReadonlyMap<string, string>
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'alphabar-source-'))
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const build: Build = {
    root,
    verification: await verify([fixture('A-B', [HOLDS])]),
    sources: { formula: () => SHOWN, theorem: () => SHOWN },
    version: '1.2.3',
    date: '2026-11-22',
    commit: 'abc',
    released: false,
    repository: undefined,
    homepage: undefined,
  }
  pages = await sourcePages(build)
})
afterAll(() => rmSync(root, { recursive: true }))

const read = (page: string) => parseHTML(pages.get(page) ?? '').document
const links = (page: string) => [...read(page).querySelectorAll('main a')].map((a) => a.getAttribute('href'))

test('a page for what is shown and for all that it imports, and no more', () =>
  expect([...pages.keys()].sort()).toEqual([
    'index.html',
    'properties/a/one.html',
    'properties/two.html',
    'reference/numbers/three.html',
  ]))

test.each(['properties/a/one', 'properties/two', 'reference/numbers/three'])(
  'the page has the text of the file, line by line: %s',
  (name) => {
    const text = FILES[`${name}.ts` as keyof typeof FILES]
    const page = read(`${name}.html`)
    expect(`${page.querySelector('pre')?.textContent}\n`).toBe(text)
    for (const [i, line] of text.trimEnd().split('\n').entries())
      expect(page.querySelector(`#L${i + 1}`)?.textContent, `line ${i + 1}`).toBe(line)
  },
)

test('what is shown stands together under the anchor of its lines, and leads back to its theorem', () => {
  const page = read('properties/a/one.html')
  expect(page.querySelector('#L4-L7')?.textContent).toBe('/** 1 < 2 */\nexport const ONE = [\n  two,\n]')
  expect(page.querySelector('#L4-L7 #L8')).toBe(null)
  expect(links('properties/a/one.html')).toEqual(['../../../theorems/A-B/index.html', '../two.html'])
})

test('an import leads to its page, a string that is none does not', () => {
  expect(links('properties/two.html')).toEqual(['../reference/numbers/three.html'])
  expect(links('reference/numbers/three.html')).toEqual([])
})

test('the index lists the files by part, and the foot says what is built', () => {
  expect(links('index.html')).toEqual([
    'reference/numbers/three.html',
    'properties/a/one.html',
    'properties/two.html',
  ])
  expect(read('index.html').querySelector('#reference-numbers')?.textContent).toBe('reference/numbers/')
  expect(read('index.html').querySelector('footer')?.textContent).toContain(
    'alphabar 1.2.3 (unreleased, commit abc)',
  )
})
