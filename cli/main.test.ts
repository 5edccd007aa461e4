import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = 'dist/cli/main.js'

beforeAll(() => {
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`)
})

const alphabar = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [main, ...args], { cwd: root, encoding: 'utf8' })

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
