import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Call } from '../subject.js'
import { AdapterError, openProgram, type ProgramOptions } from './stdio.js'

const fixture = fileURLToPath(new URL('fixtures/program.js', import.meta.url))
const FAST: Partial<ProgramOptions> = {
  callTimeoutMs: 2500,
  startTimeoutMs: 5000,
  graceMs: 300,
  finishMs: 300,
}
const program = (habit: string, options: Partial<ProgramOptions> = {}) =>
  openProgram([process.execPath, fixture, habit], { ...FAST, ...options })

const double = (x: number, op = 'double'): Call => ({
  op,
  schedule: { kind: 'linear', T: 10, params: { beta_start: '1e-4', beta_end: '0.02' } },
  dtype: 'float64',
  inputs: { x },
})
const output = (...numbers: readonly unknown[]): Answer => ({ kind: 'output', output: numbers })
const broken = (pattern: RegExp) => ({ kind: 'broken', message: expect.stringMatching(pattern) })

/** Asks 5, 13 and 7 of a program with a bad habit at 13. */
async function askThree(habit: string): Promise<readonly Answer[]> {
  const subject = await program(habit)
  try {
    return await subject.ask([double(5), double(13), double(7)])
  } finally {
    await subject.close()
  }
}

// Handed down to every process that these tests start.
const TAG = randomUUID()
process.env.ALPHABAR_TEST = TAG

/** The processes that a fixture has left behind. */
function leftover(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
      return environment.includes('ALPHABAR_PROGRAM=') && environment.includes(TAG)
    } catch {
      return false
    }
  })
}

describe.concurrent('answers that are answers', () => {
  test.each<[string, Answer]>([
    ['right', output(26)],
    ['reversed', output(26)],
    ['no batches', output(26)],
    ['prints after hello', output(26)],
    ['extra fields', output(26)],
    ['specials', output(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0)],
    ['strings', output('0.5')],
    ['another shape', output([26], { a: null })],
    ['refuses', { kind: 'unsupported', why: 'thirteen is unlucky' }],
    ['raises', { kind: 'error', message: 'ValueError: unlucky' }],
  ])('%s', async (habit, expected) => {
    expect(await askThree(habit)).toEqual([output(10), expected, output(14)])
  })

  test('an operation that it does not have is unsupported', async () => {
    const subject = await program('right')
    expect(await subject.ask([double(1, 'halve')])).toEqual([{ kind: 'unsupported', why: 'no halve' }])
    await subject.close()
  })

  test('more answers than the pipes hold, of more calls than a batch holds', async () => {
    const subject = await program('long answers')
    const calls = Array.from({ length: 300 }, (_, k) => double(k))
    const answers = await subject.ask(calls)
    expect(answers).toEqual(calls.map((_, k) => output(...Array(2000).fill(2 * k))))
    await subject.close()
  })
})

