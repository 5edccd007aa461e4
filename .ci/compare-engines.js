// Usage: compare-engines.js WITH.json WITHOUT.json. Without z3-solver exactly the claims of Z3 are not run; all others say
// what they say with it.
import { readFileSync } from 'node:fs'

const [whole, reduced] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')))
const problems = []
let absent = 0
for (const [i, theorem] of whole.theorems.entries())
  for (const [k, claim] of theorem.claims.entries()) {
    const other = reduced.theorems[i].claims[k]
    const needsZ3 = /\bZ3\b/.test(claim.engine)
    const expected = needsZ3 ? 'not run' : claim.status
    if (needsZ3) absent++
    if (needsZ3 && claim.status !== 'holds') problems.push(`${theorem.id}: with Z3 '${claim.text}' ${claim.status}`)
    if (other.status !== expected)
      problems.push(`${theorem.id}: '${claim.text}' (${claim.engine}) is ${other.status}, expected ${expected}`)
  }
console.log(problems.length === 0 ? `${absent} claims need z3-solver, and only they` : problems.join('\n'))
process.exitCode = problems.length === 0 ? 0 : 1
