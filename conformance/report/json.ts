import { encodeNumbers } from '../doors/numbers.js'
import type { Result } from '../judge/result.js'
import type { LawResult } from '../laws/run-laws.js'
import type { Validation } from '../validate.js'
import type { Expected } from './expectations.js'
import { replay } from './replay.js'

/** The report of `alphabar validate --json`, described by validate.schema.json. Numbers that JSON has no spelling for are strings. */
export function validateReport(validation: Validation, expected?: Expected): unknown {
  const { seed, profile, implementation, summary, results, laws } = validation
  return encodeNumbers({
    schemaVersion: 1,
    seed,
    profile,
    implementation,
    summary,
    results: results.map((result) => resultReport(result, validation)),
    laws: laws.map((law) => lawReport(law, validation)),
    ...(expected && { expectations: expected }),
  })
}

const resultReport = (result: Result, validation: Validation) => {
  const {
    id,
    op,
    title,
    verdict,
    counts,
    calls,
    reference,
    plan,
    ulps,
    worst,
    convention,
    meaning,
    diagnosis,
    theorems,
  } = result
  return {
    id,
    title,
    verdict,
    reference: reference ?? null,
    plan: plan ?? null,
    calls,
    counts,
    ulps,
    worst: worst
      ? {
          schedule: worst.schedule,
          inputs: worst.inputs,
          index: worst.index,
          got: worst.got,
          exact: worst.exact,
          ulps: worst.ulps,
          scaledUlps: worst.scaledUlps,
          digits: worst.digits,
          bound: worst.bound ?? null,
        }
      : null,
    diagnosis: diagnosis.map(
      ({ mistake, title: named, explains, sure, catalogued, ambiguousWith, links, fix }) => ({
        mistake,
        title: named,
        explains,
        sure,
        catalogued,
        ambiguousWith,
        links,
        fix,
      }),
    ),
    convention: convention ?? null,
    meaning,
    theorems,
    replay: replay(validation, result.calls > 0 ? [op] : []),
  }
}

const lawReport = (
  { id, title, domain, dtype, asks, verdict, runs, seed, says, counterexample, why }: LawResult,
  validation: Validation,
) => ({
  id,
  title,
  domain,
  dtype,
  verdict,
  runs,
  counterexample: counterexample ?? null,
  says: says ?? why ?? null,
  seed,
  replay: replay(validation, asks),
})
