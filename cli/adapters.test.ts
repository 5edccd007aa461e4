import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openProgram } from '../conformance/doors/stdio.js'
import { parseTrace } from '../conformance/doors/trace.js'
import type { Opening, Subject } from '../conformance/subject.js'
import { validateSubject } from '../conformance/validate.js'
import { command } from './fixtures/command.js'

// A Python and a library whose arrays an operation returns there: .ci/run gives them. npm cit needs no Python.
const { ALPHABAR_PYTHON, ALPHABAR_PYTHON_ARRAYS = 'none' } = process.env

const ARRAYS: Readonly<Record<string, string>> = {
  none: 'lambda numbers, dtype: numbers',
  numpy: '__import__("numpy").array',
  torch: 'lambda numbers, dtype: (t := __import__("torch")).tensor(numbers, dtype=getattr(t, dtype))',
}

interface Language {
  readonly name: 'node' | 'python'
  readonly runs: string
  readonly file: string
  /** The template with its example made code, as its first lines say. */
  readonly filled: (template: string) => string
  /** The filled one with a sampler and an operation that prints. */
  readonly whole: (filled: string) => string
}

const replaced = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`the template has no ${from}`)
  return text.replace(from, to)
}

const replacedAll = (text: string, changes: Readonly<Record<string, string>>): string =>
  Object.entries(changes).reduce((changed, [from, to]) => replaced(changed, from, to), text)

const NODE: Language = {
  name: 'node',
  runs: process.execPath,
  file: 'adapter.mjs',
  filled: (text) => text.replaceAll(/^( *)\/\/(?! )(?=.)/gm, '$1'),
  whole: (text) =>
    replacedAll(text, {
      'const kept =': "console.log('kept'); const kept =",
      'return x0.map': 'return Float64Array.from(x0.slice()).map',
      'const SAMPLERS = []': "const SAMPLERS = ['halving', 'failing']",
      '  // A sampler says': `
  async halving({ publish, model, n, x_T }) {
    publish(new Int32Array([1, 0]))
    const once = await model(x_T, 1)
    return model(Float64Array.from(once), 0, this.alphas[0])
  }
  failing({ publish }) { publish([0]); throw new RangeError('no') }
  // A sampler says`,
    }),
}

