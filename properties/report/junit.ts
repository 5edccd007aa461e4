import XMLBuilder from 'fast-xml-builder'
import { type Checked, checksOf, type TheoremResult, type Verification } from '../run.js'
import type { Claim, Counterexample, Erratum, Outcome } from '../theorem.js'
import { replay } from './replay.js'

type Element = { readonly [key: string]: unknown }

/**
 * JUnit XML: a suite a theorem, a case a check. A check that was not run is `skipped`. A theorem that does not hold
 * because one that it rests on falls has its failures there.
 */
export function junit(verification: Verification, at: { readonly timestamp: Date }): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true })
  const suites = verification.theorems.map((result, id) => ({
    '@_id': id,
    '@_package': 'alphabar',
    '@_timestamp': at.timestamp.toISOString().slice(0, 19),
    '@_hostname': 'localhost',
    ...suite(result, verification),
  }))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { testsuite: suites } })}`
}

function suite(result: TheoremResult, verification: Verification): Element {
  const { id, title } = result.theorem
  const checks = checksOf(result)
  const count = (status: Outcome['status']) => checks.filter((c) => c.outcome.status === status).length
  return {
    '@_name': text(`${id} ${title}`),
    '@_tests': checks.length,
    '@_failures': count('falls'),
    '@_errors': 0,
    ...(count('not run') > 0 ? { '@_skipped': count('not run') } : {}),
    '@_time': seconds(result.ms),
    properties: {
      property: [property('seed', verification.seed), property('profile', verification.profile)],
    },
    testcase: checks.map((c) => testcase(id, c, replay(id, verification))),
    'system-out': '',
    'system-err': '',
  }
}

const property = (name: string, value: string | number): Element => ({ '@_name': name, '@_value': value })

const testcase = (
  id: string,
  { of, outcome, ms }: Checked<Claim | Counterexample | Erratum>,
  command: string,
): Element => ({
  '@_name': text(nameOf(of)),
  '@_classname': id,
  '@_time': seconds(ms),
  ...(outcome.status === 'not run' ? { skipped: text(outcome.reason) } : {}),
  ...(outcome.status === 'falls'
    ? {
        failure: {
          '@_type': 'falls',
          '@_message': text(outcome.counterexample),
          '#text': text(`${outcome.counterexample}\nreplay: ${command}`),
        },
      }
    : {}),
})

function nameOf(check: Claim | Counterexample | Erratum): string {
  if ('tier' in check) return `${check.text} (${check.tier}, ${check.engine})`
  return 'drops' in check ? `counterexample, dropping "${check.drops}": ${check.text}` : `erratum ${check.id}`
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

// XML 1.0 has no spelling for control characters and lone surrogates.
const text = (s: string): string => s.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
