import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openChromium, openSite, type Site } from './browser.js'

/** Where the built site is: said by .ci/docs, which builds it first. */
export const FOLDER = process.env.ALPHABAR_SITE ?? ''

/** A page is there before its script is: what is pressed until then is heard by nobody. */
export const mounted = (page: Page) =>
  page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))

export interface BuiltSite {
  /** A tab that knows the site. */
  readonly open: (options?: BrowserContextOptions) => Promise<Site>
  /** One that is at a page of it, and can be used. */
  readonly at: (path: string, options?: BrowserContextOptions) => Promise<Site>
}

/** The built site, in one browser for the tests of a file. */
export function builtSite(): BuiltSite {
  let browser: Browser
  beforeAll(async () => {
    browser = await openChromium()
  })
  afterAll(() => browser.close())
  const open = (options: BrowserContextOptions = {}) => openSite(browser, FOLDER, options)
  const at = async (path: string, options: BrowserContextOptions = {}) => {
    const site = await open(options)
    await site.page.goto(site.address(path), { waitUntil: 'networkidle' })
    if (!path.startsWith('source/')) await mounted(site.page)
    return site
  }
  return { open, at }
}
