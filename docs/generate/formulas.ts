import type { Theorem } from '../../properties/theorem.js'
import { abbreviate } from '../../reference/numbers/abbreviate.js'
import { trace } from '../../reference/numbers/dag.js'
import type { Formula } from '../../reference/numbers/formula.js'
import { texOf } from '../../reference/numbers/tex.js'
import { addressOf, type Build } from './build.js'
import { block, type Html, html, raw } from './html.js'
import { math } from './math.js'
import { linesOf, type Source } from './source.js'
import { pageOf } from './source-pages.js'

/** The formulas of a theorem: what the TeX reading prints, and the code that is run. */
export const formulas = (build: Build, t: Theorem): string =>
  t.formulas
    .map((f) => {
      const source = build.sources.formula(f.formulaName)
      return [`### \`${f.formulaName}\` {#${f.formulaName}}`, block(reading(f)), code(build, source)].join(
        '\n\n',
      )
    })
    .join('\n\n')

/** The module that states the theorem and its checks, folded. */
export function theoremSource(build: Build, t: Theorem): string {
  const source = build.sources.theorem(t.id)
  return `<details>\n<summary>What <code>alphabar verify ${t.id}</code> runs, ${source.to - source.from + 1} lines</summary>\n\n${code(build, source)}\n\n</details>`
}

/** Lines longer in all than this are not printed: nobody would read them. */
const LONGEST = 1000

/** What the TeX reading prints of a formula: names of what its numbers share, then the numbers. */
function reading(f: Formula): Html {
  const { named, numbers } = abbreviate(trace(f))
  const lines = [
    ...named.map(({ tex, node }) => ({ path: '', tex: `${tex} = ${texOf(node)}` })),
    ...numbers.map(({ paths, node }) => ({ path: paths.join(', '), tex: texOf(node) })),
  ]
  const length = lines.reduce((sum, { tex }) => sum + tex.length, 0)
  const name = html`<div class="tex">${raw(math(f.tex, true))}</div>`
  if (length > LONGEST)
    return html`${name}
<p class="figures">${lines.length} lines of ${length} signs of TeX: too long to print. The code below is what is read.</p>`
  const [only] = lines
  if (only && lines.length === 1)
    return html`<div class="tex">${raw(math(`${f.tex} = ${only.tex}`, true))}</div>`
  return html`${name}
<dl class="parts">${lines.map(({ path, tex }) => html`<div><dt>${path}</dt><dd class="tex">${raw(math(`\\displaystyle ${tex}`, false))}</dd></div>`)}</dl>`
}

/** Where the lines are to be seen: in the page of their file, and in the repository where package.json names one. */
function code(build: Build, source: Source): string {
  const place = `${source.file}, lines ${source.from}–${source.to}`
  const address = addressOf(build, source)
  // _self: VitePress would look for a page of its own
  const caption = html`<a href="${pageOf(source.file, 2)}#${linesOf(source)}" target="_self">${place}</a>${address !== undefined && html` · <a href="${address}">in the repository</a>`}`
  return `${block(html`<p class="where">${caption}</p>`)}\n\n\`\`\`ts:line-numbers=${source.from}\n${source.text}\n\`\`\``
}
