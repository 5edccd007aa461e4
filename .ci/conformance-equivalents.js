// Usage: conformance-equivalents.js PYTHON [ID…]. Each algebraic rearrangement as a program behind the stdio door: none may
// be complained of.
import { execFileSync } from 'node:child_process'
import { openProgram } from '../dist/conformance/doors/stdio.js'
import { falls } from '../dist/conformance/judge/verdict.js'
import { validateSubject } from '../dist/conformance/validate.js'

const [python, ...ids] = process.argv.slice(2)
const program = 'conformance/subjects/equivalents/run.py'
const all = JSON.parse(execFileSync(python, [program, '--list'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
const asked = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all
let complaints = 0
for (const { id, change } of asked)
  for (const dtype of ['float64', 'float32']) {
    const subject = await openProgram([python, program, '--equivalent', id, '--dtype', dtype])
    const { results, laws } = await validateSubject(subject, { seed: 1 })
    await subject.close()
    const bad = [
      ...results.filter(({ verdict }) => falls(verdict)).map((r) => `${r.verdict} ${r.id}: ${r.meaning}`),
      ...laws.filter(({ verdict }) => verdict === 'fails').map((l) => `law ${l.id}: ${l.says}`),
    ]
    complaints += bad.length
    console.log(`${id} ${dtype}: ${bad.length === 0 ? 'right' : bad.join('; ')} (${change ?? ''})`)
  }
console.log(`${asked.length} rearrangements in two formats: ${complaints} complaints`)
process.exitCode = complaints === 0 ? 0 : 1
