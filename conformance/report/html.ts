import type { Result } from '../judge/result.js'
import { falls, VERDICTS, type Verdict } from '../judge/verdict.js'
import type { LawResult } from '../laws/run-laws.js'
import type { Validation } from '../validate.js'
import { errorPlot } from './error-plot.js'
import { escaped, html, type Markup } from './markup.js'
import { replay } from './replay.js'

/** One self-contained page: the table of verdicts, the error of each quantity against t, what a failure looks like, the laws. */
export function validationHtml(validation: Validation): string {
  const { implementation, results, laws, seed, profile } = validation
  const ordered = [...results].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>alphabar: ${implementation.name}</title><style>${STYLE}</style></head>
<body><main>
<h1>${implementation.name} ${implementation.version ?? ''}</h1>
<p>${summaryText(validation)}${laws.some(({ verdict }) => verdict === 'fails') ? html` (<a href="#laws">which</a>)` : ''} · seed ${seed}, ${profile}</p>
<table><thead><tr><th scope="col">verdict</th><th scope="col">operation / schedule / format</th><th scope="col">error in ulp against t, logarithmic; the line is ½ ulp</th><th scope="col">what it means</th></tr></thead>
<tbody>${ordered.map((result) => row(result, validation))}</tbody></table>
${laws.length > 0 ? html`<h2 id="laws">Laws</h2><table><thead><tr><th scope="col">verdict</th><th scope="col">law</th><th scope="col">what it says</th></tr></thead><tbody>${laws.map((law) => lawRow(law, validation))}</tbody></table>` : ''}
<footer>Judged by alphabar: each answer against the exact value, within the rounding bound of a legitimate order of evaluation.</footer>
</main></body></html>
`
  return page.text
}

function summaryText({ summary, laws }: Validation): string {
  const verdicts = [...VERDICTS].flatMap((verdict) =>
    summary[verdict] ? [`${summary[verdict]} ${verdict}`] : [],
  )
  const failing = laws.filter(({ verdict }) => verdict === 'fails').length
  return [
    ...verdicts,
    ...(laws.length > 0 ? [failing === 0 ? 'no law fails' : `${failing} laws fail`] : []),
  ].join(', ')
}

/** An id that may be broken into lines behind its parts. */
const broken = (id: string): readonly (Markup | string)[] =>
  id.split(/(?<=[/:])/).flatMap((part, i) => (i > 0 ? [html`<wbr>`, part] : [part]))

const badge = (verdict: Verdict | LawResult['verdict']): Markup =>
  html`<span class="badge ${verdict}">${verdict}</span>`

function row(result: Result, validation: Validation): Markup {
  const { verdict, id, title, errors, theorems } = result
  return html`<tr><td>${badge(verdict)}</td><td><strong>${broken(id)}</strong><br>${title}${theorems.length > 0 ? html`<br><small>${theorems.join(', ')}</small>` : ''}</td>
<td>${errorPlot(errors)}</td><td>${result.meaning}${details(result, validation)}</td></tr>
`
}

function details(result: Result, validation: Validation): Markup | string {
  const { worst, plan, reference, diagnosis, verdict, op } = result
  const named = diagnosis.map(
    ({ mistake, title, fix, links, sure, ambiguousWith }) =>
      html`<p class="mistake">${sure ? 'The mistake' : 'Possibly'} <strong>${mistake}</strong>: ${title}. Fix: ${fix}.${links.map((link) => html` <a href="${link}">${link.replace(/^https:\/\/github\.com\//, '')}</a>`)}${ambiguousWith.length > 0 ? ` Not told from ${ambiguousWith.join(', ')}.` : ''}</p>`,
  )
  if (!worst) return html`${named}`
  return html`${named}<details${falls(verdict) ? html` open` : ''}><summary>worst case</summary><dl>
<dt>got</dt><dd>${String(worst.got)}</dd><dt>exact</dt><dd>${worst.exact}</dd>
<dt>error</dt><dd>${worst.ulps.toPrecision(3)} ulp, ${worst.scaledUlps.toPrecision(3)} of the largest number; ${worst.digits.toFixed(1)} digits</dd>
${plan ? html`<dt>plan</dt><dd>${plan}, against: ${reference ?? ''}</dd>` : ''}
<dt>schedule</dt><dd><code>${JSON.stringify(worst.schedule)}</code></dd>
<dt>inputs</dt><dd><code>${JSON.stringify(worst.inputs)}</code></dd>
<dt>again</dt><dd><code>${replay(validation, [op])}</code></dd></dl></details>`
}

const lawRow = (
  { id, title, domain, dtype, asks, verdict, says, counterexample, why }: LawResult,
  validation: Validation,
): Markup =>
  html`<tr><td>${badge(verdict)}</td><td><strong>${id}</strong> ${dtype}</td><td>${title}. <small>${domain}.</small>${says ? html`<p class="mistake">${says}<br><code>${counterexample ?? ''}</code><br>again: <code>${replay(validation, asks)}</code></p>` : ''}${why ? html`<br><small>${why}</small>` : ''}</td></tr>
`

const STYLE = escaped(`
:root { color-scheme: light dark; --ink: #1d2129; --paper: #fff; --line: #d5d9e0; --bad: #a4262c; --warn: #8a5a00; --good: #1e6b3a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ec; --paper: #15181d; --line: #3a404a; --bad: #ff8f8f; --warn: #e5b567; --good: #7fd49a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 }
main { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; overflow-x: auto }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-top: 1px solid var(--line) }
.badge { font-weight: 600; white-space: nowrap } .wrong, .broken, .fails { color: var(--bad) } .inaccurate, .convention, .unresolved { color: var(--warn) } .right, .holds { color: var(--good) } .unknown, .unsupported { opacity: .6 }
td:nth-child(2) { max-width: 22rem; overflow-wrap: anywhere } td:nth-child(4) { min-width: 22rem }
svg { width: 11rem; height: 3.4rem; color: var(--ink) } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: .3rem 0 } dd { margin: 0; overflow-wrap: anywhere } code { font-size: .85em; overflow-wrap: anywhere }
.mistake { border-left: 3px solid var(--bad); padding-left: .6rem; margin: .4rem 0 } footer { opacity: .7; margin: 2rem 0 }
`)
