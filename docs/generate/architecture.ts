import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { ElkNode } from 'elkjs/lib/elk-api.js'
import { parseSync } from 'vite'
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

/** The part that a file is of. */
export const partOf = (path: string): Part | undefined =>
  PARTS.map(({ name }) => name).find((name) => path.startsWith(`${name}/`))

/** The modules that a module imports or hands on, those of packages apart. */
export function importsOf(file: string, text: string): readonly string[] {
  const { staticImports, staticExports } = parseSync(file, text).module
  const requests = [...staticImports, ...staticExports.flatMap(({ entries }) => entries)]
  const relative = requests.map((of) => of.moduleRequest?.value ?? '').filter((name) => name.startsWith('.'))
  return [...new Set(relative)].map((name) => posix.join(dirname(file), name).replace(/\.js$/, '.ts'))
}

/** How many imports of one part go to another; tests apart. */
export function importsBetween(root: string): ReadonlyMap<`${Part} → ${Part}`, number> {
  const counts = new Map<`${Part} → ${Part}`, number>()
  for (const folder of ['reference', 'properties', 'gpu', 'conformance', 'cli', 'docs'])
    for (const file of modules(root, folder)) {
      const from = partOf(file)
      const text = readFileSync(join(root, file), 'utf8')
      for (const target of importsOf(file, text)) {
        const to = partOf(target)
        if (from && to && from !== to) counts.set(`${from} → ${to}`, (counts.get(`${from} → ${to}`) ?? 0) + 1)
      }
    }
  return counts
}

const SIZE = { width: 214, height: 50 }

/** The parts and who imports whom, as found in the sources. An arrow goes from what imports to what is imported. */
export async function architecture(
  root: string,
  linkOf: (part: Part) => string | undefined = () => undefined,
): Promise<Html> {
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
  const box = ({ name, says }: (typeof PARTS)[number], { x = 0, y = 0 }: ElkNode) => {
    const href = linkOf(name)
    const inside = html`<rect class="box" x="${x}" y="${y}" width="${SIZE.width}" height="${SIZE.height}" rx="4"/><text class="name" x="${x + 12}" y="${y + 21}">${name}/</text><text class="says" x="${x + 12}" y="${y + 38}">${says}</text>`
    return href === undefined
      ? html`<g class="part">${inside}</g>
`
      : html`<a class="part" href="${href}" target="_self">${inside}</a>
`
  }
  return html`<svg class="graph architecture" viewBox="-4 -4 ${width + 8} ${height + 8}" role="group" aria-label="${PARTS.length} parts: ${imports.map(([from, to]) => `${from} imports ${to}`).join(', ')}">
${ARROWHEAD}<g class="edges">${(laid.edges ?? []).map(arrow)}</g>
${PARTS.map((part) => box(part, laid.children?.find((n) => n.id === part.name) ?? { id: part.name }))}</svg>`
}