const PYTHON: Language = {
  name: 'python',
  runs: ALPHABAR_PYTHON ?? '',
  file: 'adapter.py',
  filled: (text) => text.replaceAll(/^( *)#(?! )(?=.)/gm, '$1'),
  whole: (text) =>
    replacedAll(text, {
      [`array = ${ARRAYS.none}`]: `array = ${ARRAYS[ALPHABAR_PYTHON_ARRAYS]}`,
      'kept = ': 'print("kept"); os.system("echo kept"); kept = ',
      'return [kept': 'return array([kept',
      'zip(x0, eps)]': 'zip(x0, eps)], "float64")',
      '    # A sampler takes': `
    def halving(self, publish, model, n, x_T, **_):
        publish((1, 0))
        once = model(x_T, 1)
        return model(once, 0, self.alphas[0])
    def failing(self, publish, model, **_):
        publish([0])
        raise IndexError("no")
    # A sampler takes`,
    }),
}

const folder = () => mkdtempSync(join(tmpdir(), 'alphabar-'))
const alphabar = (...args: readonly string[]) => command(args, { ledger: [] })

/** What `alphabar init` writes, changed. */
async function adapter({ name, file }: Language, change = (text: string) => text): Promise<string> {
  const path = join(folder(), file)
  const { status, stderr } = await alphabar('init', name, '--out', path)
  expect([status, stderr]).toEqual([0, ''])
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return path
}

async function opened<T>(command: readonly string[], use: (subject: Subject) => Promise<T>): Promise<T> {
  const subject = await openProgram(command)
  try {
    return await use(subject)
  } finally {
    await subject.close()
  }
}

const schedule = { kind: 'linear', T: 10, params: { beta_start: '0.01', beta_end: '0.2' } }
const call = (op: string, inputs = {}, more = {}) => ({
  op,
  schedule: { ...schedule, ...more },
  dtype: 'float64',
  inputs,
})
const opening = (sampler: string): Opening => ({
  sampler,
  schedule,
  dtype: 'float64',
  n: 2,
  spacing: 'leading',
  prediction_type: 'epsilon',
  eta: 0,
  x_T: [4, -0],
  noise: [],
})

describe.each(ALPHABAR_PYTHON ? [NODE, PYTHON] : [NODE])('alphabar init $name', (language) => {
  test('with nothing filled in it runs and claims nothing', async () => {
    const path = await adapter(language)
    await opened([language.runs, path], async ({ claims, ask, open }) => {
      expect(claims).toMatchObject({
        implementation: { name: 'my library' },
        ops: [],
        schedules: [],
        samplers: [],
      })
      expect(await ask([call('q_sample')])).toEqual([{ kind: 'unsupported', why: 'no q_sample' }])
      const record = await open?.(opening('ddim'), () => [])
      expect(record).toEqual({ opened: { kind: 'unsupported', why: 'no ddim' }, evaluations: [] })
    })
    expect(await alphabar('validate', '--', language.runs, path)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^The adapter works, and claims no operation yet: fill in one function/),
    })
    expect(await alphabar('record', '--', language.runs, path)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^0 calls: .*\nerror: nothing was asked/),
    })
  })

  test('the example in it is right', async () => {
    const path = await adapter(language, language.filled)
    const { results, laws } = await opened([language.runs, path], (subject) => validateSubject(subject))
    expect(results.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['q_sample/linear/float64', 'right'],
      ['q_sample/linear+zsnr/float64', 'unsupported'],
    ])
    expect(laws.filter(({ verdict }) => verdict === 'fails')).toEqual([])
  })

  test('and prints, arrays, special numbers, refusals and errors are what they are', async () => {
    const path = await adapter(language, (text) => language.whole(language.filled(text)))
    await opened([language.runs, path], async ({ ask }) => {
      const eps = [-0, 0, 0]
      const x0 = [-0, Number.POSITIVE_INFINITY, 2]
      const [one, rescaled, absent, wrong] = await ask([
        call('q_sample', { t: 0, x0, eps }),
        call('q_sample', { t: 0, x0, eps }, { rescale_zero_terminal_snr: true }),
        call('snr'),
        call('q_sample', { t: 0, x0: 3, eps }),
      ])
      expect(one).toEqual({
        kind: 'output',
        output: [-0, Number.POSITIVE_INFINITY, 2 * Math.sqrt(1 - 0.01)],
      })
      expect(rescaled).toEqual({ kind: 'unsupported', why: 'no such linear schedule' })
      expect(absent).toEqual({ kind: 'unsupported', why: 'no snr' })
      expect(wrong).toMatchObject({ kind: 'error', message: expect.stringMatching(/TypeError/) })
    })
  })

  test('sessions', async () => {
    const path = await adapter(language, (text) => language.whole(language.filled(text)))
    await opened([language.runs, path], async ({ open }) => {
      const halved = ({ x }: { readonly x: readonly number[] }) => x.map((v) => v / 2)
      expect(await open?.(opening('halving'), halved)).toEqual({
        opened: { kind: 'output', output: [1, 0] },
        evaluations: [
          { x: [4, -0], t: 1, output: [2, -0] },
          { x: [2, -0], t: 0, sigma: 0.99, output: [1, -0] },
        ],
        done: { kind: 'output', output: [1, -0] },
      })
      expect(await open?.(opening('failing'), halved)).toMatchObject({
        done: {
          kind: 'error',
          message: expect.stringMatching(
            /^(RangeError: no at adapter\.mjs:\d+|IndexError\('no'\) at adapter\.py:\d+)$/,
          ),
        },
      })
    })
  })

  test('alphabar record keeps what it answers', async () => {
    const path = await adapter(language, language.filled)
    const out = join(folder(), 'trace.json')
    const args = ['record', '--seed', '3', '--out', out, '--', language.runs, path]
    expect(await alphabar(...args)).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/^\d+ calls: 12 answers and 0 errors recorded, \d+ unsupported\n$/),
    })
    const text = readFileSync(out, 'utf8')
    const trace = await parseTrace(text)
    const calls = trace.runs.flatMap((run) => run.calls)
    expect(trace.implementation.name).toBe('my library')
    expect(calls).toHaveLength(12)
    // asked again it says the same
    await opened([language.runs, path], async ({ ask }) => {
      expect(await ask(calls.map((one) => one.call))).toEqual(calls.map((one) => one.answer))
    })
    expect((await alphabar('record', '--seed', '3', '--', language.runs, path)).stdout).toBe(text)
  })
})

