// Usage: readme-blocks.js README.md FOLDER. Writes the blocks of code that a user would run in a project that has the
// package: ts as block-N.ts or block-N.test.ts, sh as block-N.sh. Blocks for a clone of the repository are left to
// .ci/run, which runs their commands: they must be among those named here.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [readme, folder] = process.argv.slice(2)
const IN_A_CLONE = new Set(['npm ci && npm run verify', 'npm cit'])
const blocks = [...readFileSync(readme, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)]
if (blocks.length === 0) throw new Error('the README has no block of code')
for (const [i, [, language, text]] of blocks.entries()) {
  const clone = text.trim().split('\n').map((line) => line.replace(/ +#.*/, ''))
  if (language === 'sh' && clone.every((line) => IN_A_CLONE.has(line))) continue
  if (language === 'sh') writeFileSync(join(folder, `block-${i}.sh`), text)
  else if (language === 'ts') writeFileSync(join(folder, `block-${i}${/\bregister(Theorems|Checks)\b/.test(text) ? '.test' : ''}.ts`), text)
  else if (language !== 'text' && language !== 'yaml') throw new Error(`block ${i} is ${language}: nothing runs it`)
}
