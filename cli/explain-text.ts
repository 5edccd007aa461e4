import { placeOf } from '../properties/sources.js'
import { statementParts, type Theorem } from '../properties/theorem.js'
import { plain } from '../reference/numbers/plain.js'
import { formulaText } from './formula-text.js'
import { hang, type Terminal } from './terminal.js'

const INDENT = 2
const LABEL = 13

/** A theorem so that a reader learns it. With `tex` the formulas and the statement are printed as TeX. */
export function explainText(
  t: Theorem,
  ledger: readonly Theorem[],
  { width, colors }: Terminal,
  { tex }: { readonly tex: boolean },
): string {
  const line = (text: string, label = '') =>
    hang(text, width, LABEL, label && `${' '.repeat(INDENT)}${label}`)
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', colors.bold(title), ...lines]
  const usedBy = ledger.filter((other) => other.uses.includes(t))
  const name = (other: Theorem) => hang(other.title, width, 2 + 16, `${' '.repeat(INDENT)}${other.id}`)
  return [
    hang(t.title, width, t.id.length + 2, colors.bold(t.id)),
    ...section(
      'Statement',
      statementParts(t).map((part) => hang(tex ? part : plain(part), width, INDENT)),
    ),
    ...section(
      'Hypotheses',
      t.hypotheses.map((h) =>
        line(h.kind === 'analytic' ? `${h.text} (${placeOf(h.citation)})` : h.text, h.kind),
      ),
    ),
    ...section(
      'Sources',
      t.sources.map((source) => hang(placeOf(source), width, INDENT)),
    ),
    ...section('How it comes down to what is checked', [hang(t.reduction, width, INDENT)]),
    ...section(
      'Claims',
      t.claims.map((c) => line(`${c.text} (${c.engine})`, c.tier)),
    ),
    ...section(
      'Where a hypothesis is dropped',
      t.counterexamples.flatMap((c) => [line(c.drops, 'without'), line(c.text)]),
    ),
    ...section(
      'In print, and wrong',
      t.errata.flatMap((e) => [
        line(placeOf(e.citation), e.id),
        line(`printed: ${e.printed}`),
        line(`correct: ${e.correct}`),
      ]),
    ),
    ...section(
      'The formulas, as the code computes them',
      t.formulas.flatMap((f) => formulaText(f, width, tex)),
    ),
    ...section('Rests on', t.uses.map(name)),
    ...section('Is used by', usedBy.map(name)),
    '',
    hang(`Establish it: alphabar verify ${t.id}`, width, 0),
  ].join('\n')
}

/** Every id and title. */
export const listText = (ledger: readonly Theorem[], { width, colors }: Terminal): string =>
  ledger.map((t) => hang(t.title, width, 16, colors.bold(t.id))).join('\n')
