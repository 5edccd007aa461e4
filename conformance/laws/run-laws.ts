import type { Facts, OwnTables } from '../judge/facts.js'
import { declaredPrecision } from '../judge/formats.js'
import type { Subject, WireSchedule } from '../subject.js'
import { benchOf, Unsupported } from './bench.js'
import { CONVERSION_LAWS } from './conversions.js'
import { DDIM_LAWS } from './ddim.js'
import type { Law, Tried } from './law.js'
import { NOISE_LAWS } from './noise.js'
import { POSTERIOR_LAWS } from './posterior.js'
import { TABLE_LAWS } from './tables.js'

export const LAWS: readonly Law[] = [
  ...TABLE_LAWS,
  ...POSTERIOR_LAWS,
  ...DDIM_LAWS,
  ...CONVERSION_LAWS,
  ...NOISE_LAWS,
]

/** What came of a law, in one format. */
export interface LawResult {
  readonly id: string
  readonly title: string
  readonly domain: string
  readonly dtype: string
  /** The operations that it asks: each may be what breaks it. */
  readonly asks: readonly string[]
  readonly verdict: 'holds' | 'fails' | 'unsupported'
  readonly runs: number
  readonly seed: number
  /** What is not as it should be. */
  readonly says?: string
  readonly counterexample?: string
  readonly why?: string
}

/** Where laws are tried. */
export interface LawPlace {
  readonly subject: Subject
  readonly schedule: WireSchedule
  readonly dtype: string
  readonly tableDtype?: string | undefined
  readonly facts: Facts
  /** The tables that were answered first, before other calls could change them. */
  readonly own?: OwnTables
}

/** How many inputs each law is tried on. */
export const LAW_RUNS = { quick: 15, full: 150 } as const

/** Tries every law on one schedule in one format. */
export async function runLaws(
  { subject, schedule, dtype, tableDtype, facts, own }: LawPlace,
  { seed, profile }: { readonly seed: number; readonly profile: 'quick' | 'full' },
): Promise<readonly LawResult[]> {
  const bench = benchOf({
    subject,
    schedule,
    dtype,
    facts,
    own,
    precision: declaredPrecision(dtype, tableDtype),
    runs: LAW_RUNS[profile],
    seed,
  })
  const results: LawResult[] = []
  for (const law of LAWS) {
    const { id, title, domain, needs } = law
    const common = { id, title, domain, dtype, asks: needs, seed }
    const missing = needs.filter((op) => !subject.claims.ops.includes(op))
    if (missing.length > 0 || (law.on && !law.on(bench))) {
      if (missing.length < needs.length || needs.length === 1)
        results.push({
          ...common,
          verdict: 'unsupported',
          runs: 0,
          why: missing.length > 0 ? `it needs ${missing.join(', ')}` : `it is not for ${schedule.kind}`,
        })
      continue
    }
    results.push({ ...common, ...(await tried(law, bench)) })
  }
  return results
}

async function tried(
  law: Law,
  bench: Parameters<Law['check']>[0],
): Promise<Pick<LawResult, 'verdict' | 'runs' | 'says' | 'counterexample' | 'why'>> {
  try {
    const { runs, failure }: Tried = await law.check(bench)
    return failure
      ? { verdict: 'fails', runs, says: failure.says, counterexample: failure.counterexample }
      : { verdict: 'holds', runs }
  } catch (error) {
    if (error instanceof Unsupported) return { verdict: 'unsupported', runs: 0, why: error.message }
    throw error
  }
}
