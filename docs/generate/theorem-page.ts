import type { TheoremResult } from '../../properties/run.js'
import { statementParts, type Theorem } from '../../properties/theorem.js'
import type { Build } from './build.js'
import { claims, counterexamples, errata, verdictLine } from './evidence.js'
import { formulas, theoremSource } from './formulas.js'
import { type Changed, historyOf } from './history.js'
import { block, type Html, html, raw } from './html.js'
import { inHeading, linksFrom } from './links.js'
import { math } from './math.js'
import type { Drawn } from './pictures.js'
import { citationOf } from './references.js'
import { typeset } from './typeset.js'

/** The page of one theorem, as Markdown with blocks of HTML. Everything on it comes from the ledger and its run. */
export function theoremPage(build: Build, result: TheoremResult, pictures: readonly Drawn[]): string {
  const t = result.theorem
  const text = (sentence: string) => typeset(sentence, linksFrom(build, `theorems/${t.id}/`, t.id))
  const shown = pictures.filter((p) => p.theorems.includes(t.id))
  const section = (title: string, anchor: string, body: string) =>
    body === '' ? '' : `## ${title} {#${anchor}}\n\n${body}\n`
  return [
    frontmatter(t),
    `# <span class="theorem-id">${t.id}</span> <span class="theorem-title">${inHeading(t.title)}</span> {#${t.id}}\n`,
    block(verdictLine(build, result)),
    block(statement(t)),
    section('Hypotheses', 'hypotheses', t.hypotheses.length === 0 ? '' : block(hypotheses(t, text))),
    section('From the statement to the checks', 'reduction', block(html`<p>${text(t.reduction)}</p>`)),
    section('Evidence', 'evidence', block(claims(result, text))),
    section('Hypotheses dropped', 'counterexamples', counterexamples(result, text)),
    section('In print, and wrong', 'errata', errata(result, text)),
    section('Pictures', 'pictures', shown.map(({ figure }) => figure).join('\n\n')),
    section('Formulas', 'formulas', formulas(build, t)),
    section('The theorem as code', 'code', theoremSource(build, t)),
    section('Rests on', 'uses', list(t.uses)),
    section(
      'Is used by',
      'used-by',
      list(build.verification.theorems.map((r) => r.theorem).filter((o) => o.uses.includes(t))),
    ),
    section(
      'Sources',
      'sources',
      block(html`<ul class="plain">${t.sources.map((s) => html`<li>${citationOf(s)}</li>`)}</ul>`),
    ),
    section('History', 'history', block(history(build, t))),
    section('Cite', 'cite', `<Cite id="${t.id}" />`),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const frontmatter = (t: Theorem): string =>
  [
    '---',
    `title: ${JSON.stringify(`${t.id}: ${t.title}`)}`,
    `description: ${JSON.stringify(t.title)}`,
    'pageClass: theorem',
    'editLink: false',
    '---',
  ].join('\n')

const statement = (t: Theorem): Html =>
  html`<div class="statement" id="statement">${statementParts(t).map((part) => raw(`<div class="tex">${math(part, true)}</div>`))}</div>`

const KINDS = {
  guard: 'checked: each claim tests it, or assumes it in the proof',
  generator: 'realised by the inputs that are tried',
  analytic: 'cited, not checked',
} as const

const hypotheses = (t: Theorem, text: (sentence: string) => Html): Html => html`<dl class="rows">
${t.hypotheses.map(
  (h) => html`<div class="row"><dt><span class="kind" title="${KINDS[h.kind]}">${h.kind}</span></dt>
<dd><p>${text(h.text)}</p>${h.kind === 'analytic' && html`<p class="figures">${citationOf(h.citation)}</p>`}</dd></div>
`,
)}</dl>`

const list = (theorems: readonly Theorem[]): string =>
  theorems.length === 0
    ? ''
    : block(
        html`<ul class="theorems">${theorems.map((o) => html`<li><a href="../${o.id}/"><span class="id">${o.id}</span> <span>${typeset(o.title)}</span></a></li>`)}</ul>`,
      )

const MARKS: Readonly<Record<Changed, string>> = {
  first: 'first stated here',
  statement: 'statement',
  evidence: 'evidence',
}

function history(build: Build, t: Theorem): Html {
  const { file } = build.sources.theorem(t.id)
  const found = historyOf(build.root, file, t.id)
  if ('none' in found) return html`<p>The history is not in this checkout: ${found.none}.</p>`
  const { changes, cut } = found
  const before =
    cut !== undefined &&
    html`<p>What was changed in <code>${cut}</code> and before is not in this checkout: the clone is shallow.</p>`
  if (changes.length === 0) return html`${before}`
  const marks = (changed: readonly Changed[]) =>
    changed.length === 0 ? 'layout' : changed.map((one) => MARKS[one]).join(', ')
  return html`<p>The commits that changed <code>${file}</code>, and what of it: the <em>statement</em>, with its title and hypotheses; the <em>evidence</em>, which is all else; or no more than its <em>layout</em>, with comments and imports. What the module imports has a history of its own.</p>
<ol class="history">${changes.map(
    ({ commit, date, subject, changed }) =>
      html`<li><time datetime="${date}">${date}</time> <code>${commit}</code> <span class="changed">${marks(changed)}</span> ${subject}</li>
`,
  )}</ol>${before}`
}
