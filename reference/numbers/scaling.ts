import type { Node } from './dag.js'
import { equal, rational } from './rational.js'

/** Of a product with a literal 2ᵏ: the other factor, and k. Such a product only moves an exponent: exact, and cheaper. */
export function scaling({ op, args: [a, b] }: Node): { readonly of: Node; readonly by: number } | undefined {
  if (op !== 'mul' || !a || !b) return undefined
  const by = binaryExponent(a)
  if (by !== undefined) return { of: b, by }
  const last = binaryExponent(b)
  return last === undefined ? undefined : { of: a, by: last }
}

/** k of a literal 2ᵏ. */
function binaryExponent(node: Node): number | undefined {
  if (node.op !== 'lit') return undefined
  const { num, den } = node.value
  const k = Math.log2(Number(num)) - Math.log2(Number(den))
  return Number.isInteger(k) &&
    Math.abs(k) < 50 &&
    equal(node.value, rational(2n ** 50n * 2n ** BigInt(50 + k), 2n ** 100n))
    ? k
    : undefined
}
