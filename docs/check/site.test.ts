import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LEDGER } from '../../properties/ledger.js'
import { brokenAnchors } from './anchors.js'
import { builtSite, FOLDER, mounted } from './built-site.js'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

describe.runIf(FOLDER)('the built site', { concurrent: true, timeout: 240_000 }, () => {
  const { open, at } = builtSite()

  const pages = readdirSync(FOLDER || '.', { recursive: true, encoding: 'utf8' })
    .filter((path) => FOLDER && path.endsWith('.html') && path !== '404.html')
    .sort()

  test.sequential('a page for every theorem of the ledger', () => {
    expect(pages).toEqual(expect.arrayContaining(LEDGER.map((t) => join('theorems', t.id, 'index.html'))))
  })

  // it computes without a pause, in which nothing else here would be heard
  test.sequential('every link to a place of a page finds it', () => expect(brokenAnchors(FOLDER)).toEqual([]))

  test('no page complains, asks for anything else, or is wider than a phone', async () => {
    const walked = await Promise.all(
      [0, 1, 2].map(async (tab) => {
        const { page, complaints, address } = await open(PHONE)
        const wide: string[] = []
        for (const path of pages.filter((_, i) => i % 3 === tab)) {
          await page.goto(address(path), { waitUntil: 'load' })
          if (!path.startsWith('source/')) await mounted(page)
          const width = await page.evaluate(() => document.documentElement.scrollWidth)
          if (width > PHONE.viewport.width) wide.push(`${path}: ${width}`)
        }
        return { complaints, wide }
      }),
    )
    expect(walked).toEqual(Array(3).fill({ complaints: [], wide: [] }))
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
})
