import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verification } from '../../properties/run.js'
import { commitOf } from './history.js'
import { linesOf, readSources, type Source, type Sources } from './source.js'

/** All that the pages of one build are made from. */
export interface Build {
  readonly root: string
  readonly verification: Verification
  readonly sources: Sources
  readonly version: string
  /** When that version was dated, `2026-11-22`. */
  readonly date: string
  /** The commit; undefined outside of a clone. */
  readonly commit: string | undefined
  readonly released: boolean
  /** Where the repository and the site are published, if package.json says so. */
  readonly repository: string | undefined
  readonly homepage: string | undefined
}

export function describeBuild(root: string, verification: Verification): Build {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const { version, repository, homepage } = JSON.parse(read('package.json'))
  const date = /^date-released: "?([\d-]+)"?$/m.exec(read('CITATION.cff'))?.[1]
  if (date === undefined) throw new Error('CITATION.cff has no line date-released: "YYYY-MM-DD"')
  const at = commitOf(root, version)
  return {
    root,
    verification,
    sources: readSources(root),
    version,
    date,
    commit: at?.commit,
    released: at?.released ?? false,
    repository: webAddress(repository?.url ?? repository),
    homepage: homepage?.replace(/\/$/, ''),
  }
}

/** The address of a repository in a browser: `git+https://host/owner/name.git` without its ends. */
const webAddress = (url: string | undefined): string | undefined =>
  url?.replace(/^git\+/, '').replace(/\.git$/, '')

/** Where lines of a file are to be seen: in the repository that package.json names, else nowhere. */
export function addressOf({ repository, released, version, commit }: Build, at: Source): string | undefined {
  const revision = released ? `v${version}` : commit
  if (repository === undefined || revision === undefined) return undefined
  return `${repository}/blob/${revision}/${at.file}#${linesOf(at)}`
}
