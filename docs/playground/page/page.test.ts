import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { demanded } from '../../../gpu/backends/fixtures.js'
import { epsStar, logDensity, score } from '../../../reference/data/posterior.js'
import { at } from '../../../reference/numbers/combinators.js'
import { matchArguments } from '../../../reference/numbers/dag.js'
import { FLOAT64 } from '../../../reference/numbers/float.js'
import type { Rounded } from '../../../reference/numbers/rounding/model.js'
import { boundsAt, inFloat64 } from '../fixtures/bound.js'
import { buildPage, type Opening, type OpenPage, openPage } from '../fixtures/browser.js'
import { COLUMNS, ROWS, symbolsOf, XS, YS } from '../grid.js'
import { type Handle, standsAt } from '../handles.js'
import { linkOf, sceneOf } from '../link.js'
import { dataOf, kernelOf, type Point, type Scene, START, T } from '../scene.js'
import { textsOf } from '../webgl.js'
import { pixelOf, pixelOfPlane, sceneIn, seen, show, valuesIn } from './fixtures/stage.js'

/** What the page says and draws, in a headless Chromium, against the reference here. */

const VARIED: readonly Scene[] = [
  START,
  { ...START, t: 1, schedule: 'cosine', field: 'epsStar', probe: [-1.3, -0.4] },
  { ...START, t: 700, schedule: 'vdm' },
  {
    ...START,
    t: 30,
    field: 'epsStar',
    blobs: [
      ...START.blobs,
      { weight: 0.1, mean: [2.5, 2], axes: [0.06, 0.05], angle: 2 },
      { weight: 9, mean: [-2, 1.7], axes: [1.5, 0.1], angle: -1 },
    ],
  },
  { ...START, t: 400, schedule: 'sub-vp', blobs: START.blobs.slice(0, 1) },
]
const SCENES = VARIED.map((scene) => sceneOf(linkOf(scene)))

/** As far from what float64 gives here as two engines may be. */
function expectClose(values: readonly number[], expected: readonly Rounded[]): void {
  expect(values).toHaveLength(expected.length)
  expected.forEach(({ value, bound }, i) => {
    expect(Math.abs(at(values, i) - value)).toBeLessThanOrEqual(2 * bound)
  })
}

/** The step of time beside a scene's: a bound that does not tell one from the other says nothing. */
const beside = (scene: Scene): Scene => ({ ...scene, t: scene.t < T ? scene.t + 1 : scene.t - 1 })

const GRID = Array.from(
  { length: COLUMNS * ROWS },
  (_, i): Point => [XS[i % COLUMNS] ?? 0, YS[Math.floor(i / COLUMNS)] ?? 0],
)

