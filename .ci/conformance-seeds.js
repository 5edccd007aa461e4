// Usage: conformance-seeds.js PYTHON SEEDS [FIRST]. The textbook library, in every format, over that many seeds: a right library
// has no complaint. Prints each complaint, and fails where there is one.
import { openProgram } from '../dist/conformance/doors/stdio.js'
import { falls } from '../dist/conformance/judge/verdict.js'
import { validateSubject } from '../dist/conformance/validate.js'

const [python, seeds, first = '1'] = process.argv.slice(2)
const FORMATS = [
  ['float64', 'float64'],
  ['float32', 'float32'],
  ['float32', 'float64'],
  ['float32', 'float64->float32'],
  ['bfloat16', 'float32'],
  ['float16', 'float32'],
]
const open = ([dtype, tables]) =>
  openProgram([python, 'conformance/subjects/textbook/main.py', '--dtype', dtype, '--tables', tables])
const subjects = await Promise.all(FORMATS.map(open))
let [results, calls, laws, complaints] = [0, 0, 0, 0]
for (let seed = Number(first); seed < Number(first) + Number(seeds); seed++) {
  const k = seed % FORMATS.length
  const validation = await validateSubject(subjects[k], { seed })
  results += validation.results.length
  calls += validation.results.reduce((n, result) => n + result.calls, 0)
  laws += validation.laws.filter(({ verdict }) => verdict !== 'unsupported').length
  const bad = validation.results.filter(({ verdict }) => falls(verdict))
  const broken = validation.laws.filter(({ verdict }) => verdict === 'fails')
  complaints += bad.length + broken.length
  for (const { id, verdict, meaning, worst } of bad)
    console.log(`seed ${seed}, ${FORMATS[k].join(' / ')}: ${verdict} ${id}: ${meaning} ${JSON.stringify(worst)}`)
  for (const { id, says, counterexample } of broken)
    console.log(`seed ${seed}, ${FORMATS[k].join(' / ')}: law ${id}: ${says} ${counterexample}`)
}
await Promise.all(subjects.map((subject) => subject.close()))
console.log(`${seeds} seeds, ${calls} calls, ${results} results, ${laws} laws: ${complaints} complaints`)
process.exitCode = complaints === 0 ? 0 : 1
