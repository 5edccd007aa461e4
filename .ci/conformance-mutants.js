// Usage: conformance-mutants.js PYTHON [ID…]. Each mutant of the corpus as a program behind the stdio door: what was said of
// it, which checks failed, and which mistakes it was taken for, each tie set as `A = B`. Fails where one passes, or where no
// result, and no law that fails, names the right mistake among three at most.
import { execFileSync } from 'node:child_process'
import { openProgram } from '../dist/conformance/doors/stdio.js'
import { falls } from '../dist/conformance/judge/verdict.js'
import { validateSubject } from '../dist/conformance/validate.js'

// mutants that are a form of another mistake of the catalogue; those of libraries without an id in the corpus
const KNOWN_AS = { N1b: 'N1', X6: 'N1', X8: 'N1', C6b: 'C6', X1: 'L10', X2: 'S15c', X3: 'S15b', X4: ['P4P5', 'P4'] }
// a stride that is ignored is P4 where β alone is asked for; a letter behind an id marks a neighbour of it
const isRight = (id, mistake) => [KNOWN_AS[id] ?? id].flat().includes(mistake) || mistake.replace(/[a-z]$/, '') === id

const [python, ...ids] = process.argv.slice(2)
const program = ['conformance/subjects/mutants/run.py']
const all = JSON.parse(execFileSync(python, [...program, '--list'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
const mutants = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all
const total = { caught: 0, named: 0, byLaw: 0, conventions: 0, unnamed: [], ties: 0 }
let failed = 0
console.log('| mutant | what is changed | verdicts | failing checks | named | taken for |')
console.log('|---|---|---|---|---|---|')
for (const { id, change, ops, samplers, dtypes, expect } of mutants) {
  const dtype = dtypes.length > 0 ? ['--dtype', dtypes[0]] : []
  const subject = await openProgram([python, ...program, '--mutant', id, ...dtype])
  const { results, laws } = await validateSubject(subject, { only: [...ops, ...samplers, 'q_sample', 'timesteps'] })
  await subject.close()
  const bad = results.filter(({ verdict }) => falls(verdict))
  const broken = laws.filter(({ verdict }) => verdict === 'fails')
  const checks = [...bad.map((one) => one.id), ...broken.map((law) => `law ${law.id} ${law.dtype}`)]
  const sets = bad.map(({ diagnosis }) => diagnosis.map(({ mistake }) => mistake))
  const right = sets.filter((set) => set.length <= 3 && set.some((mistake) => isRight(id, mistake)))
  const lawNames = broken.filter(({ says }) => new RegExp(`\\b${id}\\b`).test(says ?? ''))
  const convention = results.find(({ verdict }) => verdict === 'convention' && expect.includes('convention'))
  const isCaught = checks.length > 0
  const isConvention = !isCaught && convention !== undefined
  const isNamed = right.length > 0 || lawNames.length > 0 || isConvention
  total.caught += isCaught || isConvention ? 1 : 0
  total.named += isNamed ? 1 : 0
  total.byLaw += right.length === 0 && lawNames.length > 0 ? 1 : 0
  total.conventions += isConvention ? 1 : 0
  total.ties += right.length > 0 && Math.min(...right.map((set) => set.length)) > 1 ? 1 : 0
  if (!isNamed) total.unnamed.push(id)
  // an X is no mutant of the corpus: it has to be caught, a name is more than was asked
  if (!(isCaught || isConvention) || !(isNamed || id.startsWith('X'))) failed++
  const taken = [...new Set(sets.map((set) => (set.length > 3 ? `${set.length} changes` : set.join(' = ')) || '—'))]
  const verdicts = isConvention
    ? [`convention: ${convention.convention}`]
    : [...new Set([...bad.map(({ verdict }) => verdict), ...(broken.length > 0 ? ['law'] : [])])]
  const named = right.length > 0 ? `${right.length} of ${bad.length}` : lawNames.length > 0 ? `law ${lawNames[0].id}` : isConvention ? 'yes' : 'no'
  const some = `${checks.slice(0, 3).join('<br>')}${checks.length > 3 ? `<br>… ${checks.length}` : ''}`
  console.log(`| ${id} | ${change.replaceAll('|', '\\|')} | ${verdicts.join(', ') || 'PASSED'} | ${some} | ${named} | ${taken.slice(0, 6).join(', ')}${taken.length > 6 ? ', …' : ''} |`)
}
const { caught, named, byLaw, conventions, ties, unnamed } = total
console.log(
  `${mutants.length} mutants: ${caught} caught, ${named} named (${byLaw} by a law alone, ${conventions} as a convention, ${ties} in a tie of two or three)${unnamed.length > 0 ? `, not named: ${unnamed.join(', ')}` : ''}`,
)
process.exitCode = failed === 0 ? 0 : 1
