import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEDGER } from '../../properties/ledger.js'
import { brokenAnchors } from './anchors.js'
import { openChromium, openSite, type Site } from './browser.js'

/** The built site in a browser. Run by .ci/docs, which builds it first: ALPHABAR_SITE says where it is. */
const FOLDER = process.env.ALPHABAR_SITE ?? ''

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

describe.runIf(FOLDER)('the built site', { timeout: 120_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openChromium()
  })
  afterAll(() => browser.close())

  /** A page is there before its script is: what is pressed until then is heard by nobody. */
  const mounted = (page: Page) =>
    page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))

  const at = async (path: string, options = {}): Promise<Site> => {
    const site = await openSite(browser, FOLDER, options)
    await site.page.goto(site.address(path), { waitUntil: 'networkidle' })
    if (!path.startsWith('source/')) await mounted(site.page)
    return site
  }

  const pages = readdirSync(FOLDER || '.', { recursive: true, encoding: 'utf8' })
    .filter((path) => FOLDER && path.endsWith('.html') && path !== '404.html')
    .sort()

  test('a page for every theorem of the ledger', () => {
    expect(pages).toEqual(expect.arrayContaining(LEDGER.map((t) => join('theorems', t.id, 'index.html'))))
  })

  test('every link to a place of a page finds it', () => expect(brokenAnchors(FOLDER)).toEqual([]))

  test('no page complains, asks for anything else, or is wider than a phone', async () => {
    const { page, complaints, address } = await openSite(browser, FOLDER, PHONE)
    const wide: string[] = []
    for (const path of pages) {
      await page.goto(address(path), { waitUntil: 'load' })
      if (!path.startsWith('source/')) await mounted(page)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > PHONE.viewport.width) wide.push(`${path}: ${width}`)
    }
    expect({ complaints, wide }).toEqual({ complaints: [], wide: [] })
  })

  test.each([
    ['POST-MEAN', 'theorems/POST-MEAN/'],
    ['tweedie', 'theorems/TWEEDIE'],
    ['E14', 'errata/#E14'],
    ['stationarity', 'theorems/FWD-STAT/'],
  ])('search for %s', async (word, found) => {
    const { page, complaints } = await at('')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.VPLocalSearchBox input')
    await page.keyboard.type(word)
    await page.waitForSelector('.VPLocalSearchBox .result')
    const results = await page.$$eval('.VPLocalSearchBox .result', (all) =>
      all.map((a) => (a as HTMLAnchorElement).href),
    )
    expect(
      results.slice(0, 3).some((href) => href.includes(found)),
      results.join('\n'),
    ).toBe(true)
    await page.keyboard.press('Enter')
    await page.waitForURL(results[0] ?? '')
    expect(complaints).toEqual([])
  })

  test('the code of a theorem leads to its lines in the page of its file, and back; the search knows none', async () => {
    const { page, complaints } = await at('theorems/POST-MEAN/')
    const [from = '', to = ''] = (await page.textContent('.where a'))?.match(/\d+/g) ?? []
    await page.click('.where a')
    await page.waitForURL(`**/source/reference/process/posterior.html#L${from}-L${to}`)
    const shown = await page.textContent('.shown:target')
    expect(shown?.split('\n')).toHaveLength(Number(to) - Number(from) + 1)
    expect(shown).toContain('export const posteriorMean = formula(')
    await page.click('main p a:text("POST-MEAN")')
    await page.waitForURL('**/theorems/POST-MEAN/**')
    await mounted(page)
    await page.keyboard.press('Control+k')
    await page.fill('.VPLocalSearchBox input', 'transitionSymbols')
    await page.waitForSelector('.VPLocalSearchBox .no-results')
    expect(complaints).toEqual([])
  })

  test('the architecture leads to the source of a part', async () => {
    const { page } = await at('contributing/')
    await page.click('.architecture a:has-text("properties/")')
    await page.waitForURL('**/source/index.html#properties')
    expect(await page.textContent('h2:target')).toBe('properties/')
  })

  test('the overview filters by words, tier, engine, chapter and status, and its address says so', async () => {
    const { page, complaints } = await at('theorems/')
    const shown = () => page.$$eval('.overview-table tbody .id', (all) => all.map((e) => e.textContent))
    expect(await shown()).toHaveLength(LEDGER.length)
    await page.fill('.filters input', 'tweedie')
    expect(await shown()).toEqual(['TWEEDIE-1', 'TWEEDIE-DDPM', 'X-TWEEDIE2'])
    await page.fill('.filters input', '')
    await page.selectOption('.filters select >> nth=1', 'certified')
    const certified = LEDGER.filter((t) => t.claims.some((c) => c.tier === 'certified')).map((t) => t.id)
    expect(await shown()).toEqual(certified)
    expect(page.url()).toContain('?tier=certified')
    await page.reload({ waitUntil: 'networkidle' })
    expect(await shown()).toEqual(certified)
    await page.selectOption('.filters select >> nth=3', { index: 1 })
    expect(await shown()).toEqual(certified)
    await page.click('text=show all')
    expect(await shown()).toHaveLength(LEDGER.length)
    expect(complaints).toEqual([])
  })

  test('each node of the graph leads to its theorem, by keyboard and by mouse', async () => {
    const { page, complaints } = await at('theorems/')
    await page.locator('svg.graph a.node').first().scrollIntoViewIfNeeded()
    const ids = await page.$$eval('svg.graph a.node', (all) => all.map((a) => a.getAttribute('data-id')))
    expect(ids.toSorted()).toEqual(LEDGER.map((t) => t.id).toSorted())
    await page.focus('svg.graph a[data-id="POST-MEAN"]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/theorems\/POST-MEAN\/(index\.html)?$/)
    await page.waitForFunction(() => document.querySelector('h1')?.textContent?.includes('POST-MEAN'))
    await page.goBack()
    await page.click('svg.graph a[data-id="FWD-STAT"]')
    await page.waitForURL(/theorems\/FWD-STAT\/(index\.html)?$/)
    await page.waitForFunction(() => document.querySelector('h1')?.textContent?.includes('FWD-STAT'))
    expect(complaints).toEqual([])
  })

  test('a citation is chosen and copied by keyboard, with the address of the page', async () => {
    const { page, address } = await at('theorems/POST-MEAN/', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.focus('.cite input:checked')
    expect(await page.textContent('.cite pre')).toMatch(
      /^@software\{alphabar:POST-MEAN,[\s\S]*url += \{https:/,
    )
    await page.keyboard.press('ArrowRight')
    const latex = await page.textContent('.cite pre')
    expect(latex).toContain(`\\href{${address('theorems/POST-MEAN/')}}{alphabar, POST-MEAN, version `)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.cite button:text("Copied")')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(latex)
  })

  test('by keyboard: the first stop skips to the text, every stop shows itself', async () => {
    const { page } = await at('theorems/FWD-STAT/')
    const unseen: string[] = []
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const { name, seen } = await page.evaluate(() => {
        const e = document.activeElement as HTMLElement
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(e)
        return {
          name: e.outerHTML.slice(0, 80),
          seen: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
        }
      })
      if (i === 0) expect(name).toMatch(/skip/i)
      if (!seen) unseen.push(name)
    }
    expect(unseen).toEqual([])
  })

  const LOOKS = ['light', 'dark'] as const
  const SAMPLE = [
    '',
    'theorems/',
    'theorems/POST-MEAN/',
    'theorems/REV-MIX/',
    'errata/',
    'pictures/',
    'guides/notation.html',
    'contributing/',
    'source/index.html',
    'source/reference/process/posterior.html#L1',
  ]
  test.each(LOOKS.flatMap((look) => SAMPLE.map((path) => ({ look, path }))))(
    'accessible by axe, $look: /$path',
    async ({ look, path }) => {
      const { page } = await at(path, { colorScheme: look })
      expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(
        look === 'dark',
      )
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') })
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') }
        const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] })
        return found.violations.flatMap(({ id, nodes }) =>
          nodes.map((n) => `${id}: ${n.target.join(' ')}: ${n.failureSummary}`),
        )
      })
      expect(violations).toEqual([])
    },
  )
})
