import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epsStar, logDensity, score } from '../../reference/data/posterior.js'
import { at } from '../../reference/numbers/combinators.js'
import { matchArguments } from '../../reference/numbers/dag.js'
import { FLOAT64 } from '../../reference/numbers/float.js'
import { diffuse } from '../../reference/process/kernel.js'
import { cpuPainter } from './cpu.js'
import { COLUMNS, FORMULAS, ROWS, symbolsOf, XS, YS } from './grid.js'
import { afterKey, type Handle, handlesOf, movedTo, nearest, standsAt } from './handles.js'
import { kernelText } from './kernel-text.js'
import { linkOf, sceneOf } from './link.js'
import { COUNT, samplesOf } from './samples.js'
import {
  AXIS,
  type Blob,
  dataOf,
  FIELDS,
  kernelOf,
  MOST,
  place,
  REACH,
  SCHEDULES,
  type Scene,
  START,
  T,
} from './scene.js'
import { ellipseOf } from './view.js'

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const blobs: fc.Arbitrary<Blob> = fc.record({
  weight: finite(0.1, 10),
  mean: fc.tuple(finite(-REACH[0], REACH[0]), finite(-REACH[1], REACH[1])),
  axes: fc.tuple(finite(AXIS.least, AXIS.most), finite(AXIS.least, AXIS.most)),
  angle: finite(-7, 7),
})
const scenes: fc.Arbitrary<Scene> = fc.record({
  blobs: fc.array(blobs, { minLength: 1, maxLength: MOST }),
  schedule: fc.constantFrom(...SCHEDULES),
  t: fc.integer({ min: 1, max: T }),
  field: fc.constantFrom(...FIELDS),
  probe: fc.tuple(finite(-REACH[0], REACH[0]), finite(-REACH[1], REACH[1])),
})
const seeded = { seed: 6, numRuns: 100 }

describe('a link', () => {
  it('holds the scene, to four digits: what is read from it is written as it again', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const link = linkOf(scene)
        expect(linkOf(sceneOf(link))).toBe(link)
        expect(sceneOf(`#${link}`)).toEqual(sceneOf(link))
      }),
      seeded,
    )
    expect(sceneOf(linkOf(START))).toEqual(START)
  })

  it.each([
    ['', START],
    ['t=12.4', { ...START, t: 12 }],
    ['t=-3', { ...START, t: 1 }],
    ['t=x&s=edm&f=v&p=1', START],
    ['p=99,-99', { ...START, probe: [3.2, -2.4] }],
    ['c=1,0,0,0.3,0.3', START],
    ['c=1,0,0,9,0,1', { ...START, blobs: [{ weight: 1, mean: [0, 0], axes: [1.6, 0.05], angle: 1 }] }],
    ['c=1,0,0,1,1,0;'.repeat(6).slice(0, -1), START],
  ])('that says %s gives a scene in view', (link, scene) => {
    expect(sceneOf(link)).toEqual(scene)
  })
})

