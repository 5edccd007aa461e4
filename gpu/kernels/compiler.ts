import { at } from '../../reference/numbers/combinators.js'
import { type Dimensions, type Operation, SIGNS, type Spelling } from './spelling.js'
import type { Node } from './syntax.js'

type Kind = 'index' | 'value' | 'literal' | { readonly array: Dimensions; readonly name: string }
interface Term {
  readonly code: string
  readonly kind: Kind
}
export type Scope = Map<string, Kind>

const named = (sign: string): Operation | undefined => SIGNS.find(([, spelled]) => spelled === sign)?.[0]

/** Statements and expressions of one kernel as JavaScript over the numbers of `spell`. */
export class Compiler {
  constructor(readonly spell: Spelling) {}

  /** An expression as a value; as an index; as whatever it is. */
  value(node: Node, scope: Scope): string {
    const { code, kind } = this.expression(node, scope)
    if (kind === 'literal') return this.spell.literal(code)
    if (kind !== 'value') throw unsupported(`'${code}' used as a number: an index and a value do not mix`)
    return code
  }

  index(node: Node, scope: Scope): string {
    const { code, kind } = this.expression(node, scope)
    if (kind !== 'index' && kind !== 'literal')
      throw unsupported(`'${code}' used as an index: indices are made of indices, constants and literals`)
    return code
  }

  expression(node: Node, scope: Scope): Term {
    switch (node.type) {
      case 'Literal':
        return { code: node.raw, kind: 'literal' }
      case 'Identifier': {
        const kind = scope.get(node.name)
        if (kind === undefined) throw unsupported(`the name '${node.name}'`)
        return { code: node.name, kind }
      }
      case 'UnaryExpression':
        if (node.operator !== '-') break
        return { code: this.spell.call('neg', this.value(node.argument, scope)), kind: 'value' }
      case 'BinaryExpression':
        return this.binary(node.operator, node.left, node.right, scope)
      case 'MemberExpression':
        return this.member(node, scope)
      case 'CallExpression':
        return { code: this.call(node.callee, node.arguments, scope), kind: 'value' }
    }
    throw unsupported(node.type)
  }

  binary(operator: string, left: Node, right: Node, scope: Scope): Term {
    const [a, b] = [this.expression(left, scope), this.expression(right, scope)]
    const integral = [a, b].every(({ kind }) => kind === 'index' || kind === 'literal')
    if (integral && [a, b].some(({ kind }) => kind === 'index'))
      return { code: `(${a.code} ${operator} ${b.code})`, kind: 'index' }
    const name = named(operator)
    if (!name) throw unsupported(`the operator ${operator} on values`)
    return {
      code: this.spell.operation(name, this.value(left, scope), this.value(right, scope)),
      kind: 'value',
    }
  }

  member(node: Node & { type: 'MemberExpression' }, scope: Scope): Term {
    if (!node.computed) return { code: this.own(node), kind: 'index' }
    const indices: string[] = []
    let object: Node = node
    while (object.type === 'MemberExpression') {
      indices.unshift(this.index(object.property, scope))
      object = object.object
    }
    const { kind } = this.expression(object, scope)
    if (typeof kind !== 'object') throw unsupported('indexing what is no argument')
    return { code: element(this.spell, kind.name, kind.array, indices), kind: 'value' }
  }

  /** this.thread.x, this.constants.terms, this.output.x */
  own({ object, property }: Node & { type: 'MemberExpression' }): string {
    if (property.type === 'Identifier' && object.type === 'MemberExpression' && !object.computed) {
      const { object: root, property: part } = object
      if (root.type === 'ThisExpression' && part.type === 'Identifier') {
        if (part.name === 'thread') return `$${property.name}`
        if (part.name === 'constants') return `$constants.${property.name}`
        if (part.name === 'output') return `$output.${property.name}`
      }
    }
    throw unsupported('a property other than this.thread, this.constants and this.output')
  }

  call(callee: Node, args: readonly Node[], scope: Scope): string {
    const values = args.map((arg) => this.value(arg, scope))
    if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
      const name = callee.property.name
      if (name === 'abs' || name === 'sqrt') return this.spell.call(name, at(values, 0))
    }
    throw unsupported('a call of anything but Math.abs and Math.sqrt')
  }

  statement(node: Node, scope: Scope): string {
    switch (node.type) {
      case 'BlockStatement': {
        const inner = new Map(scope)
        return `{ ${node.body.map((s) => this.statement(s, inner)).join(' ')} }`
      }
      case 'EmptyStatement':
        return ''
      case 'ReturnStatement':
        return `return ${this.value(node.argument, scope)};`
      case 'VariableDeclaration':
        return node.declarations.map(({ id, init }) => this.declare(id, init, scope, 'value')).join(' ')
      case 'ExpressionStatement':
        return this.assignment(node.expression, scope)
      case 'IfStatement': {
        const otherwise = node.alternate ? ` else ${this.statement(node.alternate, scope)}` : ''
        return `if (${this.index(node.test, scope)}) ${this.statement(node.consequent, scope)}${otherwise}`
      }
      case 'ForStatement':
        return this.loop(node, scope)
    }
    throw unsupported(node.type)
  }

  declare(id: Node, init: Node | null, scope: Scope, kind: 'index' | 'value'): string {
    if (id.type !== 'Identifier' || !init) throw unsupported('a declaration without a name and a value')
    const code = kind === 'index' ? this.index(init, scope) : this.value(init, scope)
    scope.set(id.name, kind)
    return `let ${id.name} = ${code};`
  }

  assignment(node: Node, scope: Scope): string {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'Identifier') throw unsupported(node.type)
    const target = node.left.name
    if (scope.get(target) !== 'value') throw unsupported(`an assignment to '${target}'`)
    const right = this.value(node.right, scope)
    if (node.operator === '=') return `${target} = ${right};`
    const name = named(node.operator.slice(0, -1))
    if (!name) throw unsupported(node.operator)
    return `${target} = ${this.spell.operation(name, target, right)};`
  }

  loop({ init, test, update, body }: Node & { type: 'ForStatement' }, scope: Scope): string {
    const inner = new Map(scope)
    if (init.type !== 'VariableDeclaration') throw unsupported('a loop without its own variable')
    const { id, init: start } = at(init.declarations, 0)
    const head = this.declare(id, start, inner, 'index')
    return `for (${head} ${this.index(test, inner)}; ${this.advance(update, inner)}) ${this.statement(body, inner)}`
  }

  advance(node: Node, scope: Scope): string {
    if (node.type === 'UpdateExpression')
      return `${this.index(node.argument, scope)}${node.operator === '++' ? ' += 1' : ' -= 1'}`
    if (node.type === 'AssignmentExpression' && node.operator === '+=')
      return `${this.index(node.left, scope)} += ${this.index(node.right, scope)}`
    throw unsupported(node.type)
  }
}

/** name[z][y][x] in a flat array of the dimensions given: the last index runs along x. */
function element(spell: Spelling, name: string, dimensions: Dimensions, indices: readonly string[]): string {
  if (indices.length !== dimensions.length)
    throw unsupported(`${indices.length} indices on '${name}', which has ${dimensions.length} dimensions`)
  const flat = indices.reduce((code, index, i) =>
    i === 0 ? index : `(${code}) * ${at(dimensions, dimensions.length - 1 - i)} + ${index}`,
  )
  return spell.read(name, flat)
}

const unsupported = (what: string) =>
  new SyntaxError(`a kernel may not use ${what}: see kernels.js for what every backend computes alike`)
