import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LEDGER } from '../../properties/ledger.js'
import { verify } from '../../properties/run.js'
import { PICTURES } from '../pictures/index.js'
import { architecture, type Part, partOf } from './architecture.js'
import { type Build, describeBuild } from './build.js'
import { byChapter } from './chapters.js'
import { errataPage } from './errata-page.js'
import { graph } from './graph.js'
import { block, html } from './html.js'
import { overviewPage, overviewRows } from './overview.js'
import { draw, picturesPage } from './pictures.js'
import { anchorOf, published, sourcePages } from './source-pages.js'
import { theoremPage } from './theorem-page.js'

const DOCS = join(import.meta.dirname, '..')

/** What is generated, below docs/: nothing of it is kept in git. */
const GENERATED = ['theorems', 'errata', 'pictures/index.md', '.vitepress/generated', 'public/source']

/** The palette of the site, then what pages of source add to it. */
const STYLES = ['colours.css', 'source.css']

/** Runs the ledger and writes the pages that say what came of it. */
export async function generate(): Promise<void> {
  const verification = await verify(LEDGER)
  const build = describeBuild(join(DOCS, '..'), verification)
  const pictures = draw(PICTURES)
  const parts = new Set([...published(build).keys()].map(partOf))
  const partLink = (part: Part) => (parts.has(part) ? `../source/index.html#${anchorOf(part)}` : undefined)
  const files = new Map<string, string>([
    ['theorems/index.md', overviewPage(build, await graph(verification.theorems, (id) => `./${id}/`))],
    ['errata/index.md', errataPage(build)],
    ['pictures/index.md', picturesPage(pictures)],
    ...verification.theorems.map(
      (r) => [`theorems/${r.theorem.id}/index.md`, theoremPage(build, r, pictures)] as const,
    ),
    [
      '.vitepress/generated/architecture.md',
      block(html`<div class="graph-scroll">${await architecture(build.root, partLink)}</div>`),
    ],
    ...[...(await sourcePages(build))].map(([path, text]) => [`public/source/${path}`, text] as const),
    [
      'public/source/source.css',
      STYLES.map((name) => readFileSync(join(DOCS, '.vitepress/theme/styles', name), 'utf8')).join(''),
    ],
    ['.vitepress/generated/site.json', JSON.stringify(siteData(build))],
    ['.vitepress/generated/theorems.json', JSON.stringify(overviewRows(build))],
  ])
  write(files)
}

/** Writes what is new or says something else, and removes what is generated no more: who serves the folder sees no more than that. */
function write(files: ReadonlyMap<string, string>): void {
  const there = GENERATED.flatMap((path) => filesIn(path))
  for (const path of there) if (!files.has(path)) rmSync(join(DOCS, path))
  for (const [path, text] of files) {
    const target = join(DOCS, path)
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

/** The files at a path or below it, from docs/. */
function filesIn(path: string): readonly string[] {
  if (!existsSync(join(DOCS, path))) return []
  if (!statSync(join(DOCS, path)).isDirectory()) return [path]
  return readdirSync(join(DOCS, path)).flatMap((name) => filesIn(`${path}/${name}`))
}

/** What the theme and its configuration know of a build. */
const siteData = ({
  verification: v,
  sources,
  version,
  date,
  commit,
  released,
  repository,
  homepage,
}: Build) => ({
  version,
  date,
  commit: released ? undefined : commit,
  repository,
  homepage,
  seed: v.seed,
  profile: v.profile,
  theorems: v.summary,
  checks: v.checks,
  errata: v.theorems.flatMap((r) => r.errata).filter((e) => e.outcome.status === 'holds').length,
  chapters: byChapter(
    sources,
    v.theorems.map((r) => r.theorem),
  ).map(({ title, theorems }) => ({
    title,
    theorems: theorems.map((t) => ({ id: t.id, title: t.title })),
  })),
})

export type SiteData = ReturnType<typeof siteData>
