import { ancestry } from './selection.js'
import type { Claim, Context, Counterexample, Erratum, Outcome, Theorem } from './theorem.js'

/** What came of a check, or of a theorem over all that it rests on. */
export type Status = Outcome['status']

/** One check, what came of it, and the milliseconds it took. */
export interface Checked<C> {
  readonly of: C
  readonly outcome: Outcome
  readonly ms: number
}

/** What came of one theorem. */
export interface TheoremResult {
  readonly theorem: Theorem
  /**
   * `falls` where a check of its own or a theorem it rests on falls; else `not run` where one of those was not run;
   * else `holds`.
   */
  readonly status: Status
  /** The theorems among its ancestors whose own checks are the cause of a status that is not `holds`. */
  readonly blame: readonly string[]
  readonly claims: readonly Checked<Claim>[]
  readonly counterexamples: readonly Checked<Counterexample>[]
  readonly errata: readonly Checked<Erratum>[]
  readonly ms: number
}

/** How many of each status. */
export interface Tally {
  readonly holds: number
  readonly falls: number
  readonly notRun: number
}

/** What came of a ledger: what {@link verify} gives. */
export interface Verification extends Context {
  /** The statistical checks run, and the probability that any of them falls though all are true. */
  readonly statistical: { readonly checks: number; readonly falseAlarm: number }
  readonly theorems: readonly TheoremResult[]
  /** Theorems by status. */
  readonly summary: Tally
  /** Claims, counterexamples and errata by status. */
  readonly checks: Tally
}

/** A check that begins, or a theorem that is done. */
export type Progress =
  | {
      readonly kind: 'check'
      readonly theorem: Theorem
      readonly text: string
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'theorem'; readonly result: TheoremResult }

/** What is verified, and what the checks are given; see {@link Context}. */
export interface VerifyOptions extends Partial<Context> {
  /** Verify these theorems and the theorems they rest on; all where there are none. */
  readonly ids?: readonly string[]
  /** Awaited, so that a long run can let other work in between theorems. */
  readonly onProgress?: (event: Progress) => unknown
}

/** Inputs tried for each generated claim, by profile. */
export const RUNS = { quick: 100, full: 1000 } as const
/** The seed where none is given. */
export const DEFAULT_SEED = 1
/** Seeds are whole numbers from 0 to this. */
export const LARGEST_SEED = 2 ** 32 - 1
/** Inputs tried for each generated claim, at most. */
export const MOST_RUNS = 1e6

/** The probability, at most, that a run of the whole ledger falls by chance. */
export const FALSE_ALARM = 5e-7

const isStatistical = ({ tier }: Claim): boolean => tier === 'statistical'

/** What each statistical check of a ledger may spend of it, whichever of them are run. */
export const falseAlarmOf = (ledger: readonly Theorem[]): number =>
  FALSE_ALARM / Math.max(1, ledger.flatMap(({ claims }) => claims.filter(isStatistical)).length)

/**
 * What the checks are given, with what is left out filled in.
 * @throws RangeError for a seed or a number of runs that is no whole number in its range: a claim that tries nothing would
 * hold.
 */
export function contextOf({
  seed = DEFAULT_SEED,
  profile = 'quick',
  runs = RUNS[profile],
}: Partial<Context>): Context {
  const wanted = (name: string, value: number, low: number, high: number): void => {
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(`${name} is ${value}, expected a whole number from ${low} to ${high}`)
  }
  if (!Object.hasOwn(RUNS, profile))
    throw new RangeError(`the profile is '${profile}', expected one of ${Object.keys(RUNS).join(', ')}`)
  wanted('the seed', seed, 0, LARGEST_SEED)
  wanted('runs, the inputs tried for each generated claim,', runs, 1, MOST_RUNS)
  return { seed, profile, runs }
}

/**
 * Runs the checks of a ledger, each theorem after those it rests on. Nothing is printed and no clock but the `ms` is
 * read: the same seed, runs and profile give the same outcomes.
 * @throws RangeError for an id that is not in the ledger; Error for a ledger with a repeated id or a cycle.
 */
