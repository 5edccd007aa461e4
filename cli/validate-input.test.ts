import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { command } from './fixtures/command.js'

/** What people get wrong at first, and what they are told. */

const folder = mkdtempSync(join(tmpdir(), 'alphabar-'))
const at = (name: string) => join(folder, name)
const schedule = { kind: 'linear', T: 2, params: { beta_start: '0.1', beta_end: '0.2' } }
const q_sample = { op: 'q_sample', inputs: { t: 0, x0: [1], eps: [0] }, output: [Math.sqrt(1 - 0.1)] }
const calls = [{ op: 'betas', inputs: {}, output: [0.1, 0.2] }, q_sample, { ...q_sample, op: 'snr' }]
const trace = JSON.stringify({
  format: 'diffusion-trace/1',
  implementation: 'mine',
  runs: [{ schedule, dtype: 'float64', calls }],
})
mkdirSync(at('folder'))
for (const [name, content] of Object.entries({
  'good.json': trace,
  'good.json.gz': gzipSync(trace),
  'cut.json.gz': gzipSync(trace).subarray(0, 60),
  'cut.json': trace.slice(0, 90),
  'empty.json': '',
  'other.json': '{"a":1}',
  'plain.py': 'print(1)\n',
  'plain.mjs': 'console.log(1)\n',
}))
  writeFileSync(at(name), content)
chmodSync(at('plain.py'), 0o644)
chmodSync(at('plain.mjs'), 0o644)

const validate = (...args: readonly string[]) => command(['validate', ...args], { ledger: [] })

test.each([
  [['--trace', at('folder')], 2, 'cannot be read: it is a folder'],
  [['--trace', at('none.json')], 2, 'cannot be read: there is no such file or folder'],
  [['--trace', at('empty.json')], 2, 'is empty: expected a trace, as `alphabar record` writes it'],
  [['--trace', at('cut.json.gz')], 2, 'is a gzip file that is damaged or cut short (unexpected end of file)'],
  [['--trace', at('cut.json')], 2, '; it ends in the middle: was it cut short?'],
  [
    ['--trace', at('other.json')],
    2,
    "is no diffusion-trace/1: the whole must have required property 'format'",
  ],
  [
    ['--trace', at('good.json'), '--only', 'q_smaple'],
    2,
    'there is no q_smaple to ask: mine offers betas, q_sample, snr',
  ],
  [['--trace', at('good.json'), '--expect', at('empty.json')], 2, 'is empty: expected a JSON list of {id, '],
  [['--json', at('folder'), '--', 'true'], 2, 'It cannot be written: it is a folder.'],
  [['--', 'pyhton', 'adapter.py'], 3, 'the program could not be started: there is no command "pyhton"'],
  [
    ['--', at('plain.py')],
    3,
    `may not be executed; give what runs it too, as in \`python3 ${at('plain.py')}\``,
  ],
  [
    ['--', at('plain.mjs')],
    3,
    `may not be executed; give what runs it too, as in \`node ${at('plain.mjs')}\``,
  ],
  [
    ['--', process.execPath, at('absent.mjs')],
    3,
    `did not answer hello: it ended with exit status 1; its last words on stderr: `,
  ],
])('%j', async (args, status, says) => {
  expect(await validate(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(says) })
})

test('a compressed trace is read, and one operation of it judged, with its tables', async () => {
  const report = at('report.json')
  const { status } = await validate('--trace', at('good.json.gz'), '--only', 'q_sample', '--json', report)
  const { results } = JSON.parse(readFileSync(report, 'utf8'))
  expect(results.map(({ id }: { id: string }) => id)).toEqual([
    'betas/linear/float64',
    'q_sample/linear/float64',
  ])
  expect(status).toBe(0)
})
