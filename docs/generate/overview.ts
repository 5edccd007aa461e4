import type { Build } from './build.js'
import { chapterOf } from './chapters.js'
import { strongest, TIERS } from './graph.js'
import { block, type Html, html } from './html.js'
import { typeset } from './typeset.js'

/** One line of the overview: what its filters ask, and what it shows. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly titleHtml: string
  readonly chapter: string
  readonly status: string
  readonly tiers: readonly string[]
  readonly engines: readonly string[]
  readonly claims: number
  readonly counterexamples: number
  readonly errata: readonly string[]
  /** What a search in the table looks through, in lower case. */
  readonly words: string
}

export const overviewRows = ({ verification, sources }: Build): readonly Row[] =>
  verification.theorems.map(({ theorem: t, status }) => ({
    id: t.id,
    title: t.title,
    titleHtml: typeset(t.title).html,
    chapter: chapterOf(sources, t).title,
    status,
    tiers: TIERS.filter((tier) => t.claims.some((c) => c.tier === tier)),
    engines: [...new Set(t.claims.map((c) => c.engine))].sort(),
    claims: t.claims.length,
    counterexamples: t.counterexamples.length,
    errata: t.errata.map((e) => e.id),
    words: [t.id, t.title, ...t.errata.map((e) => e.id), ...t.formulas.map((f) => f.formulaName)]
      .join(' ')
      .toLowerCase(),
  }))

const LEGEND: readonly (readonly [string, string])[] = [
  ['proved', 'the algebra holds for all reals'],
  ['exact', 'equality at the inputs tried'],
  ['certified', 'the true value lies in the interval'],
  ['statistical', 'a true claim fails with probability at most δ'],
]

/** What came of all theorems in a sentence or two. */
function tally({ theorems, summary, checks }: Build['verification']): string {
  const all = checks.holds + checks.falls + checks.notRun
  return summary.holds === theorems.length && checks.holds === all
    ? `${theorems.length} theorems, with ${all} checks: in this build all hold.`
    : `${theorems.length} theorems in this build: ${summary.holds} hold, ${summary.falls} fall, ${summary.notRun} were not run. Of their ${all} checks ${checks.holds} hold.`
}

export function overviewPage({ verification }: Build, svg: Html): string {
  const { theorems } = verification
  const used = new Set(theorems.map(({ theorem }) => strongest(theorem)))
  return `---
title: Theorems
pageClass: overview
aside: false
sidebar: false
---

# Theorems

<p class="lede">${tally(verification)} <a href="#rests-on">What rests on what</a> is drawn below.</p>

<TheoremTable />

## What rests on what {#rests-on}

An arrow goes from a theorem to one that rests on it. The border is the strongest tier among its claims and the bar its claims by tier; the fill is its status. Each leads to its page.

${block(html`<ul class="legend">${LEGEND.filter(([tier]) => used.has(tier as never)).map(([tier, says]) => html`<li><span class="swatch ${tier}"></span> ${tier}: ${says}</li>`)}
<li><span class="swatch fill holds"></span> holds</li><li><span class="swatch fill falls"></span> falls</li><li><span class="swatch fill not-run"></span> not run</li></ul>
<div class="graph-scroll" tabindex="0" role="region" aria-label="Graph of the theorems">${svg}</div>`)}
`
}
