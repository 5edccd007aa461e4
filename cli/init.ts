import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Argument, type Command } from 'commander'
import {
  type Signature,
  samplerSignatures,
  scheduleSignatures,
  signatures,
  wordsGiven,
} from '../conformance/plan/signatures.js'
import type { Environment } from './environment.js'
import { EXIT } from './errors.js'
import { writable } from './options.js'
import { hang, terminalOf } from './terminal.js'

const LANGUAGES = {
  python: { file: 'adapter.py', runs: 'python3' },
  node: { file: 'adapter.mjs', runs: 'node' },
} as const

interface Options {
  readonly out?: string
  readonly force?: true
}

export function addInit(program: Command, environment: Environment, exit: (status: number) => void): void {
  const { width } = terminalOf(environment.stdout, environment.env)
  program
    .command('init')
    .description('write an adapter to fill in: it lets `alphabar validate` ask your implementation')
    .addArgument(new Argument('<LANGUAGE>', 'the language of the adapter').choices(Object.keys(LANGUAGES)))
    .option('--out <file>', 'where to write it (adapter.py, adapter.mjs)', writable)
    .option('--force', 'write over a file that is there')
    .addHelpText('after', () => vocabulary(width))
    .action((language: keyof typeof LANGUAGES, options: Options) => {
      exit(write(environment, language, options))
    })
}

const asked = ({ name, takes }: Pick<Signature, 'name' | 'takes'>): string => `${name}(${takes.join(', ')})`

/** All that an adapter can be asked: operations, samplers, schedules, and the words that they are given. */
function vocabulary(width: number): string {
  const lines = (all: readonly Pick<Signature, 'name' | 'takes'>[]) =>
    all.map((one) => hang(asked(one), width, 2)).join('\n')
  const operations = signatures()
    .map((one) => `${hang(asked(one), width, 2)}\n${hang(one.title, width, 6)}`)
    .join('\n')
  const words = Object.entries(wordsGiven())
    .map(([name, all]) => hang(`${name}: ${all.join(', ')}`, width, 2))
    .join('\n')
  return `
Operations that can be filled in:
${operations}

Samplers that can be filled in:
${lines(samplerSignatures())}

The words that these are given:
${words}

Schedules that can be claimed, with their params, decimals in strings
(betas: β itself, in place of params):
${lines(scheduleSignatures())}
`
}

function write({ stdout }: Environment, language: keyof typeof LANGUAGES, { out, force }: Options): number {
  const { file, runs } = LANGUAGES[language]
  const path = out ?? file
  if (existsSync(path) && !force)
    throw new RangeError(
      `${path} is there already: give another file with --out, or --force to write over it`,
    )
  // the template where the package ships it, from the sources as from what is built of them
  writeFileSync(path, readFileSync(createRequire(import.meta.url).resolve(`alphabar/templates/${file}`)))
  stdout.write(`${path} is written. Fill in one function an operation, then:\n`)
  stdout.write(`  npx alphabar validate -- ${runs} ${path}\n`)
  return EXIT.holds
}