describe('a handle', () => {
  const handles: readonly Handle[] = [
    { kind: 'probe' },
    { kind: 'mean', blob: 1 },
    { kind: 'axis', blob: 0, axis: 0 },
    { kind: 'axis', blob: 0, axis: 1 },
  ]

  it.each(handles)('stands where it was moved to: %o', (handle) => {
    // the first component's mean is (−1.4, −0.5): this is 0.5 from it
    const to = handle.kind === 'axis' ? ([-1.1, -0.1] as const) : ([0.25, -0.75] as const)
    const stands = standsAt(movedTo(START, handle, to), handle)
    // fewer than 16 roundings of numbers below 4
    expect(Math.hypot(stands[0] - to[0], stands[1] - to[1])).toBeLessThan(16 * 4 * 2 ** -53)
  })

  it('is taken by its middle where it overlaps others', () => {
    const close = {
      ...START,
      blobs: [{ weight: 1, mean: [0, 0], axes: [0.1, 0.06], angle: 0 } as const],
      probe: [3, 2] as const,
    }
    expect(nearest(close, [0.01, 0.01])).toEqual({ kind: 'mean', blob: 0 })
    expect(nearest(close, [0.09, 0])).toEqual({ kind: 'axis', blob: 0, axis: 0 })
    expect(nearest(close, [0, 0.2])).toEqual({ kind: 'axis', blob: 0, axis: 1 })
    expect(nearest(close, [2.9, 2.3])).toEqual({ kind: 'probe' })
    for (const handle of handlesOf(START)) expect(nearest(START, standsAt(START, handle))).toEqual(handle)
  })

  it('is held in view, and an axis in range', () => {
    expect(movedTo(START, { kind: 'probe' }, [100, -100]).probe).toEqual([3.2, -2.4])
    const far = movedTo(START, { kind: 'axis', blob: 0, axis: 1 }, [3, 2])
    expect(at(far.blobs, 0).axes).toEqual([0.5, 1.6])
  })

  it('moves by the arrow keys, and by no other', () => {
    const mean = { kind: 'mean', blob: 0 } as const
    expect(at(afterKey(START, mean, 'ArrowRight', false)?.blobs ?? [], 0).mean).toEqual([-1.4 + 0.05, -0.5])
    expect(at(afterKey(START, mean, 'ArrowDown', true)?.blobs ?? [], 0).mean).toEqual([-1.4, -0.5 - 0.25])
    const axis = { kind: 'axis', blob: 0, axis: 0 } as const
    expect(at(afterKey(START, axis, 'ArrowUp', false)?.blobs ?? [], 0).axes).toEqual([0.55, 0.25])
    expect(at(afterKey(START, axis, 'ArrowLeft', false)?.blobs ?? [], 0).angle).toBe(0.7 + Math.PI / 36)
    expect(afterKey(START, mean, 'Enter', false)).toBe(undefined)
  })
})

/** The kernel's text run as JavaScript: `this.thread` and three arrays. */
function inJavaScript(source: string) {
  const run = new Function(`return ${source}`)() as (
    c: ArrayLike<number>,
    xs: ArrayLike<number>,
    ys: ArrayLike<number>,
  ) => number
  return (c: ArrayLike<number>, xs: ArrayLike<number>, ys: ArrayLike<number>, z: number) =>
    run.call({ thread: { x: 0, y: 0, z } }, c, xs, ys)
}

describe('the kernel for the GPU', () => {
  it('is the formula: its text, run in doubles, gives the bits of the reference', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const [kernel, data, x] = [kernelOf(scene), dataOf(scene), scene.probe]
        const numbers = Object.fromEntries(
          matchArguments<number>(symbolsOf(data.length), [kernel, data, x]) ?? [],
        )
        for (const [name, expected] of [
          ['score', score(FLOAT64, kernel, data, x)],
          ['epsStar', epsStar(FLOAT64, kernel, data, x)],
          ['logDensity', [logDensity(FLOAT64, kernel, data, x)]],
        ] as const) {
          const text = kernelText('field', FORMULAS[name], symbolsOf(data.length))
          const run = inJavaScript(text.source)
          const host = text.host(numbers)
          expect(host).toHaveLength(text.constants)
          expect(expected.map((_, z) => run(host, [x[0]], [x[1]], z))).toEqual(expected)
        }
      }),
      { ...seeded, numRuns: 30 },
    )
  })

  it('takes no logarithm but that of the sum over components, and no root', () => {
    const { source } = kernelText('field', FORMULAS.logDensity, symbolsOf(3))
    expect(source.match(/Math\.log/g)).toHaveLength(1)
    for (const name of FIELDS) {
      const text = kernelText('field', FORMULAS[name], symbolsOf(3)).source
      expect(text).not.toMatch(/Math\.(log|sqrt)|\d\.\d/)
    }
  })
})

describe('the CPU', () => {
  it('draws the field of the reference, to the bit', async () => {
    for (const scene of fc.sample(scenes, { ...seeded, numRuns: 5 })) {
      const [kernel, data] = [kernelOf(scene), dataOf(scene)]
      const drawn = await cpuPainter.draw(scene.field, kernel, data)
      for (let i = 0; i < COLUMNS * ROWS; i += 97) {
        const x = [XS[i % COLUMNS] ?? 0, YS[Math.floor(i / COLUMNS)] ?? 0]
        const field = { score, epsStar }[scene.field](FLOAT64, kernel, data, x)
        expect([drawn.u[i], drawn.v[i], drawn.logDensity[i]]).toEqual([
          ...field,
          logDensity(FLOAT64, kernel, data, x),
        ])
      }
    }
  })
})