export async function verify(ledger: readonly Theorem[], options: VerifyOptions = {}): Promise<Verification> {
  const falseAlarm = options.falseAlarm ?? falseAlarmOf(ledger)
  const context = { ...contextOf(options), falseAlarm }
  const theorems = ancestry(ledger, options.ids)
  const total = theorems.reduce((n, t) => n + t.claims.length + t.counterexamples.length + t.errata.length, 0)
  const results = new Map<Theorem, TheoremResult>()
  let done = 0
  for (const theorem of theorems) {
    const run = async <C extends Check>(of: C, text: string): Promise<Checked<C>> => {
      await options.onProgress?.({ kind: 'check', theorem, text, done: done++, total })
      return timed(of, context)
    }
    const claims = await each(theorem.claims, (c) => run(c, c.text))
    const counterexamples = await each(theorem.counterexamples, (c) => run(c, c.text))
    const errata = await each(theorem.errata, (e) => run(e, `${e.id}: ${e.printed}`))
    const result = judge({ theorem, claims, counterexamples, errata }, results)
    results.set(theorem, result)
    await options.onProgress?.({ kind: 'theorem', result })
  }
  const all = [...results.values()]
  const drawn = all
    .flatMap(({ claims }) => claims.filter(({ of }) => isStatistical(of)))
    .filter(({ outcome }) => outcome.status !== 'not run').length
  return {
    ...context,
    statistical: { checks: drawn, falseAlarm: drawn * falseAlarm },
    theorems: all,
    summary: tally(all.map((r) => r.status)),
    checks: tally(all.flatMap(checksOf).map((c) => c.outcome.status)),
  }
}

type Check = Claim | Counterexample | Erratum

/** Every check of a theorem: its claims, counterexamples and errata. */
export const checksOf = (
  r: Pick<TheoremResult, 'claims' | 'counterexamples' | 'errata'>,
): readonly Checked<Check>[] => [...r.claims, ...r.counterexamples, ...r.errata]

async function timed<C extends Check>(of: C, context: Context): Promise<Checked<C>> {
  const start = performance.now()
  const outcome = await outcomeOf(of, context)
  return { of, outcome, ms: performance.now() - start }
}

/** What a check says; one that throws falls. */
export async function outcomeOf(check: Pick<Check, 'check'>, context: Context): Promise<Outcome> {
  try {
    return await check.check(context)
  } catch (error) {
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { status: 'falls', cases: 0, counterexample: `the check threw ${thrown}` }
  }
}

async function each<A, B>(xs: readonly A[], f: (x: A) => Promise<B>): Promise<readonly B[]> {
  const out: B[] = []
  for (const x of xs) out.push(await f(x))
  return out
}

type Own = Pick<TheoremResult, 'theorem' | 'claims' | 'counterexamples' | 'errata'>

// The theorems come in an order where ancestors are judged first.
function judge(own: Own, judged: ReadonlyMap<Theorem, TheoremResult>): TheoremResult {
  const parents = own.theorem.uses.flatMap((t) => judged.get(t) ?? [])
  const mine = worstOf(checksOf(own).map((c) => c.outcome.status))
  const status = worstOf([mine, ...parents.map((p) => p.status)])
  const culprits = parents
    .filter((p) => p.status === status)
    .flatMap((p) => (ownStatus(p) === status ? [p.theorem.id] : p.blame))
  return {
    ...own,
    status,
    blame: status === 'holds' ? [] : [...new Set(culprits)],
    ms: checksOf(own).reduce((ms, c) => ms + c.ms, 0),
  }
}

/** What a theorem's own checks say, its ancestors aside. */
export const ownStatus = (r: Own): Status => worstOf(checksOf(r).map((c) => c.outcome.status))

const worstOf = (statuses: readonly Status[]): Status =>
  statuses.includes('falls') ? 'falls' : statuses.includes('not run') ? 'not run' : 'holds'

const tally = (statuses: readonly Status[]): Tally => ({
  holds: statuses.filter((s) => s === 'holds').length,
  falls: statuses.filter((s) => s === 'falls').length,
  notRun: statuses.filter((s) => s === 'not run').length,
})
