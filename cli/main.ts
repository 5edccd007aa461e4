#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { LEDGER } from '../properties/ledger.js'
import { EXIT } from './errors.js'
import { processRunner } from './mutant-process.js'
import { runCommand } from './program.js'

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

const { stdout, stderr, env } = process

// A reader that has seen enough (`| head -1`) ends the run: no one is left to tell.
const readerGone = (error: NodeJS.ErrnoException): never =>
  process.exit(error.code === 'EPIPE' ? EXIT.brokenPipe : EXIT.bug)
stdout.on('error', readerGone)
stderr.on('error', readerGone)

const status = await runCommand(process.argv.slice(2), {
  ledger: LEDGER,
  version: manifest.version,
  stdout,
  stderr,
  env,
  runners: (context) =>
    Array.from({ length: availableParallelism() }, () =>
      processRunner(new URL('./mutant-child.js', import.meta.url), context),
    ),
})
// An engine may keep workers alive, so the process is ended; but not before the output is out.
stdout.write('', (error) => (error ? readerGone(error) : process.exit(status)))