describe('alphabar init', () => {
  test('writes over nothing unless it is told to', async () => {
    const path = await adapter(NODE, () => 'mine')
    expect(await alphabar('init', 'node', '--out', path)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is there already: .* --force/),
    })
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect((await alphabar('init', 'node', '--out', path, '--force')).stdout).toMatch(
      /is written\. Fill in one function an operation, then:\n {2}npx alphabar validate -- node .*adapter\.mjs\n$/,
    )
    expect(readFileSync(path, 'utf8')).toContain('createInterface')
  })

  test('lists all that can be asked: operations, samplers, words, schedules with their params', async () => {
    const { status, stdout } = await alphabar('init', '--help')
    expect(status).toBe(0)
    expect(stdout).toMatch(/ {2}q_sample\(t, x0, eps\)\n {6}\S/)
    expect(stdout).toContain('timesteps(n, T, spacing)')
    expect(stdout).toContain('  heun(publish, model, n, spacing, prediction_type, eta, x_T, noise)')
    expect(stdout).toContain('  prediction_type: epsilon, sample, v_prediction\n')
    expect(stdout).toContain('  spacing: leading, trailing, linspace\n')
    expect(stdout).toContain('  squaredcos_cap_v2(s, max_beta)\n')
    expect(stdout).toContain('  betas(betas)\n')
  })

  test('knows no other language', async () => {
    expect(await alphabar('init', 'fortran')).toMatchObject({
      status: 2,
      stderr: /Allowed choices are python, node/,
    })
  })
})

test('alphabar validate says that the adapter is broken where it is', async () => {
  const path = await adapter(NODE, (text) =>
    replaced(NODE.filled(text), 'return x0.map(', 'return String(Math.random()) + x0.map('),
  )
  const { status, stdout } = await alphabar('validate', '--', NODE.runs, path)
  expect(stdout.replaceAll('\n', ' ')).toMatch(
    /The adapter is broken, so nothing is said of the mathematics: no call was answered with numbers \(q_sample: "/,
  )
  expect(status).toBe(1)
})

describe('alphabar record', () => {
  test.each([
    [['--', 'no-such-command-at-all'], 3, /^error: .*there is no command "no-such-command-at-all"\n$/],
    [['--', 'true'], 3, /^error: the program did not answer hello: it ended with exit status 0\n$/],
    [
      ['--start-timeout', '0.2', '--', 'sleep', '9'],
      3,
      /did not answer hello: it did not answer within 0.2 s/,
    ],
    [['--call-timeout', '0', '--', 'true'], 2, /Expected a number of seconds, above 0/],
    [[], 2, /missing required argument/],
    [['--out', '/absent/trace.json', '--', 'true'], 2, /cannot be written/],
  ])('%j', async (args, status, message) => {
    expect(await alphabar('record', ...args)).toMatchObject({
      status,
      stderr: expect.stringMatching(message),
    })
  })
})
