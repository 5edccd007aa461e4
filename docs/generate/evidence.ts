import { replay } from '../../properties/report/replay.js'
import { checksOf, type Status, type TheoremResult } from '../../properties/run.js'
import type { Claim, Outcome } from '../../properties/theorem.js'
import type { Build } from './build.js'
import { block, type Html, html } from './html.js'
import { citationOf } from './references.js'
import { typeset } from './typeset.js'

type Text = (sentence: string) => Html

const SIGNS: Readonly<Record<Status, string>> = { holds: '✓', falls: '✗', 'not run': '○' }

/** A status that does not rest on its colour. */
export const statusMark = (status: Status, label: string = status): Html =>
  html`<span class="status ${status.replace(' ', '-')}"><span aria-hidden="true">${SIGNS[status]}</span> ${label}</span>`

/** What this build's run says of the theorem, and how to run it again. */
export function verdictLine({ verification }: Build, result: TheoremResult): Html {
  const { status, blame, theorem } = result
  const checks = checksOf(result)
  const held = checks.filter((c) => c.outcome.status === 'holds').length
  const because =
    blame.length > 0 &&
    html`, because of ${blame.map((id, i) => html`${i > 0 && ', '}<a href="../${id}/">${id}</a>`)}`
  return html`<p class="verdict">${statusMark(status)}${because} · ${held} of ${checks.length} checks hold ·
<code>${replay(theorem.id, verification)}</code></p>`
}

/** The claims, each with its tier, its engine and what came of it in this build. */
export const claims = ({ claims: checked }: TheoremResult, text: Text): Html => html`<ol class="rows claims">
${checked.map(
  ({ of, outcome }, i) => html`<li class="row" id="claim-${i + 1}">
<div class="row-head"><span class="tier ${of.tier}">${of.tier}</span> <span class="engine">${of.engine}</span></div>
<div><p>${text(of.text)}</p>
${finding(outcome, of)}</div></li>
`,
)}</ol>`

export const counterexamples = (result: TheoremResult, text: Text): string =>
  result.counterexamples.length === 0
    ? ''
    : block(html`<dl class="rows">
${result.counterexamples.map(
  ({ of, outcome }) => html`<div class="row"><dt class="drops">without <span>${text(of.drops)}</span></dt>
<dd><p>${text(of.text)}</p>
${finding(outcome)}</dd></div>
`,
)}</dl>`)

export const errata = (result: TheoremResult, text: Text): string =>
  result.errata.length === 0
    ? ''
    : block(html`<dl class="rows">${result.errata.map((checked) => erratum(checked, text))}</dl>`)

const erratum = (checked: TheoremResult['errata'][number], text: Text): Html =>
  html`<div class="row" id="${checked.of.id}"><dt><a class="id" href="#${checked.of.id}">${checked.of.id}</a></dt>
<dd>${erratumText(checked, text)}</dd></div>
`

/** One erratum: where it is printed, what is printed, what is right, and the numbers that refute it. */
export const erratumText = (
  { of, outcome }: TheoremResult['errata'][number],
  text: Text,
  where?: Html,
): Html =>
  html`<p class="figures">${citationOf(of.citation)}${where}</p>
<p><span class="said">printed</span> ${text(of.printed)}</p>
<p><span class="said">correct</span> ${text(of.correct)}</p>
${finding(outcome)}
`

/** What came of a check: cases and worst figure where it is a claim's, then its numbers, conditions or reason. */
function finding(outcome: Outcome, claim?: Claim): Html {
  if (outcome.status === 'falls')
    return html`<p class="figures">${statusMark('falls')}: ${outcome.counterexample}</p>`
  if (outcome.status === 'not run')
    return html`<p class="figures">${statusMark('not run')}: ${outcome.reason}</p>`
  const cases = claim && html` · ${count(outcome.cases, CASES[claim.tier])}`
  const worst = outcome.worst !== undefined && html` · ${outcome.worst}`
  return html`<p class="figures">${statusMark('holds', claim ? 'holds' : 'confirmed')}${cases}${worst}</p>${numbers(outcome.detail)}`
}

const CASES: Readonly<Record<Claim['tier'], readonly [string, string]>> = {
  proved: ['identity', 'identities'],
  exact: ['input', 'inputs'],
  certified: ['case', 'cases'],
  statistical: ['draw', 'draws'],
}
const count = (n: number, [one, many]: readonly [string, string]): string => `${n} ${n === 1 ? one : many}`

/** The numbers found, one a line; folded away where they are long. */
function numbers(detail: string | undefined): Html | undefined {
  if (detail === undefined) return undefined
  const lines = html`<ul class="numbers">${detail.split('; ').map((line) => html`<li>${typeset(line)}</li>`)}</ul>`
  return detail.length < FOLDED
    ? lines
    : html`<details><summary>${detail.startsWith('where') ? 'conditions' : 'numbers'}</summary>${lines}</details>`
}
const FOLDED = 160
