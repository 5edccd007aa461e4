import { createRequire } from 'node:module'

/** The part of ESTree that a kernel may use. */
export type Node =
  | { type: 'Literal'; value: unknown; raw: string }
  | { type: 'Identifier'; name: string }
  | { type: 'ThisExpression' }
  | { type: 'UnaryExpression'; operator: string; argument: Node }
  | { type: 'BinaryExpression'; operator: string; left: Node; right: Node }
  | { type: 'AssignmentExpression'; operator: string; left: Node; right: Node }
  | { type: 'UpdateExpression'; operator: string; argument: Node }
  | { type: 'MemberExpression'; object: Node; property: Node; computed: boolean }
  | { type: 'CallExpression'; callee: Node; arguments: Node[] }
  | { type: 'BlockStatement'; body: Node[] }
  | { type: 'EmptyStatement' }
  | { type: 'ExpressionStatement'; expression: Node }
  | { type: 'VariableDeclaration'; declarations: { id: Node; init: Node | null }[] }
  | { type: 'IfStatement'; test: Node; consequent: Node; alternate: Node | null }
  | { type: 'ForStatement'; init: Node; test: Node; update: Node; body: Node }
  | { type: 'ReturnStatement'; argument: Node }

export interface FunctionNode {
  readonly type: 'FunctionDeclaration'
  readonly id: { readonly name: string }
  readonly params: readonly { readonly type: string; readonly name: string }[]
  readonly body: Node
}

interface Parser {
  readonly parse: (text: string, options: { ecmaVersion: number }) => { body: readonly FunctionNode[] }
}

/** The parser that gpu.js itself reads kernels with. @throws Error when gpu.js is not installed. */
function parser(): Parser {
  const here = createRequire(import.meta.url)
  return createRequire(here.resolve('gpu.js'))('acorn') as Parser
}

/** The syntax tree of one top-level function. */
export function parseFunction(source: string): FunctionNode {
  const [declared, ...rest] = parser().parse(source, { ecmaVersion: 2020 }).body
  if (declared?.type !== 'FunctionDeclaration' || rest.length > 0)
    throw new SyntaxError(`expected one function declaration, got: ${source.slice(0, 60)}`)
  return declared
}
