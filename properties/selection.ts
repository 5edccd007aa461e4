import { nearest } from '../reference/compute/nearest.js'
import type { Theorem } from './theorem.js'

/**
 * The theorems named, or all, with the theorems they rest on, each after those it rests on and otherwise in the order of
 * the ledger.
 * @throws RangeError for an id that no theorem has; Error where the ledger itself is wrong.
 */
export function ancestry(ledger: readonly Theorem[], ids: readonly string[] = []): readonly Theorem[] {
  checkLedger(ledger)
  const roots = ids.length === 0 ? ledger : ids.map((id) => theoremById(ledger, id))
  const order: Theorem[] = []
  const visiting: Theorem[] = []
  const visit = (t: Theorem): void => {
    if (order.includes(t)) return
    if (visiting.includes(t)) throw cycle(visiting, t)
    visiting.push(t)
    t.uses.forEach(visit)
    visiting.pop()
    order.push(t)
  }
  roots.forEach(visit)
  return order
}

/** @throws RangeError naming the ids that come nearest. */
export function theoremById(ledger: readonly Theorem[], id: string): Theorem {
  const found = ledger.find((t) => t.id.toUpperCase() === id.toUpperCase())
  if (found) return found
  const near = nearest(
    id.toUpperCase(),
    ledger.map((t) => t.id),
  )
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'No id comes near it.'
  throw new RangeError(
    `no theorem has the id '${id}'. ${hint} \`alphabar explain\` lists the ${ledger.length} ids.`,
  )
}

function checkLedger(ledger: readonly Theorem[]): void {
  const ids = new Set<string>()
  for (const { id } of ledger) {
    if (ids.has(id)) throw new Error(`the ledger has two theorems with the id ${id}`)
    ids.add(id)
  }
  for (const t of ledger)
    for (const used of t.uses)
      if (!ledger.includes(used)) throw new Error(`${t.id} uses ${used.id}, which is not in the ledger`)
}

const cycle = (path: readonly Theorem[], t: Theorem): Error =>
  new Error(
    `theorems rest on each other: ${[...path.slice(path.indexOf(t)), t].map((x) => x.id).join(' → ')}`,
  )
