import {
  type ConstantNode,
  create,
  type FunctionNode,
  factory,
  type MathNode,
  type OperatorNode,
  type ParenthesisNode,
  parseDependencies,
  type SymbolNode,
} from 'mathjs/number'
import type { AnalyticField } from '../numbers/algebra.js'
import { power } from '../numbers/combinators.js'
import { parseRational, type Rational, rational } from '../numbers/rational.js'
import { FUNCTIONS, type Needs } from './expression-functions.js'

/** What an expression says of step t: its variables, in one algebra. */
export interface Variables<X> {
  readonly t: X
  readonly T: X
  readonly u: X
  readonly i: X
}

/** An expression read: what its numbers are made of, and its value in any algebra that has that. */
export interface Expression {
  readonly needs: Needs
  readonly value: <X>(F: AnalyticField<X>, at: Variables<X>) => X
}

/** mathjs's parser, made to keep each number as the text that spells it: a double would not be exact. */
const { parse } = create({
  ...parseDependencies,
  numericDependencies: { createNumeric: factory('numeric', [], () => (text: string) => text) },
})

export const VARIABLES = ['t', 'T', 'u', 'i', 'pi'] as const

const RANK: readonly Needs[] = ['field', 'radical', 'analytic']
const harder = (a: Needs, b: Needs): Needs => (RANK.indexOf(a) > RANK.indexOf(b) ? a : b)

const GRAMMAR = `expected arithmetic (+ − * / ^) of numbers, the variables ${VARIABLES.join(', ')} and the functions ${Object.keys(FUNCTIONS).join(', ')}`

/** @throws SyntaxError naming what is not understood, with everything that is. */
export function parseExpression(text: string): Expression {
  let node: MathNode
  try {
    node = parse(text)
  } catch (error) {
    throw new SyntaxError(`the expression '${text}' does not parse: ${(error as Error).message}: ${GRAMMAR}`)
  }
  return read(node, text)
}

const refuse = (what: string, text: string) =>
  new SyntaxError(`the expression '${text}' holds ${what}: ${GRAMMAR}`)

function read(node: MathNode, text: string): Expression {
  switch (node.type) {
    case 'ConstantNode':
      return constant((node as ConstantNode).value, text)
    case 'ParenthesisNode':
      return read((node as ParenthesisNode).content, text)
    case 'SymbolNode':
      return symbol((node as SymbolNode).name, text)
    case 'OperatorNode':
      return operator(node as OperatorNode, text)
    case 'FunctionNode':
      return call(node as FunctionNode, text)
    default:
      throw refuse(`'${node.toString()}', which is no arithmetic`, text)
  }
}

function constant(value: unknown, text: string): Expression {
  const spelled = String(value)
  try {
    parseRational(spelled)
  } catch {
    throw refuse(value === undefined ? 'nothing' : `'${spelled}', which is no decimal number`, text)
  }
  return { needs: 'field', value: (F) => F.lit(spelled) }
}

function symbol(name: string, text: string): Expression {
  switch (name) {
    case 't':
    case 'T':
    case 'u':
    case 'i':
      return { needs: 'field', value: (_, at) => at[name] }
    case 'pi':
      return { needs: 'analytic', value: (F) => F.pi }
    default:
      throw refuse(`the unknown name '${name}'`, text)
  }
}

function call(node: FunctionNode, text: string): Expression {
  const name = node.fn.name
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (name === 'min' || name === 'max')
    throw refuse(`'${name}', which compares (to cap β give max_beta beside the expression)`, text)
  if (!known) throw refuse(`the unknown function '${name}'`, text)
  const [argument, ...more] = node.args
  if (!argument || more.length > 0)
    throw refuse(`'${name}' with ${node.args.length} arguments, where it takes one`, text)
  const x = read(argument, text)
  return { needs: harder(known.needs, x.needs), value: (F, at) => known.read(F, x.value(F, at)) }
}

function operator(node: OperatorNode, text: string): Expression {
  const [left, right] = node.args
  if (!left) throw refuse(`'${node.op}' without operands`, text)
  const a = read(left, text)
  if (!right) {
    if (node.fn === 'unaryMinus') return { needs: a.needs, value: (F, at) => F.neg(a.value(F, at)) }
    if (node.fn === 'unaryPlus') return a
    throw refuse(`the operator '${node.op}'`, text)
  }
  if (node.fn === 'pow') return raised(a, right, text)
  const b = read(right, text)
  const needs = harder(a.needs, b.needs)
  switch (node.fn as string) {
    case 'add':
      return { needs, value: (F, at) => F.add(a.value(F, at), b.value(F, at)) }
    case 'subtract':
      return { needs, value: (F, at) => F.sub(a.value(F, at), b.value(F, at)) }
    case 'multiply':
      return { needs, value: (F, at) => F.mul(a.value(F, at), b.value(F, at)) }
    case 'divide':
      return { needs, value: (F, at) => F.div(a.value(F, at), b.value(F, at)) }
    default:
      throw refuse(`the operator '${node.op}'`, text)
  }
}

/** Exponents up to this are multiplied out. */
const LARGEST_POWER = 1024n

/** a^(n/2) by multiplication and a root where the exponent is written as a number, else e^(b·log a), for a > 0. */
function raised(a: Expression, exponent: MathNode, text: string): Expression {
  const twice = halves(exponent)
  if (twice === undefined) {
    const b = read(exponent, text)
    return { needs: 'analytic', value: (F, at) => F.exp(F.mul(b.value(F, at), F.log(a.value(F, at)))) }
  }
  const size = Number(twice < 0n ? -twice : twice)
  const odd = size % 2 === 1
  return {
    needs: harder(a.needs, odd ? 'radical' : 'field'),
    value: (F, at) => {
      const x = a.value(F, at)
      const whole = odd ? power(F, F.sqrt(x), size) : power(F, x, size / 2)
      return twice < 0n ? F.div(F.lit(1n), whole) : whole
    },
  }
}

/** Twice the exponent, where it is written as a small whole or half number. */
function halves(node: MathNode): bigint | undefined {
  const value = written(node)
  if (value === undefined || 2n % value.den !== 0n) return undefined
  const twice = value.num * (2n / value.den)
  return twice <= LARGEST_POWER && twice >= -LARGEST_POWER ? twice : undefined
}

/** A number written out: 3, 0.5, −2, 1/2. */
function written(node: MathNode): Rational | undefined {
  if (node.type === 'ParenthesisNode') return written((node as ParenthesisNode).content)
  if (node.type === 'ConstantNode') return parseRational(String((node as ConstantNode).value))
  if (node.type !== 'OperatorNode') return undefined
  const { fn, args } = node as OperatorNode
  const [a, b] = args.map(written)
  if (!a) return undefined
  if (fn === 'unaryMinus') return { num: -a.num, den: a.den }
  return fn === 'divide' && b && b.num !== 0n ? rational(a.num * b.den, a.den * b.num) : undefined
}
