// Usage: check-traces.js EXPECTED REPORTS. Holds the reports of the recorded traces against what is known of the libraries:
// every defect that the calls contain is reported as what it is, every convention is named, and every result that is not
// right is justified. The reports obey their schema.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv } from 'ajv'

const [expected, reports] = process.argv.slice(2)
const read = (folder, file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
const faults = []
const names = readdirSync(expected).flatMap((file) => (file.endsWith('.expect.json') ? [basename(file, '.expect.json')] : []))
if (names.length === 0) throw new Error(`no expectations in ${expected}`)
const results = new Map(names.map((name) => [name, new Map(read(reports, `${name}.json`).results.map((one) => [one.id, one]))]))

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(read('conformance/report', 'validate.schema.json'))
for (const name of names)
  if (!valid(read(reports, `${name}.json`))) faults.push(`${name}: the report breaks its schema: ${JSON.stringify(valid.errors[0])}`)

const counts = (summary) => JSON.stringify(Object.entries(summary).sort(([a], [b]) => (a < b ? -1 : 1)))
const libraries = new Map(read(expected, 'libraries.json').map((one) => [one.trace, one]))
for (const name of names) {
  const { implementation, summary } = read(reports, `${name}.json`)
  const said = libraries.get(name)
  if (said?.name !== implementation.name || said.commit !== implementation.commit || counts(said.summary) !== counts(summary))
    faults.push(`${name}: libraries.json has ${JSON.stringify(said)}, judged were ${implementation.name} ${implementation.commit}: ${JSON.stringify(summary)}`)
  const justified = new Set(read(expected, `${name}.expect.json`).map(({ id }) => id))
  for (const { id, verdict } of results.get(name).values())
    if (verdict !== 'right' && !justified.has(id)) faults.push(`${name}: ${id} is ${verdict}, and nothing says why`)
}

/** What a result lacks of what is known; undefined where it lacks nothing. */
function lacks(result, { verdict, mistake, convention, says, ulps = {} }) {
  if (!result) return 'is not there'
  if (result.verdict !== verdict) return `is ${result.verdict}, expected ${verdict}`
  if (mistake && !result.diagnosis.some((one) => one.mistake === mistake)) return `is not diagnosed as ${mistake}`
  if (convention && result.convention !== convention) return `names the convention ${result.convention}, expected ${convention}`
  if (says && !result.meaning.includes(says)) return `says "${result.meaning}", expected "${says}"`
  for (const [reference, [low, high]] of Object.entries(ulps)) {
    const found = result.ulps[reference]
    if (!(found >= low && found <= high)) return `is ${found} ulp from ${reference}, expected ${low} to ${high}`
  }
  return undefined
}

const known = read(expected, 'known.json')
const contained = known.filter(({ absent }) => absent === undefined)
for (const one of contained) {
  if (!(one.results?.length > 0)) faults.push(`${one.trace}: "${one.what}" names no result`)
  for (const id of one.results ?? []) {
    const lack = lacks(results.get(one.trace)?.get(id), one)
    if (lack) faults.push(`${one.trace}: ${id} ${lack} (${one.what})`)
  }
}

for (const fault of faults) console.error(`✗ ${fault}`)
console.log(`${contained.length} of ${known.length} things known of the recorded libraries are in the calls; ${faults.length} faults`)
process.exit(faults.length > 0 ? 1 : 0)
