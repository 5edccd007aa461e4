import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { historyOf } from './history.js'
import { partsOf } from './theorem-parts.js'

const FILE = 'properties/a.ts'
const module = ({ value = '1', guard = 'x > 0', claim = 'c', head = '' }) => `${head}
const POSITIVE = guard('${guard}')
const check = () => ${claim}
export const A = theorem({ id: 'A', title: 'A', statement: 'x = ${value}', hypotheses: [POSITIVE], claims: [check] })
`

/** The same theorem, commit by commit; the subject says what is expected. */
const COMMITS: readonly (readonly [subject: string, text: string])[] = [
  ['nothing yet', 'export const before = 0\n'],
  ['first', module({})],
  ['statement', module({ value: '2' })],
  ['evidence', module({ value: '2', claim: 'd' })],
  ['statement: by a hypothesis that it names', module({ value: '2', claim: 'd', guard: 'x ≥ 0' })],
  ['statement,evidence', module({ value: '3', claim: 'e' })],
  [
    'layout',
    module({ value: '3', claim: 'e', head: "import a from 'a'\n// a word" }).replace(
      /\[(\w+)\]/g,
      '[\n  $1,\n]',
    ),
  ],
]

let root: string
let folders: readonly string[] = []
const git = (...args: readonly string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: root,
      stdio: 'ignore',
    },
  )
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'alphabar-history-'))
  folders = [root, `${root}-shallow`, `${root}-none`]
  mkdirSync(join(root, 'properties'))
  git('init')
  for (const [subject, text] of COMMITS) {
    // one takes the file out, the next puts it back
    if (subject === 'evidence') {
      git('rm', FILE)
      git('commit', '-m', 'gone')
      mkdirSync(join(root, 'properties'), { recursive: true })
    }
    writeFileSync(join(root, FILE), text)
    git('add', '.')
    git('commit', '-m', subject)
  }
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const told = (folder: string) => {
  const history = historyOf(folder, FILE, 'A')
  if ('none' in history) throw new Error(history.none)
  return {
    cut: history.cut !== undefined,
    changes: history.changes.map(({ subject, changed }) => [
      subject.split(':')[0],
      changed.join() || 'layout',
    ]),
  }
}
const expected = (from: number) =>
  COMMITS.slice(from)
    .map(([subject]) => [subject.split(':')[0], subject.split(':')[0]])
    .reverse()

test('each commit says what it changed, the latest first', () =>
  expect(told(root)).toEqual({ cut: false, changes: expected(1) }))

test('through a new name of the file', () => {
  git('mv', FILE, 'properties/b.ts')
  git('commit', '-m', 'layout')
  const history = historyOf(root, 'properties/b.ts', 'A')
  expect('none' in history ? [] : history.changes.map(({ changed }) => changed.join())).toEqual([
    '',
    ...expected(1).map(([, changed]) => (changed === 'layout' ? '' : changed)),
  ])
  git('reset', '--hard', 'HEAD~1')
})

test.each([
  [1, 7],
  [2, 6],
  [4, 4],
  [7, 2],
])('a shallow clone of depth %d tells no more than it knows, and that it is cut', (depth, from) => {
  rmSync(`${root}-shallow`, { recursive: true, force: true })
  git('clone', '--depth', `${depth}`, `file://${root}`, `${root}-shallow`)
  expect(told(`${root}-shallow`)).toEqual({ cut: true, changes: expected(from) })
})

test('outside of a clone, and for a file that is not in it, there is none, and it is said why', () => {
  mkdirSync(`${root}-none`)
  expect(historyOf(`${root}-none`, FILE, 'A')).toEqual({ none: 'this folder is not a clone' })
  expect(historyOf(root, 'properties/no.ts', 'A')).toEqual({ none: 'no commit of this clone has the file' })
})

test('a module without the theorem, or that cannot be read, has no parts', () => {
  expect(partsOf('a.ts', module({}), 'B')).toBe(undefined)
  expect(partsOf('a.ts', 'export const = 1', 'A')).toBe(undefined)
})
