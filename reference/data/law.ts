import type { Exact, Field } from '../numbers/algebra.js'
import { at } from '../numbers/combinators.js'
import { firstBadPivot } from '../numbers/definite.js'
import { fromDouble, roundToFormat } from '../numbers/float.js'
import type { Matrix } from '../numbers/linear.js'
import {
  compare,
  equal,
  literal,
  parseRational,
  RATIONALS,
  type Rational,
  rational,
  sign,
} from '../numbers/rational.js'
import type { Component } from './component.js'
import type { Data } from './posterior.js'

/** A number from a user: a double, taken as the exact number that it is, or an exact literal such as `'1/3'`. */
export type Quantity = number | Exact

export interface ComponentInput {
  readonly weight: Quantity
  readonly mean: readonly Quantity[]
  /** d × d, symmetric, positive definite. Left out: all mass at the mean. */
  readonly covariance?: readonly (readonly Quantity[])[]
}

/** A data law that was checked: its dimension and its components as exact literals. */
export interface Law {
  readonly dimension: number
  readonly components: Data<string>
}

/** The components of a law in an algebra, as the formulas take them. */
export const dataIn = <T>(F: Field<T>, law: Law): Data<T> =>
  law.components.map(({ weight, mean, covariance }) => {
    const point = { weight: F.lit(weight), mean: mean.map(F.lit) }
    return covariance === undefined
      ? point
      : { ...point, covariance: covariance.map((row) => row.map(F.lit)) }
  })

/**
 * Σ_k w_k N(m_k, Σ_k), with a point mass at m_k where no covariance is given. d is the length of the first mean.
 *
 * Weights are positive and sum to one: exactly when all are exact literals; when some are doubles, within
 * γ_K = K·u/(1 − K·u), u = 2⁻⁵³. That admits the nearest doubles of weights that sum to one, and K positive doubles
 * divided by their floating-point sum taken in any order (K − 1 additions and one division each, without
 * underflow). They are used as given: the posterior does not depend on their sum, log q moves by at most 1.01·γ_K.
 *
 * @throws RangeError for no component, dimensions that differ, a number that is not finite, weights that are not
 * positive or do not sum to one, a covariance that is not symmetric or not positive definite (decided exactly).
 * @throws SyntaxError for a literal that spells no number.
 */
export function mixture(components: readonly ComponentInput[]): Law {
  const first = components[0]
  if (first === undefined)
    throw new RangeError(
      'the mixture has no components: give at least one { weight, mean, covariance }, or { weight, mean } for a point mass',
    )
  const dimension = Array.isArray(first.mean) ? first.mean.length : 0
  if (dimension === 0)
    throw new RangeError(
      'components[0].mean is no list of numbers: give one number a dimension, at least one',
    )
  const read = components.map((component, k) => readComponent(component, `components[${k}]`, dimension))
  checkWeights(
    components.map(({ weight }) => weight),
    read.map(({ weight }) => weight),
  )
  return { dimension, components: read.map(asLiterals) }
}

/** N(mean, covariance). @throws as {@link mixture}. */
export const gaussian = (prior: Required<Omit<ComponentInput, 'weight'>>): Law =>
  mixture([{ weight: 1n, ...prior }])

/** Σ_k w_k δ(x₀ − z_k): weighted points. @throws as {@link mixture}. */
export const atoms = (
  points: readonly { readonly weight: Quantity; readonly at: readonly Quantity[] }[],
): Law => mixture(points.map(({ weight, at: mean }) => ({ weight, mean })))

/** Points of equal weight 1/n, as a data set is. @throws as {@link mixture}. */
export const empirical = (points: readonly (readonly Quantity[])[]): Law =>
  atoms(points.map((point) => ({ weight: `1/${points.length}`, at: point })))

function readComponent({ weight, mean, covariance }: ComponentInput, place: string, d: number) {
  const w = readQuantity(weight, `${place}.weight`)
  if (sign(w) <= 0)
    throw new RangeError(
      `${place}.weight is ${weight}, expected a positive number: a component that never occurs is left out`,
    )
  checkEntries(mean, d, `${place}.mean`)
  const point = { weight: w, mean: mean.map((entry, i) => readQuantity(entry, `${place}.mean[${i}]`)) }
  return covariance === undefined
    ? point
    : { ...point, covariance: readCovariance(covariance, `${place}.covariance`, d) }
}

function readCovariance(rows: readonly (readonly Quantity[])[], place: string, d: number): Matrix<Rational> {
  checkEntries(rows, d, place, 'rows')
  const a = rows.map((row, i) => {
    checkEntries(row, d, `${place}[${i}]`)
    return row.map((entry, j) => readQuantity(entry, `${place}[${i}][${j}]`))
  })
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++)
      if (!equal(at(at(a, i), j), at(at(a, j), i)))
        throw new RangeError(
          `${place} is not symmetric: entry [${i}][${j}] is ${show(at(at(rows, i), j))}, entry [${j}][${i}] is ${show(at(at(rows, j), i))}. ` +
            'A covariance equals its transpose exactly: average the two',
        )
  const bad = firstBadPivot(a)
  if (bad)
    throw new RangeError(
      `${place} is not positive definite: pivot ${bad.index + 1} of ${d} of its L D Lᵀ factors is ${roundToFormat(bad.pivot)}, ` +
        'expected a positive number. Check the entries up to that row, add a small variance to the diagonal, or leave ' +
        'the covariance out for a point mass',
    )
  return a
}

// A double and the decimal of the same digits are different numbers: quotes tell them apart.
const show = (value: Quantity) => (typeof value === 'string' ? `'${value}'` : `${value}`)

function checkEntries(entries: readonly unknown[], d: number, place: string, what = 'entries'): void {
  if (!Array.isArray(entries))
    throw new TypeError(`${place} is ${String(entries)}, expected a list of ${d} ${what}`)
  if (entries.length !== d)
    throw new RangeError(
      `${place} has ${entries.length} ${what}, expected ${d}: the dimension is the length of components[0].mean`,
    )
}

function readQuantity(value: Quantity, place: string): Rational {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return fromDouble(value)
    throw new RangeError(`${place} is ${value}, expected a finite number`)
  }
  try {
    return parseRational(value)
  } catch {
    throw new SyntaxError(
      `${place} is ${typeof value === 'object' ? JSON.stringify(value) : `'${String(value)}'`}, expected a number or a literal in quotes such as '0.02', '1e-4' or '1/3'`,
    )
  }
}

function checkWeights(given: readonly Quantity[], weights: readonly Rational[]): void {
  const total = weights.reduce(RATIONALS.add)
  const gap = RATIONALS.sub(total, rational(1n))
  if (sign(gap) === 0) return
  const [K, doubles] = [BigInt(weights.length), given.some((weight) => typeof weight === 'number')]
  const bound = rational(doubles ? K : 0n, (1n << 53n) - K)
  if (compare(gap.num < 0n ? RATIONALS.neg(gap) : gap, bound) <= 0) return
  const allowed = doubles
    ? `within ${roundToFormat(bound)}, the rounding of ${K} doubles that are normalised`
    : 'exactly, as they are exact literals'
  throw new RangeError(
    `the weights sum to ${roundToFormat(total)}, off 1 by ${roundToFormat(gap)}, expected 1 ${allowed}: divide each by their sum`,
  )
}

const asLiterals = ({ weight, mean, covariance }: Component<Rational>): Component<string> => {
  const point = { weight: literal(weight), mean: mean.map(literal) }
  return covariance === undefined
    ? point
    : { ...point, covariance: covariance.map((row) => row.map(literal)) }
}
