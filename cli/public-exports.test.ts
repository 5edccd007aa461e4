import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = (file: string) => readFileSync(join(root, file), 'utf8')
const manifest: { readonly exports: Readonly<Record<string, string>> } = JSON.parse(source('package.json'))
const entries = Object.values(manifest.exports)
  .filter((path) => path.endsWith('.js'))
  .map((path) => path.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'))

const DECLARATION = 'export (?:declare |async |abstract )*(?:const|function|interface|type|class) '

/** Where each name that a file exports is declared. */
function declarations(file: string): ReadonlyMap<string, string> {
  const text = source(file)
  const there = (path: string) => normalize(join(dirname(file), path.replace(/\.js$/, '.ts')))
  const own = [...text.matchAll(new RegExp(`^${DECLARATION}(\\w+)`, 'gm'))].map(([, name]) => [name, file])
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm)].flatMap(
    ([, names = '', path = '']) => {
      const from = declarations(there(path))
      const listed = names.split(',').map((name) => name.trim().replace(/^type /, ''))
      return listed
        .filter(Boolean)
        .map((name) => [name, from.get(name.split(' as ')[0] ?? '') ?? there(path)])
    },
  )
  const all = [...text.matchAll(/^export \* from '([^']+)'/gm)].flatMap(([, path = '']) => [
    ...declarations(there(path)),
  ])
  return new Map([...all, ...passedOn, ...own] as [string, string][])
}

/** Whether a comment for readers stands before the declaration, comments for tools aside. */
function hasDocstring(name: string, file: string): boolean {
  const text = source(file)
  const declared = text.search(new RegExp(`^${DECLARATION}${name.split(' as ')[0]}\\b`, 'm'))
  const before = text.slice(0, Math.max(0, declared)).replace(/(^\/\/.*\n)+$/m, '')
  return declared >= 0 && before.trimEnd().endsWith('*/')
}

test.each(entries)('%s: every export has a docstring', (entry) => {
  const names = [...declarations(entry)]
  expect(names.length).toBeGreaterThan(0)
  expect(
    names.filter(([name, file]) => !hasDocstring(name, file)).map(([name, file]) => `${name} of ${file}`),
  ).toEqual([])
})
