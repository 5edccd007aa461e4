import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseHTML } from 'linkedom'

/**
 * The links of a built site that lead to a place of a page that is not there, each as `page → link`. linkinator follows
 * the links; of the places it forgets those in pages that it has read already.
 */
export function brokenAnchors(folder: string): readonly string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.html'),
  )
  const places = new Map<string, { readonly ids: ReadonlySet<string>; readonly links: readonly string[] }>()
  for (const page of pages) {
    const { document } = parseHTML(readFileSync(join(folder, page), 'utf8'))
    const all = <A>(selector: string, of: (element: Element) => A) =>
      [...document.querySelectorAll(selector)].map(of)
    places.set(join(folder, page), {
      ids: new Set(all('[id]', (element) => element.id)),
      links: all('a[href*="#"]', (a) => a.getAttribute('href') ?? '').filter(
        (href) => !/^[a-z]+:/.test(href),
      ),
    })
  }
  return [...places].flatMap(([page, { links }]) =>
    links.filter((link) => !leads(page, link)).map((link) => `${page.slice(folder.length + 1)} → ${link}`),
  )

  function leads(page: string, link: string): boolean {
    const [path = '', id = ''] = link.split('#').map(decodeURIComponent)
    const target = path === '' ? page : fileOf(join(dirname(page), path))
    return id === '' || (places.get(target)?.ids.has(id) ?? false)
  }
}

const fileOf = (path: string): string =>
  existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
