import { type Checked, checksOf, type Verification } from '../run.js'
import type { Claim, Counterexample, Erratum } from '../theorem.js'
import { type JunitCase, junitXml } from './junit-xml.js'
import { replay } from './replay.js'

/**
 * JUnit XML: a suite a theorem, a case a check. A check that was not run is `skipped`. A theorem that does not hold
 * because one that it rests on falls has its failures there.
 */
export const junit = (verification: Verification, at: { readonly timestamp: Date }): string =>
  junitXml(
    verification.theorems.map((result) => {
      const { id, title } = result.theorem
      return {
        name: `${id} ${title}`,
        className: id,
        seconds: result.ms / 1000,
        properties: { seed: verification.seed, profile: verification.profile },
        cases: checksOf(result).map((check) => caseOf(check, replay(id, verification))),
      }
    }),
    at,
  )

function caseOf({ of, outcome, ms }: Checked<Claim | Counterexample | Erratum>, command: string): JunitCase {
  const common = { name: nameOf(of), seconds: ms / 1000 }
  if (outcome.status === 'not run') return { ...common, skipped: outcome.reason }
  if (outcome.status === 'holds') return common
  const { counterexample } = outcome
  return {
    ...common,
    failure: { type: 'falls', message: counterexample, text: `${counterexample}\nreplay: ${command}` },
  }
}

function nameOf(check: Claim | Counterexample | Erratum): string {
  if ('tier' in check) return `${check.text} (${check.tier}, ${check.engine})`
  return 'drops' in check ? `counterexample, dropping "${check.drops}": ${check.text}` : `erratum ${check.id}`
}
