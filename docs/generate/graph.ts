import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import type { Status, TheoremResult } from '../../properties/run.js'
import type { Tier } from '../../properties/theorem.js'
import { ARROWHEAD, arrow, layout, round } from './elk.js'
import { type Html, html } from './html.js'

/** From what holds for all reals to what holds with some probability. */
export const TIERS: readonly Tier[] = ['proved', 'exact', 'certified', 'statistical']

/** The strongest tier among the claims of a theorem: the border of its node. */
export const strongest = ({ claims }: TheoremResult['theorem']): Tier =>
  TIERS.find((tier) => claims.some((c) => c.tier === tier)) ?? 'statistical'

const HEIGHT = 30
const widthOf = (id: string): number => 8.2 * id.length + 22

const LAYOUT = {
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.componentComponent': '22',
  'elk.layered.spacing.nodeNodeBetweenLayers': '52',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NONE',
  'elk.aspectRatio': '1.5',
}

/** The graph of what rests on what, as SVG with a link a node. An arrow goes from a theorem to one that rests on it. */
export async function graph(
  results: readonly TheoremResult[],
  linkOf: (id: string) => string,
): Promise<Html> {
  const edges = results.flatMap(({ theorem: t }) =>
    t.uses.map((u): ElkExtendedEdge => ({ id: `${u.id}→${t.id}`, sources: [u.id], targets: [t.id] })),
  )
  const children = results.map(({ theorem: { id } }): ElkNode => ({ id, width: widthOf(id), height: HEIGHT }))
  const laid = await layout(children, edges, LAYOUT)
  const { width = 0, height = 0 } = laid
  const nodes = results.flatMap((r) => {
    const at = laid.children?.find((n) => n.id === r.theorem.id)
    return at ? [node(r, at, linkOf(r.theorem.id))] : []
  })
  return html`<svg class="graph" viewBox="-4 -4 ${width + 8} ${height + 8}" width="${width + 8}" height="${height + 8}" role="group" aria-label="Which theorem rests on which: ${results.length} theorems, ${edges.length} arrows">
${ARROWHEAD}
<g class="edges">${(laid.edges ?? []).map(arrow)}</g>
<g class="nodes">${nodes}</g></svg>`
}

const FILL: Readonly<Record<Status, string>> = { holds: 'holds', falls: 'falls', 'not run': 'not-run' }

function node(r: TheoremResult, at: ElkNode, href: string): Html {
  const { id, title } = r.theorem
  const { x = 0, y = 0, width = 0, height = 0 } = at
  return html`<a href="${href}" class="node ${strongest(r.theorem)} ${FILL[r.status]}" data-id="${id}" aria-label="${id}: ${title}"><title>${title} (${strongest(r.theorem)}, ${r.status})</title><rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/><text x="${x + width / 2}" y="${y + height / 2}" dy="0.3em" text-anchor="middle">${id}</text>${shares(r, { x: x + 5, y: y + height - 6, width: width - 10 })}</a>
`
}

/** A bar whose parts are the claims of each tier. */
function shares(
  { theorem: { claims } }: TheoremResult,
  at: { x: number; y: number; width: number },
): readonly Html[] {
  let x = at.x
  return TIERS.map((tier) => {
    const width = (at.width * claims.filter((c) => c.tier === tier).length) / claims.length
    const from = x
    x += width
    return width === 0
      ? html``
      : html`<rect class="share ${tier}" x="${round(from)}" y="${at.y}" width="${round(width)}" height="3"/>`
  })
}
