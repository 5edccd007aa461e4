import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Parts, partsOf } from './theorem-parts.js'

/** What a commit changed of a theorem; `first` where its module has it for the first time. */
export type Changed = 'first' | 'statement' | 'evidence'

export interface Change {
  readonly commit: string
  /** `2026-11-22` */
  readonly date: string
  readonly subject: string
  /** None where no more than the layout, comments or imports changed. */
  readonly changed: readonly Changed[]
}

export interface History {
  /** The latest first. */
  readonly changes: readonly Change[]
  /** Where a shallow clone ends: what was changed in this commit and before is not in it. */
  readonly cut: string | undefined
}

/** The commits that changed the module of a theorem, or why there are none to tell of. */
export function historyOf(root: string, file: string, id: string): History | { readonly none: string } {
  const none = whyNoClone(root)
  if (none !== undefined) return { none }
  const all = commitsOf(root, file, id)
  if (all.length === 0) return { none: 'no commit of this clone has the file' }
  const oldest = all[all.length - 1]
  const cut = oldest && cutsOf(root).includes(oldest.hash) ? oldest : undefined
  const changes = all.flatMap((one, i): Change[] => {
    const before = all[i + 1]
    if (one === cut || one.parts === undefined) return []
    return [{ ...one, changed: changed(before?.parts, one.parts) }]
  })
  return { changes, cut: cut?.commit }
}

function whyNoClone(root: string): string | undefined {
  try {
    git(root, 'rev-parse', '--verify', 'HEAD')
    return undefined
  } catch (error) {
    return isMissing(error) ? 'git is not installed' : 'this folder is not a clone'
  }
}

function changed(before: Parts | undefined, after: Parts): readonly Changed[] {
  if (before === undefined) return ['first']
  return (['statement', 'evidence'] as const).filter((part) => before[part] !== after[part])
}

/** The commits that changed a file, as git log tells them, those apart that took it out; each with what the file said of the theorem then. */
function commitsOf(root: string, file: string, id: string) {
  const format = '%x00%H%x09%h%x09%ad%x09%s'
  const log = git(
    root,
    'log',
    '--follow',
    '--diff-filter=d',
    '--date=short',
    '--name-only',
    `--format=${format}`,
    '--',
    file,
  )
  return log.split('\0').flatMap((entry) => {
    const [line = '', ...paths] = entry.split('\n')
    const [hash, commit, date, ...subject] = line.split('\t')
    const path = paths.find((name) => name !== '')
    if (!hash || !commit || !date || path === undefined) return []
    const parts = partsOf(path, git(root, 'show', `${hash}:${path}`), id)
    return [{ hash, commit, date, subject: subject.join('\t'), parts }]
  })
}

/** The commits at which a shallow clone ends. */
function cutsOf(root: string): readonly string[] {
  const list = resolve(root, git(root, 'rev-parse', '--git-path', 'shallow'))
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []
}

/** The commit that is built, and whether it carries the tag of that version; undefined outside of a clone. */
export function commitOf(root: string, version: string) {
  try {
    const commit = git(root, 'rev-parse', '--short=10', 'HEAD')
    return { commit, released: git(root, 'tag', '--points-at', 'HEAD').split('\n').includes(`v${version}`) }
  } catch {
    return undefined
  }
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
