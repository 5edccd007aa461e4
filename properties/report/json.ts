import type { Checked, Tally, TheoremResult, Verification } from '../run.js'
import type { Claim, Outcome, Statistic } from '../theorem.js'

type Status = Outcome['status']

/** What a check says beyond its status; each key is present where it applies. */
interface Finding {
  readonly status: Status
  readonly detail?: string
  readonly counterexample?: string
  readonly reason?: string
}

/** The report of `alphabar verify --json`, described by verify.schema.json. */
export interface VerifyReport {
  readonly schemaVersion: 1
  readonly seed: number
  readonly profile: Verification['profile']
  readonly runs: number
  readonly summary: Tally
  readonly statistical: Verification['statistical']
  readonly theorems: readonly TheoremReport[]
}

/** One theorem in the report: its status over its ancestors, and its own checks. */
export interface TheoremReport {
  readonly id: string
  readonly title: string
  readonly status: Status
  readonly blame: readonly string[]
  readonly uses: readonly string[]
  readonly claims: readonly ClaimReport[]
  readonly counterexamples: readonly (Finding & { readonly hypothesis: string; readonly text: string })[]
  readonly errata: readonly (Finding & { readonly id: string })[]
}

/** One claim in the report: what it says, how far it is known, by what engine, and what came of it. `ms` is the time. */
export interface ClaimReport extends Finding {
  readonly text: string
  readonly tier: Claim['tier']
  readonly engine: string
  readonly cases: number
  readonly worst: string | null
  readonly statistics?: readonly Statistic[]
  readonly ms: number
}

/** The report of a verification, as `--json` writes it. */
export const verifyReport = ({
  seed,
  profile,
  runs,
  summary,
  statistical,
  theorems,
}: Verification): VerifyReport => ({
  schemaVersion: 1,
  seed,
  profile,
  runs,
  summary,
  statistical,
  theorems: theorems.map(theoremReport),
})

const theoremReport = (r: TheoremResult): TheoremReport => ({
  id: r.theorem.id,
  title: r.theorem.title,
  status: r.status,
  blame: r.blame,
  uses: r.theorem.uses.map((t) => t.id),
  claims: r.claims.map(claimReport),
  counterexamples: r.counterexamples.map(({ of, outcome }) => ({
    hypothesis: of.drops,
    text: of.text,
    ...finding(outcome),
  })),
  errata: r.errata.map(({ of, outcome }) => ({ id: of.id, ...finding(outcome) })),
})

const claimReport = ({ of, outcome, ms }: Checked<Claim>): ClaimReport => ({
  text: of.text,
  tier: of.tier,
  engine: of.engine,
  cases: outcome.status === 'not run' ? 0 : outcome.cases,
  worst: (outcome.status === 'holds' ? outcome.worst : undefined) ?? null,
  ...(outcome.status === 'holds' && outcome.statistics ? { statistics: outcome.statistics } : {}),
  ...finding(outcome),
  ms: Math.round(ms * 1000) / 1000,
})

function finding(outcome: Outcome): Finding {
  if (outcome.status === 'falls') return { status: 'falls', counterexample: outcome.counterexample }
  if (outcome.status === 'not run') return { status: 'not run', reason: outcome.reason }
  return outcome.detail === undefined ? { status: 'holds' } : { status: 'holds', detail: outcome.detail }
}
