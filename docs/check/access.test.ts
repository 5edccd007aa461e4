import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { builtSite, FOLDER } from './built-site.js'

describe.runIf(FOLDER)('the built site, for everybody', { concurrent: true, timeout: 120_000 }, () => {
  const { at } = builtSite()

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
