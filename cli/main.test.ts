import { execFile, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BAD_INPUT } from './fixtures/bad-input.js'
import { builtCommand, ROOT as root } from './fixtures/built.js'

const main = builtCommand()

const alphabar = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [main, ...args], { cwd: root, encoding: 'utf8' })

const started = (
  ...args: string[]
): Promise<Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })

const inShell = (line: string): SpawnSyncReturns<string> =>
  spawnSync('bash', ['-c', line], { cwd: root, encoding: 'utf8' })

describe('the command as built', () => {
  test('verifies a theorem', () => {
    const { status, stdout, stderr } = alphabar('verify', 'POST-MEAN')
    expect(stdout).toMatch(/^✓ POST-MEAN .*\n(.*\n)*\d+ theorems? holds? · /m)
    expect([status, stderr]).toEqual([0, ''])
  })

  test.each([
    [['verify', 'POST-MEEN'], 'Did you mean POST-MEAN'],
    [['verify', '--seed', 'x'], 'Expected a whole number'],
    [['verify', '--profile', 'fast'], 'Allowed choices are quick, full'],
    [['verify', '--json', '/absent/report.json'], 'cannot be written'],
    [[], 'Usage: alphabar'],
  ])('refuses %j with status 2', (args, message) => {
    const { status, stdout, stderr } = alphabar(...args)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect([status, stdout]).toEqual([2, ''])
  })

  // one spawned after the other they would take twenty seconds
  test.concurrent.each(BAD_INPUT)('compute %s: one paragraph, status 2', async (args, message) => {
    const { status, stdout, stderr } = await started('compute', ...args.split(' '))
    expect(stderr.replaceAll(/\n(?=.)/g, ' ')).toMatch(message)
    expect(stderr).toMatch(/^error: [^\n]*\n(\(`alphabar help`.*\)\n)?$/)
    expect([status, stdout]).toEqual([2, ''])
  })

  test.each([
    [['alpha-bar', '--schedule', 'ho', '--t', '1000', '--digits', '10'], '0.00004035829765\n'],
    [['score', '--betas', '4/10', '--t', '1', '--atoms', '-1,1', '--x', '0.3', '--digits', '3'], '0.263\n'],
    [['snr', '--betas', '1/2,1/2', '--exact', '--digits', '3'], 't    snr\n1   1.00  = 1\n2  0.333  = 1/3\n'],
    // 2.018e-5 nats (X-TERMSNR); ½(SNR_s − SNR_t)·mmse at ᾱ = ½ → ¼ of N(0, 4) is ½(1 − 1/3)·12/7
    [['mutual-information', '--schedule', 'ho', '--atoms', '-1,1', '--digits', '4'], '0.00002018\n'],
    [['elbo-step', '--betas', '1/2,1/2', '--mean', '0', '--covariance', '4', '--digits', '6'], '0.571429\n'],
  ])('computes %j', (args, printed) => {
    const { status, stdout, stderr } = alphabar('compute', ...args)
    expect([status, stdout, stderr]).toEqual([0, printed, ''])
  })

  test('computes from a file, exactly as it is written, into JSON', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'alphabar-')), 'law.json')
    // no double is 0.1: the weights sum to one only as decimals
    const components =
      '{"weight": 0.1, "mean": [1]}, {"weight": 0.2, "mean": [2]}, {"weight": 0.7, "mean": [-5]}'
    writeFileSync(file, `{"components": [${components}]}`)
    const given = ['--schedule', 'cosine', '--t', '300', '--data', file, '--x', '0.5', '--json']
    const { status, stdout } = alphabar('compute', 'posterior-weights', ...given)
    const { value, enclosure, ...rest } = JSON.parse(stdout)
    expect(rest).toMatchObject({ schemaVersion: 1, quantity: 'posterior-weights', t: 300, digits: 20 })
    expect([value, enclosure.lo, enclosure.hi].map((list) => list.length)).toEqual([3, 3, 3])
    expect(status).toBe(0)
  })

  test('what cannot be decided is printed as far as it is known, with status 2', () => {
    const given = ['--schedule', 'ho', '--t', '700', '--atoms', '-2,-1,1,2', '--x', '0', '--digits', '5']
    const { status, stdout, stderr } = alphabar('compute', 'x0-hat', ...given)
    expect(stdout).toMatch(/^\[-.*e-\d+, .*e-\d+\]\n$/)
    expect(stderr).toMatch(/^error: x0-hat at t = 700: 5 digits were not decided/)
    expect(status).toBe(2)
  })

  test('ends quietly when its reader has gone', () => {
    const { stdout, stderr } = inShell(`node ${main} verify POST-MEAN | true; echo \${PIPESTATUS[0]}`)
    expect([stdout, stderr]).toEqual(['141\n', ''])
    expect(inShell(`node ${main} verify POST-MEAN | head -1`)).toMatchObject({
      stdout: expect.stringMatching(/^. \S+ .*\n$/),
      stderr: '',
    })
  })

  test('an interruption ends it at once', async () => {
    const child = spawn(process.execPath, [main, 'verify', '--runs', '1000000'], { cwd: root })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    setTimeout(() => child.kill('SIGINT'), 500)
    const [code, signal] = await new Promise<readonly unknown[]>((resolve) =>
      child.on('exit', (...how) => resolve(how)),
    )
    expect([code, signal, stderr]).toEqual([null, 'SIGINT', ''])
  })
})
