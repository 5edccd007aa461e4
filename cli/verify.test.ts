import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { FALLS, fixture, HOLDS, MIXED, NOT_RUN, SOUND } from '../properties/fixtures/ledger.js'
import { command } from './fixtures/command.js'

const times = (text: string) => text.replace(/ *\d+\.\d+ s\b/g, ' TIME')
const CONTROL = /[^\P{Cc}\n]/u
const folder = mkdtempSync(join(tmpdir(), 'alphabar-'))

describe('what is printed', () => {
  test('one entry a theorem, then a summary', async () => {
    const { stdout, stderr, status } = await command(['verify'], { ledger: SOUND })
    expect(times(stdout)).toMatchInlineSnapshot(`
      "✓ ROOT          The theorem ROOT TIME
                      1 proved (normal form), 1 exact (rationals) · 0.5 ulp ·
                      1 counterexample confirmed · 1 erratum refuted
      ✓ CHILD         The theorem CHILD TIME
                      1 proved (normal form) · 0.5 ulp
      2 theorems hold · 5 of 5 checks hold · TIME · seed 1, quick, 100 runs
      "
    `)
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  test('what falls is explained with a replay command, what was not run is listed with its reason', async () => {
    const { stdout, status } = await command(['verify', '--seed', '9', '--runs', '5'], { ledger: MIXED })
    expect(times(stdout)).toMatchInlineSnapshot(`
      "✓ ROOT          The theorem ROOT TIME
                      1 proved (normal form), 1 exact (rationals) · 0.5 ulp ·
                      1 counterexample confirmed · 1 erratum refuted
      ✗ FALLEN        The theorem FALLEN TIME
                      1 proved (normal form), 0 of 1 exact (rationals) · 0.5 ulp
          falls: FALLEN claim 2 (exact, rationals)
              at x = 1: 2 is not 3
              replay: alphabar verify FALLEN --seed 9 --runs 5
      ✗ HEIR          The theorem HEIR TIME
                      1 proved (normal form) · 0.5 ulp
          falls: it rests on FALLEN, which falls
      ✗ GRANDCHILD    The theorem GRANDCHILD TIME
                      1 proved (normal form) · 0.5 ulp
          falls: it rests on FALLEN, which falls
      ✗ THROWS        The theorem THROWS TIME
                      0 of 1 proved (normal form)
          falls: THROWS claim 1 (proved, normal form)
              the check threw RangeError: β = 2 is outside (0, 1]
              replay: alphabar verify THROWS --seed 9 --runs 5
      ○ ABSENT        The theorem ABSENT TIME
                      0 of 1 proved (normal form), 1 exact (rationals) · 0.5 ulp
      ○ WAITS         The theorem WAITS TIME
                      1 proved (normal form) · 0.5 ulp
          not run: it rests on ABSENT, of which a check was not run
      ○ not run: the engine is not installed: npm install engine
          ABSENT: ABSENT claim 1 (proved, normal form)
      1 theorem holds, 4 fall, 2 not run to the end · 9 of 12 checks hold · TIME ·
      seed 9, quick, 5 runs
      "
    `)
    expect(status).toBe(1)
  })

  test('the errata and the proofs, each listed', async () => {
    const { stdout } = await command(['verify', '--errata', '--proofs'], { ledger: SOUND })
    expect(times(stdout)).toMatchInlineSnapshot(`
      "✓ ROOT          The theorem ROOT TIME
                      1 proved (normal form), 1 exact (rationals) · 0.5 ulp ·
                      1 counterexample confirmed · 1 erratum refuted
      ✓ CHILD         The theorem CHILD TIME
                      1 proved (normal form) · 0.5 ulp
      ✓ ROOT          ROOT claim 1 (normal form, TIME)
      ✓ CHILD         CHILD claim 1 (normal form, TIME)
      ✓ E98 O. Missaoui, Diffusion Models, slides, slide 3 (ROOT)
            printed: 1 + 1 = 3
            correct: 1 + 1 = 2
      2 theorems hold · 5 of 5 checks hold · TIME · seed 1, quick, 100 runs
      "
    `)
  })

  test('a pipe gets no control character and at most 80 columns, a terminal no more than it has', async () => {
    for (const columns of [undefined, 50, 120]) {
      const { stdout } = await command(['verify', '--errata', '--proofs'], {
        ledger: MIXED,
        ...(columns === undefined ? {} : { columns }),
      })
      expect(stdout).not.toMatch(CONTROL)
      const lines = stdout.split('\n').filter((line) => !line.includes('replay: '))
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns ?? 80)
    }
  })

  test('colours and progress on a terminal only; NO_COLOR is honoured', async () => {
    const coloured = await command(['verify'], { ledger: SOUND, tty: true })
    expect(coloured.stdout).toMatch(CONTROL)
    expect(coloured.stderr).toContain('\r\u001b[K0/5 ROOT: ROOT claim 1')
    expect(coloured.stderr.endsWith('\r\u001b[K')).toBe(true)
    const plain = await command(['verify'], { ledger: SOUND, tty: true, env: { NO_COLOR: '1' } })
    expect(plain.stdout).not.toMatch(CONTROL)
  })
})

describe('the exit status', () => {
  test.each([
    ['all holds', [HOLDS], 0],
    ['one falls', [HOLDS, FALLS], 1],
    ['one was not run, the rest holds', [NOT_RUN, HOLDS], 0],
    ['nothing was run', [NOT_RUN], 1],
  ] as const)('%s', async (_, outcomes, expected) => {
    const { status } = await command(['verify'], { ledger: [fixture('X', outcomes)] })
    expect(status).toBe(expected)
  })

  test('an empty ledger establishes nothing', async () => {
    expect((await command(['verify'], { ledger: [] })).status).toBe(1)
  })
})

describe('bad input: status 2, one paragraph, no stack', () => {
  test.each([
    [['verify', 'RO0T'], /no theorem has the id 'RO0T'. Did you mean ROOT\?/],
    [['verify', '--seed', '-1'], /'--seed <N>' argument '-1' is invalid. Expected a whole number from 0/],
    [['verify', '--seed', '1.5'], /argument '1.5' is invalid/],
    [['verify', '--seed', '4294967296'], /argument '4294967296' is invalid/],
    [['verify', '--seed', ''], /argument '' is invalid/],
    [['verify', '--runs', '0'], /argument '0' is invalid. Expected a whole number from 1/],
    [['verify', '--runs', '1e3'], /argument '1e3' is invalid/],
    [['verify', '--profile', 'fast'], /argument 'fast' is invalid. Allowed choices are quick, full/],
    [
      ['verify', '--json', join(folder, 'absent', 'x.json')],
      /cannot be written: there is no such file or folder/,
    ],
    [['verify', '--junit', folder], /cannot be written: it is a folder/],
    [['verify', '--sed', '3'], /unknown option '--sed'\n\(Did you mean --seed\?\)/],
    [['verfy'], /unknown command 'verfy'\n\(Did you mean verify\?\)/],
    [[], /Usage: alphabar/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await command(args, { ledger: SOUND })
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test('a bug prints its stack, asks for a report and exits 70', async () => {
    const { status, stderr } = await command(['verify'], { ledger: [...SOUND, ...SOUND] })
    expect(stderr).toMatch(/two theorems with the id ROOT\n\s+at .*bug in alphabar/s)
    expect(status).toBe(70)
  })
})

describe('reports', () => {
  const file = join(folder, 'report')
  const written = async (flag: string) => {
    const { status } = await command(['verify', flag, file, '--seed', '4'], { ledger: MIXED })
    expect(status).toBe(1)
    return readFileSync(file, 'utf8')
  }

  test('--json and --junit write the reports, over what was there', async () => {
    writeFileSync(file, 'x'.repeat(1e5))
    expect(JSON.parse(await written('--json'))).toMatchObject({ schemaVersion: 1, seed: 4 })
    expect(await written('--junit')).toMatch(/^<\?xml.*<\/testsuites>\s*$/s)
  })

  test('the same seed gives the same bytes, the times apart', async () => {
    const untimed = async () => (await written('--json')).replace(/"ms": [\d.]+/g, '"ms": 0')
    expect(await untimed()).toBe(await untimed())
  })
})

test('help and version are no errors', async () => {
  expect(await command(['--version'], { ledger: SOUND })).toEqual({
    status: 0,
    stdout: '0.0.0\n',
    stderr: '',
  })
  const { status, stdout } = await command(['help', 'verify'], { ledger: SOUND })
  expect([status, stdout]).toEqual([0, expect.stringContaining('--profile <name>')])
})

describe('help', () => {
  test.each(['verify', 'explain', 'train', 'experiment'])('of %s fits 80 columns', async (name) => {
    const { stdout, status } = await command(['help', name], { ledger: SOUND })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Usage: alphabar /)
    expect(stdout.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([])
  })
})
