import { EventEmitter } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './program.js'

const folder = mkdtempSync(join(tmpdir(), 'alphabar-train-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name)

const signals = new EventEmitter()

async function train(args: readonly string[], onOutput: (text: string) => void = () => {}) {
  let [out, err] = ['', '']
  const status = await runCommand(['train', ...args], {
    ledger: [],
    version: '0',
    env: {},
    signals,
    stdout: {
      write: (text: string) => {
        out += text
        onOutput(text)
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

const SMALL = [
  '--hidden',
  '6,6',
  '--batch',
  '32',
  '-T',
  '10',
  '--param',
  'beta_start=0.02',
  '--param',
  'beta_end=0.4',
]
const QUICK = [...SMALL, '--draws', '2000', '--samples', '200', '--steps', '40']
const LONGER = [...QUICK, '--steps', '200', '--rate', '0.01']
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

describe('alphabar train', () => {
  it('trains, reports, and prints the excess risk on its last line; the same seed gives the same weights', async () => {
    const [a, b, c] = [file('a'), file('b'), file('c')]
    const first = await train([...LONGER, '--out', a])
    expect(first.err).toBe('')
    expect(first.status).toBe(0)
    expect(first.out).toMatch(/backend webasm: WebAssembly SIMD on the CPU/)
    expect(first.out.trimEnd().split('\n').at(-1)).toMatch(
      /^excess risk \d\.\d+e-\d+ \(two quadratures differ by /,
    )
    expect(readdirSync(a).sort()).toEqual([
      'curves.svg',
      'report.json',
      'report.md',
      'samples.svg',
      'score-fields.svg',
      'weights.json',
    ])
    const { risk, history, identities, samplers } = json(join(a, 'report.json'))
    expect(risk.excess).toBeLessThan(history[0].excess)
    expect(identities.exact.passes).toBe(true)
    expect(identities.pythagoras.passes).toBe(true)
    expect(samplers.map(({ name }: { name: string }) => name)).toEqual([
      'ancestral',
      'ddim',
      'probability-flow',
    ])
    expect(samplers.every(({ exact }: { exact: { same: boolean } }) => exact.same)).toBe(true)
    await train([...LONGER, '--out', b])
    await train([...LONGER, '--seed', '2', '--out', c])
    const weights = (out: string) => readFileSync(join(out, 'weights.json'), 'utf8')
    expect(weights(b)).toBe(weights(a))
    expect(json(join(c, 'weights.json')).layers).not.toEqual(json(join(a, 'weights.json')).layers)
  })

  it('saves on Ctrl-C and goes on to the weights of the training that was not stopped', async () => {
    const [whole, part] = [file('whole'), file('part')]
    const settings = [...SMALL, '--draws', '2000', '--samples', '200', '--steps', '60']
    await train([...settings, '--out', whole])
    const stopped = await train([...settings, '--out', part], (text) => {
      if (text.startsWith('step 20/')) signals.emit('SIGINT')
    })
    expect(stopped.status).toBe(130)
    expect(stopped.out).toMatch(/interrupted at step 30; weights in .*weights\.json/)
    const resumed = await train([
      '--resume',
      join(part, 'weights.json'),
      '--draws',
      '2000',
      '--samples',
      '200',
      '--out',
      part,
    ])
    expect(resumed.status).toBe(0)
    expect(json(join(part, 'weights.json'))).toEqual(json(join(whole, 'weights.json')))
  })

  it('hears Ctrl-C on a network too small for threads, between the progress lines too', async () => {
    const stopped = train([...SMALL, '--steps', '1000000', '--out', file('soon')])
    const again = setInterval(() => signals.emit('SIGINT'), 100)
    expect((await stopped).status).toBe(130)
    clearInterval(again)
  })

  it('refuses more points than the exact answer can sum over', async () => {
    const path = file('many.csv')
    writeFileSync(path, Array.from({ length: 401 }, (_, i) => `${i},0`).join('\n'))
    const { status, err } = await train([...SMALL, '--data', path])
    expect([status, err]).toEqual([2, expect.stringContaining('401 points or components in 2 dimensions')])
  })

  it('trains without sampling noise, by Adam and by the second-order method, which goes on from its weights', async () => {
    const out = file('second')
    const noiseless = await train([...QUICK, '--method', 'adam-quadrature', '--steps', '20'])
    expect([noiseless.status, noiseless.err]).toEqual([0, ''])
    const first = await train([...QUICK, '--method', 'second-order', '--steps', '3', '--out', out])
    expect([first.status, first.err]).toEqual([0, ''])
    const before = json(join(out, 'report.json')).risk.excess
    const second = await train([
      '--resume',
      join(out, 'weights.json'),
      '--steps',
      '6',
      '--draws',
      '2000',
      '--samples',
      '200',
      '--out',
      out,
    ])
    expect([second.status, second.err]).toEqual([0, ''])
    expect(json(join(out, 'report.json')).risk.excess).toBeLessThan(before)
    expect(json(join(out, 'weights.json')).step).toBe(6)
    const large = await train([...QUICK, '--method', 'second-order', '--hidden', '64,64'])
    expect(large.err).toMatch(/takes at most 1500 parameters, this network has 4994/)
    expect(large.status).toBe(2)
  })

  it('learns rings of atoms, and points from a CSV file', async () => {
    const points = file('points.csv')
    writeFileSync(points, 'x,y\n0.5,1\n-1,0.25\n0.75,-1\n')
    for (const data of ['rings', points]) {
      const { status, out } = await train([...QUICK, '--data', data])
      expect(status).toBe(0)
      expect(out).toMatch(/excess risk/)
    }
  })

  it.each([
    [
      'an unknown backend',
      ['--backend', 'gpu'],
      /Allowed choices are webasm, cpu, webgpu, browser-webgl2, browser-webgpu, oracle/,
    ],
    [
      'an unknown law',
      ['--data', 'spiral'],
      /the data 'spiral' is unknown: expected mixture, rings, a \.csv file/,
    ],
    ['widths that are none', ['--hidden', '64'], /Expected two or more whole numbers/],
    ['a schedule out of its domain', ['--param', 'beta_end=2'], /β_10 = 2 is outside/],
    ['an unknown parameter', ['--param', 'gamma=2'], /gamma/],
    [
      'weights that are not there',
      ['--resume', '/nowhere/weights.json'],
      /the weights '\/nowhere\/weights.json' cannot be read/,
    ],
    ['a folder that cannot be made', ['--out', '/dev/null/none'], /It cannot be written/],
  ])('refuses %s', async (_what, args, message) => {
    const { status, err } = await train([...SMALL, '--steps', '10', ...args])
    expect(err).toMatch(message)
    expect(status).toBe(2)
  })

  it('refuses NaN in the data, naming the line', async () => {
    const bad = file('bad.csv')
    writeFileSync(bad, '1,2\nNaN,3\n')
    const { status, err } = await train([...QUICK, '--data', bad])
    expect(err).toMatch(/bad\.csv, line 2: 'NaN,3' is no point of 2 finite numbers/)
    expect(status).toBe(2)
  })

  it('refuses weights that were cut short, altered, or are something else', async () => {
    const whole = file('weights')
    await train([...QUICK, '--steps', '10', '--out', whole])
    const text = readFileSync(join(whole, 'weights.json'), 'utf8')
    const cases = [
      [text.slice(0, text.length / 2), /it is no complete JSON/],
      [text.replace('"step":10', '"step":11'), /its sha256 does not match/],
      ['{"format":"safetensors"}', /it does not say so/],
    ] as const
    for (const [content, message] of cases) {
      const path = file('changed.json')
      writeFileSync(path, content)
      const { status, err } = await train(['--resume', path])
      expect(err).toMatch(message)
      expect(status).toBe(2)
    }
  })

  it('tells of a diverging rate and keeps the last good weights', async () => {
    const out = file('diverged')
    const { status, err } = await train([...SMALL, '--steps', '200', '--rate', '1e6', '--out', out])
    expect(err).toMatch(/training diverged at step \d+: .* Remedy: a smaller --rate; weights in/)
    expect(status).toBe(1)
    expect(existsSync(join(out, 'weights.json'))).toBe(true)
    expect(json(join(out, 'weights.json')).format).toBe('alphabar-weights/1')
  })
})
