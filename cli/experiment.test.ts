import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './program.js'

const folder = mkdtempSync(join(tmpdir(), 'alphabar-experiment-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function experiment(...args: readonly string[]) {
  let [out, err] = ['', '']
  const status = await runCommand(['experiment', ...args], {
    ledger: [],
    version: '0',
    env: {},
    stdout: {
      write: (text: string) => {
        out += text
      },
    },
    stderr: {
      write: (text: string) => {
        err += text
      },
    },
  })
  return { status, out, err }
}

interface Report {
  readonly findings: readonly { readonly agrees: boolean }[]
}

describe('alphabar experiment', () => {
  it.each([
    ['expectation', [true, true, true], ['report.json', 'report.md']],
    // E45: the printed claim does not agree, the corrected one does
    ['score-field', [true, false, true], ['report.json', 'report.md', 'score-field.svg']],
    // E46: nor does this one
    ['capacity', [true, false], ['report.json', 'report.md']],
  ])('%s states what is claimed, what was measured, and whether they agree', async (name, agrees, files) => {
    const out = join(folder, name)
    const { status, out: text, err } = await experiment(name, '--quick', '--out', out)
    expect(err).toBe('')
    expect(status).toBe(0)
    expect(text).toMatch(/\*\*claimed\*\*: .*\n- \*\*measured\*\*: .*\n- \*\*(agrees|does not agree)\*\*/)
    expect(readdirSync(out).sort()).toEqual(files)
    const report: Report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))
    expect(report.findings.map((finding) => finding.agrees).slice(0, agrees.length)).toEqual(agrees)
  })

  it('names the experiments that there are', async () => {
    const { status, err } = await experiment('alchemy')
    expect(err).toMatch(/Allowed choices are expectation, score-field, capacity/)
    expect(status).toBe(2)
  })
})
