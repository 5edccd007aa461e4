import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { CHILD, FALLS, fixture, HOLDS, NOT_RUN, ROOT } from '../../properties/fixtures/ledger.js'
import { verify } from '../../properties/run.js'
import type { Theorem } from '../../properties/theorem.js'
import { posteriorVariance } from '../../reference/process/posterior.js'
import type { Build } from './build.js'
import { theoremPage } from './theorem-page.js'

const SOURCE = { file: 'properties/chapter/a.ts', from: 3, to: 4, text: 'export const A = 1\n// {{ b }}' }

async function pageOf(id: string, ledger: readonly Theorem[], more: Partial<Build> = {}): Promise<string> {
  const verification = await verify(ledger)
  const build: Build = {
    root: '/nowhere',
    verification,
    sources: { formula: () => SOURCE, theorem: () => SOURCE },
    version: '1.2.3',
    date: '2026-11-22',
    commit: undefined,
    released: false,
    repository: undefined,
    homepage: undefined,
    ...more,
  }
  const result = verification.theorems.find((r) => r.theorem.id === id)
  if (!result) throw new Error(`no ${id}`)
  return theoremPage(build, result, [])
}

/** The text of a section, its HTML read. */
function section(page: string, anchor: string): string {
  const [, body = ''] = new RegExp(`{#${anchor}}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(page) ?? []
  return (
    parseHTML(`<html><body>${body}</body></html>`).document.body.textContent?.replace(/\s+/g, ' ').trim() ??
    ''
  )
}

test('claims with tier, engine, cases and worst figure of this run', async () => {
  const evidence = section(await pageOf('ROOT', [ROOT]), 'evidence')
  expect(evidence).toBe(
    'proved normal form ROOT claim 1 ✓ holds · 3 identities · 0.5 ulp exact rationals ROOT claim 2 ✓ holds · 3 inputs · 0.5 ulp',
  )
})

test('counterexamples, errata, sources, what it uses and what uses it', async () => {
  const [root, child] = [await pageOf('ROOT', [ROOT, CHILD]), await pageOf('CHILD', [ROOT, CHILD])]
  expect(section(root, 'counterexamples')).toBe('without x > 0 At x = −1 it fails ✓ confirmed · 0.5 ulp')
  expect(section(root, 'errata')).toMatch(
    /^E98 O\. Missaoui.* printed 1 \+ 1 = 3 correct 1 \+ 1 = 2 ✓ confirmed · 0\.5 ulp$/,
  )
  expect(section(root, 'sources')).toMatch(/arXiv:2006\.11239, eq\. \(4\)$/)
  expect(section(root, 'used-by')).toBe('CHILD The theorem CHILD')
  expect(section(child, 'uses')).toBe('ROOT The theorem ROOT')
  expect(child).toContain('<a href="../ROOT/">')
})

describe('what does not hold is said', () => {
  test.each([
    { outcome: FALLS, expected: '✗ falls: at x = 1: 2 is not 3' },
    { outcome: NOT_RUN, expected: '○ not run: the engine is not installed: npm install engine' },
  ])('$outcome.status', async ({ outcome, expected }) => {
    const ledger = [fixture('A', [HOLDS, outcome]), { ...CHILD, id: 'B', uses: [] as Theorem[] }]
    const page = await pageOf('A', ledger)
    expect(section(page, 'evidence')).toContain(expected)
    expect(page).toContain(`${outcome.status}</span> · 1 of 2 checks hold`)
  })

  test('and whose fault it is', async () => {
    const bad = fixture('BAD', [FALLS])
    const page = await pageOf('B', [bad, fixture('B', [HOLDS], { uses: [bad] })])
    expect(page).toMatch(/falls<\/span>, because of <a href="..\/BAD\/">BAD<\/a>/)
  })
})

test('a formula as it is read, and its code with file and lines', async () => {
  const page = await pageOf('A', [fixture('A', [HOLDS], { formulas: [posteriorVariance] })])
  expect(page).toContain('\\tilde v = \\frac{v v_s}{a^2 v_s + v}')
  expect(page).toContain(`\`\`\`ts:line-numbers=3\n${SOURCE.text}\n\`\`\``)
  expect(section(page, 'formulas')).toContain('properties/chapter/a.ts, lines 3–4')
  expect(page).toContain('href="../../source/properties/chapter/a.html#L3-L4" target="_self"')
})

test('lines link to the repository where package.json names one, at the commit or the release', async () => {
  const repository = 'https://example.org/a'
  const ledger = [fixture('A', [HOLDS], { formulas: [posteriorVariance] })]
  const link = (revision: string) =>
    `href="https://example.org/a/blob/${revision}/properties/chapter/a.ts#L3-L4"`
  expect(await pageOf('A', ledger, { repository, commit: 'abc' })).toContain(link('abc'))
  expect(await pageOf('A', ledger, { repository, commit: 'abc', released: true })).toContain(link('v1.2.3'))
  expect(await pageOf('A', ledger, { commit: 'abc' })).not.toContain('/blob/')
})

test('outside of a clone the history says that there is none', async () => {
  expect(section(await pageOf('ROOT', [ROOT]), 'history')).toMatch(/^The history is not in this checkout: /)
})
