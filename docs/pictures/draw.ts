import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Picture } from './picture.js'
import { escaped, typeset } from './typeset.js'

/** Panels drawn by Observable Plot on a document of linkedom, put together to one SVG text without styles of its own. */

export const COLORS = {
  ink: 'currentColor',
  muted: 'var(--picture-muted)',
  line: 'var(--picture-line)',
  paper: 'var(--picture-paper)',
  blue: 'var(--picture-blue)',
  orange: 'var(--picture-orange)',
  green: 'var(--picture-green)',
  purple: 'var(--picture-purple)',
  shade: 'var(--picture-shade)',
} as const

export interface Panel {
  readonly width: number
  readonly height: number
  readonly title?: string
  readonly options: Plot.PlotOptions
}

/** What is read of linkedom's elements. */
interface Element {
  readonly tagName: string
  readonly children: Iterable<Element>
  readonly querySelectorAll: (selector: string) => Iterable<Element>
  readonly getAttribute: (name: string) => string | null
  readonly setAttribute: (name: string, value: string) => void
  readonly removeAttribute: (name: string) => void
  readonly remove: () => void
  textContent: string
  innerHTML: string
  readonly outerHTML: string
}

type Drawn = Element & { readonly scale: (name: 'x' | 'y') => Scale | undefined }
interface Scale {
  readonly type: string
  readonly domain: readonly number[]
  readonly range: readonly number[]
}

const TITLE = 22
const LEFT = 46

/** Rows of panels, left to right and top to bottom. */
export function draw(
  { title, alt }: Pick<Picture, 'title' | 'alt'>,
  rows: readonly (readonly Panel[])[],
): string {
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)))
  const [width, height] = [
    Math.max(...rows.map((row) => row.reduce((total, panel) => total + panel.width, 0))),
    heights.reduce((total, h) => total + h, 0),
  ]
  const body = rows.map((row, i) => {
    const y = heights.slice(0, i).reduce((total, h) => total + h, 0)
    return row.map((panel, j) => {
      const x = row.slice(0, j).reduce((total, before) => total + before.width, 0)
      return panelText(panel, x, y)
    })
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" fill="currentColor" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(alt)}</desc>`,
    ...body.flat(),
    '</svg>',
  ].join('\n')
}

function panelText({ width, height, title, options }: Panel, x: number, y: number): string {
  const { document } = parseHTML('<html><body></body></html>')
  const drawn = Plot.plot({
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
    marginTop: 14 + (title === undefined ? 0 : TITLE),
    marginRight: 12,
    marginBottom: 38,
    marginLeft: LEFT,
    ...options,
    marks: [
      Plot.frame({ anchor: 'left', stroke: COLORS.line }),
      Plot.frame({ anchor: 'bottom', stroke: COLORS.line }),
      ...(options.marks ?? []),
    ],
    width,
    height,
    style: { fontSize: '12px' },
  }) as unknown as Drawn
  for (const style of drawn.querySelectorAll('style')) style.remove()
  for (const text of drawn.querySelectorAll('text')) text.innerHTML = typeset(text.textContent)
  for (const text of drawn.querySelectorAll('text')) if (text.textContent === '') text.remove()
  for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  for (const part of drawn.querySelectorAll('[aria-hidden]')) part.removeAttribute('aria-hidden')
  for (const group of drawn.querySelectorAll('g[paint-order="stroke"]')) haloBelow(group)
  for (const group of drawn.querySelectorAll('g')) gather(group)
  const heading =
    title === undefined
      ? ''
      : `<text x="${options.marginLeft ?? LEFT}" y="16" text-anchor="start" font-weight="600" font-size="13">${typeset(title)}</text>`
  const scales = (['x', 'y'] as const).map((name) => {
    const scale = drawn.scale(name)
    return scale ? ` data-${name}="${[scale.type, ...scale.domain, ...scale.range].join(' ')}"` : ''
  })
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}" overflow="visible"${scales.join('')} text-anchor="middle">${heading}${rounded(drawn.innerHTML)}</svg>`
}

/** Places to a hundredth of a pixel. */
export const DIGITS = 2
const rounded = (markup: string) =>
  markup.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/-?\d*\.\d{3,}(e-?\d+)?/g, (number) => `${Number(Number(number).toFixed(DIGITS))}`),
  )

/** The halo of a label below all of it: each `tspan` would paint its own over the letters before it. */
function haloBelow(label: Element): void {
  const [stroke, width] = ['stroke', 'stroke-width'].map((name) => label.getAttribute(name))
  for (const name of ['paint-order', 'stroke', 'stroke-width', 'stroke-linejoin']) label.removeAttribute(name)
  label.innerHTML = `<g fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round">${label.innerHTML}</g>${label.innerHTML}`
}

/** One path in the place of many that differ in nothing but where they go: a field has hundreds of arrows. */
function gather(group: Element): void {
  const paths = [...group.children]
  const [first] = paths
  if (paths.length < 20 || !first || paths.some(({ tagName }) => tagName.toLowerCase() !== 'path')) return
  if (paths.some((path) => path.getAttribute('transform') !== null)) return
  first.setAttribute('d', paths.map((path) => path.getAttribute('d') ?? '').join(''))
  for (const path of paths.slice(1)) path.remove()
}
