import type { TheoremResult } from '../../properties/run.js'
import { WORKS } from '../../properties/sources.js'
import type { Build } from './build.js'
import { erratumText } from './evidence.js'
import { block, html } from './html.js'
import { inHeading, linksFrom } from './links.js'
import { typeset } from './typeset.js'

/** Every place in print that a theorem refutes, by the work it is in. */
export function errataPage(build: Build): string {
  const text = (sentence: string) => typeset(sentence, linksFrom(build, 'errata/'))
  const all = build.verification.theorems.flatMap((result) => result.errata.map((e) => ({ result, e })))
  const held = all.filter(({ e }) => e.outcome.status === 'holds').length
  const works = Object.keys(WORKS) as (keyof typeof WORKS)[]
  const sections = works.flatMap((work) => {
    const here = all
      .filter(({ e }) => e.of.citation.work === work)
      .sort((a, b) => (a.e.of.id < b.e.of.id ? -1 : 1))
    if (here.length === 0) return []
    return [
      `## ${inHeading(WORKS[work])} {#${work}}`,
      ...here.flatMap(({ e, result }) => [
        `### ${e.of.id} {#${e.of.id}}`,
        block(html`${erratumText(e, text, refutedBy(result))}`),
      ]),
    ]
  })
  return [
    '---\ntitle: Errata\npageClass: errata\n---',
    '# Errata',
    `${all.length} places in print that are wrong, need a hypothesis, or say it inconsistently. ${held === all.length ? 'Each was' : `${held} of them were`} refuted again in this build, by running what is printed; the numbers stand below.`,
    ...sections,
  ].join('\n\n')
}

const refutedBy = ({ theorem: { id } }: TheoremResult) =>
  html` · refuted under <a href="../theorems/${id}/">${id}</a>`
