import type { Field } from './algebra.js'
import { at, power, product, sum } from './combinators.js'
import { gcd } from './rational.js'

/**
 * A sparse polynomial with integer coefficients: monomial → coefficient, no coefficient 0. A monomial is the string
 * whose character i is the exponent of variable i, without trailing zeros: '' is 1.
 */
export type Polynomial = ReadonlyMap<string, bigint>

export const constant = (c: bigint): Polynomial => (c === 0n ? ZERO : new Map([['', c]]))
export const ZERO: Polynomial = new Map()
export const ONE: Polynomial = new Map([['', 1n]])

export const monomial = (variable: number, exponent = 1): string =>
  exponent === 0 ? '' : '\0'.repeat(variable) + String.fromCharCode(exponent)

export const variable = (i: number): Polynomial => new Map([[monomial(i), 1n]])

export const exponent = (mono: string, i: number): number => (i < mono.length ? mono.charCodeAt(i) : 0)

function timesMonomial(a: string, b: string): string {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  if (short === '') return long
  let product = ''
  for (let i = 0; i < short.length; i++) {
    const e = long.charCodeAt(i) + short.charCodeAt(i)
    if (e > 0xffff) throw new RangeError(`the exponent ${e} is larger than a polynomial can hold`)
    product += String.fromCharCode(e)
  }
  return product + long.slice(short.length)
}

function accumulate(into: Map<string, bigint>, mono: string, c: bigint): void {
  const total = (into.get(mono) ?? 0n) + c
  if (total === 0n) into.delete(mono)
  else into.set(mono, total)
}

export function add(a: Polynomial, b: Polynomial): Polynomial {
  const [long, short] = a.size >= b.size ? [a, b] : [b, a]
  if (short.size === 0) return long
  const total = new Map(long)
  for (const [mono, c] of short) accumulate(total, mono, c)
  return total
}

export const neg = (a: Polynomial): Polynomial => scale(a, -1n)

export function scale(a: Polynomial, c: bigint): Polynomial {
  if (c === 0n) return ZERO
  return c === 1n ? a : new Map([...a].map(([mono, k]) => [mono, k * c]))
}

/** Products of more terms than this are refused: such an identity belongs to the modular reading. */
const MOST_TERMS = 400_000

export function mul(a: Polynomial, b: Polynomial): Polynomial {
  if (a.size * b.size > MOST_TERMS)
    throw new RangeError(
      `a product of polynomials of ${a.size} and ${b.size} terms: too long for a normal form, use the modular reading`,
    )
  const product = new Map<string, bigint>()
  for (const [m, c] of a) for (const [n, d] of b) accumulate(product, timesMonomial(m, n), c * d)
  return product
}

export function pow(a: Polynomial, n: number): Polynomial {
  let result = ONE
  for (let i = 0; i < n; i++) result = mul(result, a)
  return result
}

/** The largest variable that occurs, or −1 in a constant. */
export const lastVariable = (a: Polynomial): number => Math.max(-1, ...[...a.keys()].map((m) => m.length - 1))

/** a as a polynomial in variable i: exponent → coefficient. */
export function collect(a: Polynomial, i: number): ReadonlyMap<number, Polynomial> {
  const parts = new Map<number, Map<string, bigint>>()
  for (const [mono, c] of a) {
    const e = exponent(mono, i)
    const part = parts.get(e) ?? new Map<string, bigint>()
    parts.set(e, part)
    part.set(without(mono, i), c)
  }
  return parts
}

function without(mono: string, i: number): string {
  if (i >= mono.length) return mono
  return trimmed(`${mono.slice(0, i)}\0${mono.slice(i + 1)}`)
}

function trimmed(mono: string): string {
  let end = mono.length
  while (end > 0 && mono.charCodeAt(end - 1) === 0) end--
  return mono.slice(0, end)
}

/** The lexicographically first term: the constant, if there is one. */
export function firstTerm(a: Polynomial): readonly [string, bigint] {
  let best: readonly [string, bigint] | undefined
  for (const term of a) if (!best || comparePowers(term[0], best[0]) < 0) best = term
  return best ?? ['', 0n]
}

function comparePowers(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return a.charCodeAt(i) - b.charCodeAt(i)
  return 0
}

/** a = ± content · ∏ variables · rest, each a factor; rest has no common factor and a positive first term. */
export function factors(a: Polynomial): { negative: boolean; factors: readonly Polynomial[] } {
  if (a.size === 0) throw new RangeError('division by an expression that is identically 0')
  const content = [...a.values()].reduce(gcd)
  const [first, ...others] = a.keys()
  const shared: Polynomial[] = []
  let common = ''
  for (let i = 0; i < (first ?? '').length; i++) {
    const least = Math.min(...[first ?? '', ...others].map((m) => exponent(m, i)))
    common += String.fromCharCode(least)
    for (let k = 0; k < least; k++) shared.push(variable(i))
  }
  const negative = firstTerm(a)[1] < 0n
  const unit = negative ? -content : content
  const rest = new Map([...a].map(([m, c]) => [quotient(m, common), c / unit]))
  return { negative, factors: [constant(content), ...shared, rest] }
}

function quotient(mono: string, divisor: string): string {
  let q = ''
  for (let i = 0; i < mono.length; i++) q += String.fromCharCode(exponent(mono, i) - exponent(divisor, i))
  return trimmed(q)
}

/** The same text for the same polynomial. */
export const key = (a: Polynomial): string =>
  [...a.keys()]
    .sort()
    .map((m) => `${m}:${a.get(m)}`)
    .join('\n')

/** a in the names given: `1 − a²·b`. */
export function print(a: Polynomial, names: readonly string[], most = 12): string {
  if (a.size === 0) return '0'
  const terms = [...a].sort(([m], [n]) => comparePowers(m, n))
  const text = terms.slice(0, most).map(([mono, c], i) => {
    const size = c < 0n ? -c : c
    const powers = [...mono]
      .map((ch, k) => [names[k] ?? `x${k}`, ch.charCodeAt(0)] as const)
      .filter(([, e]) => e > 0)
      .map(([name, e]) => (e === 1 ? name : `${name}^${e}`))
    const product = (size === 1n && powers.length > 0 ? powers : [`${size}`, ...powers]).join('·')
    if (i === 0) return c < 0n ? `−${product}` : product
    return c < 0n ? `− ${product}` : `+ ${product}`
  })
  return text.join(' ') + (terms.length > most ? ` … (${terms.length} terms)` : '')
}

/** a at a point, in any field. */
export function evaluate<T>(F: Field<T>, a: Polynomial, values: readonly T[]): T {
  const term = ([mono, c]: readonly [string, bigint]) =>
    product(F, [F.lit(c), ...[...mono].map((ch, i) => power(F, at(values, i), ch.charCodeAt(0)))])
  return sum(F, [...a].map(term))
}
