// Usage: conformance-mutants.js PYTHON [ID…]. Each mutant of the corpus as a program behind the stdio door: what was said of
// it, which checks failed, and which mistake it was taken for. Fails where one passes, or where the mistake is not named among
// three at most.
import { execFileSync } from 'node:child_process'
import { openProgram } from '../dist/conformance/doors/stdio.js'
import { falls } from '../dist/conformance/judge/verdict.js'
import { validateSubject } from '../dist/conformance/validate.js'

const [python, ...ids] = process.argv.slice(2)
const program = ['conformance/subjects/mutants/run.py']
const all = JSON.parse(execFileSync(python, [...program, '--list'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
const mutants = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all
let [caught, named, failed] = [0, 0, 0]
console.log('| mutant | verdicts | failing checks | taken for |')
console.log('|---|---|---|---|')
for (const { id, ops, samplers, dtypes, note } of mutants) {
  const dtype = dtypes.length > 0 ? ['--dtype', dtypes[0]] : []
  const subject = await openProgram([python, ...program, '--mutant', id, ...dtype])
  const { results, laws } = await validateSubject(subject, { only: [...ops, ...samplers, 'q_sample', 'timesteps'] })
  await subject.close()
  const bad = results.filter(({ verdict }) => falls(verdict))
  const broken = laws.filter(({ verdict }) => verdict === 'fails')
  const verdicts = [...new Set(bad.map(({ verdict }) => verdict))]
  const taken = [...new Set(bad.flatMap(({ diagnosis }) => diagnosis.map(({ mistake }) => mistake)))]
  const ties = Math.max(0, ...bad.map(({ diagnosis }) => diagnosis.length))
  const isCaught = bad.length + broken.length > 0
  const isNamed = taken.some((mistake) => mistake === id || mistake.startsWith(id)) && ties <= 3
  if (isCaught) caught++
  if (isNamed) named++
  // what only a law sees has no formula to be named by; an X is no mutant of the corpus
  if (!isCaught || !(isNamed || bad.length === 0 || id.startsWith('X'))) failed++
  const checks = [...bad.map(({ id: check }) => check), ...broken.map(({ id: law, dtype: d }) => `law ${law} ${d}`)]
  console.log(`| ${id} | ${verdicts.join(', ') || (broken.length > 0 ? 'law' : 'PASSED')} | ${checks.slice(0, 4).join(' ')}${checks.length > 4 ? ` … ${checks.length}` : ''} | ${taken.slice(0, 4).join(', ') || '—'}${note ? ` (${note})` : ''} |`)
}
console.log(`${mutants.length} mutants: ${caught} caught, ${named} named`)
process.exitCode = failed === 0 ? 0 : 1
