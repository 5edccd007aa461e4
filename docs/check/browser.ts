import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../gpu/backends/browser.js'

/** A built site in a headless Chromium, served from a folder of a host that is not there: nothing leaves the machine. */

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** WebGL on a machine without a graphics card is asked for by name: Chromium warns of it otherwise. */
export const openChromium = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--enable-unsafe-swiftshader', ...args],
  })

/** What a graphics driver says of its speed is no complaint of the page. */
const ofDriver = (text: string) => /GL Driver Message \(OpenGL, Performance/.test(text)

export interface Site {
  readonly page: Page
  /** What the pages reported as errors or warnings, and what they asked for that is not of the site. */
  readonly complaints: readonly string[]
  /** The address of a page of the site, as a static host would give it. */
  readonly address: (path: string) => string
}

/** A tab that knows one site, below a folder of its host. */
export async function openSite(
  browser: Browser,
  folder: string,
  options: BrowserContextOptions = {},
): Promise<Site> {
  const base = 'https://alphabar.invalid/some/folder/'
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !ofDriver(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`)
  })
  await page.route('**/*', (route) => {
    const url = route
      .request()
      .url()
      .replace(/[?#].*$/, '')
    const path = url.startsWith(base)
      ? fileOf(join(folder, decodeURIComponent(url.slice(base.length))))
      : undefined
    if (path !== undefined)
      return route.fulfill({
        contentType: TYPES[extname(path)] ?? 'application/octet-stream',
        body: readFileSync(path),
      })
    complaints.push(`${page.url()}: asked for ${url}`)
    return route.abort()
  })
  return { page, complaints, address: (path) => base + path }
}

/** A folder is answered by its index.html, as every static host does. */
function fileOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  return statSync(path).isDirectory() ? fileOf(join(path, 'index.html')) : path
}
