import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseExpectations } from '../../conformance/report/expectations.js'

/** What is written of the recorded libraries in conformance/traces, where CI holds it against the traces. */

interface Library {
  readonly trace: string
  readonly name: string
  readonly repository: string
  readonly commit: string
  /** Results by verdict. */
  readonly summary: Readonly<Record<string, number>>
}

interface Known {
  readonly trace: string
  readonly what: string
  /** The verdict on the results that show it. */
  readonly verdict?: string
  /** The catalogue's name of the mistake that is diagnosed. */
  readonly mistake?: string
  /** Why the recorded calls cannot show it. */
  readonly absent?: string
}

const FOLDER = join(import.meta.dirname, '../../conformance/traces')
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8')

const INTRODUCTION = `---
title: What the recorded libraries get right and wrong
---

# What the recorded libraries get right and wrong

Six libraries were asked, and their answers recorded to the last bit. This page has each result of \`alphabar validate --trace\` on
them that is not *right*, and the reason: what is not listed is right. No file told the validator where to look.

*Convention* is right, by another definition than the vocabulary's. *Unknown* says nothing: the operation or the schedule is not in the
vocabulary. A recording shows what its calls contain and no more, so what is known of a library from elsewhere and cannot show in
them is listed too.

The page is written from \`conformance/traces\`, and CI judges the recordings against the same files: a result that is not there, a
line that is no longer so, or a known defect that goes unreported fails. A file of this kind for a library of your own goes to
\`--expect\`.`

/** The page. */
export function judgedPage(): string {
  const libraries: readonly Library[] = JSON.parse(textOf('libraries.json'))
  const known: readonly Known[] = JSON.parse(textOf('known.json'))
  const sections = libraries.map((library) =>
    section(
      library,
      known.filter(({ trace }) => trace === library.trace),
    ),
  )
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`
}

function section({ trace, name, repository, commit, summary }: Library, known: readonly Known[]): string {
  const counts = Object.entries(summary).map(([verdict, n]) => `${n} ${verdict}`)
  const at = `https://github.com/${repository}/tree/${commit}`
  return [
    `## ${name}`,
    `At [\`${commit.slice(0, 9)}\`](${at}): ${counts.join(', ')}.`,
    table(['known of it', 'reported as'], known.map(found)),
    table(['operation', 'on', 'verdict', 'because'], justified(trace)),
  ].join('\n\n')
}

const found = ({ what, verdict, mistake, absent }: Known): readonly string[] => [
  what,
  absent === undefined
    ? `${verdict ?? ''}${mistake === undefined ? '' : `, the mistake ${mistake}`}`
    : `cannot show: ${absent}`,
]

/** The results that are not right, those of one operation with one reason in one row. */
function justified(trace: string): readonly (readonly string[])[] {
  const file = `${trace}.expect.json`
  const rows = new Map<string, { readonly cells: readonly string[]; readonly on: string[] }>()
  for (const { id, expect, reason, issue } of parseExpectations(textOf(file), file)) {
    const [op = '', schedule = '', dtype = ''] = id.split('/')
    const because = issue === undefined ? reason : `${reason} [Reported](${issue}).`
    const key = [op, expect, because].join('\n')
    const row = rows.get(key) ?? { cells: [`\`${op}\``, expect, because], on: [] }
    rows.set(key, row)
    row.on.push(`${schedule} ${dtype}`)
  }
  return [...rows.values()].map(({ cells: [op = '', ...rest], on }) => [op, on.join(', '), ...rest])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const lines = [line(head), line(head.map(() => '---')), ...rows.map(line)]
  // a phone scrolls the table, not the page
  return ['<div class="wide">', '', ...lines, '', '</div>'].join('\n')
}