describe('the mixture of a scene', () => {
  it('has covariances that are symmetric and positive definite, and weights that sum to 1', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const data = dataOf(scene)
        for (const { covariance } of data) {
          const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = covariance ?? []
          expect(b).toBe(c)
          expect(a > 0 && a * d - b * c > 0).toBe(true)
        }
        const total = data.reduce((sum, { weight }) => sum + weight, 0)
        // one rounding a quotient and one a sum
        expect(Math.abs(total - 1)).toBeLessThanOrEqual(2 * data.length * 2 ** -53)
      }),
      seeded,
    )
  })

  it('is sampled by m + L√D·z', () => {
    const component = {
      weight: 1,
      mean: [1, -1],
      covariance: [
        [4, 2],
        [2, 2],
      ],
    } // L = (1, 0; ½, 1), D = (4, 1)
    expect([place(component, [0, 0]), place(component, [1, 0]), place(component, [0, 1])]).toEqual([
      [1, -1],
      [3, 0],
      [1, 0],
    ])
  })

  it('has samples that move with t, each with its own component and draws', () => {
    const [clean, noisy] = [1, 700].map((t) => samplesOf({ ...START, t }))
    expect([clean?.length, noisy?.length]).toEqual([COUNT, COUNT])
    expect(clean?.map(({ component }) => component)).toEqual(noisy?.map(({ component }) => component))
    // Hoeffding: half of the draws are of the first component, missed by more than this with a probability below 1e-6
    const first = clean?.filter(({ component }) => component === 0).length ?? 0
    expect(Math.abs(first - COUNT / 2)).toBeLessThan(Math.sqrt((COUNT * Math.log(2e6)) / 2))
    // x_t = a·x₀ + √v·ε at two times gives ε and x₀, which give the third
    const at350 = samplesOf({ ...START, t: 350 })
    const [k1, k2, k3] = [1, 700, 350].map((t) => kernelOf({ ...START, t }))
    if (!clean || !noisy || !k1 || !k2 || !k3) throw new Error('three times')
    const [s1, s2] = [Math.sqrt(k1.variance), Math.sqrt(k2.variance)]
    const determinant = k1.signal * s2 - k2.signal * s1
    for (let i = 0; i < COUNT; i++) {
      const [p, q] = [at(clean, i).at[0], at(noisy, i).at[0]]
      const [x0, eps] = [(p * s2 - q * s1) / determinant, (q * k1.signal - p * k2.signal) / determinant]
      // the determinant is above ½, and there are fewer than 32 roundings of numbers below 16
      expect(Math.abs(diffuse(FLOAT64, k3, { x0, eps }) - at(at350, i).at[0])).toBeLessThan(
        2 * 32 * 16 * 2 ** -53,
      )
    }
  })

  it('has four independent normal draws behind each sample', () => {
    const blobs = [{ weight: 1, mean: [0, 0], axes: [1, 1], angle: 0 } as const]
    // the signal is 0 at the last step of zero terminal SNR: x_T = ε; at t = 1 nearly all is x₀ = z
    const noise = samplesOf({ blobs, schedule: 'zero-terminal-snr', t: T })
    const clean = samplesOf({ blobs, schedule: 'ho', t: 1 })
    expect(kernelOf({ schedule: 'zero-terminal-snr', t: T })).toEqual({ signal: 0, variance: 1 })
    const columns = [clean, noise].flatMap((of) => [0, 1].map((i) => of.map((sample) => at(sample.at, i))))
    columns.forEach((a, i) => {
      // asymptotically normal: each of the 14 figures is beyond 5.2 with a probability of 2e-7
      expect(Math.abs(a.reduce((sum, x) => sum + x, 0)) / Math.sqrt(COUNT)).toBeLessThan(5.2)
      expect(Math.abs(a.reduce((sum, x) => sum + x * x - 1, 0)) / Math.sqrt(2 * COUNT)).toBeLessThan(5.2)
      for (const b of columns.slice(i + 1))
        expect(Math.abs(a.reduce((sum, x, k) => sum + x * at(b, k), 0)) / Math.sqrt(COUNT)).toBeLessThan(5.2)
    })
  })

  it('is outlined at one standard deviation', () => {
    const component = {
      weight: 1,
      mean: [1, 2],
      covariance: [
        [2, 0],
        [0, 9],
      ],
    }
    expect(ellipseOf(component)).toEqual({
      cx: 1,
      cy: -2,
      rx: 3,
      ry: Math.sqrt(2),
      transform: 'rotate(-90 1 -2)',
    })
  })
})
