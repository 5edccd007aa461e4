import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokenAnchors } from './anchors.js'

test('a link to a place that is not there is found, in the page and in another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alphabar-anchors-'))
  mkdirSync(join(folder, 'a'))
  writeFileSync(
    join(folder, 'a/index.html'),
    '<html><body><p id="α1">x</p><a href="#%CE%B11">1</a><a href="#gone">2</a></body></html>',
  )
  writeFileSync(
    join(folder, 'b.html'),
    '<html><body><a href="./a/#α1">1</a><a href="a/index.html#no">2</a><a href="./c/#x">3</a><a href="https://e.org/#x">4</a></body></html>',
  )
  expect(brokenAnchors(folder).toSorted()).toEqual([
    'a/index.html → #gone',
    'b.html → ./c/#x',
    'b.html → a/index.html#no',
  ])
})