describe.concurrent('an answer that is none breaks its call, and the rest is intact', () => {
  test.each([
    ['bare NaN', /sent NaN or an infinity that is no JSON: .* send it as the string "NaN"/],
    ['no output', /answered with none of output, unsupported and error: .*result/],
    ['output and error', /said both 'output' and 'error' in one answer/],
    ['two outputs', /sent 'output' twice in one line/],
    ['another id', /answered a call with the id \d+, which was not the one asked/],
    ['id as text', /answered with the id "\d+", expected the number/],
    ['no id', /printed this on stdout: "\{\\"output\\":\[26\]\}"/],
    ['twice', /answered the call with the id \d+ twice/],
    ['100 MB', /sent a line of more than 16 MB, beginning with "\{\\"id\\":\d+,\\"output\\":\[1,1,/],
    ['deep', /sent lists within lists, more than 8 deep/],
    ['half a line', /did not answer within 2.5 s/],
    [
      'half a line, then exits',
      /ended with exit status 0 in the middle of the line "\{\\"id\\":\d+,\\"outp"/,
    ],
    ['not UTF-8', /sent bytes that are not UTF-8/],
    ['prints', /printed this on stdout: "step 1 \\u001b\[31mdone"; .* print to stderr/],
    ['prints a number', /printed this on stdout: "26"/],
    ['silence', /did not answer within 2.5 s \(each answer is one line, flushed at once\)/],
    ['exits', /ended with exit status 3; its last words on stderr: .*"ValueError: unlucky"$/],
    ['kills itself', /was ended by the signal SIGSEGV/],
    ['leaves a child on the pipe', /ended with exit status 0/],
    ['goes round for ever', /did not answer within 2.5 s/],
    ['floods', /printed this on stdout: "noise"/],
  ])('%s', async (habit, message) => {
    expect(await askThree(habit)).toEqual([output(10), broken(message), output(14)])
  })

  test('noise without end breaks every call', async () => {
    const subject = await program('floods from the start', { restarts: 1 })
    const [one, two] = await subject.ask([double(1), double(2)])
    await subject.close()
    expect([one, two]).toEqual([broken(/printed this on stdout: "noise"/), broken(/noise|not asked/)])
  })
})

describe.concurrent('breaking again and again', () => {
  const calls = [...Array(6).fill(double(13)), double(2), double(13, 'triple')]

  test('an operation that broke twice is not asked any more, others are', async () => {
    const subject = await program('exits')
    const answers = await subject.ask(calls)
    await subject.close()
    const [ended, given] = [broken(/exit status 3/), broken(/not asked: it broke at 2 calls of double under/)]
    expect(answers).toEqual([ended, ended, given, given, given, given, given, ended])
  })

  test('after so many restarts the rest is broken', async () => {
    const subject = await program('exits', { restarts: 2, breakdowns: 10 })
    const answers = await subject.ask(calls)
    await subject.close()
    expect(answers.slice(0, 2)).toEqual(Array(2).fill(broken(/exit status 3/)))
    expect(answers.slice(2)).toEqual(Array(6).fill(broken(/not asked: .*started again 2 times/)))
  })
})

describe.concurrent('a program that cannot be run', () => {
  test.each([
    ['no hello', /did not answer hello: it did not answer within 0.3 s/],
    ['exits at once', /did not answer hello: it ended with exit status 1; .*No module named scheduler/],
    ['prints before hello', /did not answer hello: it printed this on stdout: "loading weights"/],
    ['hello without ops', /its hello has no ops, expected a list of names/],
    ['hello of another kind', /its hello says ops "all", expected a list of names/],
  ])('%s', async (habit, message) => {
    const opened = program(habit, habit === 'no hello' ? { startTimeoutMs: 300 } : {})
    await expect(opened).rejects.toThrow(message)
    await expect(opened).rejects.toBeInstanceOf(AdapterError)
  })

  test.each([
    [['no-such-command-at-all'], /could not be started: there is no command "no-such-command-at-all"/],
    [['/'], /could not be started: "\/" may not be executed/],
    [['true'], /did not answer hello: it ended with exit status 0/],
    [['yes'], /did not answer hello: it printed this on stdout: "y"/],
    [
      [process.execPath, '--input-type=module', '-e', 'map('],
      /did not answer hello: it ended with exit status 1; its last words on stderr: .*"map\(".*"SyntaxError: [^"]*"$/,
    ],
    [['cat'], /sent 'hello'|its hello has no implementation/],
  ])('%j', async (command, message) => {
    await expect(openProgram(command, FAST)).rejects.toThrow(message)
  })

  test('no command at all', async () => {
    await expect(openProgram([])).rejects.toThrow(/no program was given/)
  })
})

describe('no process is left', () => {
  test('of all the programs above', () => {
    expect(leftover()).toEqual([])
  })

  test.each(['a child from the start', 'a child in a session of its own', 'stays'])('%s', async (habit) => {
    const subject = await program(habit)
    expect(await subject.ask([double(2)])).toEqual([output(4)])
    expect(leftover().length).toBeGreaterThan(0)
    await subject.close()
    expect(leftover()).toEqual([])
    expect(await subject.ask([double(2)])).toEqual([broken(/it has been closed/)])
    await subject.close()
  })
})

describe('when the process that asks is ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alphabar-'))
  const holder = join(folder, 'holder.js')
  beforeAll(() => {
    const flags =
      '--ignoreConfig --module nodenext --target es2022 --types node --skipLibCheck --noCheck --rootDir .'
    execFileSync('npx', ['tsc', ...flags.split(' '), '--outDir', folder, 'conformance/doors/stdio.ts'])
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
    writeFileSync(
      holder,
      `import { openProgram } from './conformance/doors/stdio.js'
const subject = await openProgram([process.execPath, ${JSON.stringify(fixture)}, process.argv[2]])
console.log('asked')
await subject.ask([{ op: 'double', schedule: { kind: 'linear' }, dtype: 'float64', inputs: { x: 13 } }])
if (process.argv[3] === 'throws') throw new Error('on purpose')`,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['SIGINT', 'silence'],
    ['SIGTERM', 'a child in a session of its own'],
    ['SIGHUP', 'stays'],
  ] as const)('by %s, so is %s', async (signal, habit) => {
    const child = spawn(process.execPath, [holder, habit], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(leftover().length).toBeGreaterThan(0)
    child.kill(signal)
    expect(await new Promise((resolve) => child.on('exit', (...how) => resolve(how)))).toEqual([null, signal])
    expect(leftover()).toEqual([])
  })

  test('by an error of its own, so is the program', async () => {
    const child = spawn(process.execPath, [holder, 'right', 'throws'], { stdio: 'ignore' })
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(1)
    expect(leftover()).toEqual([])
  })
})
