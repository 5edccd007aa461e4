import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LEDGER } from '../../properties/ledger.js'
import { verify } from '../../properties/run.js'
import { theoremPage } from './theorem-page.js'

const DOCS = join(import.meta.dirname, '..')

/** Pages by their path below docs/. What is generated is not kept in git: .gitignore names the folders. */
export async function generate(): Promise<void> {
  const verification = await verify(LEDGER)
  const pages = new Map<string, string>()
  for (const result of verification.theorems)
    pages.set(`theorems/${result.theorem.id}/index.md`, theoremPage(result))
  pages.set(
    'theorems/index.md',
    `# Theorems\n\n${verification.theorems.map(({ theorem: t }) => `- [${t.id}](./${t.id}/) ${t.title}`).join('\n')}\n`,
  )
  pages.set('errata/index.md', '# Errata\n')
  for (const folder of ['theorems', 'errata']) rmSync(join(DOCS, folder), { recursive: true, force: true })
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(DOCS, path)), { recursive: true })
    writeFileSync(join(DOCS, path), text)
  }
}
