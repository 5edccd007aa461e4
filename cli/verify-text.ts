import { replay } from '../properties/report/replay.js'
import {
  type Checked,
  checksOf,
  type Status,
  type TheoremResult,
  type Verification,
} from '../properties/run.js'
import { placeOf } from '../properties/sources.js'
import type { Claim, Context, Counterexample, Erratum, Tier } from '../properties/theorem.js'
import { type Colors, ends, flow, hang, plural, type Terminal } from './terminal.js'

const TIERS: readonly Tier[] = ['proved', 'exact', 'certified', 'statistical']
const TITLE = 16
const INDENT = 4

const mark = (c: Colors, status: Status): string =>
  status === 'holds' ? c.green('✓') : status === 'falls' ? c.red('✗') : c.yellow('○')

/** The entry of one theorem: id, title and time; under them what was established; under that what fell. */
export function theoremText(r: TheoremResult, context: Context, { width, colors }: Terminal): string {
  const { id, title } = r.theorem
  const time = seconds(r.ms)
  const [first = '', ...more] = hang(
    title,
    width - time.length - 1,
    TITLE,
    `${mark(colors, r.status)} ${colors.bold(id)}`,
  ).split('\n')
  const head = [ends(first, colors.dim(time), width), ...more]
  const evidence = flow(evidenceOf(r), width, TITLE)
    .split('\n')
    .map((line) => colors.dim(line))
  const fallen = checksOf(r).flatMap((c) => fallenText(c, r, context, { width, colors }))
  const rests =
    r.blame.length > 0
      ? [hang(`${r.status}: it rests on ${r.blame.join(', ')}, ${ofBlame(r)}`, width, INDENT)]
      : []
  return [...head, ...evidence, ...fallen, ...rests].join('\n')
}

const ofBlame = (r: TheoremResult): string =>
  r.status === 'falls' ? 'which falls' : 'of which a check was not run'

/** `3 proved (Z3), 1 exact (rationals) · 0.4 ulp · 2 counterexamples · 1 erratum`. */
function evidenceOf(r: TheoremResult): readonly string[] {
  const claims = TIERS.flatMap((tier) =>
    tierText(
      r.claims.filter((c) => c.of.tier === tier),
      tier,
    ),
  ).join(', ')
  const figures = r.claims.flatMap(({ outcome }) => (outcome.status === 'holds' ? (outcome.worst ?? []) : []))
  return [
    claims,
    ...worstOf(figures),
    ...countText(r.counterexamples, 'counterexample', 'counterexamples', 'confirmed'),
    ...countText(r.errata, 'erratum', 'errata', 'refuted'),
  ]
}

/** The figures of the claims: of those that differ in a bound `≤ x` alone, the one with the largest. */
function worstOf(figures: readonly string[]): readonly string[] {
  const worst = new Map<string, string>()
  for (const figure of figures) {
    const [label = figure, bound] = figure.split(' ≤ ')
    const known = worst.get(label)?.split(' ≤ ')[1]
    if (known === undefined || Number(bound) > Number(known)) worst.set(label, figure)
  }
  return [...worst.values()]
}

function tierText(claims: readonly Checked<Claim>[], tier: Tier): readonly string[] {
  if (claims.length === 0) return []
  const engines = [...new Set(claims.map((c) => c.of.engine))].join(', ')
  return [`${score(claims)} ${tier} (${engines})`]
}

function countText(
  checks: readonly Checked<unknown>[],
  one: string,
  many: string,
  done: string,
): readonly string[] {
  return checks.length === 0 ? [] : [`${score(checks)} ${checks.length === 1 ? one : many} ${done}`]
}

/** `3`, or `2 of 3` where one did not hold. */
function score(checks: readonly Checked<unknown>[]): string {
  const held = checks.filter((c) => c.outcome.status === 'holds').length
  return held === checks.length ? `${held}` : `${held} of ${checks.length}`
}

type AnyCheck = Claim | Counterexample | Erratum