describe.skipIf(!demanded)(demanded ? 'the page' : 'the page (skipped: set ALPHABAR_ALL_BACKENDS)', () => {
  let folder: string
  const open: OpenPage[] = []
  const opened = async (opening: Opening = {}) => {
    const one = await openPage(folder, opening)
    open.push(one)
    return one
  }
  beforeAll(async () => {
    folder = await buildPage()
  }, 120_000)
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true })
  })

  it('says at the point what the reference says', async () => {
    const { page, complaints } = await opened({ link: linkOf(at(SCENES, 0)) })
    for (const scene of SCENES) {
      await seen(page, await show(page, scene))
      const [kernel, data] = [kernelOf(scene), dataOf(scene)]
      const values = await valuesIn(page)
      expect([values['x-0'], values['x-1']]).toEqual(scene.probe)
      expect(data.map((_, k) => values[`prior-${k}`])).toEqual(data.map(({ weight }) => weight))
      for (const [name, cells] of [
        ['score', ['score-0', 'score-1']],
        ['epsStar', ['epsStar-0', 'epsStar-1']],
        ['x0Hat', ['x0Hat-0', 'x0Hat-1']],
        ['logDensity', ['logDensity']],
        ['posteriorWeights', data.map((_, k) => `posterior-${k}`)],
      ] as const) {
        const expected = inFloat64(name, kernel, data, scene.probe)
        expectClose(
          cells.map((cell) => values[cell] ?? Number.NaN),
          expected,
        )
        if (name === 'posteriorWeights' && data.length === 1) continue // 1 at every time
        const other = inFloat64(name, kernelOf(beside(scene)), data, scene.probe)
        expect(
          expected.some(
            ({ value, bound }, i) => Math.abs(value - at(other, i).value) > 2 * (bound + at(other, i).bound),
          ),
          `${linkOf(scene)}: the bound of ${name} tells it from the next time`,
        ).toBe(true)
      }
    }
    expect(complaints).toEqual([])
  })

  it('draws by WebGL 2 within the bound that is derived for its operations', async () => {
    const { page, complaints } = await opened()
    for (const scene of SCENES) {
      const drawn = await seen(page, await show(page, scene))
      expect(drawn.backend).toBe('webgl2')
      const told = [false, false, false]
      const [kernel, data] = [kernelOf(scene), dataOf(scene)]
      const { field, density } = textsOf(scene.field, data.length)
      const formula = { score, epsStar }[scene.field]
      for (let i = 0; i < GRID.length; i += 29) {
        const x = at(GRID, i)
        const inputs = matchArguments<number>(symbolsOf(data.length), [kernel, data, x])
        if (!inputs) throw new Error('the mixture does not have the shape of its symbols')
        const numbersAt = (k: typeof kernel) => [
          ...formula(FLOAT64, k, data, x),
          logDensity(FLOAT64, k, data, x),
        ]
        const [exact, next] = [numbersAt(kernel), numbersAt(kernelOf(beside(scene)))]
        const bounds = [...boundsAt(field, inputs, x), ...boundsAt(density, inputs, x)].map(
          ({ bound }) => bound,
        )
        const values = [at(drawn.u, i), at(drawn.v, i), at(drawn.logDensity, i)]
        values.forEach((value, k) => {
          const [truth, bound] = [at(exact, k), at(bounds, k)]
          // float64's own error is far below float32's bound: the bound holds 2²⁹ times more
          expect(Math.abs(value - truth), `${linkOf(scene)} at ${x}, number ${k}`).toBeLessThanOrEqual(bound)
          expect(bound).toBeLessThan(Number.POSITIVE_INFINITY)
          told[k] ||= Math.abs(truth - at(next, k)) > 2 * bound
        })
      }
      // the bound says something: somewhere it tells each number from that of the next time
      expect(told, linkOf(scene)).toEqual([true, true, true])
    }
    expect(complaints).toEqual([])
  })

  it('draws by the CPU in float64 where it is told to, and says so', async () => {
    const { page } = await opened()
    await page.selectOption('.playground label:has-text("drawn by") select', 'cpu')
    await page.waitForSelector('.playground[data-backend="cpu"]')
    for (const scene of SCENES) {
      const link = await show(page, scene)
      const drawn = await seen(page, link)
      const [kernel, data] = [kernelOf(scene), dataOf(scene)]
      for (let i = 0; i < GRID.length; i += 31) {
        const x = at(GRID, i)
        expectClose([at(drawn.u, i), at(drawn.v, i)], inFloat64(scene.field, kernel, data, x))
        expectClose([at(drawn.logDensity, i)], inFloat64('logDensity', kernel, data, x))
      }
    }
    expect(await page.textContent('.playground [role=status]')).toContain('drawn by cpu (JavaScript')
  })

  it('falls back to the CPU by name where there is no WebGL 2', async () => {
    const { page, complaints } = await opened({ args: ['--disable-3d-apis'] })
    expect((await seen(page, linkOf(START))).backend).toBe('cpu')
    expect(await page.textContent('.playground [role=status]')).toMatch(
      /drawn by cpu .*in the place of WebGL 2: this browser offers no WebGL 2/,
    )
    expect(complaints).toEqual([])
  })

  it('falls back to the CPU by name where WebGL 2 fails while it draws', async () => {
    const before = `WebGL2RenderingContext.prototype.linkProgram = () => { throw new Error('no shader today') }`
    const { page } = await opened({ before })
    expect((await seen(page, linkOf(START))).backend).toBe('cpu')
    expect(await page.textContent('.playground [role=status]')).toMatch(
      /drawn by cpu .*in the place of WebGL 2: WebGL 2 failed: .*no shader today/,
    )
  })

  it('follows the mouse, the keyboard and the controls, and keeps the scene in its address', async () => {
    const { page, complaints } = await opened()
    const drag = async (handle: Handle, to: Point) => {
      await page.mouse.move(
        ...((await pixelOf(page, standsAt(await sceneIn(page), handle))) as [number, number]),
      )
      await page.mouse.down()
      await page.mouse.move(...((await pixelOf(page, to)) as [number, number]), { steps: 5 })
      await page.mouse.up()
    }
    const pixel = await pixelOfPlane(page)
    const near = async (handle: Handle, to: Point, limit = pixel) => {
      await expect
        .poll(async () => {
          const [x, y] = standsAt(await sceneIn(page), handle)
          return Math.max(Math.abs(x - to[0]), Math.abs(y - to[1]))
        })
        .toBeLessThanOrEqual(limit)
    }
    await drag({ kind: 'mean', blob: 2 }, [2, -1.5])
    await near({ kind: 'mean', blob: 2 }, [2, -1.5])
    await drag({ kind: 'axis', blob: 2, axis: 0 }, [2.5, -1.2])
    await near({ kind: 'axis', blob: 2, axis: 0 }, [2.5, -1.2])
    await page.mouse.move(...((await pixelOf(page, [-0.5, 1.8])) as [number, number]))
    await near({ kind: 'probe' }, [-0.5, 1.8])

    await page.focus('.handle[aria-label="Mean of component A"]')
    const before = await sceneIn(page)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Shift+ArrowRight')
    const [x, y] = at(before.blobs, 0).mean
    // the address that is read has four digits, before and after
    await near({ kind: 'mean', blob: 0 }, [x + 0.25, y + 0.05], 1e-4)

    await page.focus('.playground .time input')
    await page.keyboard.press('ArrowRight')
    await page.selectOption('.playground label:has-text("schedule") select', 'cosine')
    await page.selectOption('.playground label:has-text("field") select', 'epsStar')
    await page.click('.playground .add')
    await page.click('[aria-label="Remove component B"]')
    await expect.poll(async () => (await sceneIn(page)).blobs.length).toBe(3)
    const scene = await sceneIn(page)
    expect([scene.t, scene.schedule, scene.field]).toEqual([before.t + 1, 'cosine', 'epsStar'])
    await expect.poll(() => page.evaluate(() => window.location.hash)).toBe(`#${linkOf(scene)}`)
    expect(complaints).toEqual([])
  })

  it('fits a phone, in the dark too, and follows a finger', async () => {
    const { page, complaints } = await opened({ size: { width: 360, height: 740 }, touch: true })
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    expect(at(widths, 0)).toBeLessThanOrEqual(at(widths, 1))
    // WCAG 2.2, target size (minimum): 24 pixels
    const sizes = await page.$$eval('.playground .hit, .playground button, .playground select', (targets) =>
      targets
        .map((target) => target.getBoundingClientRect())
        .map(({ width, height }) => Math.min(width, height)),
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24)
    await page.locator('.playground .stage').scrollIntoViewIfNeeded()
    await page.touchscreen.tap(...((await pixelOf(page, [0.1, 1.9])) as [number, number]))
    const pixel = await pixelOfPlane(page)
    await expect.poll(async () => Math.abs((await sceneIn(page)).probe[1] - 1.9)).toBeLessThanOrEqual(pixel)
    // a finger on the middle of a component whose axes are a fingertip away takes the component
    const fingers = await page.context().newCDPSession(page)
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', to?: Point) => {
      const touchPoints = to ? [await pixelOf(page, to)].map(([x, y]) => ({ x, y })) : []
      await fingers.send('Input.dispatchTouchEvent', { type, touchPoints })
    }
    await touch('touchStart', [1.1, -1.1])
    await touch('touchMove', [1.4, -1.4])
    await touch('touchMove', [1.9, -1.7])
    await touch('touchEnd')
    await expect
      .poll(async () => Math.abs(at((await sceneIn(page)).blobs, 2).mean[1] + 1.7))
      .toBeLessThanOrEqual(pixel)
    expect(Math.abs(at((await sceneIn(page)).blobs, 2).mean[0] - 1.9)).toBeLessThanOrEqual(pixel)
    const painted = () =>
      page.evaluate(() =>
        (document.querySelector('.playground canvas') as unknown as { toDataURL(): string }).toDataURL(),
      )
    const light = await painted()
    await page.evaluate(() => document.documentElement.classList.add('dark'))
    await expect.poll(painted).not.toBe(light)
    expect(complaints).toEqual([])
  })

  it.each(['light', 'dark'])('has nothing that axe-core finds wrong, %s', async (look) => {
    const { page } = await opened()
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), look === 'dark')
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') })
    const wrong = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(on: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      }
      return (await axe.run('.playground')).violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html }) => html),
      ])
    })
    expect(wrong).toEqual([])
  })
})
