import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { transformWithOxc } from 'vite'
import { builtCommand, ROOT } from '../../../cli/fixtures/built.js'
import type { Step } from './blocks.js'
import { stepsOfWorkflow } from './workflow.js'

/** A project of a reader's own, in which alphabar is installed as this build of it. */
export interface Project {
  readonly folder: string
  /** Runs a block, and gives what it prints. @throws Error with all that it printed, where it fails. */
  readonly run: (step: Step) => Promise<string>
  readonly remove: () => void
}

export function openProject(): Project {
  const main = builtCommand()
  const folder = mkdtempSync(join(tmpdir(), 'alphabar-guide-'))
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((n) => !n.startsWith('.')))
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  for (const name of readdirSync(join(ROOT, 'node_modules/.bin')))
    symlinkSync(join(ROOT, 'node_modules/.bin', name), join(modules, '.bin', name))
  symlinkSync(ROOT, join(modules, 'alphabar'))
  // npm would make the file itself executable.
  const started = `#!/bin/sh\nexec node '${main}' "$@"\n`
  writeFileSync(join(modules, '.bin/alphabar'), started, { mode: 0o755 })
  writeFileSync(join(folder, 'package.json'), '{ "name": "guide", "private": true, "type": "module" }\n')
  return {
    folder,
    run: (step) => runStep(folder, step),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function runStep(folder: string, { language, file, text, line }: Step): Promise<string> {
  if (file !== undefined) {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return language === 'yaml'
      ? execute(folder, 'bash', ['-euo', 'pipefail', '-c', stepsOfWorkflow(text)])
      : ''
  }
  if (language === 'sh') return execute(folder, 'bash', ['-euo', 'pipefail', '-c', text])
  if (language === 'py') return execute(folder, 'python3', ['-c', text])
  if (language === 'ts') {
    const { code } = await transformWithOxc(text, `block-${line}.ts`)
    writeFileSync(join(folder, `block-${line}.mjs`), code)
    return execute(folder, process.execPath, [`block-${line}.mjs`])
  }
  throw new Error(
    `line ${line}: nothing runs a block of '${language}'. Expected sh, ts, py, or a file named in brackets`,
  )
}

const execute = (cwd: string, command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const PATH = `${join(cwd, 'node_modules/.bin')}:${process.env.PATH}`
    const env = {
      ...process.env,
      PATH,
      NO_COLOR: '1',
      COLUMNS: '100',
      VITEST: undefined,
      NODE_ENV: undefined,
    }
    execFile(command, args, { cwd, env, encoding: 'utf8', timeout: 120_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`))
      else resolve(stdout)
    })
  })
