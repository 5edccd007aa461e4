import type { Result } from '../conformance/judge/result.js'
import { VERDICTS, type Verdict } from '../conformance/judge/verdict.js'
import type { LawResult } from '../conformance/laws/run-laws.js'
import type { Expected } from '../conformance/report/expectations.js'
import type { Validation } from '../conformance/validate.js'
import { type Colors, flow, hang, plural, type Terminal } from './terminal.js'

const INDENT = 4

const MARKS: Readonly<Record<Verdict, string>> = {
  right: '✓',
  convention: '≈',
  unresolved: '?',
  inaccurate: '~',
  wrong: '✗',
  broken: '✗',
  unsupported: '–',
  unknown: '–',
}

const paint = (c: Colors, verdict: Verdict): ((text: string) => string) =>
  verdict === 'right'
    ? c.green
    : verdict === 'wrong' || verdict === 'broken'
      ? c.red
      : verdict === 'unknown' || verdict === 'unsupported'
        ? c.dim
        : c.yellow

/** One result: its verdict at a glance; what failed is explained. */
export function resultText(result: Result, { width, colors }: Terminal, all: boolean): string {
  const { verdict, id } = result
  if ((verdict === 'right' || verdict === 'unsupported') && !all) return ''
  const head = `${paint(colors, verdict)(`${MARKS[verdict]} ${verdict}`)} ${colors.bold(id)}`
  const lines = [head]
  if (result.meaning !== '') lines.push(hang(result.meaning, width, INDENT, ''))
  const { worst } = result
  if (worst && verdict !== 'unknown')
    lines.push(
      ...flow(
        [
          `got ${worst.got}`,
          `exact ${worst.exact}`,
          `${figure(worst.ulps)} ulp (${figure(worst.scaledUlps)} of the largest number)`,
          `${worst.digits.toFixed(1)} digits`,
          ...(result.plan ? [`plan: ${result.plan}`] : []),
          ...(result.reference ? [`against: ${result.reference}`] : []),
          `at ${inputs(worst.inputs) || `entry ${worst.index}`}`,
        ],
        width,
        INDENT,
      )
        .split('\n')
        .map((line) => colors.dim(line)),
    )
  for (const { mistake, title, fix, links, sure, ambiguousWith } of result.diagnosis)
    lines.push(
      hang(
        `${sure ? 'the mistake' : 'possibly'} ${mistake}: ${title}. Fix: ${fix}.${links.length > 0 ? ` Seen in ${links.join(' ')}.` : ''}${ambiguousWith.length > 0 ? ` Not told from ${ambiguousWith.join(', ')}.` : ''}`,
        width,
        INDENT,
        '  →',
      ),
    )
  return lines.join('\n')
}

/** What is not offered, a line for each reason. */
export function unsupportedText(results: readonly Result[], { width, colors }: Terminal): string {
  const byReason = new Map<string, string[]>()
  for (const { verdict, id, meaning } of results)
    if (verdict === 'unsupported') byReason.set(meaning, [...(byReason.get(meaning) ?? []), id])
  return [...byReason]
    .map(([reason, [first = '', ...more]]) => {
      const others = more.length > 0 ? ` and ${more.length} more` : ''
      return colors.dim(
        hang(`${first}${others}: ${reason}`, width, INDENT, `${MARKS.unsupported} unsupported `),
      )
    })
    .join('\n')
}

const lawCount = (laws: readonly LawResult[]): string => {
  const tried = laws.filter(({ verdict }) => verdict !== 'unsupported')
  return `${tried.filter(({ verdict }) => verdict === 'holds').length} of ${tried.length} laws hold`
}

const figure = (x: number): string =>
  x >= 1e6 || !Number.isFinite(x) ? x.toExponential(1) : String(Number(x.toPrecision(3)))

/** The inputs that tell a call: numbers and words; a vector by its length. */
function inputs(all: Readonly<Record<string, unknown>>): string {
  return Object.entries(all)
    .filter(([, value]) => value !== null && !Array.isArray(value))
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ')
}

/** A law that fails, with the inputs that break it. */
export function lawText(
  { id, title, dtype, verdict, says, counterexample, seed }: LawResult,
  { width, colors }: Terminal,
): string {
  if (verdict !== 'fails') return ''
  return [
    `${colors.red('✗ law')} ${colors.bold(id)} ${colors.dim(dtype)}`,
    hang(`${title}. ${says ?? ''}.`, width, INDENT),
    hang(`counterexample: ${counterexample ?? ''}, seed ${seed}`, width, INDENT),
  ].join('\n')
}

/** The last lines: results by verdict. */
export function validationSummary(
  { implementation, results, laws, summary, seed, profile }: Validation,
  { width, colors }: Terminal,
): string {
  const parts = [...VERDICTS].reverse().flatMap((verdict) => {
    const n = summary[verdict]
    return n ? [paint(colors, verdict)(`${n} ${verdict}`)] : []
  })
  const checked = results.reduce((n, { calls }) => n + calls, 0)
  return flow(
    [
      colors.bold(implementation.name),
      ...parts,
      ...(laws.some(({ verdict }) => verdict !== 'unsupported') ? [lawCount(laws)] : []),
      plural(checked, 'call'),
      `seed ${seed}, ${profile}`,
    ],
    width,
    0,
  )
}

/** What an expectations file left. */
export function expectedText({ met, unexpected, stale }: Expected, { width, colors }: Terminal): string {
  const lines = [
    `${plural(met.length, 'failure')} expected, ${unexpected.length} not, ${plural(stale.length, 'stale line')}`,
  ]
  for (const id of unexpected) lines.push(hang(`not expected: ${id}`, width, INDENT, colors.red('  ✗')))
  for (const line of stale) lines.push(hang(`stale: ${line}`, width, INDENT, colors.yellow('  ○')))
  return lines.join('\n')
}
