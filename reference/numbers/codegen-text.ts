import { at } from './combinators.js'
import type { Node } from './dag.js'
import { FLOAT32, FLOAT64, largest } from './float.js'
import { erf } from './rounding/erf.js'

/**
 * JavaScript generated from the expression of a formula: the operations of the generic call through FLOAT64 or FLOAT32,
 * in that order, with common subexpressions computed once; the values are the same bits. The text is made of
 * node numbers and of quoted property names only: nothing that a user wrote becomes code.
 */
export type Precision = 'float64' | 'float32'

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const
const literals = { float64: FLOAT64, float32: FLOAT32 }

/** The names that generated code may call. */
const SCOPE = { erf, largest, fround: Math.fround }

function expression(node: Node, precision: Precision, leaf: (node: Node) => string): string {
  const F = literals[precision]
  const arg = (i: number) => `v${at(node.args, i).id}`
  const rounded = (text: string) => (precision === 'float32' ? `fround(${text})` : text)
  switch (node.op) {
    case 'leaf':
      return leaf(node)
    case 'lit':
      return `${F.lit(node.exact)}`
    case 'pi':
      return `${F.pi}`
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return rounded(`${arg(0)} ${INFIX[node.op]} ${arg(1)}`)
    case 'neg':
      return `-${arg(0)}`
    case 'erf':
      return rounded(`erf(${arg(0)})`)
    case 'shift':
      return `largest(${node.args.map((_, i) => arg(i)).join(', ')})`
    default:
      return rounded(`Math.${node.op}(${arg(0)})`)
  }
}

/** One `const` a node, in the order given; `leaf` is where a variable comes from. */
export const declare = (nodes: readonly Node[], precision: Precision, leaf: (node: Node) => string) =>
  nodes.map((node) => `const v${node.id} = ${expression(node, precision, leaf)}`)

/** How an arithmetic writes its steps. */
export interface Writer {
  /** The steps of the nodes, in the order given; `leaf` is where a variable comes from. */
  readonly steps: (nodes: readonly Node[], leaf: (node: Node) => string) => readonly string[]
  /** A node's value once its step is done. */
  readonly value: (node: Node) => string
  /** The names that the text may use. */
  readonly scope: Readonly<Record<string, unknown>>
}

/** In floats. */
export const floats = (precision: Precision): Writer => ({
  steps: (nodes, leaf) => declare(nodes, precision, leaf),
  value: (node) => `v${node.id}`,
  scope: SCOPE,
})

/** Evaluates generated text with the names of `scope` in view. */
export function build<R>(lines: readonly string[], scope: Writer['scope'] = SCOPE): R {
  const text = `'use strict'\n${lines.join('\n')}`
  return new Function(...Object.keys(scope), text)(...Object.values(scope)) as R
}
