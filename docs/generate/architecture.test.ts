import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { architecture, importsBetween, PARTS, type Part } from './architecture.js'

const ROOT = join(import.meta.dirname, '../..')
const height = (part: string): number => PARTS.findIndex(({ name }) => name === part)

test('imports go one way: to what stands below', () => {
  const up = [...importsBetween(ROOT).keys()].filter((key) => {
    const [from = '', to = ''] = key.split(' → ')
    return height(from) < height(to)
  })
  expect(up).toEqual([])
})

test('the parts stand on each other as the drawing says', async () => {
  const { html } = await architecture(ROOT)
  const drawn = [...html.matchAll(/data-from="([^"]*)" data-to="([^"]*)"/g)].map(([, a, b]) => `${a} → ${b}`)
  expect(drawn.toSorted()).toEqual([...importsBetween(ROOT).keys()].toSorted())
  const needed: [Part, Part][] = [
    ['reference', 'reference/numbers'],
    ['properties', 'reference'],
    ['cli', 'properties'],
  ]
  for (const [from, to] of needed) expect(drawn).toContain(`${from} → ${to}`)
})

test('a part leads where its source is, one without does not', async () => {
  const { html } = await architecture(ROOT, (part) => (part === 'gpu' ? '../source/#gpu' : undefined))
  expect(html.match(/<a [^>]*>/g)).toEqual(['<a class="part" href="../source/#gpu" target="_self">'])
})

test('every file that the page for contributors names is there', () => {
  const page = readFileSync(join(ROOT, 'docs/contributing/index.md'), 'utf8')
  const named = [...page.matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})
