import type { Law } from '../data/law.js'
import { at } from '../numbers/combinators.js'
import type { Vector } from '../numbers/linear.js'
import { equal, literal, parseRational, RATIONALS, type Rational, rational } from '../numbers/rational.js'

/** A law whose components differ by their place on one line only: means m + τ_k·u, one covariance, or none. Exact literals. */
export interface Along {
  readonly mean: Vector<string>
  readonly direction: Vector<string>
  readonly places: readonly string[]
  readonly covariance: readonly (readonly string[])[] | undefined
}

const zero = rational(0n)
const isZero = (x: Rational) => equal(x, zero)

/** The law as such, or undefined where its components differ otherwise; decided exactly. */
export function along({ components, dimension }: Law): Along | undefined {
  const [first] = components
  if (!first) return undefined
  const same = JSON.stringify(first.covariance)
  if (components.some(({ covariance }) => JSON.stringify(covariance) !== same)) return undefined
  const { sub, div, mul } = RATIONALS
  const base = first.mean.map(parseRational)
  const gaps = components.map(({ mean }) => mean.map((m, i) => sub(parseRational(m), at(base, i))))
  const axis = Array.from({ length: dimension }, (_, i) => rational(i === 0 ? 1n : 0n))
  const direction = gaps.find((gap) => !gap.every(isZero)) ?? axis
  const pivot = direction.findIndex((entry) => !isZero(entry))
  const places = gaps.map((gap) => div(at(gap, pivot), at(direction, pivot)))
  const onLine = gaps.every((gap, k) => gap.every((g, i) => equal(g, mul(at(places, k), at(direction, i)))))
  if (!onLine) return undefined
  return {
    mean: first.mean,
    direction: direction.map(literal),
    places: places.map(literal),
    covariance: first.covariance,
  }
}
