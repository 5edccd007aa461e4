import type { Result, Worst } from '../conformance/judge/result.js'
import { falls, VERDICTS, type Verdict } from '../conformance/judge/verdict.js'
import type { LawResult } from '../conformance/laws/run-laws.js'
import type { Expected } from '../conformance/report/expectations.js'
import { askedAs, replay } from '../conformance/report/replay.js'
import type { Validation } from '../conformance/validate.js'
import { type Alike, alike } from './alike.js'
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

/** The results; without `all`, what is right is left out, and what fails alike is told once. */
export function resultsText(results: readonly Result[], terminal: Terminal, all: boolean): readonly string[] {
  const told = all
    ? results.map((one): Alike => ({ told: one, others: [], fainter: [] }))
    : alike(results.filter(({ verdict }) => verdict !== 'right' && verdict !== 'unsupported'))
  const named = new Set<string>()
  return told.map((one) => {
    const text = resultText(one, terminal, named)
    for (const { mistake } of one.told.diagnosis) named.add(mistake)
    return text
  })
}

/** One result: its verdict at a glance; what failed is explained, a mistake that was explained before named only. */
function resultText(
  { told: result, others, fainter }: Alike,
  { width, colors }: Terminal,
  named: ReadonlySet<string>,
): string {
  const { verdict, id } = result
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
          ...(verdict === 'right' ? [] : [scheduleText(worst.schedule)]),
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
        `${sure ? 'the mistake' : 'possibly'} ${mistake}${named.has(mistake) ? ', as above.' : `: ${title}. Fix: ${fix}.${links.length > 0 ? ` Seen in ${links.join(' ')}.` : ''}`}${ambiguousWith.length > 0 ? ` Not told from ${ambiguousWith.join(', ')}.` : ''}`,
        width,
        INDENT,
        '  →',
      ),
    )
  for (const [how, those] of [
    ['the same', others],
    ['less plainly', fainter],
  ] as const)
    if (those.length > 0)
      lines.push(colors.dim(hang(`${how} in ${those.map((one) => one.id).join(', ')}`, width, INDENT)))
  return lines.join('\n')
}

/** A schedule and its parameters: `linear, T = 60, beta_start = 0.001`. */
const scheduleText = ({ kind, T, params = {} }: Worst['schedule']): string =>
  [
    kind,
    ...Object.entries({ ...(T !== undefined && { T }), ...params }).map((pair) => pair.join(' = ')),
  ].join(', ')

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

/** A law that fails, with the inputs that break it, and what of that it asks fails by itself. */
export function lawText(
  { id, title, dtype, asks, verdict, says, counterexample, seed }: LawResult,
  results: readonly Result[],
  { width, colors }: Terminal,
): string {
  if (verdict !== 'fails') return ''
  const fallen = asks.filter((name) => results.some((one) => one.op === name && falls(one.verdict)))
  return [
    `${colors.red('✗ law')} ${colors.bold(id)} ${colors.dim(dtype)}`,
    hang(`${title}. ${says ?? ''}.`, width, INDENT),
    hang(`counterexample: ${counterexample ?? ''}, seed ${seed}`, width, INDENT),
    ...(fallen.length > 0
      ? [hang(`it asks ${fallen.join(' and ')}, not right above: that may be why`, width, INDENT)]
      : []),
  ].join('\n')
}

/** Where to begin, if several operations are wrong: the first of them, as others are made of it; how to ask only it again. */
export function beginText(validation: Validation, { width }: Terminal): readonly string[] {
  const falling = alike(validation.results.filter(({ verdict }) => falls(verdict)))
  const wrong = falling.filter(({ told }) => told.verdict !== 'inaccurate')
  const { told } = wrong[0] ?? falling[0] ?? {}
  if (!told) return []
  const begin = wrong.some((other) => askedAs(other.told.op) !== askedAs(told.op))
  return [
    ...(begin ? [hang(`Begin with ${told.id}: others may be wrong only because it is.`, width, 0)] : []),
    // a line to copy is not broken
    `Only ${askedAs(told.op)} again: npx ${replay(validation, [told.op])}`,
  ]
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
