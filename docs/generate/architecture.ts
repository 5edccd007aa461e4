import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { ElkNode } from 'elkjs/lib/elk-api.js'
import { ARROWHEAD, arrow, layout } from './elk.js'
import { type Html, html } from './html.js'
import { modules } from './source.js'

/** The parts of the repository, the lowest first: a part imports what stands below it. */
export const PARTS = [
  { name: 'reference/numbers', says: 'algebras, and readings in them' },
  { name: 'reference', says: 'the formulas, each written once' },
  { name: 'properties', says: 'the theorems and their evidence' },
  { name: 'gpu', says: 'kernels, network, training' },
  { name: 'conformance', says: 'validating other implementations' },
  { name: 'cli', says: 'the command line' },
  { name: 'docs', says: 'this site' },
] as const

export type Part = (typeof PARTS)[number]['name']

const partOf = (path: string): Part | undefined =>
  PARTS.map(({ name }) => name).find((name) => path.startsWith(`${name}/`))

/** How many imports of one part go to another; tests apart. */
export function importsBetween(root: string): ReadonlyMap<`${Part} → ${Part}`, number> {
  const counts = new Map<`${Part} → ${Part}`, number>()
  for (const folder of ['reference', 'properties', 'gpu', 'conformance', 'cli', 'docs'])
    for (const file of modules(root, folder)) {
      const from = partOf(file)
      const text = readFileSync(join(root, file), 'utf8')
      for (const [, target = ''] of text.matchAll(/^(?:import|export)\b[^'"]*['"](\.[^'"]+)['"]/gm)) {
        const to = partOf(posix.join(dirname(file), target))
        if (from && to && from !== to) counts.set(`${from} → ${to}`, (counts.get(`${from} → ${to}`) ?? 0) + 1)
      }
    }
  return counts
}

const SIZE = { width: 214, height: 50 }

/** The parts and who imports whom, as found in the sources. An arrow goes from what imports to what is imported. */
export async function architecture(root: string): Promise<Html> {
  const imports = [...importsBetween(root).keys()].map((key) => key.split(' → ') as [Part, Part])
  const laid = await layout(
    PARTS.map(({ name }) => ({ id: name, ...SIZE })),
    imports.map(([from, to]) => ({ id: `${from}→${to}`, sources: [from], targets: [to] })),
    {
      'elk.direction': 'DOWN',
      'elk.layered.spacing.nodeNodeBetweenLayers': '42',
      'elk.spacing.nodeNode': '34',
    },
  )
  const { width = 0, height = 0 } = laid
  const box = ({ name, says }: (typeof PARTS)[number], { x = 0, y = 0 }: ElkNode) =>
    html`<g class="part"><rect class="box" x="${x}" y="${y}" width="${SIZE.width}" height="${SIZE.height}" rx="4"/><text class="name" x="${x + 12}" y="${y + 21}">${name}/</text><text class="says" x="${x + 12}" y="${y + 38}">${says}</text></g>
`
  return html`<svg class="graph architecture" viewBox="-4 -4 ${width + 8} ${height + 8}" role="img" aria-label="${PARTS.length} parts: ${imports.map(([from, to]) => `${from} imports ${to}`).join(', ')}">
${ARROWHEAD}<g class="edges">${(laid.edges ?? []).map(arrow)}</g>
${PARTS.map((part) => box(part, laid.children?.find((n) => n.id === part.name) ?? { id: part.name }))}</svg>`
}
