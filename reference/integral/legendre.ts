import { at } from '../numbers/combinators.js'
import { type Ball, certainSign, type Enclosure, enclosure } from '../numbers/enclosure/index.js'

/** A point of a rule on [−1, 1] and its weight. */
export interface Node<T> {
  readonly x: T
  readonly weight: T
}

const known = new Map<string, readonly Node<Ball>[]>()
const MOST_KNOWN = 200

/**
 * The n points and weights of Gauss's rule on [−1, 1], enclosed to about 2^−precision, in increasing order.
 *
 * A point is where Pₙ changes sign between two numbers 2^−(precision + 8) apart, both signs certain; n of them apart from each
 * other are all the zeros that Pₙ has. The weights are 2(1 − x²)/(n·Pₙ₋₁(x))². The recurrence may multiply a radius by
 * 1 + √2 < 2^1.3 a step: it is run with 2n more bits.
 */
export function gaussLegendre(n: number, precision: number): readonly Node<Ball>[] {
  const key = `${n} ${precision}`
  const found = known.get(key)
  if (found) return found
  const nodes = computed(n, precision)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, nodes)
  return nodes
}

function computed(n: number, precision: number): readonly Node<Ball>[] {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`a rule of ${n} points: expected at least 2`)
  const bits = precision + 2 * n + 32
  const G = enclosure(bits)
  const half = Array.from({ length: Math.floor(n / 2) }, (_, i) => positiveNode(G, n, i, precision + 8))
  const middle = n % 2 === 1 ? [{ x: G.lit(0n), weight: weightAt(G, n, G.lit(0n)) }] : []
  const all = [...half.map(({ x, weight }) => ({ x: G.neg(x), weight })), ...middle, ...half.reverse()]
  const apart = all.every(({ x }, i) => i === 0 || certainSign(G.sub(x, at(all, i - 1).x)) === 1)
  if (!apart) throw new Error(`the zeros of the Legendre polynomial of degree ${n} were not told apart`)
  return all
}

/** The zero that is i-th from 1 downward. */
function positiveNode(G: Enclosure, n: number, i: number, digits: number): Node<Ball> {
  const start = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
  const root = newton(n, start, digits + 8)
  const end = (side: bigint): Ball => ({ mid: root + side * 128n, exp: -(digits + 8), rad: 0 })
  const [low, high] = [end(-1n), end(1n)]
  const [below, above] = [low, high].map((x) => certainSign(legendre(G, n, x).value))
  if (below === undefined || above === undefined || below * above !== -1)
    throw new Error(`no sign change was found at zero ${i} of the Legendre polynomial of degree ${n}`)
  const x: Ball = { mid: root, exp: -(digits + 8), rad: 128 }
  return { x, weight: weightAt(G, n, x) }
}

/** Pₙ₋₁ over a ball: its value in the middle, and |P′ₙ₋₁| ≤ n(n − 1)/2 on [−1, 1] (by the ball itself it would grow with n). */
function weightAt(G: Enclosure, n: number, x: Ball): Ball {
  const { lit, add, sub, mul, div } = G
  const middle: Ball = { ...x, rad: 0 }
  const slope = mul(lit(BigInt((n * (n - 1)) / 2)), sub(x, middle))
  const scaled = mul(lit(BigInt(n)), add(legendre(G, n, middle).before, slope))
  return div(mul(lit(2n), sub(lit(1n), mul(x, x))), mul(scaled, scaled))
}

/** Pₙ(x) and Pₙ₋₁(x): (k + 1)·P_{k+1} = (2k + 1)·x·P_k − k·P_{k−1}. */
function legendre({ lit, sub, mul, div }: Enclosure, n: number, x: Ball) {
  let [before, value] = [lit(1n), x]
  for (let k = 1; k < n; k++) {
    const next = sub(mul(lit(BigInt(2 * k + 1)), mul(x, value)), mul(lit(BigInt(k)), before))
    ;[before, value] = [value, div(next, lit(BigInt(k + 1)))]
  }
  return { value, before }
}

/** Newton's iteration, in doubles and then in fixed point of `bits` bits. Nothing is proved of it: the sign change after it is. */
function newton(n: number, start: number, bits: number): bigint {
  let near = start
  for (let i = 0; i < 6; i++) near -= correction(n, near)
  let x = BigInt(Math.round(near * 2 ** 52))
  let w = 52
  const lost = 4 + 2 * Math.ceil(Math.log2(n))
  for (let right = 50 - lost; ; right = 2 * right - lost) {
    const work = Math.min(2 * right, bits) + 20
    x = work >= w ? x << BigInt(work - w) : x >> BigInt(w - work)
    w = work
    x -= fixedCorrection(n, x, BigInt(w))
    if (2 * right - lost >= bits + 4) return x >> BigInt(w - bits)
  }
}

/** Pₙ/Pₙ′, where (1 − x²)·Pₙ′ = n(Pₙ₋₁ − x·Pₙ). */
function correction(n: number, x: number): number {
  let [before, value] = [1, x]
  for (let k = 1; k < n; k++) [before, value] = [value, ((2 * k + 1) * x * value - k * before) / (k + 1)]
  return (value * (1 - x * x)) / (n * (before - x * value))
}

function fixedCorrection(n: number, x: bigint, w: bigint): bigint {
  const one = 1n << w
  let [before, value] = [one, x]
  for (let k = 1n; k < n; k++)
    [before, value] = [value, ((2n * k + 1n) * ((x * value) >> w) - k * before) / (k + 1n)]
  return (value * (one - ((x * x) >> w))) / (BigInt(n) * (before - ((x * value) >> w)))
}
