import elk from 'elkjs/lib/elk.bundled.js'
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js'
import { type Html, html, raw } from './html.js'

// Its types say that the module holds the constructor; to Node it is the constructor.
const Layout = elk as unknown as new () => ELK

/** Places nodes in layers, with curved arrows between them. */
export const layout = (
  children: ElkNode[],
  edges: ElkExtendedEdge[],
  layoutOptions: LayoutOptions,
): Promise<ElkNode> =>
  new Layout().layout({
    id: 'graph',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.edgeRouting': 'SPLINES', ...layoutOptions },
    children,
    edges,
  })

export const ARROWHEAD = raw(
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 1 L7 4 L0 7 z"/></marker></defs>',
)

/** An arrow that was placed. ELK gives a spline as a start, and control points three by three. */
export function arrow({ sources: [from = ''], targets: [to = ''], sections = [] }: ElkExtendedEdge): Html {
  const d = sections.map(({ startPoint: s, bendPoints = [], endPoint: e }) => {
    const points = [...bendPoints, e].map((p) => `${round(p.x)} ${round(p.y)}`)
    const cubic = points.length % 3 === 0
    return `M${round(s.x)} ${round(s.y)} ${cubic ? 'C' : 'L'}${points.join(cubic ? ', ' : ' L')}`
  })
  return html`<path d="${d.join(' ')}" data-from="${from}" data-to="${to}" marker-end="url(#arrow)"/>
`
}

export const round = (x: number): number => Math.round(x * 10) / 10
