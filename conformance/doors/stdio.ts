import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Subject } from '../subject.js'
import { AdapterError } from './adapter-error.js'
import { adopt, killFamily, MARK } from './family.js'
import { openTransport, type ProgramOptions } from './program.js'
import { oneLine, quote } from './quote.js'
import { CLOCK, NOT_STARTED, type Wire } from './transport.js'

export { AdapterError } from './adapter-error.js'
export type { ProgramOptions } from './program.js'

/**
 * Starts a program that speaks `alphabar/1` on its standard input and output. Whatever it does, each call gets an answer;
 * its processes end with `close`, or with this process.
 * @throws AdapterError when it cannot be started or gives no hello that can be read.
 */
export async function openProgram(
  command: readonly string[],
  options: Partial<ProgramOptions> = {},
): Promise<Subject> {
  const [file, ...args] = command
  if (file === undefined)
    throw new AdapterError('no program was given: give its command, for instance `python3 adapter.py`')
  return openTransport({ launch: () => processWire(file, args), clock: CLOCK }, options)
}

const LAST_WORDS = { lines: 4, characters: 4000 }
// Node ends with a stack and its version, which stand below the message; Python with the message.
const STACK = /^\s+at |^Node\.js v/
// How long the streams of a process that has ended are listened to: what it wrote is there, only its children could add.
const DRAIN_MS = 200

function processWire(file: string, args: readonly string[]): Wire {
  const mark = randomUUID()
  const child = spawn(file, args, {
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, [MARK]: mark },
  })
  const family = child.pid === undefined ? undefined : { pid: child.pid, mark }
  if (family) adopt(family)
  const ended = endOf(child, file, () => family && killFamily(family))
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS.characters)
  })
  // What is sent to a program that has gone is lost, and that it has gone is heard from `exit`.
  child.stdin.on('error', () => {})

  const kill = async (): Promise<void> => {
    if (family) killFamily(family)
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
    await ended
  }
  return {
    send: (line) => child.stdin.writable && child.stdin.write(`${line}\n`),
    listen: ({ data, end }) => {
      child.stdout.on('data', data)
      ended.then(end)
    },
    pause: () => child.stdout.pause(),
    resume: () => child.stdout.resume(),
    lastWords: () =>
      words
        .split('\n')
        .filter((line) => line.trim() !== '' && !STACK.test(line))
        .slice(-LAST_WORDS.lines),
    finish: async (graceMs) => {
      child.stdin.end()
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())])
      await kill()
    },
    kill,
  }
}

/** How the process ended, once what it wrote has been heard. `orphaned` is called as soon as it is gone. */
function endOf(child: ChildProcess, file: string, orphaned: () => void): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      // also sent when a kill fails, long after the start
      if (child.pid === undefined) resolve(notStarted(file, error))
    })
    child.on('exit', (code, signal) => {
      const how = signal === null ? `ended with exit status ${code}` : `was ended by the signal ${signal}`
      orphaned()
      const said = () => resolve(how)
      child.on('close', said)
      setTimeout(said, DRAIN_MS).unref()
    })
  })
}

function notStarted(file: string, error: NodeJS.ErrnoException): string {
  const runs = /\.[cm]?js$/.test(file) ? 'node' : 'python3'
  const remedy = `give what runs it too, as in \`${runs} ${oneLine(file)}\``
  if (error.code === 'EACCES') return `${NOT_STARTED}: ${quote(file)} may not be executed; ${remedy}`
  if (error.code === 'ENOENT' && existsSync(file))
    return `${NOT_STARTED}: the file ${quote(file)} is no command; ${remedy}`
  if (error.code === 'ENOENT') return `${NOT_STARTED}: there is no command ${quote(file)}`
  return `${NOT_STARTED}: ${error.message}`
}
