import { execFileSync } from 'node:child_process'

export interface Change {
  readonly commit: string
  /** `2026-11-22` */
  readonly date: string
  readonly subject: string
}

export type History =
  | { readonly changes: readonly Change[]; readonly shallow: boolean }
  /** Why there is none: the folder is no clone, or git is not installed. */
  | { readonly none: string }

/** The commits that changed a file, the latest first, as git log tells them. */
export function historyOf(root: string, file: string): History {
  try {
    const format = '%h%x09%ad%x09%s'
    const text = git(root, 'log', '--follow', '--date=short', `--format=${format}`, '--', file)
    const changes = text.split('\n').flatMap((line) => {
      const [commit, date, ...subject] = line.split('\t')
      return commit && date ? [{ commit, date, subject: subject.join('\t') }] : []
    })
    return { changes, shallow: git(root, 'rev-parse', '--is-shallow-repository') === 'true' }
  } catch (error) {
    return { none: isMissing(error) ? 'git is not installed' : 'this folder is not a clone' }
  }
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
