import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { createHighlighter, type ThemedToken } from 'shiki'
import { importsOf, PARTS, partOf } from './architecture.js'
import type { Build } from './build.js'
import { type Html, html, raw } from './html.js'
import { ICON } from './icon.js'
import { linesOf, type Source } from './source.js'
import { CODE_THEME, kindOf } from './token-kinds.js'

/** The source that is run, as plain pages: no script but the one that knows the dark, nothing to hydrate, not searched. */

/** The page of a file, seen from a page that is so many folders deep. */
export const pageOf = (file: string, depth: number): string =>
  `${'../'.repeat(depth)}source/${file.replace(/\.ts$/, '.html')}`

/** A declaration that a theorem's page shows, and the theorem. */
interface Shown {
  readonly id: string
  readonly source: Source
}

const shownIn = ({ verification, sources }: Build): readonly Shown[] =>
  verification.theorems.flatMap(({ theorem: t }) =>
    [sources.theorem(t.id), ...t.formulas.map((f) => sources.formula(f.formulaName))].map((source) => ({
      id: t.id,
      source,
    })),
  )

/** What the pages of theorems show, and all that it imports. */
export function published(build: Build): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  const waiting = shownIn(build).map(({ source }) => source.file)
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (texts.has(file)) continue
    const text = readFileSync(join(build.root, file), 'utf8')
    texts.set(file, text)
    waiting.push(...importsOf(file, text))
  }
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Every page below source/, by its path there. */
export async function sourcePages(build: Build): Promise<ReadonlyMap<string, string>> {
  const texts = published(build)
  const shown = shownIn(build)
  const highlighter = await createHighlighter({ themes: [CODE_THEME], langs: ['ts'] })
  const pages = [...texts].map(([file, text]): [string, string] => {
    const { tokens } = highlighter.codeToTokens(text.trimEnd(), { lang: 'ts', theme: CODE_THEME.name })
    const here = shown.filter(({ source }) => source.file === file)
    return [file.replace(/\.ts$/, '.html'), filePage(build, file, tokens, here, texts)]
  })
  highlighter.dispose()
  return new Map([['index.html', indexPage(build, texts)], ...pages])
}

function filePage(
  build: Build,
  file: string,
  lines: readonly (readonly ThemedToken[])[],
  shown: readonly Shown[],
  texts: ReadonlyMap<string, string>,
): string {
  const depth = file.split('/').length
  const ids = [...new Set(shown.map(({ id }) => id))]
  const used =
    ids.length > 0 &&
    html`<p>Shown by ${ids.map((id, i) => html`${i > 0 && ', '}<a href="${'../'.repeat(depth)}theorems/${id}/index.html">${id}</a>`)}.</p>`
  const link = (text: string): string | undefined => {
    const target = posix.join(dirname(file), text.slice(1, -1)).replace(/\.js$/, '.ts')
    if (!/^['"]\./.test(text) || !texts.has(target)) return undefined
    return posix.relative(dirname(file), target).replace(/\.ts$/, '.html')
  }
  const printed = lines.map(
    (tokens, i) => html`<span id="L${i + 1}">${tokens.map((t) => token(t, link))}</span>`,
  )
  const code = wrapped(printed, shown)
  return document(
    build,
    file,
    depth,
    html`<h1>${file}</h1>
${used}
<pre tabindex="0"><code>${code}</code></pre>`,
  )
}

/** The lines, those of one declaration together under the anchor that the theorems' pages lead to. */
function wrapped(lines: readonly Html[], shown: readonly Shown[]): Html {
  const starts = new Map(shown.map(({ source }) => [source.from, source]))
  const ends = new Set(shown.map(({ source }) => source.to))
  return raw(
    lines
      .map(({ html: line }, i) => {
        const begins = starts.get(i + 1)
        const before = begins ? `<span class="shown" id="${linesOf(begins)}">` : ''
        return `${before}${line}${ends.has(i + 1) ? '</span>' : ''}`
      })
      .join('\n'),
  )
}

function token({ content, color }: ThemedToken, link: (text: string) => string | undefined): Html {
  const kind = kindOf(color)
  if (kind === undefined) return html`${content}`
  const href = kind === 's' ? link(content) : undefined
  return href === undefined
    ? html`<span class="${kind}">${content}</span>`
    : html`<a class="${kind}" href="${href}">${content}</a>`
}

function indexPage(build: Build, texts: ReadonlyMap<string, string>): string {
  const parts = PARTS.map((part) => ({
    ...part,
    files: [...texts].filter(([file]) => partOf(file) === part.name),
  })).filter(({ files }) => files.length > 0)
  const item = ([file, text]: readonly [string, string]) =>
    html`<li><a href="${file.replace(/\.ts$/, '.html')}">${file}</a> <span>${text.trimEnd().split('\n').length}</span></li>
`
  return document(
    build,
    'Source',
    1,
    html`<h1>Source</h1>
<p>What <code>alphabar verify</code> runs: the modules that state theorems and formulas, and all that they import, with their number of lines.</p>
${parts.map(
  ({ name, says, files }) => html`<h2 id="${anchorOf(name)}">${name}/</h2>
<p>${says}</p>
<ul>${files.map(item)}</ul>
`,
)}`,
  )
}

/** The place of a part in the index. */
export const anchorOf = (part: string): string => part.replace('/', '-')

/** The look that the reader chose in the pages of VitePress, under the name that it is kept by. */
const LOOK = `const look = localStorage.getItem('vitepress-theme-appearance') ?? 'auto'
document.documentElement.classList.toggle('dark', look === 'dark' || (look === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches))`

function document({ version, commit, released }: Build, title: string, depth: number, body: Html): string {
  const up = '../'.repeat(depth)
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | alphabar</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${up}source/source.css">
<script>${raw(LOOK)}</script>
</head>
<body>
<header><a href="${up}index.html">alphabar</a><nav aria-label="Site"><a href="${up}theorems/index.html">Theorems</a><a href="${up}source/index.html">Source</a></nav></header>
<main>
${body}
</main>
<footer><p>alphabar ${version}${!released && commit !== undefined && html` (unreleased, commit <code>${commit}</code>)`}</p></footer>
</body>
</html>
`.html
}