function fallenText(
  c: Checked<AnyCheck>,
  r: TheoremResult,
  context: Context,
  { width, colors }: Terminal,
): readonly string[] {
  if (c.outcome.status !== 'falls') return []
  return [
    hang(`${colors.red('falls:')} ${nameOf(c.of)}`, width, INDENT),
    hang(c.outcome.counterexample, width, 2 * INDENT),
    // Not wrapped: it is there to be copied.
    `${' '.repeat(2 * INDENT)}replay: ${replay(r.theorem.id, context)}`,
  ]
}

function nameOf(check: AnyCheck): string {
  if ('tier' in check) return `${check.text} (${check.tier}, ${check.engine})`
  return 'drops' in check
    ? `the counterexample without "${check.drops}": ${check.text}`
    : `the erratum ${check.id}: ${check.printed}`
}

/** What was not run, by the reason that it was not: each reason once, with its remedy. */
export function notRunText({ theorems }: Verification, { width, colors }: Terminal): string {
  const reasons = new Map<string, string[]>()
  for (const r of theorems)
    for (const { of, outcome } of checksOf(r))
      if (outcome.status === 'not run')
        reasons.set(outcome.reason, [
          ...(reasons.get(outcome.reason) ?? []),
          `${r.theorem.id}: ${nameOf(of)}`,
        ])
  return [...reasons]
    .map(([reason, checks]) =>
      [
        hang(`${colors.yellow('not run:')} ${reason}`, width, 2, '○'),
        ...checks.map((check) => hang(check, width, INDENT)),
      ].join('\n'),
    )
    .join('\n')
}

/** The errata of the theorems run: what was printed, where, and what is right. */
export function errataText({ theorems }: Verification, { width, colors }: Terminal): string {
  return theorems
    .flatMap((r) => r.errata.map((c) => ({ ...c, id: r.theorem.id })))
    .map(({ of, outcome, id }) =>
      [
        hang(
          `${placeOf(of.citation)} (${id})`,
          width,
          INDENT + 2,
          `${mark(colors, outcome.status)} ${colors.bold(of.id)}`,
        ),
        hang(`printed: ${of.printed}`, width, INDENT + 2),
        hang(`correct: ${of.correct}`, width, INDENT + 2),
      ].join('\n'),
    )
    .join('\n')
}

/** The proved claims, each with its engine. */
export function proofsText({ theorems }: Verification, { width, colors }: Terminal): string {
  return theorems
    .flatMap((r) => r.claims.filter((c) => c.of.tier === 'proved').map((c) => ({ ...c, id: r.theorem.id })))
    .map(({ of, outcome, id, ms }) =>
      hang(
        `${of.text} ${colors.dim(`(${of.engine}, ${seconds(ms)})`)}`,
        width,
        TITLE,
        `${mark(colors, outcome.status)} ${colors.bold(id)}`,
      ),
    )
    .join('\n')
}

/** `21 theorems hold, 1 falls, 2 not run · 140 of 143 checks hold · 12.3 s · seed 1, quick, 100 runs`. */
export function summaryText(v: Verification, ms: number, { width, colors }: Terminal): string {
  const { holds, falls, notRun } = v.summary
  const total = v.checks.holds + v.checks.falls + v.checks.notRun
  const parts = [
    colors.green(`${plural(holds, 'theorem')} ${holds === 1 ? 'holds' : 'hold'}`),
    ...(falls > 0 ? [colors.red(`${falls} ${falls === 1 ? 'falls' : 'fall'}`)] : []),
    ...(notRun > 0 ? [colors.yellow(`${notRun} not run to the end`)] : []),
  ].join(', ')
  const run = [`seed ${v.seed}`, v.profile, plural(v.runs, 'run')].join(', ')
  const { checks, falseAlarm } = v.statistical
  const chance =
    checks === 0
      ? []
      : [
          `${plural(checks, 'check')} by seeded draws, together a false alarm with probability ≤ ${falseAlarm.toExponential(1)}`,
        ]
  const held = `${v.checks.holds} of ${plural(total, 'check')} hold`
  return flow([parts, held, ...chance, seconds(ms), run], width, 0)
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`
